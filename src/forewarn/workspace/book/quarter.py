"""The quarter that ends with the newest date: its shift laid out, and who stands for long."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from forewarn.evidence.holding import holding
from forewarn.evidence.portfolio import Day, stood
from forewarn.evidence.renewals import months_after
from forewarn.evidence.shift import Shift, shift
from forewarn.workspace.book.days import days_on, recorded_dates
from forewarn.workspace.models import BookAccount, BookLine, BookShift

NEAR = timedelta(days=7)
_HELD_OVER_MONTHS = 36
"""A run that is longer is long enough."""


def began_on(dates: Sequence[date], ended_on: date) -> date | None:
    """The recorded date that a quarter up to a date begins with.

    Three months before, or the nearest within a week of it; None where nothing was recorded then.
    """
    wanted = months_after(ended_on, -3)
    near = [on for on in dates if abs(on - wanted) <= NEAR]
    return min(near, key=lambda on: (abs(on - wanted), on), default=None)


def lay_out_quarter(ended_on: date) -> None:
    """The shift of the quarter up to a date over the whole book, where it is on record."""
    start = began_on(recorded_dates(), ended_on)
    BookShift.objects.all().delete()
    if start is None:
        return
    now, before = days_on([start, ended_on])
    told = json.dumps(shift_of(before, now).to_dict())
    BookShift.objects.create(began_on=start, ended_on=ended_on, told=told)


def shift_of(before: Day, now: Day) -> Shift:
    """What moved from green between two dates."""
    return shift(
        stood(before),
        stood(now, parts=False),
        began_on=before.as_of,
        ended_on=now.as_of,
    )


def mark_ends(lines: Iterable[BookLine], as_of: date) -> None:
    """Says on every line since when it stands at an end of the bands."""
    since = months_after(as_of, -_HELD_OVER_MONTHS)
    dates = [on for on in recorded_dates() if since <= on <= as_of]
    held = holding(days_on(dates, parts=()))
    numbers = dict(BookAccount.objects.values_list("account_id", "number"))
    for line in lines:
        found = held.get(numbers.get(line.account_id, -1))
        if found is not None:
            line.stands_at, line.stands_since = found.end, found.since
