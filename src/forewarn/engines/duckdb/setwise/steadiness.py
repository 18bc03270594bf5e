"""Steady bands over a whole book: the state machine of ``scoring.steady`` over small numbers.

SQL sends one text per account, a character per weekly date; a scorecard's machine is a handful of
tables, so that a week costs two look-ups.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forewarn.engines.duckdb.setwise.edges import Edges
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.steady import WARM_UP

WITHHELD = -1
"""The class of a date without a score."""
NO_BAND = -1
"""The rank held before the first scored week."""


class Machine:
    """Runs weekly classes of scores through a scorecard's steadiness."""

    def __init__(self, card: Scorecard, edges: Edges, weeks: Sequence[date]) -> None:
        """Prepare for a list of weekly dates.

        Args:
            card: for its dwell time.
            edges: the scorecard's.
            weeks: ascending.
        """
        self._raw = edges.raw
        self._moves = edges.moves
        self._wait = card.steady.or_after_days
        self._days = [on.toordinal() for on in weeks]
        everywhere = zip(*edges.moves, strict=True)
        self._decisive = tuple(all(moves) for moves in everywhere)

    def held(self, classes: Sequence[int]) -> list[int]:
        """Rank of the band held after every week, as ``held_weekly`` has it.

        Args:
            classes: per weekly date the class of the score, WITHHELD where there is none.
        """
        days, decisive, found = self._days, self._decisive, []
        band, since, forgets = NO_BAND, -1, 0
        for place, score in enumerate(classes):
            band, since = self._step(band, since, place, score)
            if score >= 0 and decisive[score]:
                forgets = place
            if days[forgets] < days[place] - WARM_UP.days:
                found.append(self._afresh(classes, place))
            else:
                found.append(band)
        return found

    def _step(self, band: int, since: int, place: int, score: int) -> tuple[int, int]:
        if score < 0:
            return band, -1
        if band < 0 or self._moves[band][score]:
            return self._raw[score], -1
        since = place if since < 0 else since
        if self._wait is not None and self._days[place] - self._days[since] >= self._wait:
            return self._raw[score], -1
        return band, since

    def _afresh(self, classes: Sequence[int], last: int) -> int:
        """The band from the warm-up alone, where no week in it was decisive."""
        start = last
        while start and self._days[start - 1] >= self._days[last] - WARM_UP.days:
            start -= 1
        band, since = NO_BAND, -1
        for place in range(start, last + 1):
            band, since = self._step(band, since, place, classes[place])
        return band

    def read(self, held: int, score: int) -> int:
        """What a date between two weekly ones reads of the state, as ``peek`` does."""
        if score < 0 or (held >= 0 and not self._moves[held][score]):
            return held
        return self._raw[score]
