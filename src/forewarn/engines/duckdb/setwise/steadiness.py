"""Steady bands over a whole book: the state machine of ``scoring.steady`` over small numbers.

A byte per account and weekly date is the class of its score (``Edges``). A book goes through the
machine week by week, all accounts at once. A week whose score lies the margin inside its band
gives that band whatever went before; where there was none for as long as the warm-up, the weeks
of the warm-up are walked through by themselves, as they are for one account asked alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from forewarn.engines.duckdb.setwise.edges import Edges
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.steady import WARM_UP

if TYPE_CHECKING:
    import numpy as np

    Bytes = np.ndarray[tuple[int, int], np.dtype[np.uint8]]

WITHHELD = 64
"""The byte of a date without a score; the lowest class follows it."""
NO_BAND = 255
"""What is held before the first scored week."""
_AT_ONCE, _STAYS, _DECIDES = 1, 2, 4
"""What a score does to a band: it moves it at once, it may move it in the end; and whether what
went before is of no matter."""
_AT_REST = date.max.toordinal() + 1
"""The day since which a band is left, while it is not."""


class Machine:
    """Runs weekly classes of scores through a scorecard's steadiness."""

    def __init__(self, card: Scorecard, edges: Edges, weeks: Sequence[date]) -> None:
        """Prepare for a list of weekly dates.

        Args:
            card: for its dwell time.
            edges: the scorecard's.
            weeks: ascending.
        """
        after = WITHHELD + 1
        self._wait = card.steady.or_after_days
        self._days = [on.toordinal() for on in weeks]
        self._raw = bytes([NO_BAND] * after) + bytes(edges.raw)
        self._moves = [(False,) * after + moves for moves in edges.moves]
        decisive = [
            after + n for n, moves in enumerate(zip(*edges.moves, strict=True)) if all(moves)
        ]
        self._decisive = decisive
        inside = b"".join(re.escape(bytes([each])) for each in decisive)
        self._between = re.compile(b"[^" + inside + b"]+" if inside else b".+", re.DOTALL)
        self._bands = self._raw.ljust(256, bytes([NO_BAND]))

    def held(self, classes: bytes) -> bytes:
        """Rank of the band held after every week, as ``held_weekly`` has it; a byte each.

        Args:
            classes: per weekly date the class of the score, WITHHELD where there is none.
        """
        found = bytearray(classes.translate(self._bands))
        for run in self._between.finditer(classes):
            self._walk(classes, found, run.start(), run.end())
        return bytes(found)

    def held_by_all(self, classes: Bytes) -> Bytes:
        """The same for many accounts at once: a row each, a column per week."""
        import numpy as np

        by_week = np.ascontiguousarray(classes.T)  # a week's accounts beside each other
        found = np.empty_like(by_week)
        band = np.full(len(classes), NO_BAND, np.uint8)
        since = np.full(len(classes), _AT_REST, np.int32)
        decided = np.full(len(classes), self._days[0] if self._days else 0, np.int32)
        for place, day in enumerate(self._days):
            score = by_week[place]
            what = self._tables.take(band.astype(np.uint16) << 8 | score)
            turns = (what & _AT_ONCE).view(bool)
            if self._wait is not None:
                np.minimum(since, day, out=since)
                np.copyto(since, _AT_REST, where=(what & _STAYS) == 0)
                turns |= since <= day - self._wait
                np.copyto(since, _AT_REST, where=turns)
            np.copyto(band, self._ranks.take(score), where=turns)
            found[place] = band
            np.copyto(decided, day, where=(what & _DECIDES) != 0)
            if self._days[0] < day - WARM_UP.days:
                self._begin_afresh(by_week, found, place, decided < day - WARM_UP.days)
        return np.ascontiguousarray(found.T)

    def _begin_afresh(self, by_week: Bytes, found: Bytes, place: int, long_ago: Any) -> None:
        """Bands where no week was decisive for as long as the warm-up, from that alone."""
        for row in (long_ago & (found[place] != NO_BAND)).nonzero()[0].tolist():
            found[place, row] = self._afresh(by_week[:, row].tobytes(), place)

    @cached_property
    def _ranks(self) -> Any:
        """By class the rank of its raw band."""
        import numpy as np

        return np.frombuffer(self._bands, np.uint8)

    @cached_property
    def _tables(self) -> Any:
        """By band held and class what becomes of the band, as bits."""
        import numpy as np

        found = np.full((NO_BAND + 1, NO_BAND + 1), _STAYS, np.uint8)
        for band, row in enumerate(self._moves):
            found[band, : len(row)][np.array(row, bool)] = _AT_ONCE
        found[NO_BAND, WITHHELD + 1 :] = _AT_ONCE
        found[:, WITHHELD] = 0
        found[:, self._decisive] |= _DECIDES
        return found.ravel()

    def _walk(self, classes: bytes, found: bytearray, start: int, end: int) -> None:
        """Fills in a run of weeks none of which is decisive; the week before it was, if any."""
        days, first = self._days, max(start - 1, 0)
        band, since = (found[start - 1] if start else NO_BAND), -1
        for place in range(start, end):
            band, since = self._step(band, since, place, classes[place])
            fresh = band != NO_BAND and days[first] < days[place] - WARM_UP.days
            found[place] = self._afresh(classes, place) if fresh else band

    def _step(self, band: int, since: int, place: int, score: int) -> tuple[int, int]:
        if score == WITHHELD:
            return band, -1
        if band == NO_BAND or self._moves[band][score]:
            return self._raw[score], -1
        since = place if since < 0 else since
        if self._wait is not None and self._days[place] - self._days[since] >= self._wait:
            return self._raw[score], -1
        return band, since

    def _afresh(self, classes: bytes, last: int) -> int:
        """The band from the warm-up alone, where no week in it was decisive."""
        start = last
        while start and self._days[start - 1] >= self._days[last] - WARM_UP.days:
            start -= 1
        band, since = NO_BAND, -1
        for place in range(start, last + 1):
            band, since = self._step(band, since, place, classes[place])
        return band

    def read(self, held: int, score: int) -> int:
        """What a date between two weekly ones reads of the state, as ``peek`` does.

        Args:
            held: the state after the last weekly date before it.
            score: the class of its own score.
        """
        if score == WITHHELD or (held != NO_BAND and not self._moves[held][score]):
            return held
        return self._raw[score]
