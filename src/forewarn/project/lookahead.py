"""Ranks frozen later than the date they score look ahead, and must say so (SEMANTICS 23)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from forewarn.scorecard.model import Percentile, Scorecard


def look_ahead(cards: Iterable[Scorecard], on: date) -> tuple[str, ...]:
    """A notice for every scorecard whose frozen ranks are younger than the date."""
    return tuple(
        f"look-ahead: '{card.name}' ranks {part.name} by peers as of {part.curve.frozen_on}, "
        f"after {on}"
        for card in cards
        for part in card.inputs
        if isinstance(part.curve, Percentile) and part.curve.frozen_on > on
    )
