"""The calendar of a run: day to snapshot index, for any cadence of dates.

Dates are numbered 0 to n - 1. A day stands for the first date at or after it, so one look-up in a
list replaces every join of facts with ranges of snapshots, and irregular dates cost no more than
weekly ones. Index n means after the last date.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forewarn.engines.duckdb.sql import Parameters
from forewarn.engines.snapshot_dates import SnapshotDates


@dataclass(frozen=True, slots=True)
class Calendar(SnapshotDates):
    """The ascending as_of dates of one run, at least one."""

    @property
    def first(self) -> date:
        """The earliest as_of date."""
        return self.dates[0]

    @property
    def last(self) -> date:
        """The latest as_of date."""
        return self.dates[-1]

    def index(self, day: str, parameters: Parameters) -> str:
        """SQL for the index of the first date at or after ``day``, an SQL date that is not NULL."""
        first = parameters.bind(self.first)
        offset = f"greatest({day}, {first}) - {first} + 1"
        return f"coalesce(list_extract({parameters.bind(self.steps())}, {offset}), {self.after})"

    def steps(self) -> list[int]:
        """The index for each day from the first to the last date."""
        days = (self.last - self.first).days + 1
        return [self.place(self.first + timedelta(days=day)) for day in range(days)]

    def place(self, day: date) -> int:
        """The index of the first date at or after a day."""
        return bisect_left(self.dates, day)

    def stretches(self, offsets: Collection[int]) -> Stretches:
        """Days in a row that are at the same index so many days later, whichever of the offsets."""
        floor = self.first - timedelta(days=max(offsets))
        ends = {on - timedelta(days=offset) for on in self.dates for offset in offsets}
        starts = [floor]
        for day in range((self.last - floor).days):
            if floor + timedelta(days=day) in ends:
                starts.append(floor + timedelta(days=day + 1))
        return Stretches(self, tuple(starts))


@dataclass(frozen=True, slots=True)
class Stretches:
    """Days up to the last date, cut where it matters to a run: fewer than days, and as good.

    Attributes:
        starts: first day of each; the first stretch has all days before it, too.
    """

    calendar: Calendar
    starts: tuple[date, ...]

    def number(self, day: str, parameters: Parameters) -> str:
        """SQL for the stretch of an SQL date before the last date that is not NULL."""
        first = parameters.bind(self.starts[0])
        days = range((self.calendar.last - self.starts[0]).days + 1)
        found = [bisect_right(self.starts, self.starts[0] + timedelta(days=n)) - 1 for n in days]
        places = f"CAST({parameters.bind(found)} AS INTEGER[])"
        return f"list_extract({places}, greatest({day}, {first}) - {first} + 1)"

    def index(self, stretch: str, offset: int, parameters: Parameters) -> str:
        """SQL for the index of the first date at or after the stretch's days plus an offset."""
        later = [self.calendar.place(day + timedelta(days=offset)) for day in self.starts]
        return f"list_extract(CAST({parameters.bind(later)} AS INTEGER[]), {stretch} + 1)"

    def up_to(self, offset: int) -> list[int]:
        """Per date the stretch that ends so many days before it; one of the offsets given."""
        last = (date - timedelta(days=offset) for date in self.calendar.dates)
        return [bisect_right(self.starts, day) - 1 for day in last]


def calendar(dates: Sequence[date]) -> Calendar:
    """The calendar of these dates.

    Raises:
        ValueError: they do not ascend.
    """
    return Calendar.of(dates)
