"""Causes of structural shifts, as people wrote them down: another one is added, none changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from forewarn.ledger.models import ShiftCause
from forewarn.ledger.opening import Ledger
from forewarn.ledger.trouble import in_words
from forewarn.terms.governance import CAUSES


@dataclass(frozen=True, slots=True)
class WrittenCause:
    """One cause on record.

    Attributes:
        ended_on: the end of the quarter that it explains.
        scope: what part of the book it is about, in the caller's terms; empty = the whole.
        cause: product, market or coverage.
    """

    ended_on: date
    cause: str
    because: str
    written_by: str
    written_at: datetime
    forewarn_version: str
    scope: str = ""


def write_cause_within(ledger: Ledger, written: WrittenCause) -> None:
    """Adds a cause, inside the caller's transaction.

    Raises:
        IntegrityError: somebody else wrote one at the same moment.
        ValueError: no known cause, no words, or an instant without a zone.
    """
    if written.cause not in CAUSES or not written.because.strip():
        raise ValueError("a cause is product, market or coverage, with words")
    if written.written_at.tzinfo is None:
        raise ValueError("a cause needs an instant with a zone")
    rows = ShiftCause.objects.using(ledger.alias)
    newest = rows.aggregate(newest=Max("number"))["newest"] or 0
    rows.create(number=newest + 1, **{name: getattr(written, name) for name in _COLUMNS})


def causes(ledger: Ledger, *, after: date, until: date) -> tuple[WrittenCause, ...]:
    """Those of quarters that ended after a date and up to another, newest first; one query."""
    rows = ShiftCause.objects.using(ledger.alias).filter(ended_on__gt=after, ended_on__lte=until)
    with in_words(ledger.place):
        found = rows.order_by("-number").values_list(*_COLUMNS)
        return tuple(WrittenCause(**dict(zip(_COLUMNS, each, strict=True))) for each in found)


_COLUMNS = tuple(WrittenCause.__dataclass_fields__)
