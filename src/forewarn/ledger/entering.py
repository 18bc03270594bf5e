"""Puts on record what people entered, and reads it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max

from forewarn.ledger import models
from forewarn.ledger.entered import Entry, mark
from forewarn.ledger.opening import Ledger
from forewarn.ledger.payload import canonical
from forewarn.ledger.trouble import in_words
from forewarn.terms.errors import ForewarnError


def enter(ledger: Ledger, entries: Sequence[Entry]) -> None:
    """Record entries: all of them or nothing, in a transaction of their own.

    Raises:
        ForewarnError: somebody entered something since their numbers were given, or the database
            refuses.
    """
    if entries:
        with in_words(ledger.place), transaction.atomic(ledger.alias, durable=True):
            enter_within(ledger, entries)


def enter_within(ledger: Ledger, entries: Sequence[Entry]) -> None:
    """The same as part of a transaction that writes other things too, which it leaves usable.

    Raises:
        ForewarnError: as for ``enter``.
    """
    if any(each.entered_at.tzinfo is None for each in entries):
        raise ValueError("an entry needs an instant with a zone")
    with in_words(ledger.place):
        try:
            with transaction.atomic(ledger.alias):
                if entries and entry_count(ledger) != entries[0].number - 1:
                    raise _overtaken()
                for each in entries:
                    _row(each).save(using=ledger.alias, force_insert=True)
        except IntegrityError as error:
            raise _overtaken() from error


def entry_count(ledger: Ledger) -> int:
    """The number of the newest entry, 0 without any."""
    rows = models.Entry.objects.using(ledger.alias)
    with in_words(ledger.place):
        return int(rows.aggregate(newest=Max("number"))["newest"] or 0)


def newest_mark(ledger: Ledger) -> str:
    """What tells the entries from any others: see ``entered.mark``; empty without any."""
    rows = models.Entry.objects.using(ledger.alias).order_by("-number")
    with in_words(ledger.place):
        row = rows.values_list("number", "account_id", "said_by").first()
    return mark(*row) if row else ""


def entries(
    ledger: Ledger, account_id: str | None = None, *, kinds: Collection[str] = ()
) -> tuple[Entry, ...]:
    """Everything that was entered, oldest first, of one account or of all, of some kinds or all."""
    rows = models.Entry.objects.using(ledger.alias).order_by("number")
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    with in_words(ledger.place):
        return tuple(_entry(row) for row in rows)


def _overtaken() -> ForewarnError:
    return ForewarnError(
        "somebody else entered something just now; nothing of this was written",
        fix="run it again: it is held against what they entered",
    )


def _row(told: Entry) -> models.Entry:
    return models.Entry(
        number=told.number,
        kind=told.kind,
        account_id=told.account_id,
        said_on=told.said_on,
        said_by=told.said_by,
        cells=canonical(dict(told.cells)),
        values=canonical(dict(told.values)),
        origin=told.origin,
        entered_at=told.entered_at,
        forewarn_version=told.forewarn_version,
    )


def _entry(row: models.Entry) -> Entry:
    return Entry(
        number=row.number,
        kind=row.kind,
        account_id=row.account_id,
        said_on=row.said_on,
        said_by=row.said_by,
        cells=json.loads(row.cells),
        values=json.loads(row.values),
        origin=row.origin,
        entered_at=row.entered_at,
        forewarn_version=row.forewarn_version,
    )
