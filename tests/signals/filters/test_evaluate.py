"""The reference evaluation: two-valued, typed by the literal."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given

from forewarn.signals.filters.describe import describe
from forewarn.signals.filters.evaluate import evaluate
from forewarn.signals.filters.parse import parse
from forewarn.signals.filters.tree import AllOf, AnyOf, Expression, Not
from tests.signals.filters.trees import rows, trees


@pytest.mark.parametrize(
    ("text", "value", "passes"),
    [
        ("a = 'x'", "x", True),
        ("a = 'x'", "X", False),
        ("a != 'x'", "y", True),
        ("a = '12'", 12, True),
        ("a = '12'", 12.0, True),
        ("a = '12.5'", Decimal("12.5"), True),
        ("a = 'true'", True, True),
        ("a >= '2026-03-01'", date(2026, 3, 1), True),
        ("a >= '2026-03-01'", date(2026, 2, 28), False),
        ("a < '2026-03-01'", datetime.fromisoformat("2026-02-28 23:59"), True),
        ("a = '2026-02-28 23:59:00.5'", datetime.fromisoformat("2026-02-28 23:59:00.5"), True),
        ("a < 'b'", "a", True),
        ("a < 'a'", "Z", True),
        ("a = 12", "12", True),
        ("a = 12", " 12.0 ", True),
        ("a > 9", "12", True),
        ("a > '9'", "12", False),
        ("a < 5", "many", False),
        ("a >= 5", "many", False),
        ("a = 12", "\u0661\u0662", False),
        ("a = 1", True, True),
        ("a > 5", float("nan"), False),
        ("a = 2.5", Decimal("2.50"), True),
        ("a > 5", date(2026, 1, 1), False),
        ("a = true", True, True),
        ("a = true", "yes", True),
        ("a = true", "T", True),
        ("a = false", "No", True),
        ("a = true", 2, True),
        ("a = false", 0.0, True),
        ("a = true", "perhaps", False),
        ("a != true", "perhaps", False),
        ("a != true", False, True),
        ("a in ['x', 3]", "3", True),
        ("a in ['x', 3]", 4, False),
        ("a contains 'ow to'", "how to", True),
        ("a contains 'How'", "how to", False),
        ("a starts_with 'ho'", "how to", True),
        ("a starts_with '2026'", date(2026, 1, 1), True),
        ("a contains ''", "", True),
        ("a is missing", "", False),
        ("a is missing", 0, False),
    ],
)
def test_the_literal_says_how_values_are_compared(text: str, value: object, passes: bool) -> None:
    assert evaluate(parse(text), {"a": value}) is passes


@pytest.mark.parametrize(
    "test",
    "a = 'x'; a != 'x'; a < 5; a >= 5; a = false; a != true; a in ['x']; "
    "a contains 'x'; a starts_with ''".split("; "),
)
def test_nothing_holds_of_what_is_missing(test: str) -> None:
    for row in ({"a": None}, {}):
        assert evaluate(parse(test), row) is False
        assert evaluate(Not(parse(test)), row) is True
        assert evaluate(parse("a is missing"), row) is True


@given(trees, trees, rows)
def test_de_morgan(one: Expression, other: Expression, row: dict[str, object]) -> None:
    neither = evaluate(Not(AnyOf((one, other))), row)
    assert neither is evaluate(AllOf((Not(one), Not(other))), row)
    not_both = evaluate(Not(AllOf((one, other))), row)
    assert not_both is evaluate(AnyOf((Not(one), Not(other))), row)


@given(trees, rows)
def test_there_is_no_third_value(tree: Expression, row: dict[str, object]) -> None:
    assert evaluate(tree, row) is not evaluate(Not(tree), row)
    assert evaluate(Not(Not(tree)), row) is evaluate(tree, row)


@given(trees)
def test_every_filter_can_be_said(tree: Expression) -> None:
    assert describe(tree).strip()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("event = 'login'", "event is login"),
        ("role in ['champion', 'executive_sponsor']", "role is champion or executive sponsor"),
        ("plan not in ['a', 'b', 'c']", "plan is not a, b or c"),
        ("not severity = 'low'", "severity is not low"),
        ("until is not missing", "until is known"),
        ("pulse < 3 and attended = true", "pulse is below 3 and attended is true"),
        ("not (a = 1 or b >= 2)", "not (a is 1 or b is at least 2)"),
        ("(a = 1 or b = 2) and c <= 3", "(a is 1 or b is 2) and c is at most 3"),
        ("subject not contains 'how'", "subject does not contain how"),
        ("name = ''", "name is empty"),
    ],
)
def test_filters_in_words(text: str, words: str) -> None:
    assert describe(parse(text)) == words
