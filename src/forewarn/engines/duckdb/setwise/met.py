"""Readings and caps that were met so far, each once: what SQL found at one cell that has it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forewarn.engines.duckdb.setwise.alike import firsts
from forewarn.engines.duckdb.setwise.told import Key, Told

if TYPE_CHECKING:
    from forewarn.engines.duckdb.setwise.alike import Whole


@dataclass(slots=True)
class Met:
    """What is told apart by some columns.

    Attributes:
        answers: columns of SQL's answers (``Rendering.select``).
        found: the answers by number, a list for each of these columns.
    """

    answers: tuple[str, ...]
    found: list[list[Any]] = field(init=False)
    _numbers: dict[Hashable, dict[Key, int]] = field(default_factory=dict, init=False)
    _count: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.found = [[] for _ in self.answers]

    def number(self, told: Told, columns: Sequence[str], by: Hashable) -> tuple[Whole, list[int]]:
        """The number of every cell, and a cell of each number that is new, in their order.

        Args:
            told: the cells.
            columns: by which they are told apart.
            by: what these columns mean; cells of other calls are alike only under the same.
        """
        import numpy as np

        alike, numbers = told.alike(columns), self._numbers.setdefault(by, {})
        there, first = firsts(alike)
        found, new = [], []
        for key, cell in zip(told.keys(columns, first), first.tolist(), strict=True):
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = self._count
                self._count += 1
                new.append(cell)
            found.append(number)
        table = np.zeros(alike.count, np.int64)
        table[there] = found
        return table[alike.numbers], new

    def learn(self, answers: Sequence[Sequence[Any]]) -> None:
        """Take SQL's answers for the new ones, in their order, a column each."""
        for known, more in zip(self.found, answers, strict=True):
            known += more
