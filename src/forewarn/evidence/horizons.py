"""What is asked at one horizon: which cases, each as of which date (SEMANTICS 24)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from forewarn.evidence.renewals import WORST_FIRST, Case, Renewals


@dataclass(frozen=True, slots=True)
class Asked:
    """One case and the date at which the score has to have foreseen it."""

    case: Case
    as_of: date


@dataclass(frozen=True, slots=True)
class Horizon:
    """The cases of one horizon, and those that it leaves out.

    Attributes:
        days: before the due date.
        asked: cases that were still open then, by account and due date.
        decided: cases left out because they were decided by then.
        merged: renewals that count with another one of their account.
        censored: contracts past their end without a known outcome.
        before_facts: cases left out because the facts begin later.
    """

    days: int
    asked: tuple[Asked, ...]
    decided: int
    merged: int
    censored: int
    before_facts: int = 0


def at_horizon(found: Renewals, days: int, *, since: date = date.min) -> Horizon:
    """The cases of one horizon.

    A case is left out when it was decided before its as_of date. Of one account's renewals that
    fall due within ``days`` of each other only one counts: due at the first of them, with the worst
    of their outcomes, so that none of them is foreseen with the help of another.

    Args:
        found: cases and censored contracts.
        days: at least 1.
        since: the first date at which the facts can speak of an account.
    """
    if days < 1:
        raise ValueError("a horizon is at least one day")
    asked, merged = [], 0
    for _, of_account in groupby(found.cases, key=lambda case: case.account_id):
        open_then = [case for case in of_account if not case.is_decided(days)]
        for group in _within(open_then, days):
            asked.append(_one_of(group, days))
            merged += len(group) - 1
    decided = sum(case.is_decided(days) for case in found.cases)
    fed = [each for each in asked if each.as_of >= since]
    return Horizon(days, tuple(fed), decided, merged, len(found.censored), len(asked) - len(fed))


def dates_asked(horizons: Iterable[Horizon]) -> tuple[date, ...]:
    """Every as_of date of some horizons, ascending, each once."""
    return tuple(sorted({each.as_of for horizon in horizons for each in horizon.asked}))


def _within(cases: Sequence[Case], days: int) -> Iterator[list[Case]]:
    """Stretches of cases that fall due less than ``days`` after the first of each."""
    group: list[Case] = []
    for case in cases:
        if group and case.due_on >= group[0].due_on + timedelta(days=days):
            yield group
            group = []
        group.append(case)
    if group:
        yield group


def _one_of(group: Sequence[Case], days: int) -> Asked:
    worst = min(group, key=lambda case: (WORST_FIRST.index(case.kind), case.due_on))
    first = group[0].due_on
    case = worst if len(group) == 1 else replace(worst, due_on=first, contracts=len(group))
    return Asked(case, first - timedelta(days=days))
