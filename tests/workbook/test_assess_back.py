"""Sheet *Assess* read back: what was typed, what stood beside it, and what cannot be taken."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from forewarn.scoring.overlay import CSM
from forewarn.workbook.assess_back import read_assess
from forewarn.workbook.assess_page import COLUMN, HEAD
from forewarn.workbook.foreign.opened import Cells
from forewarn.workbook.identity import identity, workbook_id
from forewarn.workbook.make import make
from forewarn.workbook.scorecard_back import edited
from tests.workbook.books import AS_OF, books
from tests.workbook.plain import a_book
from tests.workbook.typed import opened, type_into

IDS = ("acc-0", "acc-1")
PEOPLE = ("Ana Ruiz", "Bo Lind")
FIRST = HEAD + 1


def read(book, *, accounts=IDS):
    return read_assess(book.sheets["Assess"], accounts=accounts, people=PEOPLE, until=AS_OF)


def typed(**cells):
    return read(type_into(opened(make(a_book())), {"acc-0": cells}))


def test_an_export_nobody_typed_into_says_nothing():
    back = read(opened(make(a_book())))
    assert back.rows == ()
    assert back.bad == ()


def test_what_was_typed_and_what_stood_there_come_back():
    back = typed(
        champion_status="At Risk", pulse="2", note=" =1+1 ", by="Ana Ruiz", on="2026-03-01"
    )
    (row,) = back.rows
    assert row.cells == {"champion_status": "at_risk", "pulse": 2, "note": "=1+1"}
    assert (row.by, row.on) == ("Ana Ruiz", date(2026, 3, 1))
    assert row.base["champion_status"] == "active"
    assert row.base["pulse"] == 4
    assert row.base_on == date(2026, 2, 20)
    assert row.places["pulse"] == "H6"


def test_a_dash_takes_away_and_a_date_alone_is_something():
    assert typed(pulse="-").rows[0].cells == {"pulse": None}
    (row,) = typed(on=date(2026, 3, 1)).rows
    assert row.cells == {}
    assert row.on == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("word", "value", "found", "guess"),
    [
        ("champion_status", "actve", "'actve'", "active"),
        ("executive_engagement", "defensible", "'defensible'", ""),
        ("pulse", 6, "'6'", ""),
        ("pulse", 2.5, "'2.5'", ""),
        ("pulse", "NaN", "'NaN'", ""),
        ("by", "Ana Ruis", "'Ana Ruis'", "Ana Ruiz"),
        ("on", "1.3.2026", "'1.3.2026'", ""),
        ("on", "2026-02-30", "'2026-02-30'", ""),
        ("on", date(2026, 3, 3), "2026-03-03 lies ahead", ""),
        ("on", 46082, "'46082'", ""),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(word, value, found, guess):
    back = typed(**{word: value}, note="and this")
    (bad,) = back.bad
    assert (bad.sheet, bad.row, bad.account_id) == ("Assess", FIRST + 1, "acc-0")
    assert bad.at.endswith(str(FIRST + 1))
    assert (bad.found, bad.did_you_mean) == (found, guess)
    assert bad.accepted
    assert back.rows == ()  # nor the note beside it


def test_a_formula_is_never_taken_for_what_was_typed():
    book = type_into(opened(make(a_book())), {"acc-0": {"on": date(2026, 3, 1)}})
    book.sheets["Assess"].cells.formulas[FIRST] = frozenset({COLUMN["new_on"]})
    (bad,) = read(book).bad
    assert (bad.column, bad.found) == ("On", "a formula")


def test_an_account_of_somewhere_else_is_named_with_the_nearest():
    book = type_into(opened(make(a_book())), {"acc-0": {"pulse": 3}})
    (bad,) = read(book, accounts=("acc-9",)).bad
    assert (bad.column, bad.did_you_mean) == ("Account", "acc-9")


def test_two_rows_of_an_account_must_say_the_same():
    book = opened(make(a_book()))
    values = book.sheets["Assess"].cells.held
    values[30] = {**values[FIRST], COLUMN["new_pulse"]: 2.0}
    values[31] = {**values[FIRST], COLUMN["new_pulse"]: 2.0}
    assert len(read(book).rows) == 1
    values[31][COLUMN["new_pulse"]] = 3.0
    back = read(book)
    assert back.rows == ()
    assert {each.row for each in back.bad} == {31, 32}


def test_columns_of_ones_own_may_stand_between_and_rows_in_any_order():
    book = type_into(opened(make(a_book())), {"acc-1": {"pulse": 3}})
    cells = book.sheets["Assess"].cells
    moved = Cells()
    for row, found in cells.held.items():
        away = 1000 - row if row > HEAD else row
        moved.held[away] = {column + 2 * (column > 3): each for column, each in found.items()}
    moved.held[HEAD][4] = "Champion of ours"
    moved.held = dict(sorted(moved.held.items()))
    object.__setattr__(book.sheets["Assess"], "cells", moved)
    (row,) = read(book).rows
    assert (row.account_id, row.cells) == ("acc-1", {"pulse": 3})


def test_a_heading_that_is_gone_is_named():
    book = opened(make(a_book()))
    book.sheets["Assess"].cells.held[HEAD][COLUMN["new_pulse"]] = "Puls"
    (bad,) = read(book).bad
    assert "'Pulse 1 to 5'" in bad.found


def test_a_workbook_says_which_it_is():
    book = a_book()
    told = identity(opened(make(book)))
    assert told is not None
    assert (told.project, told.as_of, told.workbook) == (book.project, AS_OF, workbook_id(book))
    assert told.scorecards == {"health": book.books[0].card.fingerprint}
    assert told.prefixes == {"health": ""}
    assert identity(type_into(opened(make(book)), {"acc-0": {"pulse": 1}})) == told


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(books())
def test_an_export_read_back_without_edits_is_the_identity(book):
    made = make(book)
    sent = opened(made)
    lines = [each for card in book.books for each in card.lines]
    ids = [each.result.account_id for each in lines]
    back = read(sent, accounts=ids)
    assert back.rows == ()
    assert back.bad == ()
    told = identity(sent)
    assert told is not None
    for card in book.books:
        assert edited(sent, card.card, told.prefixes[card.card.name]) == ([], [])
    type_into(sent, {each: {"on": AS_OF} for each in ids})
    for line, row in zip(lines, read(sent, accounts=ids).rows, strict=True):
        readings = line.result.overlay.readings if line.result.overlay else ()
        csm = next((each for each in readings if each.role == CSM), None)
        assert row.base_on == (csm.assessed_on if csm else None)
        for word in ("champion_status", "executive_engagement", "outcome_narrative", "pulse"):
            assert row.base[word] == (getattr(csm, word) if csm else None)


def test_dates_of_a_sheet_are_days():
    assert typed(on=datetime(2026, 3, 1, 17, 30)).rows[0].on == date(2026, 3, 1)  # noqa: DTZ001
