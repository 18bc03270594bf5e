"""Bands over the score: half-open intervals that partition 0 to 100."""

from __future__ import annotations

from forewarn.scorecard.model import Scorecard
from forewarn.scoring.rounding import six_decimals
from forewarn.terms.band import Band


def raw_band(card: Scorecard, score: float) -> str:
    """The band whose interval holds the score, rounded to 6 decimals; 100 lies in the top one."""
    seen = six_decimals(score)
    for band in reversed(card.bands):
        if seen >= band.from_score:
            return band.name
    return card.bands[0].name


def upper_edge(card: Scorecard, name: str) -> float | None:
    """Where the next better band begins; None for the top band."""
    above = next_better(card, name)
    return None if above is None else above.from_score


def next_better(card: Scorecard, name: str) -> Band | None:
    """The band above; None for the top one."""
    place = card.rank(name) + 1
    return card.bands[place] if place < len(card.bands) else None


def lower_of(card: Scorecard, first: str | None, second: str | None) -> str | None:
    """The worse of two bands; the other one when either is None."""
    known = [name for name in (first, second) if name is not None]
    return min(known, key=card.rank, default=None)
