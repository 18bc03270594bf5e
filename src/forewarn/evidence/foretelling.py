"""The probability that renewals to come are won, from outcomes decided before (SEMANTICS 26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from forewarn.evidence import regression
from forewarn.evidence.drawing import Bools, Floats
from forewarn.evidence.measured import LEVEL
from forewarn.evidence.probability import FEWEST_LOST, Sigmoid, fit, scaled
from forewarn.evidence.probability import targets as platt
from forewarn.evidence.replayed import Columns


@dataclass(frozen=True, slots=True)
class Foretold:
    """Probability of renewal with its 95 % interval; None where it cannot be said.

    Attributes:
        because: why it cannot be said.
    """

    probability: float | None
    low: float | None = None
    high: float | None = None
    because: str = ""


class Foreteller:
    """A sigmoid over the cases of one horizon that were decided before a date."""

    def __init__(self, columns: Columns, as_of: date) -> None:
        decided = [each.case.decided_on or each.case.due_on for each in columns.cases]
        known: Bools = np.array([on < as_of for on in decided], dtype=bool)
        self._past = columns.only(known)

    @cached_property
    def sigmoid(self) -> Sigmoid | None:
        """None below 20 lost cases."""
        return fit(self._past.score, self._past.lost)

    @cached_property
    def _drawn(self) -> Floats:
        """Intercept and slope in every draw of accounts that gives them."""
        found = regression.fit_drawn(
            scaled(self._past.score), platt(self._past.lost), self._past.draws
        )
        return found[~np.isnan(found).any(axis=1)]

    def foretell(self, score: float) -> Foretold:
        """The probability that an account with this score renews."""
        if self.sigmoid is None:
            lost = int(self._past.lost.sum())
            return Foretold(
                None,
                because=f"{lost} lost cases are decided: at least {FEWEST_LOST} are needed, and "
                "some that were kept",
            )
        at = np.array([score])
        value = 1 - float(self.sigmoid.probability(at)[0])
        drawn = 1 - regression.logistic(self._drawn @ np.array([1.0, float(scaled(at)[0])]))
        if len(drawn) < 0.9 * self._past.draws.draws:
            return Foretold(value)
        tail = (1 - LEVEL) / 2
        low, high = np.quantile(drawn, (tail, 1 - tail)).tolist()
        return Foretold(value, low, high)
