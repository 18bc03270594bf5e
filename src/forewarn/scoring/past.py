"""What was on record of an account before: its scores, its bands, what people said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from forewarn.terms.score import Reading

Trend = Sequence[float | None]
"""Weekly scores, oldest first, the newest of the date itself; None where there was none."""
WEEK = timedelta(days=7)


class Point(Protocol):
    """One date of an account's line."""

    @property
    def as_of(self) -> date:
        """The date."""

    @property
    def score(self) -> float | None:
        """The score; None where it was withheld."""

    @property
    def effective_band(self) -> str | None:
        """The band to work with."""

    @property
    def fingerprint(self) -> str:
        """Of the scorecard that said so."""


@dataclass(frozen=True, slots=True)
class Stay:
    """How long an account has stood in its effective band.

    Attributes:
        since: the first date on record of this stay.
        before: the band it came from; None where the record begins inside the stay, or where
            another scorecard said so: then it is not the account that moved.
    """

    band: str
    since: date
    before: str | None


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of an account before a date.

    Attributes:
        scores: weekly, see ``Trend``.
        stay: in its effective band; None where no bands are on record.
        readings: what people said six weeks before, one per role.
        answered_on: the day of the newest decision recorded before the date; None without one.
        taken_over_on: when its owner took it over from another one; None = had it all along.
    """

    scores: Trend = ()
    stay: Stay | None = None
    readings: tuple[Reading, ...] = ()
    answered_on: date | None = None
    taken_over_on: date | None = None


def weekly(
    points: Iterable[Point], as_of: date, *, weeks: int, fingerprint: str
) -> list[float | None]:
    """The last score of each of the weeks that end on a date, oldest first.

    None where another scorecard, or another version of it, counted: scores of two cannot be told
    from each other (SEMANTICS 20).
    """
    same = (
        (each.as_of, each.score if each.fingerprint == fingerprint else None) for each in points
    )
    return by_week(same, as_of, weeks=weeks)


def by_week(
    scores: Iterable[tuple[date, float | None]], as_of: date, *, weeks: int
) -> list[float | None]:
    """The last of some scores, oldest first, in each of the weeks that end on a date."""
    found: list[float | None] = [None] * weeks
    for on, score in scores:
        back = (as_of - on).days // WEEK.days
        if 0 <= back < weeks:
            found[weeks - 1 - back] = score
    return found


def stay_of(
    points: Sequence[Point], band: str | None, as_of: date, *, fingerprint: str
) -> Stay | None:
    """How long an account has stood in a band at a date.

    Args:
        points: its line, oldest first; what lies after the date does not count.
        band: its effective band at the date; None = in none, which is no stay.
        as_of: the date.
        fingerprint: of the scorecard that says so.
    """
    if band is None:
        return None
    since, before, said_by = as_of, None, fingerprint
    for point in reversed([each for each in points if each.as_of < as_of]):
        if point.effective_band != band:
            before = point.effective_band if point.fingerprint == said_by else None
            break
        since, said_by = point.as_of, point.fingerprint
    return Stay(band, since, before)
