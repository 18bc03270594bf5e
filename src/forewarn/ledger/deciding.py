"""Puts on record what was decided about accounts, and reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

import forewarn
from forewarn.ledger import models
from forewarn.ledger.opening import Ledger
from forewarn.ledger.trouble import in_words
from forewarn.plays.promises import STATES, Decision
from forewarn.terms.errors import ForewarnError

_FIELDS = (
    "number", "promise", "account_id", "as_of", "said_by", "decision", "owner", "due_on", "note",
    "state", "recorded_at",
)  # fmt: skip
_ASKED_AT_ONCE = 500


def decide_within(ledger: Ledger, decisions: Sequence[Decision]) -> None:
    """Record decisions as part of a transaction that writes other things too.

    Raises:
        ForewarnError: somebody decided something since their numbers were given, or the database
            refuses.
    """
    _refuse_nonsense(decisions)
    with in_words(ledger.place):
        try:
            with transaction.atomic(ledger.alias):
                if decisions and decision_count(ledger) != decisions[0].number - 1:
                    raise _overtaken()
                for each in decisions:
                    values = {name: getattr(each, name) for name in _FIELDS}
                    row = models.Decision(**values, forewarn_version=forewarn.__version__)
                    row.save(using=ledger.alias, force_insert=True)
        except IntegrityError as error:
            raise _overtaken() from error


def decision_count(ledger: Ledger) -> int:
    """The number of the newest decision, 0 without any."""
    with in_words(ledger.place):
        return int(_rows(ledger).aggregate(newest=Max("number"))["newest"] or 0)


def decisions(
    ledger: Ledger, *, accounts: Collection[str] | None = None, since: date | None = None
) -> tuple[Decision, ...]:
    """Every row that was recorded, oldest first.

    Args:
        ledger: the ledger.
        accounts: only about these; None = about all.
        since: only those that looked at results of this date or a later one; None = all.
    """
    rows = _rows(ledger)
    if since is not None:
        rows = rows.filter(as_of__gte=since)
    with in_words(ledger.place):
        found = [Decision(*each) for part in _about(rows, accounts) for each in part]
    return tuple(sorted(found, key=lambda each: each.number))


def _about(
    rows: QuerySet[models.Decision], accounts: Collection[str] | None
) -> Iterator[Iterable[tuple[object, ...]]]:
    if accounts is None:
        yield rows.values_list(*_FIELDS)
        return
    asked = sorted(accounts)
    for at in range(0, len(asked), _ASKED_AT_ONCE):
        some = asked[at : at + _ASKED_AT_ONCE]
        yield rows.filter(account_id__in=some).values_list(*_FIELDS)


def _rows(ledger: Ledger) -> QuerySet[models.Decision]:
    return models.Decision.objects.using(ledger.alias)


def _refuse_nonsense(decisions: Sequence[Decision]) -> None:
    for each in decisions:
        if each.recorded_at.tzinfo is None:
            raise ValueError("a decision needs an instant with a zone")
        if each.state not in STATES:
            raise ValueError(f"{each.state} is no state of a decision")


def _overtaken() -> ForewarnError:
    return ForewarnError(
        "somebody else decided something just now; nothing of this was written",
        fix="send it again: it is held against what they decided",
    )
