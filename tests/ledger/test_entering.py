"""What people entered: kept as it was, numbered without gaps, and known without Django."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forewarn.ledger import Ledger, book, open_ledger
from forewarn.ledger.entered import (
    ASSESSMENT,
    SETTLED,
    Entry,
    entries_on_file,
    newest_on_file,
)
from forewarn.terms.errors import ForewarnError

ENTRY = Entry(
    number=1,
    kind=ASSESSMENT,
    account_id="acc-1",
    said_on=date(2026, 3, 1),
    said_by="Ana Ruiz",
    cells={"pulse": 2, "by": "Ana Ruiz", "on": None},
    values={"pulse": 2, "note": "Two lines\nand a “quote”."},
    origin="w1",
    entered_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    forewarn_version="0",
)
NEXT = replace(ENTRY, number=2, kind=SETTLED, account_id="acc-2", values={})


def test_it_is_read_back_as_it_was(ledger: Ledger) -> None:
    book.enter(ledger, [])
    assert book.entries(ledger) == ()
    book.enter(ledger, [ENTRY, NEXT])
    assert book.entries(ledger) == (ENTRY, NEXT)
    assert book.entries(ledger, "acc-2") == (NEXT,)


@pytest.mark.parametrize("number", [1, 3])
def test_of_two_at_once_one_is_refused_whole(ledger: Ledger, number: int) -> None:
    book.enter(ledger, [ENTRY])
    late = [replace(NEXT, number=number), replace(NEXT, number=number + 1)]
    with pytest.raises(ForewarnError, match="somebody else entered something just now"):
        book.enter(ledger, late)
    assert book.entries(ledger) == (ENTRY,)


def test_a_gap_within_is_refused_whole(ledger: Ledger) -> None:
    with pytest.raises(ForewarnError, match="just now"):
        book.enter(ledger, [ENTRY, replace(NEXT, number=1)])
    assert book.entries(ledger) == ()


def test_the_newest_is_known_without_opening(file: Path) -> None:
    url = f"sqlite:///{file}"
    assert newest_on_file(url) == ""
    assert not file.exists()
    with open_ledger(url) as ledger:
        assert newest_on_file(url) == book.newest_mark(ledger) == ""
        book.enter(ledger, [ENTRY])
        first = newest_on_file(url)
        assert first == book.newest_mark(ledger) != ""
        book.enter(ledger, [NEXT])
        assert newest_on_file(url) == book.newest_mark(ledger) != first
    assert newest_on_file("postgresql://somebody@nowhere/ledger") is None


def test_they_are_read_without_opening_as_they_are_with_it(file: Path) -> None:
    url = f"sqlite:///{file}"
    assert entries_on_file(url) == ()
    assert not file.exists()
    whole = replace(ENTRY, entered_at=datetime(2026, 3, 2, tzinfo=UTC))
    with open_ledger(url) as ledger:
        assert entries_on_file(url) == ()
        book.enter(ledger, [ENTRY, NEXT, replace(whole, number=3)])
        assert (
            entries_on_file(url) == book.entries(ledger) == (ENTRY, NEXT, replace(whole, number=3))
        )
        assert entries_on_file(url, account_id="acc-2") == book.entries(ledger, "acc-2") == (NEXT,)
        assert entries_on_file(url, since=2) == book.entries(ledger)[1:]
    assert entries_on_file("postgresql://somebody@nowhere/ledger") is None
