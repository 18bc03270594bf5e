"""The mean of a column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from forewarn.signals.cell import Cell
from forewarn.signals.filters.tree import AllOf, Missing, Not
from forewarn.signals.over_facts import Windowed, WithNumber
from forewarn.signals.presence import known, nothing
from forewarn.signals.primitives import Additive, Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import number, number_text, rows_of, spoken
from forewarn.terms.signal import SignalValue


class Mean(WithNumber, Windowed):
    """Mean of a column over the rows where it is filled in, such as hours to resolution."""

    kind: Literal["mean"]

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The sum, and the number of rows that have the column."""
        filled = Not(Missing(self.column))
        facts = self.facts(AllOf((self.where, filled)) if self.where else filled)
        window = self.window(back_days)
        return Additive(facts, window, self.column), Additive(facts, window, each_row=True)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The mean; nothing to average is not applicable where the table covers the account."""
        total, count = next(values), next(values)
        if not count:
            why = f"no {rows_of(self.table)} with {spoken(self.column)}{self.within()}"
            return nothing(why, cell=cell, table=self.table, back_days=back_days)
        mean = number(float(total or 0) / float(count))
        return known(mean, cell=cell, table=self.table, detail=f"{number_text(number(count))}")

    def phrase(self, value: SignalValue) -> str:
        """Such as ``9.5 resolution hours on average over 12 tickets in 90 days``."""
        noun = self.label or spoken(self.column)
        over = "" if value.detail is None else f" over {value.detail} {self._rows(value.detail)}"
        return f"{number_text(value.value)} {noun} on average{over}{self.within()}{self.filtered}"

    def _rows(self, count: str) -> str:
        return rows_of(self.table, 1 if count == "1" else 2)
