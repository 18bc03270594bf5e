"""The quarter that ends with the newest date: its shift laid out, and who stands for long.

The shift is laid out for the whole book and for what each member sees: telling it from chance takes
up to a second for some thousand accounts, which no page should.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from forewarn.evidence.holding import holding
from forewarn.evidence.portfolio import Day, stood
from forewarn.evidence.renewals import months_after
from forewarn.evidence.shift import Shift, shift
from forewarn.workspace.book.days import days_on, recorded_dates
from forewarn.workspace.book.scopes import numbers_of, seen_by_members, short
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
    """The shift of the quarter up to a date anew, where it is on record."""
    start = began_on(recorded_dates(), ended_on)
    rows = [] if start is None else list(_shifts(start, ended_on))
    with transaction.atomic():
        BookShift.objects.all().delete()
        _write(rows)


def lay_out_more(ended_on: date) -> None:
    """The shifts of the quarter for what members see by now and is not laid out yet."""
    start = began_on(recorded_dates(), ended_on)
    if start is not None:
        quarter = BookShift.objects.filter(began_on=start, ended_on=ended_on)
        _write(_shifts(start, ended_on, there=quarter.values_list("scope", flat=True)))


def _write(rows: Iterable[BookShift]) -> None:
    # Another process that starts may have been first.
    BookShift.objects.bulk_create(rows, batch_size=50, ignore_conflicts=True)


def _shifts(start: date, ended_on: date, *, there: Iterable[str] = ()) -> Iterator[BookShift]:
    """Those that are not there, for what each member sees."""
    known = set(there)
    due = {key: rules for key, rules in seen_by_members().items() if short(key) not in known}
    if not due:
        return
    days = list(days_on([start, ended_on]))
    for key, rules in due.items():
        numbers = None if rules is None else numbers_of(rules)
        now, before = (day.only(numbers) for day in days)
        told = json.dumps(shift_of(before, now).to_dict())
        yield BookShift(began_on=start, ended_on=ended_on, scope=short(key), told=told)


def shift_laid_out(key: str, began_on: date, ended_on: date) -> Mapping[str, Any] | None:
    """The shift as it was laid out for some rules; None where it was not. One query."""
    row = BookShift.objects.filter(began_on=began_on, ended_on=ended_on, scope=short(key)).first()
    return None if row is None else json.loads(row.told)


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
