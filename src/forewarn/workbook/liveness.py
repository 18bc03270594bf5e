"""Where formulas would not give what the engine gives, the sheet shows values and says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from forewarn.scorecard.model import Scorecard
from forewarn.workbook.words import said

_WILD = frozenset("*?~")
_LONGEST_FOUND = 250
"""MATCH takes words of up to 255 characters; Excel answers longer ones with an error."""
LIVE_UP_TO = 20_000
"""Accounts: with more, programs take minutes to open a workbook of formulas."""


def why_not_live(card: Scorecard, *, accounts: int = 0) -> str:
    """Why a scorecard's sheet has values instead of formulas; empty where it has formulas.

    Args:
        card: the scorecard.
        accounts: how many the whole workbook has.
    """
    if accounts > LIVE_UP_TO:
        return said(
            "Values, not formulas: with more than {count:,} accounts programs take minutes"
            " to open formulas. Only the totals above the table follow its filter.",
            count=LIVE_UP_TO,
        )
    if card.products is not None:
        return said("Values, not formulas: each product is scored and rolled up outside the sheet.")
    if not found_by_match([band.name for band in card.bands]):
        return said("Values, not formulas: band names that differ only in case, or hold * ? or ~.")
    return ""


def found_by_match(words: Sequence[str]) -> bool:
    """Whether a sheet's MATCH finds each of these words and no other."""
    return not confused_by_match(words)


def confused_by_match(words: Iterable[str]) -> Collection[str]:
    """The words that a sheet's MATCH would miss, or take for another one of them.

    MATCH ignores case, reads wildcards, gives up on long words; some programs trim spaces, and
    take text that reads as a number for that number, so that 7 and 007 are one.
    """
    asked = list(words)
    alike = Counter(map(_as_match_reads, asked))
    return {word for word in asked if alike[_as_match_reads(word)] > 1 or not _is_plain(word)}


def _is_plain(word: str) -> bool:
    fits = 0 < len(word) <= _LONGEST_FOUND and word == word.strip()
    return fits and not _WILD & set(word) and not (_is_number(word) and word != word.lstrip("0"))


def _as_match_reads(word: str) -> str:
    seen = word.strip().casefold()
    return f"{float(seen):.15g}" if _is_number(seen) else seen


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
