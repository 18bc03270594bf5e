"""The same figures for parts of the cases: by segment, plan, owner, and quarter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from forewarn.evidence import discrimination
from forewarn.evidence.discrimination import auc_statistic
from forewarn.evidence.drawing import Bools, Floats
from forewarn.evidence.flags import flagged
from forewarn.evidence.measured import Measured, interval
from forewarn.evidence.replayed import Columns, Replayed
from forewarn.evidence.verdict import Halves
from forewarn.terms.score import Plain

FEWEST_LOST_IN_HALF = 10


@dataclass(frozen=True, slots=True)
class Part(Plain):
    """One part of the cases.

    Attributes:
        name: of the segment, plan, owner or quarter (2026-Q1, of the due date).
        n, n_bad: scored cases; lost ones.
    """

    name: str
    n: int
    n_bad: int
    accuracy: Measured
    balanced_accuracy: Measured
    precision: Measured
    recall: Measured
    auc: Measured


def by(columns: Columns, named: Callable[[Replayed], str | None]) -> tuple[Part, ...]:
    """One row per name, in the order of names; cases without one are called "not known"."""
    names = np.array([named(each) or "not known" for each in columns.cases], dtype=object)
    return tuple(_part(name, columns.only(names == name)) for name in sorted(set(names)))


def _part(name: str, columns: Columns) -> Part:
    flag = flagged(columns.flagged, columns.lost, columns.draws)
    return Part(
        name,
        len(columns),
        int(columns.lost.sum()),
        flag.accuracy,
        flag.balanced_accuracy,
        flag.precision,
        flag.recall,
        discrimination.auc(columns.score, columns.lost, columns.draws),
    )


def quarter(on: date) -> str:
    """The quarter of a date, such as 2026-Q1."""
    return f"{on.year}-Q{(on.month + 2) // 3}"


def halves(columns: Columns) -> Halves | None:
    """The older and the newer half of the cases by due date, and the change of AUC between them.

    Both halves are drawn by the accounts they share, so that an account with a renewal in each
    counts as one.

    Returns:
        None with fewer than ten lost or ten kept cases in either half.
    """
    due = np.array([each.case.due_on.toordinal() for each in columns.cases])
    if not len(due):
        return None
    newer = due > np.median(due)
    if any(_is_thin(columns.lost[half]) for half in (newer, ~newer)):
        return None
    early, late = columns.only(~newer), columns.only(newer)
    earlier = discrimination.auc(early.score, early.lost, early.draws)
    later = discrimination.auc(late.score, late.lost, late.draws)
    change = _change(columns, newer)
    return Halves(earlier, later, change)


def _is_thin(lost: Bools) -> bool:
    return min(int(lost.sum()), int((~lost).sum())) < FEWEST_LOST_IN_HALF


def _change(columns: Columns, newer: Bools) -> Measured:
    before = auc_statistic(columns.score[~newer], columns.lost[~newer])
    after = auc_statistic(columns.score[newer], columns.lost[newer])

    def statistic(weights: Floats) -> Floats:
        result: Floats = after(weights[:, newer]) - before(weights[:, ~newer])
        return result

    value = float(statistic(np.ones((1, len(columns))))[0])
    return interval(
        value,
        lambda: np.concatenate([statistic(block) for block in columns.draws.weights()]),
        len(columns),
    )
