"""Structural shift: what counts as a move, how it is told from chance."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.evidence.in_short import shift_in_words
from forewarn.evidence.shift import (
    Stood,
    chance_of_net,
    chance_of_signs,
    net_share,
    shift,
)
from forewarn.terms.score import Revenue

BEGAN, ENDED = date(2026, 8, 1), date(2026, 11, 1)
GREEN = frozenset({"Healthy", "Growth"})


def stood(name, band, *, card="health", arr=100, segment="smb"):
    return Stood(
        name,
        band,
        band in GREEN,
        band == "At risk",
        card,
        (Revenue("EUR", Decimal(arr)),),
        {"segment": segment},
    )


def moved(before, now):
    return shift(before, now, began_on=BEGAN, ended_on=ENDED)


def test_a_quarter_worked_by_hand() -> None:
    before = [
        stood("falls", "Healthy", arr=500),
        stood("falls far", "Growth", arr=300),
        stood("returns", "Watch", arr=100),
        stood("stays", "Healthy"),
        stood("slides", "Watch"),
        stood("leaves", "Healthy"),
        stood("is scored by another", "Healthy", card="onboarding"),
        stood("is withheld", None),
    ]
    now = [
        stood("falls", "Watch", arr=9),
        stood("falls far", "At risk", arr=9),
        stood("returns", "Growth", arr=9),
        stood("stays", "Growth"),
        stood("slides", "At risk"),
        stood("leaves", None),
        stood("is scored by another", "Watch"),
        stood("is withheld", "Watch"),
        stood("comes", "Watch"),
    ]
    found = moved(before, now)
    assert (found.base, found.green_before) == (7, 5)
    assert (found.down, found.to_lowest, found.up) == (2, 1, 1)
    assert found.share.value == pytest.approx(1 / 7)
    assert (found.elsewhere, found.left, found.came) == (1, 1, 2)
    money = found.revenue[0]
    assert (money.base, money.down, money.up) == (1300, 800, 100)
    assert money.share.value == pytest.approx(700 / 1300)
    assert [(e.name, e.base, e.down, e.up) for e in found.parts] == [("smb", 7, 2, 1)]


def test_growth_and_healthy_are_both_green() -> None:
    found = moved([stood("a", "Growth")], [stood("a", "Healthy")])
    assert (found.down, found.up) == (0, 0)


def test_an_empty_book_has_no_shift() -> None:
    found = moved([], [])
    assert found.share.value is None
    assert not found.alarm


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_chance_is_the_coins_mid_p(down, up) -> None:
    expected = float(coin(down + up, down)) if down + up else 1.0
    assert chance_of_net(down, up) == pytest.approx(expected)


def coin(throws, heads):
    """Chance of more heads, and half that of just as many, as exact fractions."""
    more = sum(comb(throws, n) for n in range(heads + 1, throws + 1))
    return (more + Fraction(comb(throws, heads), 2)) / 2**throws


@pytest.mark.slow
def test_many_moves_are_counted_without_overflow() -> None:
    assert chance_of_net(2600, 2400) == pytest.approx(float(coin(5000, 2600)), rel=1e-6)


def test_the_interval_is_agresti_and_mins() -> None:
    # Half a case to each cell: n = 102, b = 20.5, c = 5.5.
    middle, spread = 15 / 102, (26 - 15**2 / 102) ** 0.5 / 102
    found = net_share(20, 5, 100)
    assert found.value == pytest.approx(0.15)
    assert found.low == pytest.approx(middle - 1.959964 * spread)
    assert found.high == pytest.approx(middle + 1.959964 * spread)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 60))
def test_the_interval_holds_the_value(down, up, others) -> None:
    found = net_share(down, up, down + up + others) if down + up + others else None
    if found is not None:
        assert -1 <= found.low <= found.value <= found.high <= 1
        assert found.low_99 <= found.low
        assert found.high_99 >= found.high


def test_amounts_of_one_sign_are_as_unlikely_as_that_many_heads() -> None:
    assert chance_of_signs(np.full(6, 10.0)) == pytest.approx(1 / 64, abs=0.006)
    assert chance_of_signs(np.array([])) == 1.0
    assert chance_of_signs(np.array([5.0, -5.0])) == pytest.approx(0.75, abs=0.03)


def book(bands):
    return [stood(f"a{place}", band) for place, band in enumerate(bands)]


def test_ten_points_alarm_and_two_points_of_a_large_book_do_not() -> None:
    before = book(["Healthy"] * 200 + ["Watch"] * 200)
    now = book(["Watch"] * 50 + ["Healthy"] * 150 + ["Healthy"] * 10 + ["Watch"] * 190)
    assert moved(before, now).alarm
    large = book(["Healthy"] * 5000 + ["Watch"] * 5000)
    slid = book(["Watch"] * 200 + ["Healthy"] * 4800 + ["Watch"] * 5000)
    found = moved(large, slid)
    assert found.beyond_chance
    assert not found.alarm


def test_a_shift_that_came_back_is_none() -> None:
    before = book(["Healthy"] * 100 + ["Watch"] * 100)
    now = book(["Watch"] * 40 + ["Healthy"] * 60 + ["Healthy"] * 40 + ["Watch"] * 60)
    found = moved(before, now)
    assert found.share.value == 0
    assert not found.beyond_chance


def test_another_scorecard_never_alarms() -> None:
    before = [stood(f"a{n}", "Healthy", card="old") for n in range(100)]
    now = [stood(f"a{n}", "Watch", card="new") for n in range(100)]
    found = moved(before, now)
    assert (found.elsewhere, found.down) == (100, 0)
    assert not found.any_alarm


def test_an_alarm_of_revenue_alone_is_said_with_its_figures() -> None:
    """Accounts within chance beside the word alarm would contradict each other."""
    bands = ["Healthy"] * 20 + ["Watch"] * 20 + ["Healthy"] * 60
    later = ["Watch"] * 20 + ["Healthy"] * 80
    arr = [500] * 20 + [10] * 80
    before = [stood(f"a{n}", band, arr=arr[n]) for n, band in enumerate(bands)]
    now = [stood(f"a{n}", band, arr=arr[n]) for n, band in enumerate(later)]
    found = moved(before, now)
    assert (found.alarm, found.any_alarm) == (False, True)
    said = shift_in_words(found)
    assert "within chance" in said
    assert "of EUR revenue net +90.7 %" in said
    assert said.endswith("beyond chance (p < 0.001)")


def test_one_large_account_is_no_alarm_of_revenue() -> None:
    before = [stood(f"a{n}", "Healthy", arr=10) for n in range(50)]
    before += [stood("large", "Healthy", arr=500)]
    now = [stood(f"a{n}", "Healthy", arr=10) for n in range(50)] + [stood("large", "Watch")]
    money = moved(before, now).revenue[0]
    assert money.share.value == pytest.approx(0.5)
    assert not money.alarm
