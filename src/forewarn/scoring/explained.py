"""One account's result with its reasons: what ``explain`` answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from forewarn.scoring.explanation import LiftToNextBand, Moves, Reasons
from forewarn.terms.score import AccountResult, Plain, ScorecardSummary, plain


@dataclass(frozen=True, slots=True)
class Disagreement(Plain):
    """Why somebody sees an account differently than the score, in their words."""

    said_by: str
    said_on: date
    because: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A result taken apart.

    Attributes:
        scorecard: the one that scored it; None when none applies.
        reasons: drags and lifts; None when no scorecard applies.
        since: the date that ``moves`` compares with; None when the account was not scored then.
        lift: what would lift it to the next band; None in the top band or without a score.
        notices: what qualifies the result, in words.
        disagreements: said with the assessments that stand.
    """

    result: AccountResult
    scorecard: ScorecardSummary | None
    reasons: Reasons | None
    since: date | None
    moves: Moves | None
    lift: LiftToNextBand | None
    notices: tuple[str, ...] = ()
    forewarn_version: str = ""
    disagreements: tuple[Disagreement, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's form: the account's fields with drags, lifts, moves and lift beside."""
        moves = {"since": plain(self.since), **self.moves.to_dict()} if self.moves else None
        return self.result.to_dict() | {
            "scorecard_details": plain(self.scorecard),
            "drags": plain(self.reasons.drags) if self.reasons else [],
            "lifts": plain(self.reasons.lifts) if self.reasons else [],
            "distance_to_top_band": self.reasons.distance if self.reasons else None,
            "moves": moves,
            "lift_to_next_band": plain(self.lift),
            "disagreements": plain(self.disagreements),
            "notices": list(self.notices),
            "forewarn_version": self.forewarn_version,
        }
