"""The four standing lists: whom to save, whom to help, who may grow, which renewal to fight for.

An account may stand on several; ``intervene`` and ``help`` exclude each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forewarn.plays.agenda import Asks
from forewarn.scoring.attention import RENEWAL_DAYS, days_left, decides_on, place_of, respond_by
from forewarn.scoring.looking import day_in_words, in_a_sentence
from forewarn.terms.band import Band
from forewarn.terms.score import Plain

INTERVENE, HELP, EXPAND, RENEWAL = "intervene", "help", "expand", "renewal"
LISTS: Mapping[str, str] = {
    INTERVENE: "Intervene now",
    HELP: "Needs help",
    EXPAND: "Ready to expand",
    RENEWAL: "Renewal at risk",
}
_TROUBLE = frozenset(
    ("not_scored", "moved_down", "slips", "fell", "drifts", "champion_gone", "how_to", "response")
)
_GRAVE = frozenset(("moved_down", "slips", "champion_gone"))


@dataclass(frozen=True, slots=True)
class Listed(Plain):
    """An account on a standing list.

    Attributes:
        name: of the list, a key of ``LISTS``.
        reason: in a sentence.
        next_step: what to do next, in a sentence.
    """

    name: str
    reason: str
    next_step: str


def lists_of(asks: Asks) -> tuple[Listed, ...]:
    """The standing lists that an account is on; none while a context holds its alarms back."""
    return tuple(_listed(asks, name) for name in _names(asks))


def _names(asks: Asks) -> Iterator[str]:
    kinds = {each.kind for each in asks.why}
    soon = _soon(asks)
    if _grown(asks):
        yield EXPAND
    if asks.held:
        return
    if "lowest" in kinds or (soon and kinds & _GRAVE):
        yield INTERVENE
    elif kinds & _TROUBLE or (asks.result.effective_band and not _in_top_band(asks)):
        yield HELP
    if soon and (not _in_top_band(asks) or kinds & _TROUBLE or "differs" in kinds):
        yield RENEWAL


def _soon(asks: Asks) -> bool:
    left = days_left(asks.result)
    return left is not None and 0 <= left <= RENEWAL_DAYS


def _in_top_band(asks: Asks) -> bool:
    """In the top band or above it; in none is not."""
    band = asks.result.effective_band
    return band is not None and place_of(asks.card, band) >= len(asks.card.bands) - 1


def _grown(asks: Asks) -> bool:
    growth = asks.card.growth
    return growth is not None and asks.result.effective_band == growth.band.name


def _listed(asks: Asks, name: str) -> Listed:
    if name == EXPAND:
        return Listed(name, _why_expand(asks), _play(_growth(asks)))
    said = [each.words for each in asks.why]
    step = _before(asks) if name == RENEWAL else next_step(asks)
    return Listed(name, in_a_sentence(said or [_stands(asks)]), step)


def _stands(asks: Asks) -> str:
    return f"stands in {asks.result.effective_band or 'no band'}"


def _growth(asks: Asks) -> Band | None:
    return asks.card.growth.band if asks.card.growth else None


def _why_expand(asks: Asks) -> str:
    score, growth = asks.result.growth_score, asks.card.growth
    if score is None or growth is None:
        return "Healthy, and passes the expansion scorecard."
    return f"{growth.scorecard.capitalize()} {score:.1f}, from {growth.from_score:g} on."


def next_step(asks: Asks) -> str:
    """What to do next about an account, in a sentence; empty where nothing asks."""
    kinds = {each.kind for each in asks.why}
    by = respond_by(asks.card, asks.past)
    if by is not None:
        late = by < asks.result.as_of
        return _play(_band(asks)) + ("" if late else f" Respond by {day_in_words(by)}.")
    if kinds & _TROUBLE or "lowest" in kinds:
        return _play(_band(asks))
    if "differs" in kinds:
        return "Answer the divergence."
    if "assess" in kinds:
        return "Assess it."
    return _before(asks) if "renews" in kinds else ""


def _before(asks: Asks) -> str:
    """The step of a renewal: the play of its band, before the customer decides."""
    on = decides_on(asks.result)
    until = "" if on is None else f" Before {day_in_words(on)}."
    return _play(_band(asks)) + until


def _band(asks: Asks) -> Band | None:
    band = asks.result.effective_band
    growth = _growth(asks)
    if growth is not None and band == growth.name:
        return growth
    return next((each for each in asks.card.bands if each.name == band), None)


def _play(band: Band | None) -> str:
    return "Decide what to do." if band is None else f"Play {band.playbook}."
