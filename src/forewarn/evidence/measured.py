"""A figure with its 95 % interval, and how the interval is made (SEMANTICS 27)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from forewarn.evidence.drawing import Bools, Draws, Floats
from forewarn.terms.score import Plain

LEVEL, SURE = 0.95, 0.99
_Z, _SURE_Z = 1.959963984540054, 2.5758293035489004
FEWEST_CLUSTERS = 30
FEWEST_ACCOUNTS = 10
"""Below so many accounts a sum of money has no interval."""
BOOTSTRAP, WILSON = "bootstrap over accounts", "Wilson over accounts"


@dataclass(frozen=True, slots=True)
class Measured(Plain):
    """A figure, its interval, and what both rest on.

    Attributes:
        value: None where it cannot be said; ``because`` says why.
        low, high: the 95 % interval; None where there is none.
        n: cases it rests on.
        by: how the interval was made.
        low_99, high_99: the 99 % interval, which verdicts ask: they look at several figures at
            once, and a verdict that is wrong one time in twenty is no verdict.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    by: str = ""
    because: str = ""
    low_99: float | None = None
    high_99: float | None = None

    @classmethod
    def unknown(cls, because: str, n: int = 0) -> Measured:
        """No figure, and why."""
        return cls(None, n=n, because=because)

    @property
    def above_zero(self) -> bool:
        """Whether the whole interval lies above 0: for differences."""
        return self.low is not None and self.low > 0

    def surely_over(self, edge: float) -> bool:
        """Whether the whole 99 % interval lies above an edge."""
        return self.low_99 is not None and self.low_99 > edge

    def surely_under(self, edge: float) -> bool:
        """Whether the whole 99 % interval lies below an edge."""
        return self.high_99 is not None and self.high_99 < edge


Statistic = Callable[[Floats], Floats]
"""From weights (draws x cases) to one figure a draw; NaN where a draw has none."""
OfTotals = Callable[[Floats], Floats]
"""From sums over cases (draws x columns) to one figure a draw; NaN where a draw has none."""


def measured(statistic: Statistic, draws: Draws) -> Measured:
    """A statistic of all cases with the percentile interval of its draws.

    Draws that have no figure (none of one kind of case was drawn) are left out; with fewer than
    nine in ten left there is no interval.
    """
    if not draws.cases:
        return Measured.unknown("there are no such cases")
    value = float(statistic(np.ones((1, draws.cases)))[0])
    return interval(value, lambda: drawn(statistic, draws), draws.cases)


def drawn(statistic: Statistic, draws: Draws) -> Floats:
    """A statistic in every draw."""
    return np.concatenate([statistic(block) for block in draws.weights()])


def of_totals(columns: Floats, figure: OfTotals, draws: Draws) -> Measured:
    """A figure that follows from sums over cases, with the percentile interval of its draws.

    Args:
        columns: cases x columns to be summed.
    """
    if not draws.cases:
        return Measured.unknown("there are no such cases")
    value = float(figure(columns.sum(axis=0, keepdims=True))[0])
    return interval(value, lambda: figure(draws.totals(columns)), draws.cases)


def interval(value: float, draw: Callable[[], Floats], cases: int) -> Measured:
    """A value with the interval of what ``draw`` gives, as ``measured`` says."""
    if np.isnan(value):
        return Measured.unknown("there are no such cases", cases)
    found = draw()
    there = found[~np.isnan(found)]
    if len(there) < 0.9 * len(found):
        return Measured(value, n=cases, because="too few accounts for an interval")
    tail, thin = (1 - LEVEL) / 2, (1 - SURE) / 2
    low, high, *sure = np.quantile(there, (tail, 1 - tail, thin, 1 - thin)).tolist()
    return Measured(value, low, high, cases, BOOTSTRAP, "", *sure)


def of_money(found: Measured, accounts: int) -> Measured:
    """A share of money without the interval that draws of few accounts, or of equals, would give.

    Args:
        accounts: that the money is of.
    """
    if accounts < FEWEST_ACCOUNTS:
        return Measured(found.value, n=found.n, because=f"fewer than {FEWEST_ACCOUNTS} accounts")
    if found.low is not None and found.low == found.high:
        same = "every account has the same share: draws of them show no spread"
        return Measured(found.value, n=found.n, because=same)
    return found


def share(hits: Bools, among: Bools, draws: Draws) -> Measured:
    """The share of some cases that are hits, with its interval.

    At 0 or 1, and with fewer than 30 accounts, the interval is Wilson's with accounts for n:
    draws from a few accounts cannot show what they do not hold.
    """
    cases = int(among.sum())
    if cases == 0:
        return Measured.unknown("there are no such cases")
    value = float(hits[among].mean())
    accounts = len(np.unique(draws.cluster[among]))
    if accounts < FEWEST_CLUSTERS or value in (0.0, 1.0):
        sure = wilson(value, accounts, z=_SURE_Z)
        return Measured(value, *wilson(value, accounts), cases, WILSON, "", *sure)
    columns = np.column_stack([hits & among, among]).astype(np.float64)
    found = of_totals(columns, lambda sums: divided(sums[:, 0], sums[:, 1]), draws)
    return replace(found, n=cases)


def divided(above: Floats, below: Floats) -> Floats:
    """One over another, NaN where there is nothing below."""
    result: Floats = np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below > 0)
    return result


def wilson(share: float, n: int, *, z: float = _Z) -> tuple[float, float]:
    """Wilson's score interval (1927) of a share of n independent cases, 95 % by default."""
    square = z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    low, high = middle - half, middle + half
    return (0.0 if share == 0 else low), (1.0 if share == 1 else high)


def difference(first: Statistic, second: Statistic, draws: Draws) -> Measured:
    """Second minus first on the same draws: the paired interval of a difference."""

    def statistic(weights: Floats) -> Floats:
        result: Floats = second(weights) - first(weights)
        return result

    return measured(statistic, draws)
