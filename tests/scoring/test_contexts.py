"""A context mutes alarms until its last day, and nothing that is due by the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from forewarn.scoring.contexts import HELD_BACK, OPEN, holding, muted_until
from forewarn.terms.score import Context

D = date


def context(starts_on: date, ends_on: date | None, text: str = "x") -> Context:
    return Context(text, "Ana", starts_on, ends_on)


@pytest.mark.parametrize(
    ("on", "until"),
    [
        (D(2026, 2, 28), None),
        (D(2026, 3, 1), D(2026, 3, 10)),
        (D(2026, 3, 10), D(2026, 3, 10)),
        (D(2026, 3, 11), None),
    ],
)
def test_it_holds_from_its_first_day_to_its_last(on: date, until: date | None) -> None:
    assert muted_until([context(D(2026, 3, 1), D(2026, 3, 10))], on) == until


def test_of_several_the_one_that_lasts_longest_counts() -> None:
    short, long = context(D(2026, 3, 1), D(2026, 3, 10)), context(D(2026, 3, 2), D(2026, 4, 1))
    assert holding([short, long]) == long
    assert muted_until([short, long], D(2026, 3, 5)) == long.ends_on
    assert muted_until([short, long, context(D(2026, 3, 3), None)], D(2026, 3, 5)) == OPEN
    assert holding([]) is None


def test_what_is_due_by_the_calendar_is_never_held_back() -> None:
    assert not HELD_BACK & {"renews", "assess", "handover"}
