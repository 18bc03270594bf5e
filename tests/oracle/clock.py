"""Instants of what people write, and of local midnights, with zoneinfo alone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_day_only(value: object) -> bool:
    """Whether a value as given says a day and no time of day."""
    if isinstance(value, str):
        return _DAY.fullmatch(value.strip()) is not None
    return isinstance(value, date) and not isinstance(value, datetime)


def as_day(value: object) -> date:
    """A day as given."""
    if isinstance(value, str):
        return date.fromisoformat(value.strip()[:10])
    if isinstance(value, datetime):
        return value.date()
    assert isinstance(value, date)
    return value


def instant(value: object, *, source_zone: str, project_zone: str) -> datetime:
    """The instant of a date or time as given, in UTC.

    A day alone is its midnight in the project's zone. A time without an offset is a wall time of
    the source: the first of two, and one that was skipped moves forward by what was skipped.
    """
    if is_day_only(value):
        return midnight(as_day(value), project_zone)
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    assert isinstance(value, datetime)
    if value.tzinfo is None:
        # With fold=0 a skipped time takes the offset before the change, so that 02:30 is 03:30.
        value = value.replace(tzinfo=ZoneInfo(source_zone), fold=0)
    return value.astimezone(UTC)


@cache
def midnight(on: date, zone: str) -> datetime:
    """The first instant that clocks of the zone call this date (or a later one), in UTC.

    Found by looking at the clock, quarter by quarter and then minute by minute.
    """
    there = ZoneInfo(zone)
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(hours=16)
    assert moment.astimezone(there).date() < on
    while moment.astimezone(there).date() < on:
        moment += timedelta(minutes=15)
    while (moment - timedelta(minutes=1)).astimezone(there).date() >= on:
        moment -= timedelta(minutes=1)
    return moment


def local_day(moment: datetime, zone: str) -> date:
    """The date that clocks of the zone show at an instant."""
    return moment.astimezone(ZoneInfo(zone)).date()
