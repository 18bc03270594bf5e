"""Dates and times of a warehouse's own columns, put on the project's clock.

The clock changes are those by which ingest reads files (``duckdb.times``), so that a fact falls on
the same day whichever way it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis

from forewarn.engines.duckdb.times import (
    Piece,
    Span,
    odd_midnights,
    to_utc,
    to_wall,
    wall_to_wall,
    within,
)

KNOWN_YEARS = (1970, 2099)
"""First and last year of which clock changes are known."""


@dataclass(frozen=True, slots=True)
class Zones:
    """Where times without an offset were written, and where days are cut.

    Attributes:
        source: zone of the column's times.
        project: the project's.
        span: earliest and latest time of the source within ``KNOWN_YEARS``; None = any.
    """

    source: str
    project: str
    span: Span | None = None

    @property
    def plain(self) -> bool:
        """No clock ever changes, so that the span does not matter."""
        return len(to_utc(self.source)) == 1 and len(to_utc(self.project)) == 1


@dataclass(frozen=True, slots=True)
class Clock:
    """A column's time.

    Attributes:
        wall: wall time in the project's zone.
        instant: the same in UTC.
        dated: there is no time of day.
    """

    wall: Any
    instant: Any
    dated: bool

    @property
    def day(self) -> Any:
        """Its day in the project's zone."""
        return self.wall.date()

    def where(self, sound: Any) -> Clock:
        """The same, NULL where a condition does not hold."""
        return Clock(_where(sound, self.wall), _where(sound, self.instant), self.dated)


def clock(column: Any, zones: Zones) -> Clock | None:
    """A column that holds dates or times; None when it holds neither."""
    kind = column.type()
    if kind.is_date():
        wall = column.cast("timestamp")
        return Clock(wall, _shifted(to_utc(zones.project), wall, zones.span), dated=True)
    if not kind.is_timestamp():
        return None
    if kind.timezone is not None:
        instant = column.cast("timestamp")
        return Clock(_shifted(to_wall(zones.project), instant, zones.span), instant, dated=False)
    wall = _shifted(wall_to_wall(zones.source, zones.project), column, zones.span)
    return Clock(wall, _shifted(to_utc(zones.source), column, zones.span), dated=False)


def known_on(known: Clock, zones: Zones, *, sound: Any) -> Any:
    """First date whose start is at or after an instant; a date alone is known when it is over.

    Args:
        known: as it is in the source: a condition in it would stand here hundreds of times.
        zones: as they were for it.
        sound: whether it can be read; NULL where not.
    """
    if known.dated:
        return _where(sound, next_day(known.day))
    # Held against midnight as the clock shows it. The instant of a midnight would be a time that
    # is moved and moved again, and such a statement grows with the square of the clock changes.
    midnight = known.wall.truncate("D")
    on = (known.wall > midnight).ifelse(next_day(known.day), known.day)
    odd = [
        (known.instant.between(_at(each.first), _at(each.last)), ibis.literal(each.known_on))
        for each in odd_midnights(zones.project)
        if zones.span is None or zones.span[0] <= each.first <= zones.span[1]
    ]
    return _where(sound, ibis.cases(*odd, else_=on) if odd else on)


def _at(instant: datetime) -> Any:
    return ibis.literal(instant, "timestamp")


def _where(sound: Any, value: Any) -> Any:
    return sound.ifelse(value, ibis.null(value.type()))


def next_day(day: Any) -> Any:
    """The day after."""
    return (day + ibis.interval(days=1)).cast("date")


def hours_between(start: Any, end: Any) -> Any:
    """True hours from one instant to a later one, by whole seconds; NULL when reversed."""
    seconds = _seconds(end) - _seconds(start)
    return (seconds >= 0).ifelse(seconds.cast("float64") / 3600.0, ibis.null("float64"))


def _seconds(instant: Any) -> Any:
    return instant.truncate("s").epoch_seconds().cast("int64")


def _shifted(pieces: Sequence[Piece], column: Any, span: Span | None) -> Any:
    """A time moved by the piece it lies in, by halving.

    A time beyond the years of clock changes has the first or the last piece, whatever the span.
    """
    of_span = within(tuple(pieces), span)
    return _halved(tuple(dict.fromkeys((pieces[0], *of_span, pieces[-1]))), column)


def _halved(pieces: Sequence[Piece], column: Any) -> Any:
    if len(pieces) == 1:
        seconds = pieces[0][1]
        return column + ibis.interval(seconds=seconds) if seconds else column
    middle = len(pieces) // 2
    edge = ibis.literal(pieces[middle][0], "timestamp")
    low, high = _halved(pieces[:middle], column), _halved(pieces[middle:], column)
    return (column < edge).ifelse(low, high)
