"""Puts on record what was done about divergences, and reads it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max

from forewarn.ledger import models
from forewarn.ledger.opening import Ledger
from forewarn.ledger.trouble import in_words
from forewarn.terms.cases import CaseEvent
from forewarn.terms.errors import ForewarnError


def note_cases(ledger: Ledger, events: Sequence[CaseEvent]) -> None:
    """Records events, all of them or none; inside a transaction as part of it.

    Raises:
        ForewarnError: somebody else wrote since their numbers were given, or the database refuses.
    """
    if any(each.at.tzinfo is None for each in events):
        raise ValueError("an event needs an instant with a zone")
    if not events:
        return
    first = events[0].number
    if [each.number for each in events] != [*range(first, first + len(events))]:
        raise ValueError("events are numbered without gaps")
    with in_words(ledger.place):
        try:
            with transaction.atomic(ledger.alias):
                if case_count(ledger) != first - 1:
                    raise _overtaken()
                models.CaseEvent.objects.using(ledger.alias).bulk_create(
                    [_row(each) for each in events], batch_size=50
                )
        except IntegrityError as error:
            raise _overtaken() from error


def case_count(ledger: Ledger) -> int:
    """The number of the newest event, 0 without any."""
    rows = models.CaseEvent.objects.using(ledger.alias)
    with in_words(ledger.place):
        return int(rows.aggregate(newest=Max("number"))["newest"] or 0)


def case_events(
    ledger: Ledger, accounts: Collection[str] | None = None, *, after: int = 0
) -> tuple[CaseEvent, ...]:
    """What is on record, oldest first: of some accounts or all, above a number."""
    rows = models.CaseEvent.objects.using(ledger.alias).filter(number__gt=after)
    if accounts is not None:
        rows = rows.filter(account_id__in=list(accounts))
    with in_words(ledger.place):
        return tuple(_event(row) for row in rows.order_by("number"))


def _overtaken() -> ForewarnError:
    return ForewarnError(
        "somebody else wrote about a divergence just now; nothing of this was written",
        fix="send it again: it is held against what they wrote",
    )


def _row(told: CaseEvent) -> models.CaseEvent:
    return models.CaseEvent(
        number=told.number,
        account_id=told.account_id,
        from_band=told.from_band,
        to_band=told.to_band,
        kind=told.kind,
        happened_on=told.on,
        by=told.by,
        about=told.about,
        missed=told.missed,
        said=told.said,
        at=told.at,
        forewarn_version=told.forewarn_version,
    )


def _event(row: models.CaseEvent) -> CaseEvent:
    return CaseEvent(
        number=row.number,
        account_id=row.account_id,
        from_band=row.from_band,
        to_band=row.to_band,
        kind=row.kind,
        on=row.happened_on,
        by=row.by,
        about=row.about,
        missed=row.missed,
        said=row.said,
        at=row.at,
        forewarn_version=row.forewarn_version,
    )
