"""Headings that stand twice or only look like ours: named, never read as if they were."""

import pytest

from forewarn.workbook.assess_page import COLUMN, HEAD, TITLES
from forewarn.workbook.foreign.opened import Cell
from forewarn.workbook.headings import faults, folded, spelled
from forewarn.workbook.identity import PROJECT, TITLE, doubtful
from forewarn.workbook.make import make
from forewarn.workbook.scorecard_back import spoilt_heads
from forewarn.workbook.scorecard_page import INPUT_HEADS
from tests.workbook.plain import HEALTH, a_book
from tests.workbook.test_assess_back import IDS, read
from tests.workbook.typed import opened, type_into

FREE = len(COLUMN)
"""A column that is nobody's."""
ALIKE = (
    "N\u043ete",  # a Cyrillic o
    "\u039dote",  # a Greek capital N
    "\uff2e\uff4f\uff54\uff45",  # full width
    "No\u200bte",  # a space without width
    "Note\u3164",  # a letter that is not drawn
    "Not\u00e9",  # an accent
    "NOTE",
    " Note ",
    "N ote",
    "Note\u00a0",
)


def with_heading(column, text, *, account=None):
    book = opened(make(a_book()))
    type_into(book, {account or "acc-0": {"pulse": 2}})
    book.sheets["Assess"].cells.held[HEAD][column] = text
    return book


@pytest.mark.parametrize("text", ALIKE)
@pytest.mark.parametrize("column", [FREE, COLUMN["new_note"]])
def test_a_heading_that_only_looks_like_ours_is_refused_by_name(text, column):
    back = read(with_heading(column, text))
    assert back.rows == ()
    (bad,) = back.bad
    assert (bad.sheet, bad.row, bad.column) == ("Assess", HEAD + 1, "Note")
    assert bad.at == ("AF5" if column == FREE else "I5")
    assert bad.found == f"{spelled(text)} only looks like 'Note'"
    assert "'Note', letter by letter" in bad.accepted


def test_the_first_heading_too_is_found_and_named():
    (bad,) = read(with_heading(0, "\u0410ccount")).bad
    assert (bad.at, bad.found) == ("A5", "'U+0410ccount' only looks like 'Account'")


@pytest.mark.parametrize("word", ["new_pulse", "new_note", "account_id", "grade_outcome_narrative"])
def test_a_heading_of_ours_that_stands_once_more_is_refused(word):
    back = read(with_heading(FREE, TITLES[word]))
    assert back.rows == ()
    (bad,) = back.bad
    count = list(TITLES.values()).count(TITLES[word])
    assert bad.at == "AF5"
    assert f"'{TITLES[word]}' stands {count + 1} times: " in bad.found
    assert bad.found.endswith("AF5")
    assert ("once" if count == 1 else f"{count} times") in bad.accepted


def test_a_second_row_of_headings_is_refused():
    book = opened(make(a_book()))
    cells = book.sheets["Assess"].cells
    cells.held[30] = dict(cells.held[HEAD])
    (bad,) = read(book, accounts=(*IDS, "Account")).bad
    assert (bad.at, bad.found) == ("A31", f"the headings of row {HEAD + 1} stand here again")


def test_a_heading_that_is_calculated_is_refused():
    book = opened(make(a_book()))
    book.sheets["Assess"].cells.formulas[HEAD] = frozenset({COLUMN["new_pulse"]})
    (bad,) = read(book).bad
    assert (bad.at, bad.found) == ("H5", "a formula that gives 'Pulse 1 to 5'")


def test_headings_of_ones_own_are_left_alone():
    for text in ("Champion of ours", "Notes", "Ort", "\u041f\u0440\u0438\u043c\u0435\u0440", 7.0):
        assert read(with_heading(FREE, text)).bad == ()


def test_no_two_headings_of_ours_look_alike():
    for titles in (set(TITLES.values()), set(INPUT_HEADS)):
        assert len({folded(title) for title in titles}) == len(titles)
    said = dict(enumerate(map(Cell, TITLES.values())))
    assert list(faults(said, tuple(TITLES.values()), row=0)) == []


@pytest.mark.parametrize(
    ("column", "text", "at", "found"),
    [
        (9, "Weight", "J5", "'Weight' stands 2 times: B5, J5"),
        (9, "we\u0456ght", "J5", "'weU+0456ght' only looks like 'Weight'"),
        (1, "Wei ght", "B5", "'Wei ght' only looks like 'Weight'"),
        (1, "Importance", "B5", "'Importance'"),
        (3, "Something else", "D5", "'Something else'"),
    ],
)
def test_headings_of_a_scorecard_are_held_to_the_same(column, text, at, found):
    book = opened(make(a_book()))
    assert list(spoilt_heads(book, HEALTH, "")) == []
    book.sheets["Scorecard"].cells.held[4][column] = text
    (bad,) = spoilt_heads(book, HEALTH, "")
    assert (bad.sheet, bad.at, bad.found) == ("Scorecard", at, found)
    assert bad.accepted


def test_lines_for_reading_back_stand_once():
    book = opened(make(a_book()))
    assert doubtful(book) == []
    sheet = book.sheets["Read me"]
    (title,) = (row for row in sheet.rows if sheet.value(row, 0) == TITLE)
    sheet.cells.held[300] = {0: PROJECT, 1: "Another"}
    assert doubtful(book) == [f"Read me!A301: 'Project' stands in A{title + 2} already"]
    sheet.cells.held[300] = {0: "Pr\u043eject", 1: "Another"}
    assert doubtful(book) == ["Read me!A301: 'PrU+043Eject' only looks like 'Project'"]
