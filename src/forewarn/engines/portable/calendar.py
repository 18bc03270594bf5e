"""The calendar of a run: day to snapshot index, as a table to join with, for any cadence.

Days are whole numbers from 1 January 1970, so that no engine's date arithmetic has a say. Dates
are numbered 0 to n - 1; a day stands for the first date at or after it, index n is after the last.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from forewarn.engines.portable.dialects import EPOCH
from forewarn.engines.snapshot_dates import SnapshotDates


@dataclass(frozen=True, slots=True)
class Calendar(SnapshotDates):
    """The ascending as_of dates of one run, at least one."""

    @property
    def first(self) -> int:
        """The day of the earliest as_of date."""
        return day_number(self.dates[0])

    @property
    def last(self) -> int:
        """The day of the latest as_of date."""
        return day_number(self.dates[-1])

    @property
    def even(self) -> int | None:
        """How many days lie between any two dates in a row; None where it differs.

        Nothing lies between where there is one date: any number will do.
        """
        apart = {(later - sooner).days for sooner, later in pairwise(self.dates)}
        if not apart:
            return 1
        return apart.pop() if len(apart) == 1 else None

    def steps(self) -> list[tuple[int, int]]:
        """Day and index for each day from the first to the last date."""
        days = [day_number(each) for each in self.dates]
        return [(day, bisect_left(days, day)) for day in range(self.first, self.last + 1)]

    def numbered(self) -> list[tuple[int, int]]:
        """Index and day of each date."""
        return [(i, day_number(each)) for i, each in enumerate(self.dates)]


def calendar(dates: Sequence[date]) -> Calendar:
    """The calendar of these dates.

    Raises:
        ValueError: they do not ascend.
    """
    return Calendar.of(dates)


def day_number(day: date) -> int:
    """Days from 1 January 1970."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))
