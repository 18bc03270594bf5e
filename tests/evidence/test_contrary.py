"""What spoke against a wrong call, and how much weight would have turned it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forewarn.evidence.contrary import contrary, share_that_turns
from forewarn.terms.score import (
    AccountResult,
    CapApplied,
    Contribution,
    Divergence,
    Overlay,
    Reading,
    Score,
)

ON = date(2026, 1, 5)


def part(name: str, points: float, weight: float) -> Contribution:
    return Contribution(
        name,
        "usage",
        name.lower(),
        points,
        "observed",  # type: ignore[arg-type]
        points,
        weight,
        weight * 100,
        weight * points,
        None,
        f"{name.lower()} in words",
    )


def stood(*parts: Contribution, band: str = "Healthy") -> AccountResult:
    total = sum(each.weight * (each.points or 0) for each in parts)
    score = Score(total, round(total, 1), None, 1.0, parts, ())
    return AccountResult("a", ON, "health", "f", score, band, band, band)


def test_the_input_that_knew_is_named_with_the_weight_that_would_have_counted() -> None:
    # The rest stands at 95; with weight w the champion at 20 gives 95 - 75 w, which is 70 at 1/3.
    found = contrary(stood(part("Logins", 95, 0.8), part("Champion", 20, 0.2)), edge=70, lost=True)
    assert found == (
        "Champion: 20 points, champion in words "
        "(would have changed the call with 33% of the weight, not 20%)",
    )


def test_a_share_that_rounds_to_the_weight_it_has_is_said_in_words() -> None:
    # (70.1 - 70) / (70.1 - 40) of the weight beyond the 15 % that it has: both round to 15 %.
    parts = (part("Logins", 75.3, 0.85), part("Champion", 40, 0.15))
    [found] = contrary(stood(*parts), edge=70, lost=True)
    assert found.endswith("(would have changed the call with a little more than its 15%)")


def test_for_a_kept_account_what_was_good_is_named() -> None:
    found = contrary(stood(part("Logins", 10, 0.8), part("Champion", 90, 0.2)), edge=70, lost=False)
    assert found[0].startswith("Champion: 90 points")
    assert "with 75% of the weight, not 20%" in found[0]


def test_what_points_the_same_way_is_no_contradiction() -> None:
    assert contrary(stood(part("Logins", 95, 0.8), part("More", 80, 0.2)), edge=70, lost=True) == ()


def test_rules_and_people_are_named_too() -> None:
    reading = Reading("csm", "Ana", ON, True, 1, None, None, None, "they went silent", "At risk")
    result = replace(
        stood(part("Logins", 90, 1.0), band="Watch"),
        caps=(CapApplied("Watch", "No champion for two months.", True),),
        overlay=Overlay("At risk", (reading,), ON, "Ana", True),
        divergence=Divergence("Watch", "At risk", "open", ON),
    )
    assert contrary(result, edge=70, lost=False) == (
        "Logins: 90 points, logins in words",
        "held at Watch by a rule: No champion for two months.",
        'people said At risk on 2026-01-05: "they went silent"',
        "a divergence stood since 2026-01-05, open",
    )


points = st.floats(0, 100, allow_nan=False)


@given(points, points, st.floats(0.01, 0.99), st.floats(1, 99))
def test_the_share_brings_the_score_to_the_edge(
    rest: float, own: float, weight: float, edge: float
) -> None:
    parts = (part("Rest", rest, 1 - weight), part("Own", own, weight))
    share = share_that_turns(stood(*parts), parts[1], edge)
    assume(share is not None and abs(rest - own) > 1e-3)
    assert share is not None
    assert (1 - share) * rest + share * own == pytest.approx(edge, abs=1e-3)
    assert weight < share <= 1
