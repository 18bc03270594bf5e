"""Since when an account stands at an end of the bands, held against one told by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings

from forewarn.evidence.holding import (
    GAP,
    LOWEST,
    TOP,
    Held,
    avoided_since,
    complacent_since,
    decision_due_since,
    holding,
)
from forewarn.evidence.portfolio import Day
from tests.evidence.books import ON, STANDS, histories

RED, YELLOW, GREEN, OTHER_GREEN, UNSCORED, PAUSED = range(1, 7)


def end(code: int) -> str | None:
    """None without a band, empty for one in between."""
    if code in (0, UNSCORED, PAUSED):
        return None
    return {RED: LOWEST, YELLOW: "", GREEN: TOP, OTHER_GREEN: TOP}[code]


def by_hand(line: list[tuple[date, int]]) -> Held | None:
    """One account, newest first."""
    now = end(line[0][1])
    if not now:
        return None
    since = line[0][0]
    for on, code in line[1:]:
        stood = end(code)
        if stood == now:
            since = on
        elif stood is not None or since - on > GAP:
            break
    return Held(now, since)


@pytest.mark.slow
@given(book=histories(weeks=7))
@settings(max_examples=200, deadline=None)
def test_runs_are_those_of_one_account_after_the_other(book: list[Day]) -> None:
    found = holding(book)
    for number in range(len(book[0].standing)):
        line = [(day.as_of, int(day.standing[number])) for day in book]
        assert found.get(number) == by_hand(line)


def weekly(*codes: int) -> list[Day]:
    return [
        Day(ON - timedelta(weeks=week), STANDS, np.array([code], dtype=np.uint32))
        for week, code in enumerate(codes)
    ]


@pytest.mark.parametrize(
    ("codes", "weeks"),
    [
        ((GREEN, GREEN, GREEN), 2),
        ((GREEN, OTHER_GREEN, YELLOW, GREEN), 1),
        ((GREEN, UNSCORED, UNSCORED, GREEN), 3),
        ((GREEN, PAUSED, PAUSED, PAUSED, GREEN), 0),
        ((GREEN, RED), 0),
        ((RED, RED, 0, RED), 3),
    ],
)
def test_a_run_and_its_end(codes: tuple[int, ...], weeks: int) -> None:
    assert holding(weekly(*codes))[0].since == ON - timedelta(weeks=weeks)


def test_nothing_is_held_in_between_or_before_anything_is_on_record() -> None:
    assert holding(weekly(YELLOW, GREEN)) == {}
    assert holding([]) == {}


def test_accounts_that_came_later_have_no_past() -> None:
    early = Day(ON - timedelta(weeks=1), STANDS, np.array([GREEN], dtype=np.uint32))
    now = Day(ON, STANDS, np.array([GREEN, GREEN], dtype=np.uint32))
    assert holding([now, early]) == {0: Held(TOP, early.as_of), 1: Held(TOP, ON)}


def test_when_something_is_due() -> None:
    assert complacent_since(ON) == date(2025, 3, 2)
    assert decision_due_since(ON) == date(2025, 12, 2)
    assert avoided_since(ON) == date(2025, 9, 2)
