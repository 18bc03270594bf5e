"""What was decided about accounts, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forewarn.terms.score import Plain
from forewarn.terms.time import week_starts

OPEN, KEPT, MISSED, DROPPED, NOTED = "open", "kept", "missed", "dropped", "noted"
STATES = (OPEN, KEPT, MISSED, DROPPED, NOTED)
"""``noted``: the account was reached and nothing was promised."""
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Decision(Plain):
    """One row of what was decided; a change is another row of the same promise.

    Attributes:
        number: from 1, without gaps.
        promise: number of the promise's first row; its own for the first.
        account_id: the account.
        as_of: date of the results that were looked at.
        said_by: who recorded it.
        decision: what is to be done; empty where nothing was promised.
        owner: who does it.
        due_on: by when, that day included; None where no day was named.
        note: anything beside it; may be empty.
        state: one of ``STATES``.
        recorded_at: with a zone.
    """

    number: int
    promise: int
    account_id: str
    as_of: date
    said_by: str
    decision: str
    owner: str
    due_on: date | None
    note: str
    state: str
    recorded_at: datetime

    def how(self, on: date) -> str:
        """Its state at a day: an open one whose day has passed is ``overdue``."""
        late = self.state == OPEN and self.due_on is not None and self.due_on < on
        return OVERDUE if late else self.state


@dataclass(frozen=True, slots=True)
class Promise(Plain):
    """Something that was decided, from its first row to its newest.

    Attributes:
        rows: oldest first; at least one.
    """

    rows: tuple[Decision, ...]

    @property
    def first(self) -> Decision:
        """As it was made."""
        return self.rows[0]

    @property
    def newest(self) -> Decision:
        """As it stands."""
        return self.rows[-1]

    @property
    def changed(self) -> bool:
        """Whether its wording, owner or day is not that of its first row any more."""
        now, then = self.newest, self.first
        return (now.decision, now.owner, now.due_on) != (then.decision, then.owner, then.due_on)


def promises(rows: Iterable[Decision]) -> tuple[Promise, ...]:
    """The promises among rows, in the order in which they were made."""
    found: dict[int, list[Decision]] = {}
    for row in sorted(rows, key=lambda each: each.number):
        found.setdefault(row.promise, []).append(row)
    return tuple(Promise(tuple(each)) for each in found.values())


def week_of(on: date, *, starts: str = "monday") -> date:
    """The first day of the week that a day lies in: a review is of one week.

    Args:
        on: the day.
        starts: weekday, in lower case.
    """
    return week_starts(on, weeks=1, starts=starts)[0]


def to_be_told(found: Sequence[Promise], week: date) -> tuple[Promise, ...]:
    """What a review of a week starts with: promises made before it, open or settled since.

    Those settled in the week before count as news too. Overdue first, then by day.
    """
    told = [each for each in found if _told(each, week)]
    never = date.max
    return tuple(sorted(told, key=lambda each: (each.newest.due_on or never, each.first.number)))


def _told(promise: Promise, week: date) -> bool:
    if promise.first.as_of >= week or promise.first.state == NOTED:
        return False
    return promise.newest.state == OPEN or promise.newest.as_of >= week - timedelta(days=7)


def answered_on(rows: Iterable[Decision], before: date) -> date | None:
    """The newest date, before one, of whose results something was decided; None without any."""
    return max((each.as_of for each in rows if each.as_of < before and each.decision), default=None)
