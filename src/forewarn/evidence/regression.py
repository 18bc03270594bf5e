"""Logistic regression on one column, for one weighting of the cases or for many at once."""

from __future__ import annotations

import numpy as np

from forewarn.evidence.drawing import Draws, Floats

_STEPS = 25
_ENOUGH = 1e-10
_STEEPEST = 50.0
"""Beyond e to this, probabilities are 0 or 1 in doubles: a fit that runs away is stopped there."""
_FLAT = 1e-12
ITERATE_UP_TO = 2000
"""Cases up to which every draw is fitted to the end; one step from the whole is enough beyond."""


def logistic(x: Floats) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    result: Floats = 0.5 * (1 + np.tanh(x / 2))
    return result


def fit(x: Floats, target: Floats, *, slope: bool = True) -> Floats:
    """Intercept and slope by Newton's method; with ``slope=False`` the slope is held at 1."""
    found = np.array([[0.0, 0.0 if slope else 1.0]])
    whole: Floats = _iterate(x, target, np.ones((1, len(x))), found, slope=slope)[0]
    return whole


def fit_drawn(x: Floats, target: Floats, draws: Draws, *, slope: bool = True) -> Floats:
    """The same in every draw: draws x 2, NaN where a draw has no one answer.

    Up to 2,000 cases each draw is iterated from the answer for the whole. Beyond, one Newton step
    from there is taken, whose error is of the order of 1/n: it needs sums over cases only.
    """
    whole = fit(x, target, slope=slope)
    if draws.cases > ITERATE_UP_TO:
        return whole + _step_of(draws.totals(_sums(x, target, whole)), slope=slope)
    blocks = [
        _iterate(x, target, weights, np.repeat([whole], len(weights), axis=0), slope=slope)
        for weights in draws.weights()
    ]
    return np.concatenate(blocks)


def _iterate(x: Floats, target: Floats, weights: Floats, found: Floats, *, slope: bool) -> Floats:
    columns = np.column_stack([np.ones_like(x), x])
    for _ in range(_STEPS):
        p = logistic(found @ columns.T)
        wrong, spread = weights * (target - p), weights * (p * (1 - p))
        sums = np.column_stack(
            [wrong.sum(axis=1), wrong @ x, spread.sum(axis=1), spread @ x, spread @ (x * x)]
        )
        move = _step_of(sums, slope=slope)
        found = np.clip(found + move, -_STEEPEST, _STEEPEST)
        if np.isnan(move).all() or np.nanmax(np.abs(move)) < _ENOUGH:
            break
    return found


def _sums(x: Floats, target: Floats, found: Floats) -> Floats:
    """Per case what a Newton step adds up: two parts of the gradient, three of the curvature."""
    p = logistic(found[0] + found[1] * x)
    wrong, spread = target - p, p * (1 - p)
    return np.column_stack([wrong, wrong * x, spread, spread * x, spread * x * x])


def _step_of(sums: Floats, *, slope: bool) -> Floats:
    g0, g1, h00, h01, h11 = sums.T
    if not slope:
        return np.column_stack([_over(g0, h00), np.zeros_like(g0)])
    bottom = h00 * h11 - h01 * h01
    bottom = np.where(bottom <= _FLAT * h00 * h11, np.nan, bottom)
    return np.column_stack([(h11 * g0 - h01 * g1) / bottom, (h00 * g1 - h01 * g0) / bottom])


def _over(above: Floats, below: Floats) -> Floats:
    result: Floats = above / np.where(below > 0, below, np.nan)
    return result
