"""From a score to the probability of loss: two numbers from the past only (SEMANTICS 26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from forewarn.evidence import regression
from forewarn.evidence.drawing import Bools, Floats

FEWEST_LOST = 20


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """Probability of loss = 1 / (1 + exp(-(intercept + slope * (score - 50) / 50))).

    Attributes:
        n, lost: cases it was fitted on.
    """

    intercept: float
    slope: float
    n: int
    lost: int

    def probability(self, score: Floats) -> Floats:
        """Per score the probability of loss, 0 to 1."""
        return regression.logistic(self.intercept + self.slope * scaled(score))


def fit(score: Floats, bad: Bools) -> Sigmoid | None:
    """Platt's sigmoid (1999): maximum likelihood with targets held off 0 and 1.

    The targets keep the slope finite where the score tells the two kinds apart without error.

    Returns:
        None below 20 lost cases, or where none was kept.
    """
    lost, kept = int(bad.sum()), int((~bad).sum())
    if lost < FEWEST_LOST or kept == 0:
        return None
    intercept, slope = regression.fit(scaled(score), targets(bad)).tolist()
    return Sigmoid(intercept, slope, len(bad), lost)


def targets(bad: Bools) -> Floats:
    """What the sigmoid is fitted to, held off 0 and 1 by as much as the cases are few."""
    lost, kept = int(bad.sum()), int((~bad).sum())
    return np.where(bad, (lost + 1) / (lost + 2), 1 / (kept + 2))


def foreseen(
    score: Floats, bad: Bools, as_of: Sequence[date], decided_on: Sequence[date]
) -> Floats:
    """Per case the probability of loss by a sigmoid that knew only what was decided before it.

    The sigmoid is fitted anew for every month, on cases decided before the month began: so for
    each case it is at most a month older than it might be, and never younger.

    Args:
        score: as of each case's date.
        bad: whether it was lost.
        as_of: when it was asked.
        decided_on: when it was decided; a checkpoint's date where nothing was.

    Returns:
        NaN for cases before which fewer than 20 were lost.
    """
    found = np.full(len(score), np.nan)
    asked, decided = _numbers(as_of), _numbers(decided_on)
    months = _numbers([on.replace(day=1) for on in as_of])
    for month in np.unique(months):
        known, here = decided < month, months == month
        sigmoid = fit(score[known], bad[known])
        if sigmoid is not None:
            found[here] = sigmoid.probability(score[here])
    if len(asked) and bool((months > asked).any()):
        raise AssertionError("a month began after a date in it")
    return found


def _numbers(days: Sequence[date]) -> Floats:
    return np.array([day.toordinal() for day in days], dtype=np.float64)


def scaled(score: Floats) -> Floats:
    """Points around 50, in units of 50: numbers near 1 for Newton's steps."""
    result: Floats = (np.asarray(score, dtype=np.float64) - 50) / 50
    return result
