"""Statements about renewals, kept as they were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from forewarn.ledger.models import Statement
from forewarn.ledger.opening import Ledger
from forewarn.ledger.trouble import in_words
from forewarn.terms.stated import Stated

_COLUMNS = tuple(each.name for each in fields(Stated))
_ROWS_A_STATEMENT = 60
"""Of fifteen columns: SQLite takes 999 values in one statement wherever it was built."""


def keep_statements(ledger: Ledger, stated: Iterable[Stated]) -> int:
    """Puts statements on record: all of them or none.

    What was stated first of a renewal as of a date stands: the same kind of statement by the same
    scorecard adds nothing, whatever it says now.

    Returns:
        How many were written.

    Raises:
        ForewarnError: the database refuses.
        ValueError: an instant has no zone.
    """
    rows = [_row(each) for each in stated]
    with in_words(ledger.place), transaction.atomic(ledger.alias, durable=True):
        days = {row.said_as_of for row in rows}
        there = {_key(row) for row in _rows(ledger).filter(said_as_of__in=days)}
        new = {_key(row): row for row in rows if _key(row) not in there}
        # Whoever writes the same at the same time on a server is as right as this.
        Statement.objects.using(ledger.alias).bulk_create(
            list(new.values()), batch_size=_ROWS_A_STATEMENT, ignore_conflicts=True
        )
    return len(new)


def statements(ledger: Ledger, *, before: date | None = None) -> tuple[Stated, ...]:
    """What was stated as of dates before one (None = ever), by date, account and due date."""
    rows = _rows(ledger).order_by("said_as_of", "account_id", "due_on", "contract_id", "pk")
    if before is not None:
        rows = rows.filter(said_as_of__lt=before)
    with in_words(ledger.place):
        return tuple(_stated(values) for values in rows.values_list(*_COLUMNS).iterator())


def _rows(ledger: Ledger) -> QuerySet[Statement]:
    return Statement.objects.using(ledger.alias)


def _row(stated: Stated) -> Statement:
    if stated.recorded_at.tzinfo is None:
        raise ValueError("a statement needs an instant with a zone")
    values = {name: getattr(stated, name) for name in _COLUMNS}
    return Statement(**{**values, "contract_id": stated.contract_id or ""})


def _stated(values: tuple[object, ...]) -> Stated:
    found = Stated(*values)  # type: ignore[arg-type]
    return found if found.contract_id else replace(found, contract_id=None)


def _key(row: Statement) -> tuple[object, ...]:
    return (
        row.said_as_of,
        row.kind,
        row.account_id,
        row.contract_id,
        row.due_on,
        row.fingerprint,
    )
