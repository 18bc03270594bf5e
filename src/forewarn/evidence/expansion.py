"""Expansion validated the same way: did growth, beforehand, foresee who would expand (E8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forewarn.evidence import discrimination
from forewarn.evidence.drawing import Bools, Floats
from forewarn.evidence.flags import flagged
from forewarn.evidence.measured import Measured
from forewarn.evidence.parts import halves
from forewarn.evidence.renewals import EXPANDED
from forewarn.evidence.replayed import Columns, Replayed
from forewarn.evidence.verdict import JUDGED_AT, Judged, Verdict, Words, verdict
from forewarn.terms.score import Plain

WORDS = Words("expanded", "not expanded", "every expansion", "growth flag")


@dataclass(frozen=True, slots=True)
class ExpansionFigures(Plain):
    """One horizon of it.

    Attributes:
        n, n_expanded: cases with a growth score; those of them that expanded.
        auc: chance that an account that expanded had a higher growth score than one that did not.
        precision: share of the accounts in growth that expanded.
        recall: share of the expanded that were in growth.
        false_positive_rate: share of the others that were in growth.
    """

    days: int
    n: int
    n_expanded: int
    auc: Measured
    balanced_accuracy: Measured
    precision: Measured
    recall: Measured
    false_positive_rate: Measured

    @property
    def judged(self) -> Judged:
        """What a verdict asks."""
        return Judged(self.n, self.n_expanded, self.auc, self.balanced_accuracy)


@dataclass(frozen=True, slots=True)
class Expansion(Plain):
    """What the outcomes say of growth.

    Attributes:
        horizons: by days, ascending.
    """

    horizons: tuple[ExpansionFigures, ...]
    verdict: Verdict


class Growing(Columns):
    """Cases with a growth score, looked at with the eyes for losses.

    What is lost there is expanded here, and the lower number is the higher growth score: so every
    figure and rule for losses reads the same for expansion.
    """

    @staticmethod
    def is_scored(case: Replayed) -> bool:
        """Whether its scorecard asked for growth."""
        return case.growth_score is not None

    @cached_property
    def score(self) -> Floats:
        """Growth scores, turned round."""
        return -np.array([each.growth_score for each in self.cases], dtype=np.float64)

    @cached_property
    def lost(self) -> Bools:
        """Whether the account expanded."""
        return self.told(lambda each: each.case.kind == EXPANDED)

    @cached_property
    def flagged(self) -> Bools:
        """Whether it was in growth."""
        return self.told(lambda each: each.grows)


def expansion(replayed: Mapping[int, Iterable[Replayed]]) -> Expansion | None:
    """Growth scores and the growth flag against who expanded.

    Args:
        replayed: cases by days; 60 and 90 must be there.

    Returns:
        None where no case has a growth score.
    """
    columns = {days: Growing(list(cases)) for days, cases in replayed.items()}
    if not any(len(each) for each in columns.values()):
        return None
    found = {days: _figures(days, columns[days]) for days in sorted(columns)}
    judged = {days: found[days].judged for days in JUDGED_AT}
    said = verdict(judged, halves(columns[max(JUDGED_AT)]), words=WORDS)
    return Expansion(tuple(found.values()), said)


def _figures(days: int, columns: Growing) -> ExpansionFigures:
    flag = flagged(columns.flagged, columns.lost, columns.draws)
    return ExpansionFigures(
        days,
        len(columns),
        int(columns.lost.sum()),
        discrimination.auc(columns.score, columns.lost, columns.draws),
        flag.balanced_accuracy,
        flag.precision,
        flag.recall,
        flag.false_positive_rate,
    )
