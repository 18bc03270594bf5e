import pytest

from forewarn.scoring.weights import propose_weights
from forewarn.terms.errors import ForewarnError

SPLITS = {
    "ana": {"Logins": 40, "Support": 30, "Pulse": 30},
    "bo": {"Logins": 20, "Support": 20, "Pulse": 60},
    "cy": {"Logins": 30, "Support": 10, "Pulse": 60},
}


def test_the_median_is_rescaled_to_whole_numbers_that_sum_to_100():
    found = propose_weights(SPLITS)
    # Medians 30, 20, 60 sum to 110: 27.27, 18.18, 54.55.
    assert [(each.input, each.weight) for each in found] == [
        ("Logins", 27), ("Support", 18), ("Pulse", 55),
    ]  # fmt: skip
    assert [each.spread for each in found] == [20, 20, 30]
    assert found[0].by == {"ana": 40, "bo": 20, "cy": 30}


def test_rounder_numbers():
    assert [each.weight for each in propose_weights(SPLITS, step=5)] == [25, 20, 55]


def test_ties_go_in_order():
    thirds = {"ana": {"A": 100 / 3, "B": 100 / 3, "C": 100 / 3}}
    assert [each.weight for each in propose_weights(thirds)] == [34, 33, 33]


def test_medians_of_zero():
    splits = {name: {"A": 0, "B": 0, "C": 0, name: 100} for name in ("A", "B", "C")}
    assert sum(each.weight for each in propose_weights(splits)) == 100


def test_every_bad_split_is_named():
    bad = {
        **SPLITS,
        "di": {"Logins": 50, "Support": 40, "Pulse": 0},
        "ed": {"Logins": 110, "Support": -10, "Puls": 0},
    }
    with pytest.raises(ForewarnError) as found:
        propose_weights(bad)
    text = str(found.value)
    assert "di's points sum to 90, not 100" in text
    assert "ed did not split over the same inputs (Puls, Pulse)" in text
    assert "ed gave negative points" in text


def test_nobody_has_split_yet():
    with pytest.raises(ForewarnError, match="nobody"):
        propose_weights({})
