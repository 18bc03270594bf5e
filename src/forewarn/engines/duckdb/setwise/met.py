"""Readings and caps that were met so far, each once: what SQL found at one cell that has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forewarn.engines.duckdb.setwise.alike import Coded, blocks, firsts, looked_up
from forewarn.engines.duckdb.setwise.told import Key, Told

if TYPE_CHECKING:
    from forewarn.engines.duckdb.setwise.alike import Whole


@dataclass(slots=True)
class Met:
    """What is told apart by some columns, the same in every part of a book.

    Attributes:
        answers: columns of SQL's answers (``Rendering.select``).
        found: the answers by number, a list for each of these columns.
    """

    answers: tuple[str, ...]
    found: list[list[Any]] = field(init=False)
    _numbers: dict[Key, int] = field(default_factory=dict, init=False)
    _lasting: Any = field(default=None, init=False)
    _count: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.found = [[] for _ in self.answers]

    def number(self, told: Told, columns: Sequence[str]) -> tuple[Whole, Whole]:
        """The number of every cell, and a cell of each number that is new, in their order.

        Args:
            told: the cells.
            columns: by which they are told apart; the same at every call.
        """
        import numpy as np

        alike = told.alike(columns)
        if alike.lasting:
            return self._looked_up(alike)
        numbers = self._numbers
        assert alike.numbers is not None
        there, first = firsts(alike)
        found, new = [], []
        for key, cell in zip(told.keys(columns, first), first.tolist(), strict=True):
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = self._count
                self._count += 1
                new.append(cell)
            found.append(number)
        table = np.zeros(alike.count, np.int32)
        table[there] = found
        return looked_up(table, alike.numbers), np.asarray(new, np.int64)

    def _looked_up(self, alike: Coded) -> tuple[Whole, Whole]:
        """The same where what tells cells apart is a number that lasts."""
        import numpy as np

        if self._lasting is None:
            self._lasting = np.full(alike.count, -1, np.int32)
        table, codes = self._lasting, alike.numbers
        assert codes is not None
        numbers, new = np.empty(len(codes), np.int32), [np.zeros(0, np.int64)]
        for block in blocks(len(codes)):  # after the first few there is hardly anything new
            found, some = numbers[block], codes[block]
            np.take(table, some, out=found, mode="clip")
            if int(found.min()) < 0:
                unknown = np.flatnonzero(found < 0)
                there, first = np.unique(some[unknown], return_index=True)
                table[there] = np.arange(self._count, self._count + len(there))
                self._count += len(there)
                found[unknown] = table.take(some[unknown])
                new.append(unknown[first] + block.start)
        return numbers, np.concatenate(new)

    def learn(self, answers: Sequence[Sequence[Any]]) -> None:
        """Take SQL's answers for the new ones, in their order, a column each."""
        for known, more in zip(self.found, answers, strict=True):
            known += more
