"""Figures against their definitions, written out the slow way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.evidence import discrimination
from forewarn.evidence.calibration import brier, calibration
from forewarn.evidence.drawing import Draws
from forewarn.evidence.flags import flagged, revenue_flagged
from forewarn.evidence.measured import WILSON, share, wilson
from forewarn.evidence.probability import fit, scaled
from forewarn.evidence.regression import ITERATE_UP_TO, fit_drawn, logistic

scores = st.integers(0, 20).map(lambda n: n * 5.0)
CASES = st.lists(st.tuples(scores, st.booleans(), st.integers(0, 5)), min_size=12, max_size=40)


def columns(cases):
    score = np.array([each[0] for each in cases])
    bad = np.array([each[1] for each in cases])
    draws = Draws.over([f"a{each[2]}" for each in cases], draws=50)
    return score, bad, draws


def pairs(score, bad):
    lost, kept = score[bad], score[~bad]
    wins = [(low < high) + (low == high) / 2 for low in lost for high in kept]
    return sum(wins) / len(wins)


@given(CASES)
def test_auc_is_the_share_of_pairs_in_the_right_order(cases) -> None:
    score, bad, draws = columns(cases)
    found = discrimination.auc(score, bad, draws)
    if min(bad.sum(), (~bad).sum()) < 5:
        assert found.value is None
        assert "at least 5" in found.because
    else:
        assert found.value == pytest.approx(pairs(score, bad))


@given(CASES, st.integers(0, 2**32 - 1))
def test_auc_under_weights_is_auc_of_repeated_cases(cases, seed) -> None:
    score, bad, _ = columns(cases)
    weights = np.random.default_rng(seed).integers(0, 4, size=len(score))
    repeated = np.repeat(np.arange(len(score)), weights)
    statistic = discrimination.auc_statistic(score, bad)
    found = statistic(weights[None, :].astype(float))[0]
    lost = bad[repeated]
    if lost.any() and (~lost).any():
        assert found == pytest.approx(pairs(score[repeated], lost))
    else:
        assert np.isnan(found)


@given(CASES)
def test_the_curve_starts_at_the_worst_score_and_ends_with_everyone(cases) -> None:
    score, bad, _ = columns(cases)
    points = discrimination.curve(score, bad)
    if not bad.any() or bad.all():
        assert points == ()
        return
    assert points[-1].recall == points[-1].false_positive_rate == 1
    for point in points:
        told = score <= point.score
        assert point.recall == pytest.approx(bad[told].sum() / bad.sum())
        assert point.precision == pytest.approx(bad[told].mean())


def test_lift_of_a_perfect_score_is_ten_where_a_tenth_is_lost() -> None:
    score = np.arange(100.0)
    draws = Draws.over([f"a{n}" for n in range(100)], draws=50)
    assert discrimination.lift(score, score < 10, draws).value == pytest.approx(10)


def test_lift_of_a_score_that_says_nothing_is_one() -> None:
    score, bad = np.full(100, 50.0), np.arange(100) < 10
    draws = Draws.over([f"a{n}" for n in range(100)], draws=50)
    assert discrimination.lift(score, bad, draws).value == pytest.approx(1)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 5)), min_size=1))
def test_an_alarms_rates_are_counts_over_counts(cases) -> None:
    alarm, bad, draws = columns([(float(a), b, n) for a, b, n in cases])
    alarm = alarm > 0
    found = flagged(alarm, bad, draws)
    assert found.accuracy.value == pytest.approx(np.mean(alarm == bad))
    assert found.true_positives + found.false_negatives == bad.sum()
    assert found.true_negatives + found.false_positives == (~bad).sum()
    if bad.any():
        assert found.recall.value == pytest.approx(found.true_positives / bad.sum())
    else:
        assert found.recall.value is None
    for each in (found.accuracy, found.precision, found.recall, found.balanced_accuracy):
        if each.low is not None:
            assert 0 <= each.low <= each.value <= each.high <= 1


def test_a_share_of_few_accounts_has_wilsons_interval_with_accounts_for_n() -> None:
    draws = Draws.over(["a", "a", "b", "c"])
    found = share(np.array([True, True, False, False]), np.ones(4, dtype=bool), draws)
    assert (found.value, found.n, found.by) == (0.5, 4, WILSON)
    assert (found.low, found.high) == pytest.approx(wilson(0.5, 3))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)  # fmt: skip
def test_wilsons_interval_is_the_published_one(hits, n, low, high) -> None:
    assert wilson(hits / n, n) == pytest.approx((low, high), abs=5e-5)


def test_lost_revenue_flagged_counts_money_not_cases() -> None:
    draws = Draws.over(["a", "b", "c", "d"])
    found = revenue_flagged(
        np.array([True, False, True, False]),
        np.array([True, True, False, True]),
        np.array([900.0, 100.0, 5000.0, np.nan]),
        draws,
    )
    assert (found.value, found.n) == (pytest.approx(0.9), 2)


@pytest.mark.parametrize(("lost", "flagged_share"), [(9, 0.5), (40, 1.0), (40, 0.0)])
def test_lost_revenue_of_few_accounts_or_all_alike_has_no_interval(lost, flagged_share) -> None:
    alarm = np.arange(lost) < flagged_share * lost
    draws = Draws.over([f"a{each}" for each in range(lost)])
    found = revenue_flagged(alarm, np.ones(lost, dtype=bool), np.full(lost, 10.0), draws)
    assert found.value == pytest.approx(alarm.mean())
    assert (found.low, found.high, found.low_99) == (None, None, None)
    assert found.because


def test_lost_revenue_of_enough_accounts_has_an_interval() -> None:
    draws = Draws.over([f"a{each}" for each in range(30)])
    alarm = np.arange(30) % 2 == 0
    found = revenue_flagged(alarm, np.ones(30, dtype=bool), np.full(30, 10.0), draws)
    assert found.low is not None
    assert found.low < found.value < found.high


def test_an_account_with_many_renewals_widens_the_interval() -> None:
    random = np.random.default_rng(5)
    alone = random.random(400) < 0.3
    every = np.ones(400, dtype=bool)
    apart = share(alone, every, Draws.over([f"a{n}" for n in range(400)]))
    together = np.repeat(random.random(40) < 0.3, 10)
    joined = share(together, every, Draws.over([f"a{n // 10}" for n in range(400)]))
    assert joined.high - joined.low > 2 * (apart.high - apart.low)


def planted(n, *, seed, intercept=0.0, slope=-3.0):
    random = np.random.default_rng(seed)
    score = random.uniform(0, 100, n)
    return score, random.random(n) < logistic(intercept + slope * scaled(score))


def test_the_sigmoid_that_made_the_losses_is_found_again() -> None:
    score, bad = planted(20_000, seed=1, intercept=-1, slope=-2.5)
    found = fit(score, bad)
    assert (found.intercept, found.slope) == pytest.approx((-1, -2.5), abs=0.1)


def test_there_is_no_probability_below_twenty_losses() -> None:
    score = np.arange(100.0)
    assert fit(score, score < 19) is None
    assert fit(score, score < 20) is not None


def test_a_score_that_never_errs_gets_finite_numbers() -> None:
    score = np.arange(100.0)
    found = fit(score, score < 50)
    assert abs(found.slope) < 50
    assert 0 < found.probability(np.array([0.0]))[0] < 1


def test_true_probabilities_are_called_calibrated() -> None:
    score, bad = planted(3000, seed=2)
    true = logistic(-3.0 * scaled(score))
    found = calibration(true, bad, Draws.over([f"a{n}" for n in range(3000)]))
    assert found.slope.low < 1 < found.slope.high
    assert found.intercept.low < 0 < found.intercept.high
    assert len(found.curve) == 10


def test_probabilities_too_far_apart_have_a_slope_below_one() -> None:
    score, bad = planted(3000, seed=3)
    bold = logistic(-6.0 * scaled(score))
    found = calibration(bold, bad, Draws.over([f"a{n}" for n in range(3000)]))
    assert found.slope.value == pytest.approx(0.5, abs=0.05)
    assert found.slope.high < 1


def test_the_brier_score_of_a_coin_is_a_quarter() -> None:
    bad = np.arange(60) % 2 == 0
    found = brier(np.full(60, 0.5), bad, Draws.over([f"a{n}" for n in range(60)], draws=50))
    assert found.value == found.low == found.high == pytest.approx(0.25)


def test_one_step_from_the_whole_is_as_good_as_going_to_the_end() -> None:
    score, bad = planted(ITERATE_UP_TO + 1, seed=4)
    names = [f"a{n}" for n in range(len(score))]
    draws = Draws.over(names, draws=200)
    x, target = scaled(score), bad.astype(float)
    stepped = fit_drawn(x, target, draws)[:, 1]
    last = np.arange(len(score)) < ITERATE_UP_TO
    whole = fit_drawn(x[last], target[last], draws.only(last))[:, 1]
    assert np.std(stepped) == pytest.approx(np.std(whole), rel=0.15)
    assert np.mean(stepped) == pytest.approx(np.mean(whole), abs=0.05)
