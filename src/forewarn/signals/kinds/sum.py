"""The sum of a column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from forewarn.signals.cell import Cell
from forewarn.signals.over_facts import PerSeats, Windowed, WithNumber
from forewarn.signals.presence import counted
from forewarn.signals.primitives import Additive, Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import number_text, rows_of, spoken
from forewarn.terms.signal import SignalValue


class Sum(PerSeats, WithNumber, Windowed):
    """Sum of a column over the rows, such as the amount of opportunities; empty counts as 0."""

    kind: Literal["sum"]

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """One sum, and the seats of an earlier date where needed."""
        total = Additive(self.facts(), self.window(back_days), self.column)
        return (total, *self.seat_reductions(back_days))

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The sum; no rows is 0 where the table covers the account."""
        total = counted(next(values), cell=cell, table=self.table, back_days=back_days)
        return self.seated(total, values, cell, back_days)

    def total_phrase(self, value: SignalValue) -> str:
        """Such as ``1,200 amount of invoices in 90 days``."""
        noun = self.label or f"{spoken(self.column)} of {rows_of(self.table)}"
        return f"{number_text(value.value)} {noun}{self.within()}{self.filtered}"
