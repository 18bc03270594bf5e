"""Puts a plan that people approved on record, and reads what was applied."""

from __future__ import annotations

import json

from django.db import IntegrityError, transaction

from forewarn.ledger import models
from forewarn.ledger.applied import Application, AppliedCard, Approval
from forewarn.ledger.opening import Ledger
from forewarn.ledger.payload import canonical
from forewarn.ledger.trouble import in_words
from forewarn.terms.errors import ForewarnError


def put_in_force(ledger: Ledger, application: Application, *, within: bool = False) -> None:
    """Record one application: all of it or nothing.

    Args:
        ledger: an open one.
        application: with the number after the newest one's.
        within: the caller's transaction, which is open, decides whether it stands.

    Raises:
        ForewarnError: another one was applied since its number was given, or the database refuses.
    """
    if application.applied_at.tzinfo is None:
        raise ValueError("an application needs an instant with a zone")
    with in_words(ledger.place):
        try:
            with transaction.atomic(ledger.alias, durable=not within):
                if _count(ledger) != application.number - 1:
                    raise _overtaken()
                _row(application).save(using=ledger.alias, force_insert=True)
        except IntegrityError as error:
            raise _overtaken() from error


def applications(ledger: Ledger) -> tuple[Application, ...]:
    """Every plan that was applied, oldest first."""
    rows = models.Application.objects.using(ledger.alias).order_by("number")
    with in_words(ledger.place):
        return tuple(_application(row) for row in rows)


def in_force(ledger: Ledger) -> Application | None:
    """The newest application; None when none was ever made."""
    rows = models.Application.objects.using(ledger.alias).order_by("-number")
    with in_words(ledger.place):
        row = rows.first()
    return None if row is None else _application(row)


def _count(ledger: Ledger) -> int:
    return models.Application.objects.using(ledger.alias).count()


def _overtaken() -> ForewarnError:
    return ForewarnError(
        "another plan was applied just now; nothing of this one was written",
        fix="plan again: forewarn plan --out plan.json",
    )


def _row(told: Application) -> models.Application:
    return models.Application(
        number=told.number,
        plan=told.plan,
        category=told.category,
        scorecards=canonical([card.to_dict() for card in told.scorecards]),
        routing=canonical(told.routing),
        functions=told.functions,
        applied_by=told.applied_by,
        why=told.why,
        approved_by=canonical([each.to_dict() for each in told.approved_by]),
        applied_at=told.applied_at,
        forewarn_version=told.forewarn_version,
    )


def _application(row: models.Application) -> Application:
    return Application(
        number=row.number,
        plan=row.plan,
        category=row.category,
        scorecards=tuple(AppliedCard(**each) for each in json.loads(row.scorecards)),
        routing=tuple(json.loads(row.routing)),
        functions=row.functions,
        applied_by=row.applied_by,
        why=row.why,
        approved_by=tuple(Approval(**each) for each in json.loads(row.approved_by)),
        applied_at=row.applied_at,
        forewarn_version=row.forewarn_version,
    )
