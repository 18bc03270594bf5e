"""Where an account stands, in the one order of SEMANTICS 12.

score, raw band, steady, caps, band, overlay, caps again, growth, effective band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forewarn.scorecard.model import Cap, Scorecard
from forewarn.scoring.bands import lower_of, raw_band
from forewarn.scoring.caps import applied, capped
from forewarn.scoring.rounding import six_decimals
from forewarn.terms.score import CapApplied


@dataclass(frozen=True, slots=True)
class Standing:
    """The bands of one account as of one date, each None when there is none.

    Attributes:
        raw_band: of the score alone.
        steady_band: after margin and dwell time, before caps.
        band: after caps: what the score says.
        effective_band: after people's word, caps and growth: what is worked with.
        caps: those in force, and the lift of a new account.
    """

    raw_band: str | None
    steady_band: str | None
    band: str | None
    effective_band: str | None
    caps: tuple[CapApplied, ...]


def standing(
    card: Scorecard,
    score: float | None,
    *,
    steady_band: str | None,
    caps: Sequence[Cap] = (),
    lift: CapApplied | None = None,
    overlay_band: str | None = None,
    growth_score: float | None = None,
) -> Standing:
    """Put the bands together.

    A withheld score has no band; its effective band is the overlay's (under the caps) and never
    growth, and is None where the scorecard only shows the overlay (``wins: score``).

    Args:
        card: the scorecard.
        score: None when withheld.
        steady_band: what ``steady`` holds for this date; not looked at when withheld.
        caps: those in force (``caps_in_force``).
        lift: what keeps a new account out of the lowest band (``new_account_floor``).
        overlay_band: of a fresh overlay.
        growth_score: of the growth scorecard, None when there is none or it is withheld.
    """
    if score is None:
        said = overlay_band if _people_count(card) else None
        effective = capped(card, said, caps)
        return Standing(None, None, None, effective, applied(card, caps, held_down=[said]))
    held = steady_band or raw_band(card, score)
    lifted = lift.band if lift else held
    band = capped(card, lifted, caps)
    said = _with_overlay(card, band, overlay_band)
    effective = _grown(card, capped(card, said, caps), growth_score)
    shown = applied(card, caps, held_down=[lifted, said])
    return Standing(raw_band(card, score), held, band, effective, (lift, *shown) if lift else shown)


def _people_count(card: Scorecard) -> bool:
    return card.overlay is not None and card.overlay.wins != "score"


def _with_overlay(card: Scorecard, band: str | None, overlay_band: str | None) -> str | None:
    if overlay_band is None or card.overlay is None or card.overlay.wins == "score":
        return band
    if card.overlay.wins == "lower":
        return lower_of(card, band, overlay_band)
    return overlay_band


def _grown(card: Scorecard, band: str | None, growth_score: float | None) -> str | None:
    growth = card.growth
    if growth is None or band != growth.on or growth_score is None:
        return band
    return growth.band.name if six_decimals(growth_score) >= growth.from_score else band
