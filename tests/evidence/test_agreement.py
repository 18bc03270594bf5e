"""Figures agree with scikit-learn's on random cases, with ties and cases drawn several times."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.evidence import discrimination
from forewarn.evidence.calibration import brier
from forewarn.evidence.discrimination import auc_statistic, curve
from forewarn.evidence.drawing import Draws
from forewarn.evidence.flags import flagged
from forewarn.evidence.regression import fit

pytestmark = pytest.mark.slow


metrics = pytest.importorskip("sklearn.metrics", reason="no scikit-learn: the dev environment")
linear = pytest.importorskip("sklearn.linear_model")

SCORES = st.integers(0, 20).map(lambda n: n * 5.0)  # few values: many ties
CASES = st.lists(st.tuples(SCORES, st.booleans(), st.integers(0, 3)), min_size=20, max_size=60)


def columns(cases):
    score = np.array([each[0] for each in cases])
    bad = np.array([each[1] for each in cases])
    weights = np.array([each[2] for each in cases], dtype=float)
    return score, bad, weights


def both_kinds(bad, least=5):
    return min(bad.sum(), (~bad).sum()) >= least


@settings(max_examples=40)
@given(CASES)
def test_auc(cases) -> None:
    score, bad, weights = columns(cases)
    statistic = auc_statistic(score, bad)
    if both_kinds(bad):
        found = discrimination.auc(
            score, bad, Draws.over([str(n) for n in range(len(bad))], draws=9)
        )
        assert found.value == pytest.approx(metrics.roc_auc_score(bad, -score))
    if both_kinds(bad[weights > 0], 1):
        wanted = metrics.roc_auc_score(bad, -score, sample_weight=weights)
        assert statistic(weights[None, :])[0] == pytest.approx(wanted)


@settings(max_examples=40)
@given(CASES, st.integers(0, 20))
def test_an_alarm(cases, edge) -> None:
    score, bad, _ = columns(cases)
    alarm = score < edge * 5
    found = flagged(alarm, bad, Draws.over([str(n) for n in range(len(bad))], draws=9))
    assert found.accuracy.value == pytest.approx(metrics.accuracy_score(bad, alarm))
    if alarm.any():
        assert found.precision.value == pytest.approx(metrics.precision_score(bad, alarm))
    if bad.any():
        assert found.recall.value == pytest.approx(metrics.recall_score(bad, alarm))
    if both_kinds(bad, 1):
        wanted = metrics.balanced_accuracy_score(bad, alarm)
        assert found.balanced_accuracy.value == pytest.approx(wanted)


@settings(max_examples=40)
@given(CASES)
def test_the_points_of_the_precision_recall_curve(cases) -> None:
    score, bad, _ = columns(cases)
    points = curve(score, bad)
    if not both_kinds(bad, 1):
        assert points == ()
        return
    steps = zip([0.0, *(point.recall for point in points)], points, strict=False)
    area = sum((point.recall - before) * point.precision for before, point in steps)
    assert area == pytest.approx(metrics.average_precision_score(bad, -score))


@settings(max_examples=40)
@given(CASES)
def test_brier(cases) -> None:
    score, bad, _ = columns(cases)
    probability = score / 100
    found = brier(probability, bad, Draws.over([str(n) for n in range(len(bad))], draws=9))
    assert found.value == pytest.approx(metrics.brier_score_loss(bad, probability, pos_label=True))


@pytest.mark.parametrize("seed", range(5))
def test_the_calibration_fit(seed) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(size=400)
    bad = random.random(400) < 1 / (1 + np.exp(0.7 - 1.3 * x))
    theirs = linear.LogisticRegression(C=np.inf, tol=1e-10).fit(x[:, None], bad)
    assert fit(x, bad.astype(float)) == pytest.approx(
        [theirs.intercept_[0], theirs.coef_[0, 0]], abs=1e-5
    )
