"""What people said about divergences, counted: what the score misses, and who answers (O3, O4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from forewarn.evidence.measured import Measured
from forewarn.evidence.rates import counted
from forewarn.terms.cases import (
    ANSWERED,
    ASKED,
    REOPENED,
    SCORE_CHANGES,
    SCORE_MISSES,
    SETTLED,
    CaseEvent,
)
from forewarn.terms.score import Plain

NOT_NAMED = "seen by people, not named as an input"
IN_TIME = timedelta(days=14)
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Missed(Plain):
    """One thing that the score misses, by what people said.

    Attributes:
        what: an input, a topic in their words, or NOT_NAMED.
        cases: whose newest answer says so; ``accounts`` of them apart.
        settled: of these cases those that are settled; ``changes``: with the score to change.
    """

    what: str
    cases: int
    accounts: int
    settled: int
    changes: int


@dataclass(frozen=True, slots=True)
class Answering(Plain):
    """How one person answers what was asked.

    Attributes:
        asked: questions put to them; those younger than 14 days without an answer left out of
            ``in_time``.
        answered: of these, answered by anybody.
        in_time: share answered within 14 days.
        median_days: from question to first answer; None without one.
    """

    name: str
    asked: int
    answered: int
    in_time: Measured
    median_days: float | None


def missed_by_score(events: Iterable[CaseEvent], as_of: date) -> tuple[Missed, ...]:
    """Answers known by a date, by what they name; the most named first.

    A topic is counted by its words, whatever their case.
    """
    found: dict[str, list[tuple[Key, str, str]]] = defaultdict(list)
    for key, told in _by_case(events, as_of).items():
        answer, end = _newest(told, (ANSWERED,)), _newest(told, (SETTLED, REOPENED))
        if answer is None:
            continue
        what = answer.missed if answer.about == SCORE_MISSES else NOT_NAMED
        over = end is not None and end.kind == SETTLED
        found[what.casefold()].append((key, what, end.about if over and end else ""))
    rows = [_missed(each) for each in found.values()]
    return tuple(sorted(rows, key=lambda row: (-row.cases, row.what)))


def settled_count(events: Iterable[CaseEvent], as_of: date) -> int | None:
    """Cases that are settled by a date; None where nobody was asked or said anything yet."""
    cases = _by_case(events, as_of)
    ends = [_newest(told, (SETTLED, REOPENED)) for told in cases.values()]
    return sum(end is not None and end.kind == SETTLED for end in ends) if cases else None


def answering(events: Iterable[CaseEvent], as_of: date) -> tuple[Answering, ...]:
    """Everybody who was asked by a date, by name."""
    waits: dict[str, list[tuple[int | None, bool]]] = defaultdict(list)
    for told in _by_case(events, as_of).values():
        for place, each in enumerate(told):
            if each.kind == ASKED:
                days = _days_to_answer(each, told[place + 1 :])
                over = days is not None or as_of - each.on >= IN_TIME
                waits[each.by].append((days, over))
    return tuple(_answering(name, waits[name]) for name in sorted(waits))


def _days_to_answer(asked: CaseEvent, later: Sequence[CaseEvent]) -> int | None:
    for each in later:
        if each.kind == ASKED:
            return None
        if each.kind in (ANSWERED, SETTLED):
            return (each.on - asked.on).days
    return None


def _answering(name: str, waits: Sequence[tuple[int | None, bool]]) -> Answering:
    days = [each for each, _ in waits if each is not None]
    over = [each for each, done in waits if done]
    quick = sum(each is not None and each <= IN_TIME.days for each in over)
    share = counted(quick, len(over)) if over else Measured.unknown("nothing is due yet")
    return Answering(name, len(waits), len(days), share, float(median(days)) if days else None)


def _by_case(events: Iterable[CaseEvent], as_of: date) -> dict[Key, list[CaseEvent]]:
    found: dict[Key, list[CaseEvent]] = defaultdict(list)
    for each in sorted(events, key=lambda event: event.number):
        if each.on < as_of:
            found[each.account_id, *each.pair].append(each)
    return found


def _newest(told: Sequence[CaseEvent], kinds: Sequence[str]) -> CaseEvent | None:
    return next((each for each in reversed(told) if each.kind in kinds), None)


def _missed(rows: Sequence[tuple[Key, str, str]]) -> Missed:
    return Missed(
        what=rows[0][1],
        cases=len(rows),
        accounts=len({key[0] for key, _, _ in rows}),
        settled=sum(bool(follows) for _, _, follows in rows),
        changes=sum(follows == SCORE_CHANGES for _, _, follows in rows),
    )
