"""Where people and the score differ, for a whole book: the reference over small numbers.

What score and people said each week is a byte each, the rank of a band. Histories that are alike,
whatever their dates, are read once by ``scoring.divergence``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter

from forewarn.engines.duckdb.setwise.edges import Edges
from forewarn.engines.duckdb.setwise.steadiness import NO_BAND, WITHHELD, Machine
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.divergence import Said, divergence
from forewarn.scoring.steady import WARM_UP
from forewarn.terms.score import Divergence

_WEEKS = [date(2001, 1, 1) + timedelta(weeks=week) for week in range(WARM_UP.days // 7 + 1)]
"""Those that decide a steady band, and a divergence. They stand for any weeks in a row: neither
rule looks at more than their distance."""
_KEPT = 1 << 16
Ranks = bytes
"""Rank of a band at each of some dates, or ``NO_BAND``."""


Row = tuple[int, int, int, int | None, bool]
"""A scored date: its position, class of the score, bits of the caps in force, class of the score
without people's ratings, and whether the account is so new that it may be lifted."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates of a run.

    Attributes:
        dates: of the grid.
        weekly: positions of the weekly dates.
        reported: positions of the reported ones, each with the number of weekly dates before it
            and its days after the newest weekly date up to it.
    """

    dates: Sequence[date]
    weekly: Sequence[int]
    reported: Sequence[tuple[int, int, int]]

    @classmethod
    def of(cls, dates: Sequence[date], weekly: Sequence[int], reported: Sequence[int]) -> Calendar:
        """The calendar of a grid; each reported date has its weekly dates in the grid."""
        found = []
        for place in reported:
            newest = weekly[bisect_right(weekly, place) - 1]
            days = (dates[place] - dates[newest]).days
            found.append((place, bisect_left(weekly, place), days))
        return cls(dates, weekly, found)


@dataclass(frozen=True, slots=True)
class Course:
    """One account by date, a byte each.

    Attributes:
        classes: of the score (see ``steadiness``), WITHHELD where there is none.
        limits: rank of the lowest cap in force, NO_BAND where there is none.
        bare: rank of the raw band without people's ratings; None where no input is one.
        says: rank of people's band.
        new: 1 where it may be lifted out of the lowest band.
    """

    classes: bytes
    limits: Ranks
    bare: Ranks | None
    says: Ranks
    new: bytes

    def at(self, places: Sequence[int]) -> Course:
        """The same at some of the dates."""
        chosen = itemgetter(*places) if len(places) > 1 else lambda each: (each[places[0]],)
        bare = None if self.bare is None else bytes(chosen(self.bare))
        classes, limits, says, new = (
            bytes(chosen(each)) for each in (self.classes, self.limits, self.says, self.new)
        )
        return Course(classes, limits, bare, says, new)


class Reader:
    """Reads divergences under one scorecard."""

    def __init__(self, card: Scorecard, edges: Edges, calendar: Calendar) -> None:
        """Prepare for a scorecard with bands."""
        self._card, self._edges, self._calendar = card, edges, calendar
        self._machine = Machine(card, edges, _WEEKS)
        self._names = [band.name for band in card.bands]
        self._limits = lru_cache(_KEPT)(self._limit)
        self._held = lru_cache(_KEPT)(self._hold)
        self._read = lru_cache(_KEPT)(self._ask)

    def course(self, rows: Iterable[Row], words: Iterable[tuple[int, int, int]]) -> Course:
        """An account, from its scored dates and its stretches of people's bands.

        Args:
            rows: of the account, at most one a date.
            words: first position, the one after the last, rank of the band.
        """
        count, rated = len(self._calendar.dates), False
        classes, new = bytearray([WITHHELD]) * count, bytearray(count)
        limits, bare, says = (bytearray([NO_BAND]) * count for _ in range(3))
        for place, score, caps, without, young in rows:
            classes[place] = WITHHELD + 1 + score
            limits[place] = self._limits(caps)
            new[place] = young
            if without is not None:
                rated = True
                bare[place] = NO_BAND if min(score, without) < 0 else self._edges.raw[without]
        for first, after, band in words:
            says[first:after] = bytes([band]) * (after - first)
        return Course(
            bytes(classes), bytes(limits), bytes(bare) if rated else None, bytes(says), bytes(new)
        )

    def differences(
        self, course: Course, held: Ranks
    ) -> Iterator[tuple[int, Divergence | None, bool]]:
        """Per reported date the divergence, and whether that is sure.

        It is not where a week's band may have been lifted, for which a score has to be taken apart.

        Args:
            course: the account.
            held: rank of the band held after each weekly date.
        """
        weekly = course.at(self._calendar.weekly)
        for place, before, days in self._calendar.reported:
            if course.says[place] == NO_BAND or course.classes[place] == WITHHELD:
                continue
            said = course.bare[place] if course.bare is not None else held[before - (days > 0)]
            if course.bare is None and days:
                said = self._machine.read(said, course.classes[place])
            today = _lower([said], [course.limits[place]])
            past = slice(max(before - len(_WEEKS) + (not days), 0), before)
            computed, sure = self._computed(weekly, past)
            says = weekly.says[past] + course.says[place : place + 1]
            found = self._dated(computed + today, says, days, self._calendar.dates[place])
            yield place, found, sure

    def _computed(self, weeks: Course, past: slice) -> tuple[Ranks, bool]:
        """What the score said at each of the weeks, as these weeks alone give it."""
        held, new = self._held(weeks.classes[past]), weeks.new[past]
        sure = 1 not in new or (0, 1) not in zip(held, new, strict=True)
        said = held if weeks.bare is None else weeks.bare[past]
        return _lower(said, weeks.limits[past]), sure

    def _dated(self, computed: Ranks, says: Ranks, days: int, on: date) -> Divergence | None:
        start = _agreed(computed, says)
        found = self._read(computed[start:], says[start:], days)
        return found and replace(found, since=on - (_day(days) - found.since))

    def _limit(self, caps: int) -> int:
        held = [cap.not_above for place, cap in enumerate(self._card.caps) if caps >> place & 1]
        return min(map(self._card.rank, held), default=NO_BAND)

    def _hold(self, classes: bytes) -> Ranks:
        """The bands held; a withheld week holds one too, but says nothing."""
        held = self._machine.held(classes)
        return bytes(
            NO_BAND if each == WITHHELD else band for band, each in zip(held, classes, strict=True)
        )

    def _ask(self, computed: Ranks, overlay: Ranks, days: int) -> Divergence | None:
        today = _day(days)
        past = _WEEKS if days else _WEEKS[:-1]
        dates = [*past[len(past) + 1 - len(computed) :], today]
        return divergence(
            self._card,
            [
                Said(on, self._name(score), self._name(people))
                for on, score, people in zip(dates, computed, overlay, strict=True)
            ],
        )

    def _name(self, rank: int) -> str | None:
        return None if rank == NO_BAND else self._names[rank]


def _lower(bands: Iterable[int], limits: Iterable[int]) -> Ranks:
    """Bands under limits; there is no band where there was none."""
    return bytes(
        band if band == NO_BAND else min(band, limit)
        for band, limit in zip(bands, limits, strict=True)
    )


def _agreed(computed: Ranks, says: Ranks) -> int:
    """Position of the last date at which both said the same: what went before is over; else 0."""
    for place in range(len(computed) - 1, 0, -1):
        if computed[place] == says[place] != NO_BAND:
            return place
    return 0


def _day(days: int) -> date:
    return _WEEKS[-1] + timedelta(days=days)
