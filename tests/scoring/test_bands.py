from datetime import date, timedelta

import pytest

from forewarn.scorecard.model import Steady
from forewarn.scoring.bands import lower_of, next_better, raw_band, upper_edge
from forewarn.scoring.steady import START, band_on, held_weekly, peek
from tests.scoring.cards import MONDAY, card, mondays

PLAIN = card()
STEADY = card(steady=Steady(margin=3, or_after_days=14))
R, W, H = "At risk", "Watch", "Healthy"


def held(the_card, *scores):
    return [state.band for state in held_weekly(the_card, mondays(*scores))]


@pytest.mark.parametrize(
    ("score", "name"),
    [(0, R), (44.999999, R), (44.9999996, W), (45, W), (69.99, W), (70, H), (100, H)],
)
def test_half_open_bands_on_the_score_to_six_decimals(score, name):
    assert raw_band(PLAIN, score) == name


def test_edges_and_order():
    assert [upper_edge(PLAIN, name) for name in (R, W, H)] == [45, 70, None]
    assert next_better(PLAIN, H) is None
    assert lower_of(PLAIN, H, W) == W
    assert lower_of(PLAIN, None, W) == W
    assert lower_of(PLAIN, None, None) is None


def test_without_margin_the_band_is_the_raw_band():
    assert held(PLAIN, 80, 69.9, 70, 20) == [H, W, H, R]


def test_the_band_moves_only_past_the_margin_the_same_up_and_down():
    assert held(STEADY, 80, 68, 67.01, 67) == [H, H, H, W]
    assert held(STEADY, 60, 72.9, 73) == [W, W, H]


def test_exactly_at_the_margin_moves_in_spite_of_binary_fractions():
    assert held(card(steady=Steady(margin=0.1)), 80, 69.9) == [H, W]


def test_or_after_standing_elsewhere_for_the_dwell_time():
    assert held(STEADY, 80, 69, 69, 69) == [H, H, H, W]
    assert held(STEADY, 80, 69, 71, 69, 69) == [H] * 5


def test_a_withheld_week_breaks_the_run_and_keeps_the_band():
    assert held(STEADY, 80, 69, None, 69, 69, 69) == [H, H, H, H, H, W]


def test_the_first_scored_week_starts_at_its_raw_band():
    assert held(STEADY, None, None, 69, 71) == [None, None, W, W]


def test_without_dwell_time_the_margin_alone_moves_it():
    assert held(card(steady=Steady(margin=3)), 80, *[69] * 20)[-1] == H


def test_it_may_fall_two_bands_at_once():
    assert held(STEADY, 80, 20) == [H, R]


def test_what_lies_more_than_26_weeks_back_is_forgotten():
    # Never decisive after the first week, never out long enough: 71, 69 in turn.
    only_margin = card(steady=Steady(margin=3))
    scores = [80, *[69] * 27]
    weeks = mondays(*scores)
    states = held_weekly(only_margin, weeks)
    assert states[26].band == H  # the first week still lies within the warm-up
    assert states[27].band == W  # and now it does not


def test_weeks_must_ascend():
    with pytest.raises(ValueError, match="ascend"):
        held_weekly(PLAIN, [(MONDAY, 1), (MONDAY, 2)])


def test_a_date_between_reads_the_state_and_never_advances_it():
    weeks = mondays(80, 69, 69)
    wednesday = date(2026, 1, 21)
    assert band_on(STEADY, weeks, wednesday, score=69) == H
    assert band_on(STEADY, weeks, wednesday + timedelta(days=4), score=69) == H
    assert band_on(STEADY, weeks, wednesday, score=66) == W
    assert band_on(STEADY, weeks, wednesday, score=None) == H
    assert band_on(STEADY, weeks, MONDAY, score=1) == H  # on the grid the week itself counts
    assert band_on(STEADY, [], wednesday, score=50) == W
    assert peek(STEADY, START, None) is None
