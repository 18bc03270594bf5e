"""What became of what was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from forewarn.plays.promises import Decision, answered_on, promises, to_be_told, week_of

MONDAY = date(2026, 1, 5)
ROW = Decision(
    1, 1, "a", MONDAY, "Ana", "Call them", "Ben", MONDAY + timedelta(days=7), "", "open",
    datetime(2026, 1, 5, 9, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("days", "state", "how"),
    [(7, "open", "open"), (8, "open", "overdue"), (8, "kept", "kept"), (8, "missed", "missed")],
)
def test_due_on_a_day_is_overdue_from_the_next(days: int, state: str, how: str):
    assert replace(ROW, state=state).how(MONDAY + timedelta(days=days)) == how


def test_rows_of_a_promise_stand_together():
    other = replace(ROW, number=2, promise=2)
    moved = replace(ROW, number=3, due_on=MONDAY + timedelta(days=9))
    first, second = promises([moved, other, ROW])
    assert (first.first, first.newest, first.changed) == (ROW, moved, True)
    assert (second.newest, second.changed) == (other, False)


def test_a_review_starts_with_what_was_promised_before():
    week = MONDAY + timedelta(days=7)
    kept = replace(ROW, number=2, promise=2, state="kept", as_of=MONDAY)
    long_ago = replace(kept, number=3, promise=3, as_of=MONDAY - timedelta(days=7))
    noted = replace(ROW, number=4, promise=4, state="noted", decision="")
    new = replace(ROW, number=5, promise=5, as_of=week)
    late = replace(ROW, number=6, promise=6, due_on=MONDAY)
    told = to_be_told(promises([ROW, kept, long_ago, noted, new, late]), week)
    assert [each.first.number for each in told] == [6, 1, 2]


def test_weeks_begin_where_the_project_says():
    assert week_of(date(2026, 1, 11)) == MONDAY
    assert week_of(date(2026, 1, 11), starts="sunday") == date(2026, 1, 11)


def test_only_decisions_before_the_date_answer():
    noted = replace(ROW, as_of=MONDAY - timedelta(days=1), decision="", state="noted")
    assert answered_on([ROW, noted], MONDAY) is None
    assert answered_on([ROW], MONDAY + timedelta(days=1)) == MONDAY
