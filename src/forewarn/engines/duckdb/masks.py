"""Dates as bits: the as_of dates that see a fact, as one whole number.

Bit ``i`` of a mask stands for the ``i``-th date of a block of dates. The union of all intervals in
which a key is inside a window is then one BIT_OR per key, whatever the number of its facts, and
one list of masks by day serves every fact of that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forewarn.engines.duckdb.calendar import Calendar
from forewarn.engines.duckdb.sql import Parameters
from forewarn.terms.time import Window

BLOCK = 120
"""Dates to a mask: what fits a positive HUGEINT."""
_SMALL = 60
"""Dates that a BIGINT holds, which takes half the room."""
LANE = 16
"""Bits that a count has where masks are added up: eight dates to a sum, sixteen sums to a block."""
ROWS_SHIFT = 14
"""Masks are added up in parts of 2^14 rows, so that no lane, nor the sign, can run over."""
_SPREAD = sum(1 << lane for lane in range(0, BLOCK, LANE))


@dataclass(frozen=True, slots=True)
class Masks:
    """Masks of one block of a calendar's dates: from ``start``, at most ``BLOCK`` of them."""

    calendar: Calendar
    start: int

    @property
    def length(self) -> int:
        """How many dates the block has."""
        return min(BLOCK, self.calendar.after - self.start)

    @property
    def kind(self) -> str:
        """SQL type of a mask, and of what masks add up to."""
        return "BIGINT" if self.length <= _SMALL else "HUGEINT"

    @property
    def all(self) -> int:
        """All dates of the block."""
        return (1 << self.length) - 1

    def inside(self, day: str, window: Window, parameters: Parameters) -> str:
        """SQL for the dates whose window holds a day, known or not yet."""
        floor = _floor(window, self.calendar.first)
        days = [floor + timedelta(days=n) for n in range((self.calendar.last - floor).days + 1)]
        bits = parameters.bind([self._inside(day, window) for day in days])
        first = parameters.bind(floor)
        offset = f"greatest({day}, {first}) - {first} + 1"
        # A day beyond the last date is in no window; a NULL would drop out of BIT_OR.
        return f"coalesce(list_extract(CAST({bits} AS {self.kind}[]), {offset}), 0)"

    def since(self, day: str, parameters: Parameters) -> str:
        """SQL for the dates at or after a day."""
        first = parameters.bind(self.calendar.first)
        steps = self.calendar.steps()
        bits = parameters.bind([self._range(index, self.calendar.after) for index in steps])
        offset = f"greatest({day}, {first}) - {first} + 1"
        return f"coalesce(list_extract(CAST({bits} AS {self.kind}[]), {offset}), 0)"

    def counts(self, mask: str, name: str) -> Iterator[tuple[str, str]]:
        """Sums over at most 2^14 rows that count eight dates at once: name and SQL of each."""
        for shift in range(min(LANE, self.length)):
            lanes = f"({mask} >> {shift}) & CAST({_SPREAD & self.all} AS {self.kind})"
            yield f"{name}_{shift}", f"CAST(sum({lanes}) AS {self.kind})"

    def unpacked(self, name: str) -> Iterator[str]:
        """The number of keys at each date of the block, out of the sums of ``counts``."""
        for index in range(self.length):
            lane, shift = divmod(index, LANE)
            total = f"({name}_{shift} >> {lane * LANE}) & {(1 << LANE) - 1}"
            yield f"CAST({total} AS INTEGER)"

    def _inside(self, day: date, window: Window) -> int:
        first = self.calendar.place(day + timedelta(days=1 + window.back_days))
        if window.days is None:
            return self._range(first, self.calendar.after)
        after = self.calendar.place(day + timedelta(days=1 + window.back_days + window.days))
        return self._range(first, after)

    def _range(self, first: int, after: int) -> int:
        """The bits of this block among the dates from ``first`` up to, without, ``after``."""
        low = max(first - self.start, 0)
        high = min(after - self.start, self.length)
        return (1 << high) - (1 << low) if low < high else 0


def blocks(calendar: Calendar) -> Sequence[Masks]:
    """The masks that together hold all dates."""
    return [Masks(calendar, start) for start in range(0, calendar.after, BLOCK)]


def _floor(window: Window, first: date) -> date:
    """A day so early that the window of every date has lost it, or never loses it."""
    start = window.starts_on(first) or first - timedelta(days=window.back_days)
    return start - timedelta(days=1)
