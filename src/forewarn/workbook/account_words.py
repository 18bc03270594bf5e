"""What the sheets say of an account beside its numbers: drags in words, the band that is heard."""

from __future__ import annotations

from forewarn.scorecard.model import Scorecard
from forewarn.scoring.reasons import reasons
from forewarn.terms.score import AccountResult
from forewarn.workbook.words import said


def drags_in_words(card: Scorecard, result: AccountResult, *, most: int = 3) -> str | None:
    """What pulls the score below the top band, worst first, with the points it costs."""
    if result.score.score is None:
        return result.score.reason
    drags = reasons(card, result.score).drags[:most]
    parts = [f"{each.sentence or each.input} ({each.shown:+.1f})" for each in drags]
    return "; ".join(parts) or said("Nothing pulls it below the top band.")


def heard_band(card: Scorecard, band: str | None, people: str | None) -> str | None:
    """The band once people's reading is heard, as ``standing`` joins them."""
    if people is None or card.overlay is None or card.overlay.wins == "score":
        return band
    if card.overlay.wins == "lower" and band is not None:
        return min(band, people, key=card.rank)
    return people
