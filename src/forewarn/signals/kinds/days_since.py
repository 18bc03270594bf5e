"""How long ago something last happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from forewarn.signals.cell import Cell
from forewarn.signals.filters.describe import describe
from forewarn.signals.over_facts import OverFacts
from forewarn.signals.presence import known
from forewarn.signals.primitives import Latest, Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import days, no_facts, rows_of
from forewarn.terms.signal import SignalValue, missing

NEVER = "never"


class DaysSince(OverFacts):
    """Days since the last row, such as the last meeting with a sponsor."""

    kind: Literal["days_since"]
    default_unit: ClassVar[str] = "days"

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The day of the newest row."""
        return (Latest(self.facts(), None, back_days),)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The days; never counts as the account's age where the table covers it."""
        newest = next(values)
        if newest is not None:
            on = newest[1]
            return known((cell.day(back_days) - on).days, cell=cell, table=self.table, on=on)
        age = cell.age_days(back_days)
        if age is None or not cell.covered(self.table, back_days=back_days):
            return missing(no_facts(self.table))
        return known(max(age, 0), cell=cell, table=self.table, detail=NEVER)

    def phrase(self, value: SignalValue) -> str:
        """Such as ``45 days since the last meeting``."""
        what = self.label or rows_of(self.table, 1)
        told = "" if self.where is None or self.label else f" where {describe(self.where)}"
        if value.detail == NEVER:
            return f"no {what}{told} in {days(value.value)} as an account"
        return f"{days(value.value)} since the last {what}{told}"
