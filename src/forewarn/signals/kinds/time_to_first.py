"""How long it took until something first happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from forewarn.signals.cell import Cell
from forewarn.signals.filters.describe import describe
from forewarn.signals.over_facts import OverFacts
from forewarn.signals.presence import known
from forewarn.signals.primitives import Earliest, Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import date_text, days, no_facts, rows_of
from forewarn.terms.signal import SignalValue, missing

NOT_YET = "not yet"


class TimeToFirst(OverFacts):
    """Days from the account's first day to the first row, such as the first approved invoice."""

    kind: Literal["time_to_first"]
    default_unit: ClassVar[str] = "days"

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The day of the oldest row."""
        return (Earliest(self.facts(), back_days),)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The days; not yet counts as the age so far where the table covers the account."""
        first, age = next(values), cell.age_days(back_days)
        if first is None and not cell.covered(self.table, back_days=back_days):
            return missing(no_facts(self.table))
        if age is None or cell.account.created_on is None:
            return missing("the account's first day is not known")
        if first is None:
            return known(max(age, 0), cell=cell, table=self.table, detail=NOT_YET)
        took = max((first - cell.account.created_on).days, 0)
        return known(took, cell=cell, table=self.table, on=first)

    def phrase(self, value: SignalValue) -> str:
        """Such as ``first invoice after 21 days (24 March 2026)``."""
        what = self.label or rows_of(self.table, 1)
        told = "" if self.where is None or self.label else f" where {describe(self.where)}"
        if value.detail == NOT_YET:
            return f"no {what}{told} yet, after {days(value.value)}"
        on = "" if value.on is None else f" ({date_text(value.on)})"
        return f"first {what}{told} after {days(value.value)}{on}"
