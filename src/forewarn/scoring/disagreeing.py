"""What in the score stands against what people say."""

from __future__ import annotations

from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explanation import Driver
from forewarn.scoring.reasons import reasons
from forewarn.terms.score import AccountResult, Divergence

SHOWN = 3


def disagreeing(
    card: Scorecard, result: AccountResult, found: Divergence | None
) -> tuple[Driver, ...]:
    """The inputs that speak against people's word, strongest first, at most three.

    Where people see more than the score these are its drags, where they see less its lifts; where
    there are none of these (a score that nothing lifts), the mildest of the others.
    """
    if found is None:
        return ()
    why = reasons(card, result.score)
    higher = card.rank(found.to_band) > card.rank(found.from_band)
    against, others = (why.drags, why.lifts) if higher else (why.lifts, why.drags)
    return (against or tuple(reversed(others)))[:SHOWN]
