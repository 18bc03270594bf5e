"""What the plots show, against scikit-learn and against counting."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_curve, roc_curve

from forewarn.evidence.curves import MOST_POINTS, curves, months, thinned
from forewarn.evidence.discrimination import CurvePoint, curve
from forewarn.evidence.replayed import Columns
from tests.evidence.reports import cases, ladder

SCORED = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=2, max_size=60)


def both_kinds(drawn: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    # One of each kind at the ends, so that there is always something to tell apart.
    drawn = [*drawn, (0, True), (12, False)]
    return np.array([float(s) for s, _ in drawn]), np.array([lost for _, lost in drawn])


@given(SCORED)
def test_roc_is_scikit_learns(drawn) -> None:
    score, lost = both_kinds(drawn)
    false_positive, recall, scores = roc_curve(lost, -score, drop_intermediate=False)
    points = curve(score, lost)
    assert [p.false_positive_rate for p in points] == pytest.approx(false_positive[1:].tolist())
    assert [p.recall for p in points] == pytest.approx(recall[1:].tolist())
    assert [p.score for p in points] == pytest.approx((-scores[1:]).tolist())


@given(SCORED)
def test_precision_and_recall_are_scikit_learns(drawn) -> None:
    score, lost = both_kinds(drawn)
    precision, recall, _ = precision_recall_curve(lost, -score)
    points = curve(score, lost)[::-1]
    # Its last point, recall 0 and precision 1, belongs to no score.
    assert [p.precision for p in points] == pytest.approx(precision[:-1].tolist())
    assert [p.recall for p in points] == pytest.approx(recall[:-1].tolist())


def test_a_curve_of_few_points_keeps_them_all() -> None:
    points = curve(np.arange(50.0), np.arange(50) % 3 == 0)
    assert len(thinned(points)) == 50


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(0, 3))
def test_a_thinned_curve_runs_where_the_whole_one_does(seed: int, skill: float) -> None:
    random = np.random.default_rng(seed)
    lost = random.random(3000) < 0.3
    score = random.normal(0, 1, 3000) - skill * lost
    whole = curve(score, lost)
    few = thinned(whole)
    assert len(few) <= MOST_POINTS
    assert few[-1].recall == few[-1].false_positive_rate == 1
    assert few[0].score == pytest.approx(whole[0].score, abs=1e-4)
    # Recall by the way along the curve, which only ever goes up and right.
    way, height = ([p.recall + p.false_positive_rate for p in few], [p.recall for p in few])
    between = np.interp([p.recall + p.false_positive_rate for p in whole], way, height)
    assert np.abs(between - np.array([p.recall for p in whole])).max() < 0.015


def test_points_are_rounded() -> None:
    (point,) = thinned((CurvePoint(1 / 3, 2 / 3, 1 / 7, 1 / 9),))
    assert point == CurvePoint(0.3333, 0.6667, 0.1429, 0.1111)


@pytest.mark.parametrize("beyond", [None, 0.0])
def test_every_case_stands_in_one_band(beyond: float | None) -> None:
    drawn = cases(300)
    found = curves(Columns(drawn, downsold_beyond=beyond), ladder(), (), days=90)
    assert [each.band for each in found.bands] == ["At risk", "Watch", "Healthy", "Growth", None]
    assert [each.is_alarm for each in found.bands] == [True, True, False, False, False]
    total: Counter[str] = Counter()
    for each in found.bands:
        assert sum(each.kinds.values()) == each.n
        total.update(each.kinds)
    assert total == Counter(each.case.kind for each in drawn)
    lost = sum(each.case.is_bad(downsold_beyond=beyond) for each in drawn)
    assert sum((each.lost.value or 0) * each.n for each in found.bands) == pytest.approx(lost)
    assert found.bands[-1].n == sum(each.score is None for each in drawn)


def test_growth_counts_apart_only_where_the_score_itself_was_at_the_top() -> None:
    grown = next(each for each in cases(300) if each.grows and each.score)
    by_people = replace(grown, band="Watch")
    for each, band in ((grown, "Growth"), (by_people, "Watch")):
        found = curves(Columns([each]), ladder(), (), days=90)
        assert [b.band for b in found.bands if b.n] == [band]


def test_bands_of_scorecards_that_scored_nobody_are_left_out() -> None:
    both = [*ladder("health"), *ladder("onboarding")]
    found = curves(Columns(cases(50)), both, (), days=90)
    assert {each.scorecard for each in found.bands} == {"health", None}


@given(st.lists(st.integers(0, 800)))
def test_months_hold_every_loss_once(days: list[int]) -> None:
    found = months(days)
    assert sum(each.n for each in found) == len(days)
    for each in found:
        assert each.n == sum(each.from_days <= day < each.to_days for day in days)
    if days:
        assert found[0].from_days == 0
        assert found[-1].n > 0


def test_losses_without_an_alarm_are_those_without_a_lead_time() -> None:
    columns = Columns(cases(100))
    lost = int(columns.lost.sum())
    found = curves(columns, ladder(), [30, 60, 90], days=90)
    assert (found.n, found.n_bad, found.never_flagged) == (len(columns), lost, lost - 3)


def test_nobody_scored_is_nothing_to_draw() -> None:
    found = curves(Columns([]), ladder(), (), days=90)
    assert (found.points, found.bands, found.lead_times, found.n) == ((), (), (), 0)
