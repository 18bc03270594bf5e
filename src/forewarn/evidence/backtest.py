"""A backtest: everything that the outcomes known by now say of a scorecard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forewarn.evidence.by_scorecard import OfScorecard
from forewarn.evidence.comparing import Comparison
from forewarn.evidence.curves import Curves
from forewarn.evidence.expansion import Expansion
from forewarn.evidence.judging import Baseline, HorizonFigures
from forewarn.evidence.measured import Measured
from forewarn.evidence.parts import Part
from forewarn.evidence.renewals import Case
from forewarn.evidence.reviews import Review
from forewarn.evidence.said import Said
from forewarn.evidence.statements import Statements
from forewarn.evidence.verdict import Verdict
from forewarn.terms.score import AccountResult, Plain, ScorecardSummary, plain

MAIN = 90


@dataclass(frozen=True, slots=True)
class Named:
    """One case that the flag got wrong (or right, where it is listed apart), by name.

    Attributes:
        result: the account as it stood at the horizon, with its contributions, overlay and
            divergence then.
        hints: what was known then and spoke against the band, in words, strongest first.
        surprise: its effective band was the top one, or growth, at the horizon.
    """

    case: Case
    result: AccountResult
    hints: tuple[str, ...] = ()
    surprise: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The case's fields beside the account's at the horizon."""
        case = {
            name: plain(getattr(self.case, name))
            for name in ("contract_id", "due_on", "decided_on", "kind", "reason", "avoidable")
        }
        money = {name: plain(getattr(self.case, name)) for name in ("arr_before", "arr_after")}
        more = {"outcome_reason": case.pop("reason"), "surprise": self.surprise}
        return self.result.to_dict() | case | money | more | {"hints": list(self.hints)}


@dataclass(frozen=True, slots=True)
class Backtest(Plain):
    """What ``backtest`` returns.

    Attributes:
        as_of: outcomes known by this date are used.
        horizons: by days, ascending.
        baselines: at 90 days.
        false_positives, false_negatives: at 90 days, those with most revenue first; kept although
            flagged, lost although not.
        worked_on: flagged, worked on and renewed, apart from the false positives; None where
            plays are not recorded yet.
        by_segment, by_plan, by_owner, by_quarter: at 90 days.
        lead_time_days: median over flagged losses, from the start of the last flagged run to the
            earlier of notice deadline and decision; ``lead_times`` has them all.
        surprise_churn: share of the losses in the top effective band at 90 days.
        by_scorecard: the verdict of each on the cases that it scored.
        expansion: growth held against who expanded; None where no scorecard asks for growth.
        kept_green: lost from the top effective band at 90 days, those with most revenue first.
        curves: what the plots show, at 90 days.
        reviews: where there are too few cases to judge, every loss and downsell as a case.
        compared: with another scorecard on the same cases; None where none was named.
        statements: what was stated before about renewals, and what became of it; None where
            nothing was and nothing is.
        said: the cases by what was on record of them at the time, against what is recomputed;
            None where nothing was.
    """

    as_of: date
    scorecards: tuple[ScorecardSummary, ...]
    flagging: Mapping[str, tuple[str, ...]]
    horizons: tuple[HorizonFigures, ...]
    baselines: tuple[Baseline, ...]
    false_positives: tuple[Named, ...]
    false_negatives: tuple[Named, ...]
    worked_on: tuple[Named, ...] | None
    by_segment: tuple[Part, ...]
    by_plan: tuple[Part, ...]
    by_owner: tuple[Part, ...]
    by_quarter: tuple[Part, ...]
    lead_time_days: Measured
    lead_times: tuple[int, ...]
    surprise_churn: Measured
    verdict: Verdict
    by_scorecard: tuple[OfScorecard, ...] = ()
    expansion: Expansion | None = None
    kept_green: tuple[Named, ...] = ()
    reviews: tuple[Review, ...] = ()
    compared: Comparison | None = None
    curves: Curves | None = None
    said: Said | None = None
    statements: Statements | None = None
    notices: tuple[str, ...] = ()
    forewarn_version: str = ""

    def horizon(self, days: int) -> HorizonFigures:
        """The figures of one horizon.

        Raises:
            KeyError: it was not asked.
        """
        return {each.days: each for each in self.horizons}[days]


def most_revenue_first(named: Sequence[Named]) -> tuple[Named, ...]:
    """Cases by revenue before, the largest first; those without an amount last, by account."""
    return tuple(
        sorted(
            named,
            key=lambda each: (
                each.case.arr_before is None,
                -(each.case.arr_before or 0),
                each.case.account_id,
                each.case.due_on,
            ),
        )
    )
