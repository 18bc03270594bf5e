"""Instants, windows and the weekly grid, in calendar days of the project's zone.

Everything a score depends on is decided by whole days: a snapshot's ``as_of`` is the first
instant of a date in the project's zone (SEMANTICS 1), so a fact counts from the first date
whose start it precedes. Nothing here reads a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DURATION = re.compile(r"([1-9][0-9]{0,4})([dw])")


@dataclass(frozen=True, slots=True, order=True)
class AsOf:
    """The start of a date in a zone: the instant up to which facts may be used.

    Attributes:
        on: the calendar date; the data used runs through the day before.
        zone: IANA name of the project's zone.
    """

    on: date
    zone: str = "UTC"

    @property
    def instant(self) -> datetime:
        """First instant of the date, in UTC; a midnight that a clock change skips moves forward."""
        return day_start(self.on, self.zone)

    @property
    def data_through(self) -> date:
        """The last date whose facts count."""
        return self.on - timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Half-open stretch of calendar days before an ``as_of``.

    ``[as_of - back_days - days, as_of - back_days)``. ``days=None`` has no beginning: all facts
    before ``as_of - back_days``.
    """

    days: int | None
    back_days: int = 0

    def starts_on(self, as_of: date) -> date | None:
        """First date inside the window, None when it has no beginning."""
        if self.days is None:
            return None
        return as_of - timedelta(days=self.days + self.back_days)

    def ends_on(self, as_of: date) -> date:
        """First date after the window (it is half-open)."""
        return as_of - timedelta(days=self.back_days)

    def back(self, days: int) -> Window:
        """The same window, ``days`` earlier."""
        return Window(self.days, self.back_days + days)


def day_start(on: date, zone: str) -> datetime:
    """First instant of ``on`` in ``zone`` as UTC.

    The first of two midnights where the clock is put back; the end of the gap where the clock
    skips midnight.
    """
    wall = datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(zone))
    there_and_back = wall.astimezone(UTC).astimezone(wall.tzinfo)
    if there_and_back.replace(tzinfo=None) == wall.replace(tzinfo=None):
        return wall.astimezone(UTC)
    # fold=1 reads a skipped wall time with the offset that holds before the gap's end; the later
    # of the two readings lies at or after the jump, and the jump itself is where the day begins.
    return _first_instant_after_gap(wall)


def _first_instant_after_gap(wall: datetime) -> datetime:
    before = wall.replace(fold=1).astimezone(UTC)
    after = wall.replace(fold=0).astimezone(UTC)
    low, high = min(before, after), max(before, after)
    zone = wall.tzinfo
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).date() < wall.date():
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def week_starts(last: date, *, weeks: int, starts: str = "monday") -> tuple[date, ...]:
    """The ``weeks`` week starts up to and including ``last``, oldest first."""
    newest = last - timedelta(days=(last.weekday() - WEEKDAYS.index(starts)) % 7)
    return tuple(newest - timedelta(weeks=back) for back in range(weeks - 1, -1, -1))


def parse_days(text: str) -> int:
    """Days of a duration written as ``30d`` or ``4w``.

    Raises:
        ValueError: the text is not a whole number of days or weeks above zero.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a duration: write whole days or weeks, as in 30d or 4w")
    return int(match[1]) * (7 if match[2] == "w" else 1)
