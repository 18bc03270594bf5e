"""What is open as of the date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from forewarn.signals.cell import Cell
from forewarn.signals.checks import check_column, check_number_column
from forewarn.signals.fields import Name
from forewarn.signals.filters.describe import describe
from forewarn.signals.kinds.intervals import Intervals
from forewarn.signals.over_facts import PerSeats
from forewarn.signals.presence import counted
from forewarn.signals.primitives import Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import number_text, rows_of, spoken
from forewarn.terms.signal import SignalValue


class Open(PerSeats, Intervals):
    """Number of rows open as of the date, or the sum of a column over them, such as seats."""

    kind: Literal["open"]
    column: Name | None = Field(
        default=None, description="Column to sum over the open rows; without it they are counted."
    )

    @field_validator("column")
    @classmethod
    def _check_column(cls, column: str | None, known: ValidationInfo) -> str | None:
        if column is not None:
            check_column(column, known.data.get("table"), at=None)
            check_number_column(column, known.data.get("table"))
        return column

    def _columns(self) -> Iterator[str]:
        yield from super()._columns()
        if self.column is not None:
            yield self.column

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The open rows, and the seats of an earlier date where needed."""
        rows = self.open_rows(back_days, amount=self.column)
        return (rows, *self.seat_reductions(back_days))

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The count or sum; none is 0 where the table covers the account."""
        total = counted(next(values), cell=cell, table=self.table, back_days=back_days)
        return self.seated(total, values, cell, back_days)

    def total_phrase(self, value: SignalValue) -> str:
        """Such as ``2 open tickets`` or ``250 seats in open contracts``."""
        if self.column is None:
            text = f"{number_text(value.value)} {self._open_noun(value)}"
        else:
            noun = self.label or f"{spoken(self.column)} in open {rows_of(self.table)}"
            text = f"{number_text(value.value)} {noun}"
        return text if self.where is None or self.label else f"{text} ({describe(self.where)})"

    def _open_noun(self, value: SignalValue) -> str:
        return self.label or f"open {rows_of(self.table, value.value)}"
