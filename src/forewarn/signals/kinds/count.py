"""How many rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from forewarn.signals.cell import Cell
from forewarn.signals.over_facts import PerSeats, Windowed
from forewarn.signals.presence import counted
from forewarn.signals.primitives import Additive, Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import number_text, rows_of
from forewarn.terms.signal import SignalValue


class Count(PerSeats, Windowed):
    """Number of rows, such as tickets in 30 days; the count column of events is honoured."""

    kind: Literal["count"]

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """One count, and the seats of an earlier date where needed."""
        count = Additive(self.facts(), self.window(back_days))
        return (count, *self.seat_reductions(back_days))

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The count; none is 0 where the table covers the account."""
        count = counted(next(values), cell=cell, table=self.table, back_days=back_days)
        return self.seated(count, values, cell, back_days)

    def unit(self) -> str:
        """The rows' name."""
        return self.stated_unit or rows_of(self.table)

    def total_phrase(self, value: SignalValue) -> str:
        """Such as ``3 tickets in 30 days``."""
        return f"{number_text(value.value)} {self.noun(value)}{self.within()}{self.filtered}"
