"""Changes in words."""

from __future__ import annotations

import pytest

from forewarn.render.text.changes import option_in_words, then_and_now
from forewarn.scoring.explanation import Change, Lift


@pytest.mark.parametrize(
    ("sentence", "brief"),
    [
        ("10 active days in 30 days → 8 active days in 30 days", "10 → 8 active days in 30 days"),
        ("1 ticket in 30 days → 2 tickets in 30 days", "1 → 2 tickets in 30 days"),
        (
            "4 users (0.57 per seat) → 3 users (0.43 per seat)",
            "4 → 3 users (0.57 → 0.43 per seat)",
        ),
        (
            "no champion for 59 days (since 4 May) → no champion for 87 days (since 4 May)",
            "no champion for 59 → 87 days (since 4 May)",
        ),
        ("there is a champion → no champion for 3 days", None),
        ("assessed 4 on 1 May 2026 → assessed 2 on 9 June 2026", None),
        ("2 tickets → 3 tickets (a late fact)", None),
        ("“a → b” said 1 time → “a → b” said 2 times", None),
        ("only now", None),
        ("", None),
    ],
)
def test_then_and_now_says_things_once(sentence: str, brief: str | None) -> None:
    assert then_and_now(sentence) == (sentence if brief is None else brief)


@pytest.mark.parametrize(
    ("before", "after", "unit", "words"),
    [
        (257, 3, "days", "A: from 257 to 3 days or less"),
        (0, 1, "features", "A: from 0 to 1 feature or more"),
        (10, 0, "tickets per 10 seats", "A: from 10 to 0 tickets per 10 seats"),
        (0.33333, 0.6334, "per seat", "A: from 0.3333 to 0.6334 per seat or more"),
        (1, 4, "", "A: from 1 to 4 or more"),
        (1, 4, None, "A: from 1 to 4"),
        ("no", "yes", "features", "A: from no to yes"),
    ],
)
def test_a_lift_has_its_unit_and_direction(
    before: object, after: object, unit: str | None, words: str
) -> None:
    change = Change("A", "a", before, after, 0.0, 50.0, 0.1)  # type: ignore[arg-type]
    units = {} if unit is None else {"A": unit}
    assert option_in_words(Lift((change,), 50.0, 0.1), units) == words
