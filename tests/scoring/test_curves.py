from datetime import date
from decimal import Decimal

import pytest

from forewarn.scorecard.model import Linear, Lookup, Percentile, Steps, Target
from forewarn.scoring.curves import NOT_APPLICABLE, highest, lowest, number, points, text
from forewarn.scoring.nearest import better_values, nearest_value, range_share
from tests.scoring.cards import LOGINS, PULSE, TICKETS, YES_NO

STEPS = Steps(((0, 10), (5, 50), (20, 100)))
TARGET = Target("plan", {"pro": 40, "free": 0}, None)
RANK = Percentile("segment", date(2026, 1, 1), {"smb": (0, 0, 4, 8, 10)})


@pytest.mark.parametrize(
    ("curve", "value", "expected"),
    [
        (LOGINS, 0, 0),
        (LOGINS, 5, 40),
        (LOGINS, 12.5, 70),
        (LOGINS, -3, 0),
        (LOGINS, 99, 100),
        (TICKETS, 3, 60),
        (LOGINS, "12.5", 70),
        (LOGINS, "many", None),
        (LOGINS, None, None),
        (LOGINS, float("nan"), None),
        (STEPS, -1, 10),
        (STEPS, 4.999, 10),
        (STEPS, 5, 50),
        (STEPS, 20, 100),
        (PULSE, 3, 50),
        (PULSE, 3.0, 50),
        (PULSE, "3", 50),
        (PULSE, "3.0", 50),
        (PULSE, 6, None),
        (YES_NO, "yes", 100),
        (YES_NO, "Yes", None),
        (Lookup({"a": 1}, otherwise=7), "b", 7),
        (Lookup({"a": 1}, otherwise=7), None, None),
    ],
)
def test_points(curve, value, expected):
    assert points(curve, value, {}) == expected


@pytest.mark.parametrize(
    ("plan", "value", "expected"),
    [
        ("pro", 10, 25),
        ("pro", 80, 100),
        ("pro", -5, 0),
        ("pro", None, None),
        ("free", 10, NOT_APPLICABLE),
        ("team", 10, NOT_APPLICABLE),
        (None, None, NOT_APPLICABLE),
    ],
)
def test_share_of_a_target_per_plan(plan, value, expected):
    assert points(TARGET, value, {"plan": plan}) == expected


def test_a_target_for_everyone_else():
    assert points(Target("plan", {"pro": 40}, otherwise=20), 10, {}) == 50


@pytest.mark.parametrize(
    ("value", "expected"),
    # Five quantiles: ranks 0, 25, 50, 75, 100; the two zeros share the middle of 0 and 25.
    [(-1, 0), (0, 12.5), (2, 37.5), (4, 50), (6, 62.5), (10, 100), (11, 100), ("x", None)],
)
def test_rank_among_peers(value, expected):
    assert points(RANK, value, {"segment": "smb"}) == expected


def test_rank_among_peers_may_fall():
    falling = Percentile("segment", date(2026, 1, 1), {"smb": (0, 4, 8)}, falling=True)
    assert points(falling, 2, {"segment": "smb"}) == 75


def test_without_peers_a_rank_does_not_apply():
    assert points(RANK, 3, {"segment": "mid"}) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("curve", "low", "high"),
    [
        (TICKETS, 0, 100),
        (STEPS, 10, 100),
        (Lookup({"a": 30, "b": 60}, otherwise=20), 20, 60),
        (TARGET, 0, 100),
        (RANK, 0, 100),
    ],
)
def test_lowest_and_highest(curve, low, high):
    assert (lowest(curve), highest(curve)) == (low, high)


@pytest.mark.parametrize(
    ("value", "as_number"),
    [("1_000", None), ("1e3", None), ("", None), (Decimal("2.5"), 2.5), (" 7 ", 7.0)],
)
def test_what_reads_as_a_number(value, as_number):
    assert number(value) == as_number


def test_text_of_numbers_and_flags():
    assert [text(value) for value in (3.0, 2.5, True, "x", 10)] == ["3", "2.5", "true", "x", "10"]


@pytest.mark.parametrize(
    ("curve", "current", "wanted", "expected"),
    [
        (LOGINS, 3, 40, 5),
        (LOGINS, 3, 41, 6),  # 5.25 logins do not happen
        (LOGINS, 3.0, 41, 5.25),
        (LOGINS, 3.0, 41.01, 5.26),  # 5.2525 is nobody's number
        (TICKETS, 12.0, 50.01, 4.16),  # 4.165
        (LOGINS, 3, 100, 20),
        (LOGINS, 3, 101, None),
        (LOGINS, 9, 40, 9),
        (TICKETS, 12, 60, 3),
        (TICKETS, 12, 61, 2),
        (STEPS, 3, 50, 5),
        (Steps(((0, 100), (3, 60), (10, 0))), 12, 60, 9),
        (PULSE, 2, 60, 4),
        (PULSE, "2", 60, "4"),
        (YES_NO, "no", 1, "yes"),
        (YES_NO, "no", 101, None),
        (LOGINS, None, 40, None),
        (LOGINS, "many", 40, None),
        (Linear(((0, 0), (10, 100), (20, 0))), 30, 50, 15),
    ],
)
def test_nearest_value(curve, current, wanted, expected):
    assert nearest_value(curve, current, wanted, {}) == expected


def test_nearest_value_of_a_target_and_a_rank():
    assert nearest_value(TARGET, 10, 60, {"plan": "pro"}) == 24
    assert nearest_value(TARGET, 10, 60, {"plan": "team"}) is None
    assert nearest_value(RANK, 1, 75, {"segment": "smb"}) == 8


@pytest.mark.parametrize(
    ("curve", "a", "b", "expected"),
    [
        (LOGINS, 3, 8, 0.25),
        (LOGINS, 40, 20, 1.0),
        (PULSE, 2, 3, 0.25),
        (YES_NO, "no", "yes", 1.0),
        (Lookup({"none": 0, "some": 30, "all": 100}), "none", "some", 0.3),
        (YES_NO, "no", "no", 0.0),
    ],
)
def test_range_share(curve, a, b, expected):
    assert range_share(curve, a, b, attributes={}) == pytest.approx(expected)


def test_better_values_are_the_corners_above():
    assert better_values(LOGINS, 3, {}) == (5, 20)
    assert better_values(PULSE, 3, {}) == (4, 5)
    assert better_values(PULSE, 7, {}) == ()
