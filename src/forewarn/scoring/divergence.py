"""Where people and the score differ, and for how long (SEMANTICS 16, 17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forewarn.scorecard.model import Cap, Scorecard
from forewarn.scoring.bands import raw_band
from forewarn.scoring.caps import capped
from forewarn.scoring.curves import Attributes
from forewarn.scoring.score import Values, quick_score
from forewarn.terms.score import Divergence

OPENS_AFTER = timedelta(weeks=2)
WATCHING, OPEN = "watching", "open"


@dataclass(frozen=True, slots=True)
class Said:
    """What score and people said at one as_of.

    Attributes:
        computed: the band, or the comparison band where a rating is an input; None = withheld.
        overlay: the band of a fresh overlay; None = nobody says anything.
    """

    on: date
    computed: str | None
    overlay: str | None


def divergence(card: Scorecard, history: Iterable[Said]) -> Divergence | None:
    """The divergence at the last of these dates.

    A run lasts while the two differ, whichever bands they are; it ends when they agree. A date
    on which either is silent neither agrees nor differs: the same pair goes on after it, another
    pair begins anew. The run is open once it has stood for two weeks, or as soon as either side
    was the lowest band.

    Args:
        card: the scorecard, for its bands.
        history: by ascending date: the weekly dates, then possibly one between them.

    Returns:
        None when the two agree, or either is silent, at the last date.
    """
    run = _Run(card.bands[0].name)
    last = None
    for last in history:
        run.add(last)
    if last is None or run.first is None or last.computed is None or last.overlay is None:
        return None
    is_open = run.at_lowest or last.on - run.first >= OPENS_AFTER
    return Divergence(last.computed, last.overlay, OPEN if is_open else WATCHING, run.first)


class _Run:
    """The unbroken difference up to the newest date seen."""

    def __init__(self, lowest: str) -> None:
        self.lowest = lowest
        self.first: date | None = None
        self.at_lowest = False
        self._pair: tuple[str, str] | None = None
        self._was_silent = False

    def add(self, said: Said) -> None:
        """One more date."""
        if said.computed is None or said.overlay is None:
            self._was_silent = True
            return
        pair = (said.computed, said.overlay)
        if pair[0] == pair[1] or (self._was_silent and pair != self._pair):
            self.first, self.at_lowest = None, False
        if pair[0] != pair[1]:
            self.first = self.first or said.on
            self.at_lowest = self.at_lowest or self.lowest in pair
        self._pair, self._was_silent = pair, False


def judgements(card: Scorecard) -> frozenset[str]:
    """Names of the inputs that rest on people's assessments."""
    return frozenset(
        each.name
        for each in card.inputs
        if "assessments" in card.signals[each.signal].tables(card.signals)
    )


def without_judgements(card: Scorecard) -> Scorecard | None:
    """The scorecard to compare people's word with: a rating counts once.

    Returns:
        None when no input is a judgement: then ``band`` itself is compared.
    """
    rated = judgements(card)
    return without_inputs(card, rated) if rated else None


def without_inputs(card: Scorecard, names: frozenset[str]) -> Scorecard:
    """The same scorecard without these inputs."""
    return replace(card, inputs=tuple(each for each in card.inputs if each.name not in names))


def comparison_band(
    bare: Scorecard, values: Values, attributes: Attributes, *, caps: Sequence[Cap]
) -> str | None:
    """Raw band, under the caps in force, of the score without people's ratings.

    Args:
        bare: what ``without_judgements`` gave.
        values: by signal name.
        attributes: dated attributes.
        caps: those in force.

    Returns:
        None when too little is left to score.
    """
    score = quick_score(bare, values, attributes)
    return None if score is None else capped(bare, raw_band(bare, score), caps)
