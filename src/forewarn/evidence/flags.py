"""Was the alarm right: accuracy, precision, recall and the rates of error at band level."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot

import numpy as np

from forewarn.evidence.drawing import Bools, Draws, Floats
from forewarn.evidence.measured import (
    FEWEST_CLUSTERS,
    Measured,
    divided,
    of_money,
    of_totals,
    share,
)
from forewarn.terms.score import Plain


@dataclass(frozen=True, slots=True)
class Flagged(Plain):
    """How an alarm (flagged or not) did against what became of the cases.

    Attributes:
        accuracy: share of cases told right.
        balanced_accuracy: mean of recall and specificity; 0.5 is what guessing gives, whatever
            the share of losses.
        precision: share of the flagged that were lost.
        recall: share of the lost that were flagged.
        false_positive_rate: share of the kept that were flagged.
        false_negative_rate: share of the lost that were not flagged.
        true_positives, false_positives, true_negatives, false_negatives: cases.
    """

    accuracy: Measured
    balanced_accuracy: Measured
    precision: Measured
    recall: Measured
    false_positive_rate: Measured
    false_negative_rate: Measured
    true_positives: int
    false_positives: int
    true_negatives: int
    false_negatives: int


def flagged(alarm: Bools, bad: Bools, draws: Draws) -> Flagged:
    """All of it, for one alarm over cases in the same order."""
    every = np.ones(len(bad), dtype=bool)
    return Flagged(
        accuracy=share(alarm == bad, every, draws),
        balanced_accuracy=_balanced(alarm, bad, draws),
        precision=share(bad, alarm, draws),
        recall=share(alarm, bad, draws),
        false_positive_rate=share(alarm, ~bad, draws),
        false_negative_rate=share(~alarm, bad, draws),
        true_positives=int((alarm & bad).sum()),
        false_positives=int((alarm & ~bad).sum()),
        true_negatives=int((~alarm & ~bad).sum()),
        false_negatives=int((~alarm & bad).sum()),
    )


def _balanced(alarm: Bools, bad: Bools, draws: Draws) -> Measured:
    recall, wrong = share(alarm, bad, draws), share(alarm, ~bad, draws)
    if recall.value is None or wrong.value is None:
        return Measured.unknown("only one kind of case", len(bad))
    rates = (recall.value, wrong.value)
    if draws.clusters < FEWEST_CLUSTERS or any(rate in (0.0, 1.0) for rate in rates):
        return _mean_of(recall, wrong, len(bad))
    columns = np.column_stack([alarm & bad, bad, ~alarm & ~bad, ~bad]).astype(np.float64)
    return of_totals(columns, _balance, draws)


def _balance(sums: Floats) -> Floats:
    hits, lost, passed, kept = sums.T
    mean: Floats = (divided(hits, lost) + divided(passed, kept)) / 2
    return mean


def _mean_of(recall: Measured, wrong: Measured, n: int) -> Measured:
    """Newcombe's hybrid interval (1998) of a difference of two shares, halved: recall - wrong."""
    if recall.value is None or wrong.value is None:
        return Measured.unknown("too few accounts for an interval", n)
    value = (1 + recall.value - wrong.value) / 2
    low, high = _hybrid(value, _arms(recall), _arms(wrong))
    sure = _hybrid(value, _arms(recall, sure=True), _arms(wrong, sure=True))
    return Measured(value, low, high, n, "Newcombe over accounts", "", *sure)


def _arms(found: Measured, *, sure: bool = False) -> tuple[float, float]:
    """How far an interval reaches below and above its value; 1 where it has none."""
    low, high = (found.low_99, found.high_99) if sure else (found.low, found.high)
    if found.value is None or low is None or high is None:
        return 1.0, 1.0
    return found.value - low, high - found.value


def _hybrid(
    value: float, recall: tuple[float, float], wrong: tuple[float, float]
) -> tuple[float, float]:
    below, above = hypot(recall[0], wrong[1]) / 2, hypot(recall[1], wrong[0]) / 2
    return max(0.0, value - below), min(1.0, value + above)


def revenue_flagged(alarm: Bools, bad: Bools, money: Floats, draws: Draws) -> Measured:
    """Share of the lost revenue that was flagged; cases without an amount are left out.

    Without an interval where fewer than ten accounts lost it, or all or nothing of it was flagged.

    Args:
        money: lost revenue per case in one currency, NaN where it is not known.
    """
    with_money = bad & ~np.isnan(money)
    if not with_money.any():
        return Measured.unknown("no lost case has an amount")
    amounts = np.where(with_money, np.nan_to_num(money), 0.0)
    columns = np.column_stack([amounts * alarm, amounts])
    found = of_totals(columns, lambda sums: divided(sums[:, 0], sums[:, 1]), draws)
    accounts = len(np.unique(draws.cluster[with_money]))
    return of_money(replace(found, n=int(with_money.sum())), accounts)
