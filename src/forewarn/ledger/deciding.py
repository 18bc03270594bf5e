"""Puts on record what was decided about accounts, and reads it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

import forewarn
from forewarn.ledger import models
from forewarn.ledger.opening import Ledger
from forewarn.ledger.trouble import in_words
from forewarn.plays.promises import OPEN, STATES, Decision
from forewarn.terms.errors import ForewarnError

_FIELDS = (
    "number", "promise", "account_id", "as_of", "said_by", "decision", "owner", "due_on", "note",
    "state", "recorded_at",
)  # fmt: skip
Accounts = Collection[str] | QuerySet[Any, Any] | None
"""Account ids: a few of them, or the question that finds them in the same database."""


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
    ledger: Ledger, *, accounts: Accounts = None, since: date | None = None
) -> tuple[Decision, ...]:
    """Every row that was recorded, oldest first.

    Args:
        ledger: the ledger.
        accounts: only about these; None = about all.
        since: only those that looked at results of this date or a later one; None = all.
    """
    rows = _about(_rows(ledger), accounts)
    return _read(ledger, rows if since is None else rows.filter(as_of__gte=since))


def promised(
    ledger: Ledger,
    *,
    accounts: Accounts = None,
    owner: str | None = None,
    settled_since: date | None = None,
) -> tuple[Decision, ...]:
    """All rows of promises that are open, oldest first.

    Args:
        ledger: the ledger.
        accounts: only about these; None = about all.
        owner: only those that are theirs now; None = everybody's.
        settled_since: also of those settled at results of this date or a later one.
    """
    later = _rows(ledger).filter(promise=OuterRef("promise"), number__gt=OuterRef("number"))
    asked = Q(state=OPEN)
    if settled_since is not None:
        asked |= Q(as_of__gte=settled_since)
    newest = _about(_rows(ledger), accounts).filter(asked).exclude(decision="")
    if owner is not None:
        newest = newest.filter(owner=owner)
    newest = newest.filter(~Exists(later))
    return _read(ledger, _rows(ledger).filter(promise__in=newest.values("promise")))


def promise(ledger: Ledger, number: int) -> tuple[Decision, ...]:
    """The rows of one promise, oldest first; empty where there is none."""
    return _read(ledger, _rows(ledger).filter(promise=number))


def _about(rows: QuerySet[models.Decision], accounts: Accounts) -> QuerySet[models.Decision]:
    return rows if accounts is None else rows.filter(account_id__in=accounts)


def _read(ledger: Ledger, rows: QuerySet[models.Decision]) -> tuple[Decision, ...]:
    with in_words(ledger.place):
        return tuple(Decision(**each) for each in rows.order_by("number").values(*_FIELDS))


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
