"""What tells lost accounts from kept ones too well to have been known beforehand.

Nothing that customers do tells losses from renewals nearly without error three months before.
What does was usually written when the loss was known and dated back, or is the decision itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forewarn.evidence.discrimination import auc, auc_statistic
from forewarn.evidence.drawing import Bools, Draws
from forewarn.evidence.measured import Measured, wilson

FEWEST = 20
"""Lost and kept cases below which nothing is called too good."""
TOO_GOOD = 0.95
"""What the 99 % interval of an AUC has to lie above."""
GIVEAWAY = 0.8
"""What the 99 % interval of a share of losses has to lie above."""
_SURE_Z = 2.5758293035489004


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases in one order: whether each was lost, and its account."""

    lost: Sequence[bool]
    accounts: Sequence[str]

    @property
    def enough(self) -> bool:
        """Whether there are 20 lost and 20 kept ones."""
        return _enough(np.array(self.lost, dtype=bool))


def separates(values: Sequence[float | None], cases: Cases) -> Measured | None:
    """The AUC of a value, where its 99 % interval lies above 0.95; else None.

    Either direction counts: an AUC below one half is turned round. Cases without a value are left
    out, and 20 lost and 20 kept ones must be left.

    Args:
        values: one a case; None = not known.
    """
    there = np.array([each is not None for each in values], dtype=bool)
    bad = np.array(cases.lost, dtype=bool)[there]
    if not _enough(bad):
        return None
    score = np.array([each for each in values if each is not None], dtype=np.float64)
    rough = float(auc_statistic(score, bad)(np.ones((1, len(bad))))[0])
    if max(rough, 1 - rough) < TOO_GOOD:
        return None
    names = [name for name, known in zip(cases.accounts, there, strict=True) if known]
    found = auc(score if rough > 1 / 2 else -score, bad, Draws.over(names))
    return found if found.surely_over(TOO_GOOD) else None


def gives_away(lost: int, kept: int, *, of_lost: int, of_kept: int) -> Measured | None:
    """The share of losses among the cases that have something, where it is too large; else None.

    Too large: the 99 % interval (Wilson) lies above 0.8 (27 of 27 do), 20 lost cases have it, and
    of all cases no more than half were lost.

    Args:
        lost, kept: cases that have it.
        of_lost, of_kept: all cases.
    """
    if lost < FEWEST or of_lost > of_kept:
        return None
    n = lost + kept
    sure = wilson(lost / n, n, z=_SURE_Z)
    found = Measured(lost / n, *wilson(lost / n, n), n, "Wilson", "", *sure)
    return found if found.surely_over(GIVEAWAY) else None


def _enough(bad: Bools) -> bool:
    return min(int(bad.sum()), int((~bad).sum())) >= FEWEST
