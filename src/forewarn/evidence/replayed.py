"""One case as a score had it beforehand, and many of them as columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

import numpy as np

from forewarn.evidence.drawing import Bools, Draws, Floats
from forewarn.evidence.renewals import Case


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was scored of an account some days before its renewal.

    Attributes:
        case: the renewal.
        as_of: the date that the score knew facts up to.
        score: None when withheld.
        scorecard: that said it.
        flagged: its band was an alarm; ``lowest``: it was the lowest; ``effective``: the effective
            band was an alarm; ``top``: the effective band promised that all is well.
        reason: why there is no score.
        band: what the score said; None when withheld.
        new: the account was labelled New then: out of evidence on retention (S18).
        growth_score: of the scorecard that growth asks; None where none is asked.
        grows: the effective band was growth.
        segment, plan, owner: as of then.
        baselines: by name what else might have told: higher is better, None when not known.
    """

    case: Case
    as_of: date
    score: float | None
    scorecard: str
    flagged: bool
    lowest: bool
    effective: bool
    top: bool = False
    reason: str | None = None
    band: str | None = None
    new: bool = False
    growth_score: float | None = None
    grows: bool = False
    segment: str | None = None
    plan: str | None = None
    owner: str | None = None
    baselines: tuple[tuple[str, float | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """Which bands of a scorecard are an alarm.

    Attributes:
        bands: the lowest and the one above it, unless others are named; of two bands the lowest.
        lowest: the lowest.
        top: bands that promise that all is well: the top one and growth above it.
    """

    bands: frozenset[str]
    lowest: str
    top: frozenset[str]

    @classmethod
    def of(cls, bands: Sequence[str], *, growth: str | None, named: Collection[str] = ()) -> Alarm:
        """The alarm of bands, worst first.

        Args:
            named: those of them that are an alarm; where none of them is named, as by default.
        """
        chosen = [band for band in bands if band in named]
        chosen = chosen or list(bands[: 2 if len(bands) > 2 else 1])
        top = {bands[-1], growth} if growth else {bands[-1]}
        return cls(frozenset(chosen), bands[0], frozenset(top))


class Columns:
    """Replayed cases with a score, column by column, in one order.

    Those without a score, and those of new accounts, stand apart.
    """

    def __init__(
        self,
        cases: Sequence[Replayed],
        *,
        downsold_beyond: float | None = None,
        draws: Draws | None = None,
    ) -> None:
        grown = [each for each in cases if not each.new]
        self.new = len(cases) - len(grown)
        self.cases = [each for each in grown if self.is_scored(each)]
        self.withheld = [each for each in grown if not self.is_scored(each)]
        self.downsold_beyond = downsold_beyond
        self._draws = draws

    def __len__(self) -> int:
        return len(self.cases)

    @staticmethod
    def is_scored(case: Replayed) -> bool:
        """Whether there is a score to look at."""
        return case.score is not None

    @cached_property
    def draws(self) -> Draws:
        """Over the accounts of the cases."""
        return self._draws or Draws.over([each.case.account_id for each in self.cases])

    @cached_property
    def score(self) -> Floats:
        """The scores."""
        return np.array([each.score for each in self.cases], dtype=np.float64)

    @cached_property
    def lost(self) -> Bools:
        """Whether the account was lost."""
        return self.told(lambda each: each.case.is_bad(downsold_beyond=self.downsold_beyond))

    @cached_property
    def flagged(self) -> Bools:
        """Whether the band was an alarm."""
        return self.told(lambda each: each.flagged)

    @cached_property
    def lowest(self) -> Bools:
        """Whether the band was the lowest."""
        return self.told(lambda each: each.lowest)

    @cached_property
    def effective(self) -> Bools:
        """Whether the effective band was an alarm."""
        return self.told(lambda each: each.effective)

    @cached_property
    def lost_money(self) -> Floats:
        """Revenue lost in the case; NaN without amounts."""
        return np.array([_lost_money(each.case) for each in self.cases], dtype=np.float64)

    def baseline(self, name: str) -> Floats:
        """A baseline's values; NaN where it says nothing."""
        values = (dict(each.baselines).get(name) for each in self.cases)
        return np.array([np.nan if v is None else v for v in values], dtype=np.float64)

    def told(self, question: Callable[[Replayed], bool]) -> Bools:
        """The answers to a yes-or-no question, one a case."""
        return np.array([question(each) for each in self.cases], dtype=bool)

    def only(self, kept: Bools) -> Self:
        """Some of the cases, with draws over their accounts."""
        chosen = [each for each, keep in zip(self.cases, kept, strict=True) if keep]
        draws = self.draws.only(kept)
        return type(self)(chosen, downsold_beyond=self.downsold_beyond, draws=draws)


def _lost_money(case: Case) -> float:
    share = case.lost_share
    if share is None or case.arr_before is None:
        return float("nan")
    return float(case.arr_before) * share
