"""How well a score tells lost accounts from kept ones: AUC, lift, ROC and PR points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forewarn.evidence.drawing import Bools, Draws, Floats
from forewarn.evidence.measured import Measured, Statistic, divided, measured
from forewarn.terms.score import Plain

FEWEST_OF_A_KIND = 5
WORST_SHARE = 0.1


def auc(score: Floats, bad: Bools, draws: Draws) -> Measured:
    """Probability that a lost account scored below a kept one, ties half.

    Mann-Whitney's U over the number of pairs. None below five lost or five kept cases.
    """
    lost, kept = int(bad.sum()), int((~bad).sum())
    if min(lost, kept) < FEWEST_OF_A_KIND:
        return Measured.unknown(
            f"{lost} lost and {kept} kept cases: at least {FEWEST_OF_A_KIND} of each are needed",
            len(bad),
        )
    return measured(auc_statistic(score, bad), draws)


def auc_statistic(score: Floats, bad: Bools) -> Statistic:
    """AUC under weights; linear in cases once they are in order."""
    order = np.argsort(score, kind="stable")
    edges = np.flatnonzero(np.r_[True, np.diff(score[order]) != 0])
    lost = bad[order].astype(np.float64)

    def statistic(weights: Floats) -> Floats:
        in_order = weights[:, order]
        lost_at = np.add.reduceat(in_order * lost, edges, axis=1)
        kept_at = np.add.reduceat(in_order * (1 - lost), edges, axis=1)
        kept = kept_at.sum(axis=1)
        above = kept[:, None] - np.cumsum(kept_at, axis=1)
        wins = (lost_at * (above + kept_at / 2)).sum(axis=1)
        return divided(wins, lost_at.sum(axis=1) * kept)

    return statistic


def lift(score: Floats, bad: Bools, draws: Draws) -> Measured:
    """Loss rate among the worst tenth of scores over the loss rate of all.

    Where ties straddle the edge of the tenth, each of them counts by the part that still fits in.
    """
    if not bad.any():
        return Measured.unknown("no case was lost", len(bad))
    return measured(_lift_statistic(score, bad), draws)


def _lift_statistic(score: Floats, bad: Bools) -> Statistic:
    order = np.argsort(score, kind="stable")
    edges = np.flatnonzero(np.r_[True, np.diff(score[order]) != 0])
    lost = bad[order].astype(np.float64)

    def statistic(weights: Floats) -> Floats:
        in_order = weights[:, order]
        at = np.add.reduceat(in_order, edges, axis=1)
        lost_at = np.add.reduceat(in_order * lost, edges, axis=1)
        total = at.sum(axis=1, keepdims=True)
        room = WORST_SHARE * total - (np.cumsum(at, axis=1) - at)
        part = np.clip(divided(room, at), 0, 1)
        part[np.isnan(part)] = 0
        in_worst = (part * lost_at).sum(axis=1) / (WORST_SHARE * total[:, 0])
        return divided(in_worst, lost_at.sum(axis=1) / total[:, 0])

    return statistic


@dataclass(frozen=True, slots=True)
class CurvePoint(Plain):
    """Flagging every case up to a score.

    Attributes:
        score: the highest score that is flagged.
        recall: share of the lost that are flagged; also the ROC curve's height.
        false_positive_rate: share of the kept that are flagged.
        precision: share of the flagged that are lost.
    """

    score: float
    recall: float
    false_positive_rate: float
    precision: float


def curve(score: Floats, bad: Bools) -> tuple[CurvePoint, ...]:
    """Points of the ROC and PR curves, one per distinct score, from the worst up."""
    if not bad.any() or bad.all():
        return ()
    order = np.argsort(score, kind="stable")
    last = np.flatnonzero(np.r_[np.diff(score[order]) != 0, True])
    lost = np.cumsum(bad[order])[last]
    flagged = last + 1
    kept = flagged - lost
    points: Sequence[tuple[float, ...]] = np.column_stack(
        [score[order][last], lost / bad.sum(), kept / (~bad).sum(), lost / flagged]
    ).tolist()
    return tuple(CurvePoint(*each) for each in points)
