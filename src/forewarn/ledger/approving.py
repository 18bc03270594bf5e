"""What people say of a plan before it is applied: approved in a role, or withdrawn again."""

from __future__ import annotations

from django.db import IntegrityError, transaction

import forewarn
from forewarn.ledger.models import PlanApproval
from forewarn.ledger.opening import Ledger
from forewarn.ledger.trouble import in_words
from forewarn.ledger.words import WITHDRAWN, Word
from forewarn.terms.errors import ForewarnError


def say_of_plan(ledger: Ledger, word: Word) -> bool:
    """Puts a word on record, inside the caller's transaction where there is one.

    Returns:
        Whether anything was written: the same word of the same person and role stands already.

    Raises:
        ForewarnError: the database refuses, or somebody else's word came at the same moment.
        ValueError: the instant has no zone.
    """
    if word.said_at.tzinfo is None:
        raise ValueError("a word on a plan needs an instant with a zone")
    rows = PlanApproval.objects.using(ledger.alias)
    with in_words(ledger.place):
        try:
            with transaction.atomic(ledger.alias):
                before = rows.filter(plan=word.plan, role=word.role, person=word.person)
                newest = before.order_by("number").last()
                if (newest.said if newest else WITHDRAWN) == word.said:
                    return False
                rows.create(
                    number=rows.count() + 1,
                    plan=word.plan,
                    role=word.role,
                    person=word.person,
                    name=word.name,
                    said=word.said,
                    because=word.because,
                    said_at=word.said_at,
                    forewarn_version=forewarn.__version__,
                )
        except IntegrityError as error:
            raise ForewarnError(
                "somebody else said something of a plan at the same moment; nothing was written",
                fix="try again",
            ) from error
    return True


def words_on(ledger: Ledger, plan: str) -> tuple[Word, ...]:
    """Everything that was said of a plan, oldest first; one query."""
    rows = PlanApproval.objects.using(ledger.alias).filter(plan=plan).order_by("number")
    columns = ("plan", "role", "person", "name", "said", "because", "said_at")
    with in_words(ledger.place):
        return tuple(Word(*values) for values in rows.values_list(*columns))
