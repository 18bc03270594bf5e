"""Who is asked about which divergence, and when it goes to the leader (O3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from forewarn.scoring.casework import Case
from forewarn.scoring.divergence import OPEN
from forewarn.terms.cases import ASKED

A_WEEK = 5
"""Questions that one person has before them, and gets in a week, at most."""
PATIENCE = timedelta(days=14)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asking:
    """A case and whom it concerns.

    Attributes:
        owner: who keeps the account; empty for nobody, who cannot be asked.
        revenue: of the account in the project's currency, or all of it added up.
    """

    case: Case
    owner: str
    revenue: Decimal


def to_ask(found: Iterable[Asking], *, today: date) -> tuple[Asking, ...]:
    """Whom to ask about what now: largest revenue first, at most five per person and week.

    A question that is not answered keeps its place until it goes to the leader. So somebody who
    answers nothing has five before them, never ten.

    Args:
        found: every case with something on record or a difference that stands.
        today: the day.
    """
    by_owner: dict[str, list[Asking]] = defaultdict(list)
    for each in found:
        if each.owner:
            by_owner[each.owner].append(each)
    return tuple(each for own in sorted(by_owner) for each in _next(by_owner[own], today))


def _next(found: Sequence[Asking], today: date) -> list[Asking]:
    free = A_WEEK - sum(_takes_a_place(each.case, today) for each in found)
    new = [each for each in found if each.case.state == OPEN and each.case.asked is None]
    new.sort(key=lambda each: (-each.revenue, each.case.account_id, each.case.pair))
    return new[: max(free, 0)]


def _takes_a_place(case: Case, today: date) -> bool:
    this_week = any(e.kind == ASKED and today - e.on < _WEEK for e in case.events)
    return this_week or waits(case, today)


def waits(case: Case, today: date) -> bool:
    """It was asked, and whoever was asked still has time."""
    asked = case.asked
    return case.state == OPEN and asked is not None and today - asked.on < PATIENCE


def escalated(case: Case, today: date) -> bool:
    """It was asked 14 days ago and nobody answered: it is the leader's now."""
    asked = case.asked
    return case.state == OPEN and asked is not None and today - asked.on >= PATIENCE
