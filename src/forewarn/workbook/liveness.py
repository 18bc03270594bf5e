"""Where formulas would not give what the engine gives, the sheet shows values and says why."""

from __future__ import annotations

from collections.abc import Sequence

from forewarn.scorecard.model import Scorecard

_WILD = frozenset("*?~")


def why_not_live(card: Scorecard) -> str:
    """Why a scorecard's sheet has values instead of formulas; empty where it has formulas."""
    if card.products is not None:
        return "Values, not formulas: each product is scored and rolled up outside the sheet."
    if not found_by_match([band.name for band in card.bands]):
        return "Values, not formulas: band names that differ only in case, or hold * ? or ~."
    return ""


def found_by_match(words: Sequence[str]) -> bool:
    """Whether a sheet's MATCH finds each of these words and no other."""
    apart = len({word.casefold() for word in words}) == len(words)
    return apart and not any(_WILD & set(word) or len(word) > 250 for word in words)
