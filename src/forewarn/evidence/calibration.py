"""Are the probabilities right: Brier score, calibration in the large, slope, and the curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from forewarn.evidence.drawing import Bools, Draws, Floats
from forewarn.evidence.measured import Measured, divided, interval, of_totals, share
from forewarn.evidence.regression import fit, fit_drawn
from forewarn.terms.score import Plain, plain

GROUPS = 10
FEWEST_IN_GROUP = 20
_FARTHEST = 1e-6


@dataclass(frozen=True, slots=True)
class Group(Plain):
    """Cases of like probability.

    Attributes:
        foreseen: their mean probability of loss.
        lost: the share that was lost.
    """

    foreseen: float
    lost: Measured


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the probabilities stand against what became of the cases (Cox 1958).

    Attributes:
        slope: 1 is right; below 1 the probabilities are too far apart.
        intercept: 0 is right; above 0 losses are more frequent than foreseen, all in all (the
            slope held at 1).
        curve: up to ten groups of equal size by probability, at least 20 cases each.
        because: why there is nothing to say.
    """

    slope: Measured
    intercept: Measured
    curve: tuple[Group, ...]
    because: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The fields, and the slope's figure as that of calibration, like every other metric."""
        fields = {name: plain(getattr(self, name)) for name in self.__slots__}
        slope = {name: getattr(self.slope, name) for name in ("value", "low", "high")}
        return fields | slope


def calibration(probability: Floats, bad: Bools, draws: Draws) -> Calibration:
    """Slope, intercept and curve of probabilities of loss.

    Args:
        probability: 0 to 1; none NaN.
    """
    if not bad.any() or bad.all():
        why = "only one kind of case"
        return Calibration(Measured.unknown(why), Measured.unknown(why), (), why)
    return Calibration(
        _slope(probability, bad, draws),
        _intercept(probability, bad, draws),
        _curve(probability, bad, draws),
    )


def brier(probability: Floats, bad: Bools, draws: Draws) -> Measured:
    """Mean squared distance between probability and outcome (Brier 1950); 0 is best."""
    columns = np.column_stack([(probability - bad) ** 2, np.ones(len(bad))])
    return of_totals(columns, lambda sums: divided(sums[:, 0], sums[:, 1]), draws)


def _log_odds(probability: Floats) -> Floats:
    held = np.clip(probability, _FARTHEST, 1 - _FARTHEST)
    result: Floats = np.log(held / (1 - held))
    return result


def _slope(probability: Floats, bad: Bools, draws: Draws) -> Measured:
    x, target = _log_odds(probability), bad.astype(np.float64)
    if np.ptp(x) < _FARTHEST:
        return Measured.unknown("all probabilities are the same", len(bad))
    value = float(fit(x, target)[1])
    return interval(value, lambda: fit_drawn(x, target, draws)[:, 1], len(bad))


def _intercept(probability: Floats, bad: Bools, draws: Draws) -> Measured:
    x, target = _log_odds(probability), bad.astype(np.float64)
    value = float(fit(x, target, slope=False)[0])
    return interval(value, lambda: fit_drawn(x, target, draws, slope=False)[:, 0], len(bad))


def _curve(probability: Floats, bad: Bools, draws: Draws) -> tuple[Group, ...]:
    count = max(1, min(GROUPS, len(bad) // FEWEST_IN_GROUP))
    order = np.argsort(probability, kind="stable")
    groups = []
    for places in np.array_split(order, count):
        among = np.zeros(len(bad), dtype=bool)
        among[places] = True
        groups.append(Group(float(probability[places].mean()), share(bad, among, draws)))
    return tuple(groups)
