"""On how many days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from forewarn.signals.cell import Cell
from forewarn.signals.over_facts import PerSeats, Windowed
from forewarn.signals.presence import counted
from forewarn.signals.primitives import Distinct, Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import number_text
from forewarn.terms.signal import SignalValue


class ActiveDays(PerSeats, Windowed):
    """Number of days with at least one row, such as days with a login."""

    kind: Literal["active_days"]
    default_unit: ClassVar[str] = "days"

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The distinct days, and the seats of an earlier date where needed."""
        days = Distinct(self.facts(), ("day",), self.window(back_days))
        return (days, *self.seat_reductions(back_days))

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The number of days; none is 0 where the table covers the account."""
        days = counted(next(values), cell=cell, table=self.table, back_days=back_days)
        return self.seated(days, values, cell, back_days)

    def total_phrase(self, value: SignalValue) -> str:
        """Such as ``12 active days in 30 days``."""
        noun = self.label or ("active day" if value.value == 1 else "active days")
        return f"{number_text(value.value)} {noun}{self.within()}"
