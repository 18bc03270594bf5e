"""Weights over a whole book: shared out once for all cells whose inputs stand alike.

How an input stands is a small number: the code of the status that counts, and whether the input
is in use. What follows from all of them is asked of the reference; sums run in file order, so that
scores are the reference's to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forewarn.engines.duckdb.setwise.alike import ALIKE, Coded, firsts, looked_up, together
from forewarn.engines.duckdb.setwise.codes import (
    MISSING,
    NOT_APPLICABLE,
    OBSERVED,
    STALE,
    STATUSES,
    double,
)
from forewarn.scorecard.model import Input, Scorecard
from forewarn.scoring.curves import lowest
from forewarn.scoring.score import NEUTRAL, Shares, Weighed, shares

if TYPE_CHECKING:
    import numpy as np

    from forewarn.engines.duckdb.setwise.alike import Whole

    Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]

_IN_USE = len(STATUSES)
States = tuple[int, ...]
"""How every input stands."""


def weighed(each: Input, place: int, status: str, applies: str) -> list[str]:
    """Columns of one input: the status that counts, and its points.

    Args:
        each: the input.
        place: its place in the file; its curve's points stand in ``y<place>``.
        status: the signal's status column.
        applies: whether the curve has something to say for this account.
    """
    y = f"y{place}"
    gone = f"{status} = {NOT_APPLICABLE}" + ("" if applies == "true" else f" OR NOT {applies}")
    counts = (
        f"CASE WHEN {gone} THEN {NOT_APPLICABLE} WHEN {y} IS NOT NULL THEN {OBSERVED}"
        f" WHEN {status} = {STALE} THEN {STALE} ELSE {MISSING} END"
    )
    points = y
    if each.missing != "reweight":
        filled = NEUTRAL if each.missing == "neutral" else lowest(each.curve)
        points = f"CASE WHEN NOT ({gone}) THEN coalesce({y}, {double(filled)}) END"
    return [f"CAST({counts} AS UTINYINT) AS counts_{place}", f"{points} AS points_{place}"]


def state(counts: int, points: float | None) -> int:
    """How an input stands."""
    return counts + (0 if points is None else _IN_USE)


@dataclass(frozen=True, slots=True)
class Weighing:
    """Cells of a book by how their inputs stand.

    Attributes:
        patterns: the different ways in which all inputs stand.
        of_cell: which one each cell has, by its place.
        shares: what follows from each.
    """

    patterns: Sequence[States]
    of_cell: Whole
    shares: Sequence[Shares]

    @classmethod
    def of(
        cls, card: Scorecard, readings: Sequence[Whole], states: Sequence[Sequence[int]], cells: int
    ) -> Weighing:
        """Weigh the cells of a book.

        Args:
            card: the scorecard.
            readings: per input the number of its reading, by cell.
            states: per input how it stands, by number of a reading.
            cells: how many there are.
        """
        import numpy as np

        alike = together([_stands(*each) for each in zip(readings, states, strict=True)], cells)
        there, first = firsts(alike)
        stood = [
            np.asarray(of)[numbers[first]].tolist()
            for numbers, of in zip(readings, states, strict=True)
        ]
        patterns = list(zip(*stood, strict=True)) if stood else [()] * len(there)
        table = np.zeros(alike.count, np.int32)
        table[there] = np.arange(len(there))
        found = [_shares(card, pattern) for pattern in patterns]
        assert alike.numbers is not None
        return cls(patterns, looked_up(table, alike.numbers), found)

    def of_each(self, answers: Sequence[float]) -> Any:
        """Per cell the answer of its pattern; one number where all patterns have the same."""
        import numpy as np

        alike = len(set(answers)) == 1
        return answers[0] if alike else looked_up(np.asarray(answers), self.of_cell)

    def weights(self, each: Input) -> list[float]:
        """The effective weight of an input in use, by pattern; 0 where none is in use."""
        return [each.weight / s.used if s.used > 0 else 0.0 for s in self.shares]


def _stands(readings: Whole, states: Sequence[int]) -> Coded:
    import numpy as np

    different, codes = np.unique(np.asarray(states, np.int64), return_inverse=True)
    if len(different) <= 1:
        return ALIKE
    return Coded(looked_up(codes.astype(np.uint8), readings), len(different))


def _shares(card: Scorecard, pattern: States) -> Shares:
    weighed = [
        Weighed(each, STATUSES[state % _IN_USE], 0.0 if state >= _IN_USE else None)
        for each, state in zip(card.inputs, pattern, strict=True)
    ]
    return shares(weighed, card.coverage_floor)
