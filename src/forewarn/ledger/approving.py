"""What people say of a plan before it is applied: approved in a role, or withdrawn again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

import forewarn
from forewarn.ledger.models import PlanApproval
from forewarn.ledger.opening import Ledger
from forewarn.ledger.trouble import in_words
from forewarn.terms.errors import ForewarnError

APPROVED, WITHDRAWN = "approved", "withdrawn"


@dataclass(frozen=True, slots=True)
class Word:
    """One person's word on a plan.

    Attributes:
        plan: its fingerprint.
        role: in which it is given, small letters.
        person: their e-mail address, small letters.
        name: as people know them.
        said: approved or withdrawn.
        because: in their words; may be empty.
        said_at: with a zone.
    """

    plan: str
    role: str
    person: str
    name: str
    said: str
    because: str
    said_at: datetime


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
    rows: QuerySet[PlanApproval] = PlanApproval.objects.using(ledger.alias)
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


def standing(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The approvals that stand: the last word of each person in each role, where it approves."""
    last = {(each.person, each.role): each for each in words}
    return tuple(each for each in last.values() if each.said == APPROVED)
