"""Where a score begins to count as something else: band edges and margins as exact doubles.

Bands and steadiness look at the score rounded to 6 decimals, always by comparisons that only ever
turn once as the score rises. So each has one double from which it holds, found by halving with
the reference itself as the judge, and SQL compares without rounding.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from forewarn.scorecard.model import Scorecard, Steady
from forewarn.scoring.bands import raw_band
from forewarn.scoring.steady import Held, step

_TOP = 100.0


def first_from(holds: Callable[[float], bool]) -> float | None:
    """The smallest score of 0 to 100 from which a rising condition holds; None when none does."""
    if not holds(_TOP):
        return None
    if holds(0.0):
        return 0.0
    low, high = _bits(0.0), _bits(_TOP)
    while high - low > 1:  # doubles of one sign are in the order of their bits
        middle = (low + high) // 2
        low, high = (low, middle) if holds(_double(middle)) else (middle, high)
    return _double(high)


def _bits(number: float) -> int:
    return int(struct.unpack("<q", struct.pack("<d", number))[0])


def _double(bits: int) -> float:
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])


@dataclass(frozen=True, slots=True)
class Edges:
    """A scorecard's bands and margins as classes of scores.

    A score's class is the number of ``cuts`` that it has reached.

    Attributes:
        cuts: ascending scores at which anything changes; the first class begins below them.
        raw: rank of the raw band by class.
        moves: per held band and class, whether the band moves at once.
    """

    cuts: tuple[float, ...]
    raw: tuple[int, ...]
    moves: tuple[tuple[bool, ...], ...]

    @classmethod
    def of(cls, card: Scorecard) -> Edges:
        """The edges of a scorecard with bands."""
        waiting = replace(card, steady=Steady(card.steady.margin))
        bands = range(len(card.bands))
        conditions = [_reaches(card, band) for band in bands]
        conditions += [_stays_up(waiting, band) for band in bands]
        conditions += [_moves_up(waiting, band) for band in bands]
        found = {first_from(holds) for holds in conditions}
        cuts = tuple(sorted(cut for cut in found if cut))
        seen = (0.0, *cuts)
        return cls(
            cuts,
            tuple(card.rank(raw_band(card, score)) for score in seen),
            tuple(tuple(_moves(waiting, band, score) for score in seen) for band in bands),
        )

    def place(self, score: float) -> int:
        """The class of a score."""
        return bisect_right(self.cuts, score)


def _reaches(card: Scorecard, band: int) -> Callable[[float], bool]:
    return lambda score: card.rank(raw_band(card, score)) >= band


def _moves(card: Scorecard, band: int, score: float) -> bool:
    held = Held(card.bands[band].name)
    return step(card, held, date.min, score=score).away_since is None


def _stays_up(card: Scorecard, band: int) -> Callable[[float], bool]:
    """Not so far below the band that it falls at once."""
    reaches = _reaches(card, band)
    return lambda score: reaches(score) or not _moves(card, band, score)


def _moves_up(card: Scorecard, band: int) -> Callable[[float], bool]:
    """So far above the band that it rises at once."""
    above = _reaches(card, band + 1)
    return lambda score: above(score) and _moves(card, band, score)
