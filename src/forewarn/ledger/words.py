"""Words on plans as values, and which of them stand. Knows no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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


def standing(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The approvals that stand: the last word of each person in each role, where it approves."""
    last = {(each.person, each.role): each for each in words}
    return tuple(each for each in last.values() if each.said == APPROVED)
