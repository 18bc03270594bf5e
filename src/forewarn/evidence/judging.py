"""One horizon's figures: did the score, and its bands, foresee what became of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from forewarn.evidence import discrimination
from forewarn.evidence.calibration import Calibration, brier, calibration
from forewarn.evidence.discrimination import auc_statistic
from forewarn.evidence.flags import Flagged, flagged, revenue_flagged
from forewarn.evidence.horizons import Horizon
from forewarn.evidence.measured import Measured, difference
from forewarn.evidence.probability import FEWEST_LOST, foreseen
from forewarn.evidence.replayed import Columns, Replayed
from forewarn.evidence.verdict import Judged
from forewarn.terms.score import Plain, plain


@dataclass(frozen=True, slots=True)
class Baseline(Plain):
    """What something simpler gives on the same cases.

    Attributes:
        name: everyone renews; logins alone; last quarter's score; pulse alone.
        n: cases of which it says anything.
        accuracy: for "everyone renews".
        auc: of the baseline on its cases.
        gain: the score's AUC minus the baseline's, on the same cases and draws.
    """

    name: str
    n: int
    accuracy: Measured | None = None
    auc: Measured | None = None
    gain: Measured | None = None


@dataclass(frozen=True, slots=True)
class HorizonFigures:
    """Everything said of one horizon.

    Attributes:
        days: before the due date.
        n, n_bad: cases that were scored; those that were lost.
        accounts: that the cases belong to: what the intervals rest on.
        flag: the alarm of ``band``; ``lowest`` that of the lowest band alone, ``effective`` that
            of the effective band.
        auc, lift: of the score.
        brier, calibration: of the probability that a sigmoid fitted on earlier outcomes gives;
            ``probability_n`` cases have one.
        revenue_flagged: share of the lost revenue that was flagged, by currency.
        withheld: cases without a score, by the reason given.
        new: cases of accounts that were labelled New then, left out.
        not_in_book: cases whose account was not scored at all then.
        decided: cases left out because they were decided by then.
        merged: renewals that count with another one of their account.
        censored: contracts past their end without a known outcome.
        before_facts: cases left out because they are asked before the facts begin.
    """

    days: int
    n: int
    n_bad: int
    accounts: int
    flag: Flagged
    lowest: Flagged
    effective: Flagged
    auc: Measured
    lift: Measured
    brier: Measured
    calibration: Calibration
    probability_n: int
    revenue_flagged: dict[str, Measured]
    withheld: dict[str, int]
    not_in_book: int
    decided: int
    merged: int
    censored: int
    before_facts: int = 0
    new: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The contract's flat form: the flag's figures beside the score's."""
        flat = {name: plain(getattr(self, name)) for name in self.__slots__ if name != "flag"}
        return flat | self.flag.to_dict()

    @property
    def judged(self) -> Judged:
        """What a verdict asks."""
        return Judged(self.n, self.n_bad, self.auc, self.flag.balanced_accuracy)


def judge(horizon: Horizon, columns: Columns) -> HorizonFigures:
    """All figures of one horizon.

    Args:
        horizon: what was asked.
        columns: its cases that were in the book then.
    """
    probable = _probable(columns)
    return HorizonFigures(
        days=horizon.days,
        n=len(columns),
        n_bad=int(columns.lost.sum()),
        accounts=columns.draws.clusters,
        flag=flagged(columns.flagged, columns.lost, columns.draws),
        lowest=flagged(columns.lowest, columns.lost, columns.draws),
        effective=flagged(columns.effective, columns.lost, columns.draws),
        auc=discrimination.auc(columns.score, columns.lost, columns.draws),
        lift=discrimination.lift(columns.score, columns.lost, columns.draws),
        brier=probable[0],
        calibration=probable[1],
        probability_n=probable[2],
        revenue_flagged=_revenue(columns),
        withheld=_withheld(columns.withheld),
        not_in_book=len(horizon.asked) - len(columns) - len(columns.withheld) - columns.new,
        decided=horizon.decided,
        merged=horizon.merged,
        censored=horizon.censored,
        before_facts=horizon.before_facts,
        new=columns.new,
    )


def _probable(columns: Columns) -> tuple[Measured, Calibration, int]:
    asked = [each.as_of for each in columns.cases]
    decided = [each.case.decided_on or each.case.due_on for each in columns.cases]
    probability = foreseen(columns.score, columns.lost, asked, decided)
    there = ~np.isnan(probability)
    if not there.any():
        why = f"no case has {FEWEST_LOST} losses decided before it"
        none = Measured.unknown(why)
        return none, Calibration(none, none, (), why), 0
    part, lost = columns.only(there), columns.lost[there]
    found = calibration(probability[there], lost, part.draws)
    return brier(probability[there], lost, part.draws), found, len(part)


def _revenue(columns: Columns) -> dict[str, Measured]:
    currencies = [each.case.currency or "no currency" for each in columns.cases]
    shares = {}
    for currency in sorted(set(currencies)):
        part = columns.only(np.array([each == currency for each in currencies]))
        shares[currency] = revenue_flagged(part.flagged, part.lost, part.lost_money, part.draws)
    return {name: found for name, found in shares.items() if found.n}


def _withheld(withheld: Sequence[Replayed]) -> dict[str, int]:
    reasons = [each.reason or "not scored" for each in withheld]
    return {reason: reasons.count(reason) for reason in sorted(set(reasons))}


def baselines(columns: Columns) -> tuple[Baseline, ...]:
    """What simpler answers give on the same cases."""
    if not len(columns):
        return ()
    nobody = np.zeros(len(columns), dtype=bool)
    accuracy = flagged(nobody, columns.lost, columns.draws).accuracy
    names = dict.fromkeys(name for each in columns.cases for name, _ in each.baselines)
    everyone = Baseline("everyone renews", len(columns), accuracy=accuracy)
    return (everyone, *(_against(columns, name) for name in names))


def _against(columns: Columns, name: str) -> Baseline:
    value = columns.baseline(name)
    there = ~np.isnan(value)
    part = columns.only(there)
    found = discrimination.auc(value[there], part.lost, part.draws)
    gain = found
    if found.value is not None:
        gain = difference(
            auc_statistic(value[there], part.lost),
            auc_statistic(part.score, part.lost),
            part.draws,
        )
    return Baseline(name, len(part), auc=found, gain=gain)
