"""Drift against its definitions: the index, the tests, the arrangements, the correction."""

from math import comb, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.evidence.drift import (
    Drift,
    chi_square,
    corrected,
    drift,
    kolmogorov_smirnov,
    stability,
)
from forewarn.evidence.permuting import TwoDates, chance_of

COUNTS = st.lists(st.integers(1, 40), min_size=2, max_size=8)


def test_the_index_of_two_classes_worked_by_hand() -> None:
    # (60, 40) to (40, 60), half an account added: p = 60.5/101, q = 40.5/101.
    p, q = 60.5 / 101, 40.5 / 101
    by_hand = (q - p) * log(q / p) + (p - q) * log(p / q)
    assert stability(np.array([60, 40]), np.array([40, 60]))[0] == pytest.approx(by_hand)
    assert by_hand == pytest.approx(0.159, abs=0.001)


@given(COUNTS)
def test_the_index_is_zero_for_equal_shares_and_the_same_both_ways(counts) -> None:
    there, back = np.array(counts), np.array(counts[::-1])
    assert stability(there, there)[0] == pytest.approx(0)
    assert stability(there, back)[0] == pytest.approx(stability(back, there)[0])
    assert stability(there, back)[0] >= 0


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=2, max_size=8))
def test_chi_square_is_pearsons(columns) -> None:
    before, now = np.array(columns).T
    total = before.sum() + now.sum()
    expected = sum(
        (count - row.sum() * (first + second) / total) ** 2 / (row.sum() * (first + second) / total)
        for row in (before, now)
        for count, first, second in zip(row, before, now, strict=True)
    )
    assert chi_square(before, now)[0] == pytest.approx(expected)


@given(st.lists(st.integers(0, 9), min_size=5, max_size=60), st.integers(0, 2**32 - 1))
def test_the_largest_distance_is_kolmogorov_and_smirnovs(values, seed) -> None:
    others = np.random.default_rng(seed).integers(0, 10, size=17)
    before, now = (np.bincount(each, minlength=10) for each in (values, others))
    expected = max(
        abs(np.mean(np.array(values) <= edge) - np.mean(others <= edge)) for edge in range(10)
    )
    assert kolmogorov_smirnov(before, now)[0] == pytest.approx(expected)


PLACES = st.lists(
    st.tuples(st.integers(-1, 3), st.integers(-1, 3)).filter(lambda pair: max(pair) >= 0),
    min_size=1,
    max_size=40,
)


@given(PLACES, st.integers(0, 1000))
def test_an_arrangement_keeps_every_account_and_every_value(pairs, seed) -> None:
    before, now = np.array(pairs, dtype=np.intp).T
    counted = TwoDates.of(before, now, 4)
    then, later = counted.arranged(arrangements=20, seed=seed)
    assert (then + later == (counted.before + counted.after)).all()
    assert (then.sum(axis=1) == (before >= 0).sum()).all()
    assert (then >= counted.moved.diagonal()).all()


def test_pairs_are_exchanged_by_fair_coins() -> None:
    # Eight accounts went from class 0 to 1: how many stay there is a coin thrown eight times.
    counted = TwoDates.of(np.zeros(8, dtype=np.intp), np.ones(8, dtype=np.intp), 2)
    then, _ = counted.arranged(arrangements=20_000, seed=3)
    found = np.bincount(then[:, 0].astype(int), minlength=9) / 20_000
    assert found == pytest.approx([comb(8, n) / 2**8 for n in range(9)], abs=0.01)


def test_others_are_dealt_without_returning() -> None:
    before = np.array([0, 0, 0, 1, -1, -1, -1, -1], dtype=np.intp)
    now = np.array([-1, -1, -1, -1, 0, 1, 1, 1], dtype=np.intp)
    then, _ = TwoDates.of(before, now, 2).arranged(arrangements=20_000, seed=3)
    found = np.bincount(then[:, 0].astype(int), minlength=5) / 20_000
    assert found == pytest.approx(
        [comb(4, n) * comb(4, 4 - n) / comb(8, 4) for n in range(5)], abs=0.01
    )


def test_what_was_seen_counts_as_one_arrangement() -> None:
    assert chance_of(5.0, np.array([1.0, 2.0, 5.0])) == pytest.approx(2 / 4)
    assert chance_of(2.0, np.array([1.0, 2.0, 5.0])) == pytest.approx(3 / 4)
    assert chance_of(9.0, np.zeros(19)) == pytest.approx(1 / 20)


def numbers(n, *, seed, shift=0.0):
    values = np.random.default_rng(seed).normal(shift, 1, n)
    return {f"a{place}": float(value) for place, value in enumerate(values)}


def test_a_signal_that_moved_by_a_spread_alarms() -> None:
    found = corrected([drift("logins", numbers(100, seed=1), numbers(100, seed=2, shift=1))])[0]
    assert found.alarm
    assert found.beyond_chance
    assert (found.n_before, found.n_after, found.both) == (100, 100, 100)
    assert found.before < found.after


def test_a_lost_feed_is_drift_although_no_value_changed() -> None:
    before = numbers(100, seed=1)
    now = {name: value if place % 3 else None for place, (name, value) in enumerate(before.items())}
    found = drift("logins", before, now)
    assert found.beyond_chance
    assert found.p > 0.05  # of the values that are left none is another one


def test_words_say_which_class_changed_most() -> None:
    before = {f"a{n}": "smb" if n < 80 else "mid" for n in range(100)}
    now = {f"a{n}": "smb" if n < 40 else "mid" for n in range(100)}
    found = corrected([drift("segment", before, now, kind="segment")])[0]
    assert found.alarm
    assert (found.most, found.before, found.after) == ("smb", 0.8, 0.4)


@pytest.mark.parametrize(
    ("before", "now", "because"),
    [
        ({}, {}, "fewer than 20 accounts"),
        (numbers(19, seed=1), numbers(40, seed=1), "fewer than 20 accounts"),
        ({f"a{n}": 1 for n in range(30)}, {f"a{n}": 1 for n in range(30)}, "the same value"),
    ],
)
def test_what_cannot_be_said_says_why(before, now, because) -> None:
    found = drift("logins", before, now)
    assert found.psi is None
    assert because in found.because
    assert not corrected([found])[0].alarm


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_the_order_of_accounts_does_not_matter(seed) -> None:
    before, now = numbers(40, seed=seed), numbers(45, seed=seed + 1)
    turned = dict(reversed(now.items()))
    assert drift("x", before, now, arrangements=99) == drift("x", before, turned, arrangements=99)


def with_chance(*chances):
    return [Drift(f"s{n}", "signal", 30, 30, 30, p=p) for n, p in enumerate(chances)]


def test_holm_corrects_the_smallest_most() -> None:
    # Holm's steps: 0.01 x 4, 0.02 x 3, 0.03 x 2, 0.5 x 1.
    found = corrected(with_chance(0.02, 0.5, 0.01, 0.03))
    assert [each.p_corrected for each in found] == pytest.approx([0.06, 0.5, 0.04, 0.06])
    assert [each.alarm for each in found] == [False, False, True, False]


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=12))
def test_corrected_chances_keep_their_order_and_are_never_smaller(chances) -> None:
    found = corrected(with_chance(*chances))
    for each in found:
        assert each.p <= each.p_corrected <= 1
    ordered = sorted(found, key=lambda each: each.p)
    assert [e.p_corrected for e in ordered] == sorted(e.p_corrected for e in found)
