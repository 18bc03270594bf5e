"""A file's text as plain values that know their place."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.scorecard.document import MOST_BYTES, Document, read_document
from forewarn.terms.issue import Issue
from tests.effort import counted_calls

BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
)


def read(text: str) -> Document:
    return read_document(text, "f.yml")


def one(text: str) -> Issue:
    document = read(text)
    assert len(document.issues) == 1, document.issues
    assert not document.sound
    return document.issues[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("20", 20),
        ("-3", -3),
        ("0", 0),
        ("0.5", 0.5),
        ("20.0", 20.0),
        ("1_000", "1_000"),
        ("010", "010"),
        ("-010", "-010"),
        ("12:30", "12:30"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("5.", "5."),
        ("+5", "+5"),
        ("0x10", "0x10"),
        ("0o17", "0o17"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("nan", "nan"),
        ("yes", "yes"),
        ("off", "off"),
        ("true", "true"),
        ("2026-03-01", "2026-03-01"),
        ("'20'", "20"),
        ('"20"', "20"),
        ("٣", "٣"),
        ("12345678901234567890", "12345678901234567890"),
        ("null", None),
        ("~", None),
        ("", None),
        ("''", ""),
    ],
)
def test_only_plain_decimals_are_numbers(written: str, value: object) -> None:
    document = read(f"key: {written}\n")
    assert document.sound
    assert document.values == {"key": value}
    assert isinstance(document.values["key"], type(value))


def test_keys_are_text_or_numbers() -> None:
    assert read("{1: a, 2.5: b, no: c, '3': d}").values == {1: "a", 2.5: "b", "no": "c", "3": "d"}


def test_block_scalars_are_text() -> None:
    assert read("sql: |\n  select 1\n  from a\n").values == {"sql": "select 1\nfrom a\n"}


def test_places_of_keys_and_values() -> None:
    document = read("a:\n  - b: 1\n    cc:   x\n  - 2\ne:\n")
    assert document.place(("a", 0, "cc")) == (3, 11)
    assert document.place(("a", 0, "cc"), of_key=True) == (3, 5)
    assert document.place(("a", 1)) == (4, 5)
    assert document.place(("e",)) == (5, 1)
    assert document.place(("a", 0, "nowhere", "below")) == (2, 5)
    assert document.place(()) == (1, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("where: event = 'x'\n", (1, 8 + 6)),
        ("where:   event = 'x'\n", (1, 10 + 6)),
        ('where: "event = 1"\n', (1, 9 + 6)),
        ("where: >\n  event = 'x'\n", (1, 8)),
    ],
)
def test_place_inside_a_text(text: str, place: tuple[int, int]) -> None:
    assert read(text).inside(("where",), 7) == place


@pytest.mark.parametrize(
    ("text", "code", "place", "word"),
    [
        ("a: &x 1\nb: *x\n", "alias", (1, 4), "anchor"),
        ("b: *x\n", "alias", (1, 4), "alias"),
        ("a:\n  <<: {b: 1}\n", "alias", (2, 3), "merge"),
        ("a: !!python/object:os.system x\n", "tag", (1, 4), "!!python"),
        ("a: !mine x\n", "tag", (1, 4), "!mine"),
        ("%YAML 1.1\n---\na: yes\n", "directive", (2, 1), "%"),
        ("a: 1\n---\nb: 2\n", "documents", (2, 1), "second"),
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", (3, 1), "line 1"),
        ("t: {1: a, 1.0: b}\n", "duplicate-key", (1, 11), "'1'"),
        ("a:\n\tb: 1\n", "syntax", (2, 1), "tab"),
        ("a:\tb\n", "syntax", (1, 3), "tab"),
        ("a: b: c\n", "syntax", (1, 5), "colon"),
        ("a: 'x\nb: 1\n", "syntax", (1, 4), "never closed"),
        ("a: [1, 2\nb: 3\n", "syntax", (2, 2), "brackets"),
        ("a:\n  b: 1\n c: 2\n", "syntax", (3, 2), "indentation"),
        ("a: @x\n", "syntax", (1, 4), "cannot start"),
        ("a: 'x' or y\n", "syntax", (1, 8), "closing quote"),
        ("a: x\x00y\n", "control-character", (1, 5), "U+0000"),
        ("a: x\nb: \ud800\n", "control-character", (2, 4), "U+D800"),
        ("? [a]\n: b\n", "key-shape", (1, 3), "list or mapping"),
        ("", "no-keys", (1, 1), "empty"),
        ("# nothing\n", "no-keys", (1, 1), "empty"),
        ("- a\n- b\n", "no-keys", (1, 1), "keys"),
        ("text\n", "no-keys", (1, 1), "keys"),
        ("a: " + "[" * 25 + "]" * 25, "nesting", (1, 23), "20 levels"),
        ("a: " + "x" * MOST_BYTES, "too-large", (1, 1), "256 kB"),
    ],
)
def test_refusals_have_a_place_and_plain_words(
    text: str, code: str, place: tuple[int, int], word: str
) -> None:
    issue = one(text)
    assert (issue.code, (issue.line, issue.col)) == (code, place)
    assert word in issue.found
    assert issue.fix


@pytest.mark.parametrize(
    "text",
    [
        "- {where: a = 'x, y', b: 1}",
        "- {where: a = 'x, y: 1'}",
        "- {applies_to: a = 'x, y'}",
        "- {means: needed, now}",
        "- {a}",
    ],
)
def test_a_filter_cut_by_a_comma_is_named(text: str) -> None:
    issue = one(f"signals:\n{text}\n")
    assert issue.code == "comma-in-braces"
    assert issue.line == 2
    assert "block style" in issue.fix


@pytest.mark.parametrize(
    "text",
    [
        "a: {where: \"event in ['x', 'y']\", b: 1}",
        "a: {where: event = 'x', window: 30d}",
        "a: {means: Don't worry, from: 0}",
        "where: event in ['x, y', 'z']",
    ],
)
def test_whole_filters_are_left_alone(text: str) -> None:
    assert read(text).sound


def test_brackets_of_a_filter_in_braces_are_refused_with_a_way_out() -> None:
    issue = one("a: {where: event in ['x', 'y']}\n")
    assert issue.code == "syntax"
    assert "quotes" in issue.fix
    assert "block style" in issue.fix


def test_several_problems_at_once() -> None:
    codes = [issue.code for issue in read("a: 1\na: !t 2\nb: !u 3\nb: 4\n").issues]
    assert sorted(codes) == ["duplicate-key", "duplicate-key", "tag", "tag"]


def test_the_alias_bomb_costs_nothing() -> None:
    with counted_calls() as calls:
        issue = one(BOMB)
    assert calls() < 100 * len(BOMB)
    assert issue.code == "alias"


@pytest.mark.slow
@pytest.mark.parametrize("letter", ["[", "{", "- ", "? ", "a: {", "!", "&", "'", '"', "|", "\\"])
def test_repeated_signs_are_read_quickly(letter: str) -> None:
    text = letter * (40_000 // len(letter))
    with counted_calls() as calls:
        assert not read(text).sound
    # Reading ends at the deepest nesting allowed, however many signs follow.
    assert calls() < 4_000_000


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    document = read("\ufeffa: 1\r\nb: 2\r\n")
    assert document.values == {"a": 1, "b": 2}
    assert document.place(("b",)) == (2, 4)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_at_a_place(text: str) -> None:
    document = read(text)
    lines = max(1, len(text.splitlines()))
    assert all(1 <= issue.line <= lines + 1 and issue.col >= 1 for issue in document.issues)
    assert document.sound or document.issues


PLAIN = st.recursive(
    st.integers(-1000, 1000) | st.text("abc xyz", min_size=1).map(str.strip).filter(bool),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=30)
@given(st.dictionaries(st.text("abcd", min_size=1), PLAIN, min_size=1))
def test_json_is_read_as_json_reads_it(values: dict[str, object]) -> None:
    document = read(json.dumps(values, indent=1))
    assert document.values == values
    for key in values:
        line, col = document.place((key,), of_key=True)
        assert document.text.splitlines()[line - 1][col - 1 :].startswith(f'"{key}"')
