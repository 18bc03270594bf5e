"""The weekly dates before a date that its result rests on."""

from __future__ import annotations

from datetime import date

from forewarn.terms.time import week_starts

WARM_UP_WEEKS = 27
TREND_WEEKS = 13


def weeks_before(on: date, starts: str) -> tuple[date, ...]:
    """The weekly dates that decide the steady band at a date: 26 weeks and the newest one."""
    return week_starts(on, weeks=WARM_UP_WEEKS, starts=starts)
