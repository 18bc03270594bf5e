"""What was done about divergences: kept as it was, in its order, never changed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forewarn.ledger import Ledger, book
from forewarn.ledger.final import FinalError
from forewarn.ledger.models import CaseEvent as CaseRow
from forewarn.project.cases import _has_any
from forewarn.terms.cases import ANSWERED, ASKED, PEOPLE_SEE, CaseEvent
from forewarn.terms.errors import ForewarnError

EVENT = CaseEvent(
    number=1,
    account_id="a1",
    from_band="Watch",
    to_band="Healthy",
    kind=ASKED,
    on=date(2026, 3, 2),
    by="Ana Ruiz",
    about="",
    missed="",
    said="",
    at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    forewarn_version="0",
)
NEXT = replace(EVENT, number=2, kind=ANSWERED, about=PEOPLE_SEE, said="Two lines\n“and” a quote.")
OTHER = replace(EVENT, number=3, account_id="b1")


def test_it_is_read_back_as_it_was(ledger: Ledger) -> None:
    book.note_cases(ledger, [])
    book.note_cases(ledger, [EVENT, NEXT])
    book.note_cases(ledger, [OTHER])
    assert book.case_events(ledger) == (EVENT, NEXT, OTHER)
    assert book.case_events(ledger, ["b1"]) == (OTHER,)
    assert book.case_events(ledger, after=1) == (NEXT, OTHER)
    assert book.case_count(ledger) == 3


@pytest.mark.parametrize("number", [1, 3])
def test_of_two_at_once_one_is_refused(ledger: Ledger, number: int) -> None:
    book.note_cases(ledger, [EVENT])
    with pytest.raises(ForewarnError, match="just now"):
        book.note_cases(ledger, [replace(NEXT, number=number)])
    assert book.case_events(ledger) == (EVENT,)


def test_nothing_is_changed_afterwards(ledger: Ledger) -> None:
    book.note_cases(ledger, [EVENT])
    with pytest.raises(FinalError):
        CaseRow.objects.using(ledger.alias).update(said="other")


def test_a_file_without_any_is_known_without_opening(ledger: Ledger, file: Path) -> None:
    assert not _has_any(str(file))
    assert not _has_any(str(file.with_name("nothing.sqlite3")))
    book.note_cases(ledger, [EVENT])
    assert _has_any(str(file))
