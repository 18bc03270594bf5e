"""Filters that people write, and those that attackers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.signals.filters.parse import parse
from forewarn.signals.filters.text import to_text
from forewarn.signals.filters.tokens import FilterError
from forewarn.signals.filters.tree import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Expression,
    Missing,
    Not,
    names,
)
from tests.effort import counted_calls
from tests.signals.filters.trees import trees

LOGIN = Compare("event", "=", "login")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("event = 'login'", LOGIN),
        ("  event='login'\n", LOGIN),
        ("(event = 'login')", LOGIN),
        ("amount >= 2.50", Compare("amount", ">=", 2.5)),
        ("amount < -3", Compare("amount", "<", -3)),
        ("escalated != true", Compare("escalated", "!=", True)),
        ("name = 'O''Hara'", Compare("name", "=", "O'Hara")),
        ("name = ''", Compare("name", "=", "")),
        ("name = 'a and b = ''c'''", Compare("name", "=", "a and b = 'c'")),
        ("plan in ['pro', 'max', 3]", Among("plan", ("pro", "max", 3))),
        ("plan not in ['pro']", Not(Among("plan", ("pro",)))),
        ("until is missing", Missing("until")),
        ("until is not missing", Not(Missing("until"))),
        ("subject contains 'how'", Compare("subject", "contains", "how")),
        ("subject not starts_with 'Re'", Not(Compare("subject", "starts_with", "Re"))),
        ("not a = 1 and b = 2", AllOf((Not(Compare("a", "=", 1)), Compare("b", "=", 2)))),
        (
            "a = 1 or b = 2 and c = 3",
            AnyOf((Compare("a", "=", 1), AllOf((Compare("b", "=", 2), Compare("c", "=", 3))))),
        ),
        (
            "(a = 1 or b = 2) and c = 3",
            AllOf((AnyOf((Compare("a", "=", 1), Compare("b", "=", 2))), Compare("c", "=", 3))),
        ),
        ("not not a is missing", Not(Not(Missing("a")))),
        ("order_by = 'x'", Compare("order_by", "=", "x")),
        ("falsehood = 'x'", Compare("falsehood", "=", "x")),
    ],
)
def test_what_people_write(text: str, tree: Expression) -> None:
    assert parse(text) == tree


@given(trees)
def test_a_tree_survives_being_written_and_read(tree: Expression) -> None:
    assert parse(to_text(tree)) == tree


@given(trees)
def test_writing_is_settled_after_one_reading(tree: Expression) -> None:
    assert to_text(parse(to_text(tree))) == to_text(tree)


def test_one_and_true_are_different_filters() -> None:
    assert parse("a = 1") != parse("a = true")
    assert parse("a in [0]") != parse("a in [false]")
    assert len({parse("a = 1"), parse("a = true"), parse("a = 1")}) == 2


def test_names_are_all_the_columns() -> None:
    assert names(parse("a = 1 and not (b is missing or c in [1] )")) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("text", "col", "accepted"),
    [
        ("", 1, "column's name"),
        ("   ", 4, "column's name"),
        ("event", 6, "= != <"),
        ("event =", 8, "'text'"),
        ("event = login", 9, "'text'"),
        ("event = 'login", 9, "closing '"),
        ('event = "login"', 9, "single quotes"),
        ("event = \u201clogin\u201d", 9, "straight single quotes"),
        ("event = \u2018login\u2019", 9, "straight single quotes"),
        ("event == 'login'", 7, "written ="),
        ("event <> 'login'", 7, "written !="),
        ("event = 'a' && b = 1", 13, "write and"),
        ("event = 'a' || b = 1", 13, "write or"),
        ("event = 'a' b = 1", 13, "and, or"),
        ("event = 'a' or", 15, "column's name"),
        ("(event = 'a'", 13, ")"),
        ("event = 'a')", 12, "and, or"),
        ("event in ['a' 'b']", 15, "comma"),
        ("event in []", 11, "'text'"),
        ("event in ('a')", 10, "list"),
        ("event in 'a'", 10, "list"),
        ("event is null", 10, "missing"),
        ("event contains 3", 16, "'text'"),
        ("open < true", 8, "= true"),
        ("amount = 1_000", 10, "plain number"),
        ("amount = 010", 10, "plain number"),
        ("amount = 1e5", 10, "plain number"),
        ("amount = 1.", 10, "plain number"),
        ("amount = +5", 10, "names, 'text'"),
        ("amount = 0x10", 10, "plain number"),
        ("amount = 12:30", 12, "names, 'text'"),
        ("amount = 1234567890123456", 10, "single quotes"),
        ("a = b", 5, "'text'"),
        ("a = 1 + 1", 7, "names, 'text'"),
        ("'a' = a", 1, "column's name"),
        ("and = 1", 1, "column's name"),
        ("not", 4, "column's name"),
    ],
)
def test_mistakes_are_refused_where_they_stand(text: str, col: int, accepted: str) -> None:
    with pytest.raises(FilterError) as refused:
        parse(text)
    assert refused.value.col == col
    assert accepted in refused.value.accepted


@pytest.mark.parametrize(
    ("text", "guess"),
    [("a = 1 AND b = 2", "and"), ("a contain 'x'", "contains"), ("a = 1 orr b = 2", "or")],
)
def test_a_near_miss_is_named(text: str, guess: str) -> None:
    with pytest.raises(FilterError) as refused:
        parse(text)
    assert refused.value.did_you_mean == guess


HOSTILE = [
    "__class__ = 'x'",
    "_row = 1",
    "event.__class__ = 'x'",
    "event.upper() = 'X'",
    "upper(event) = 'X'",
    "__import__('os').system('id') = 1",
    "lambda: 0",
    "exec('x')",
    "{event} = 'x'",
    "{0.__class__} = 1",
    "%(event)s = 'x'",
    "f'{event}' = 'x'",
    "event = $1",
    "event = ?",
    "event = :name",
    "event = 'x'; drop table facts.events",
    "event = 'x' -- and so on",
    "event = 'x' /* and */",
    "event = 'x' union select 1",
    "event = (select 1)",
    "\"event\" = 'x'",
    "`event` = 'x'",
    "event\x00 = 'x'",
    "event = 'a\x00b'",
    "event = 'a\u202eb'",
    "\ufeffevent = 'x'",
    "event\u00a0= 'x'",
    "\u0435vent = 'x'",
    "amount = \u0661\u0662",
    "amount = \uff11",
    "event \uff1d 'x'",
    "event = \uff07x\uff07",
    "event = 'x'" * 20_000,
    "(" * 5_000 + "a = 1" + ")" * 5_000,
    "(" * 900 + "a = 1" + ")" * 900,
    "not " * 480 + "a = 1",
    "a = 1 and (" * 150 + "a = 1" + ")" * 150,
    "'" * 1_999,
    "a" * 1_999,
    "-" * 1_999,
    "9" * 1_999,
    "a = '" + "\\" * 1_900,
    "a in [" + "1," * 900,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_hostile_text_is_refused_with_a_place_and_at_once(text: str) -> None:
    with counted_calls() as calls, pytest.raises(FilterError) as refused:
        parse(text)
    assert calls() < 40 * (min(len(text), 2000) + 50)
    assert 1 <= refused.value.col <= min(len(text), 2000) + 1
    assert refused.value.found
    assert refused.value.accepted
    assert len(str(refused.value)) < 300


def test_text_stays_text() -> None:
    assert parse("a = 'x; drop table t --'") == Compare("a", "=", "x; drop table t --")
    assert parse("a = '{0.__class__} %s \\'") == Compare("a", "=", "{0.__class__} %s \\")


def test_twenty_levels_are_enough() -> None:
    assert parse("(" * 20 + "a = 1" + ")" * 20) == Compare("a", "=", 1)
    with pytest.raises(FilterError, match="20 levels"):
        parse("(" * 21 + "a = 1" + ")" * 21)


def tree_or_place(text: str) -> Expression | int:
    try:
        return parse(text)
    except FilterError as refused:
        return refused.col


@given(st.text(max_size=60) | st.text("ab ='()[],<>!notrdilsmgc_09.-", max_size=60))
def test_any_text_gives_a_tree_or_a_place(text: str) -> None:
    found = tree_or_place(text)
    if isinstance(found, int):
        assert 1 <= found <= len(text) + 1
    else:
        assert parse(to_text(found)) == found
