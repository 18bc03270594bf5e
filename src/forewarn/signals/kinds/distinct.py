"""How many different ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator

from forewarn.signals.cell import Cell
from forewarn.signals.checks import DAY, check_column
from forewarn.signals.fields import NAME, Name
from forewarn.signals.over_facts import PerSeats, Windowed
from forewarn.signals.presence import counted
from forewarn.signals.primitives import Distinct as DistinctKeys
from forewarn.signals.primitives import Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import number_text, rows_of, spoken
from forewarn.terms.signal import SignalValue


def _listed(written: object) -> object:
    return [written] if isinstance(written, str) else written


_ONE = {"type": "string", "pattern": NAME}
Columns = Annotated[
    tuple[Name, ...],
    Field(min_length=1, max_length=8),
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [_ONE, {"type": "array", "items": _ONE, "minItems": 1}]}),
]


class Distinct(PerSeats, Windowed):
    """Number of different values of a column, or combinations of several, such as users."""

    kind: Literal["distinct"]
    column: Columns = Field(
        description="The column, or a list of them; day stands for the day of the row."
    )

    @field_validator("column")
    @classmethod
    def _check_columns(cls, columns: tuple[str, ...], known: ValidationInfo) -> tuple[str, ...]:
        for column in columns:
            if column != DAY:
                check_column(column, known.data.get("table"), at=known.data.get("at"))
        return columns

    def _columns(self) -> Iterator[str]:
        yield from super()._columns()
        yield from (column for column in self.column if column != DAY)

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """One distinct count, and the seats of an earlier date where needed."""
        count = DistinctKeys(self.facts(), self.column, self.window(back_days))
        return (count, *self.seat_reductions(back_days))

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The count; none is 0 where the table covers the account."""
        count = counted(next(values), cell=cell, table=self.table, back_days=back_days)
        return self.seated(count, values, cell, back_days)

    def total_phrase(self, value: SignalValue) -> str:
        """Such as ``14 different users in 30 days``."""
        noun = self.label or f"different {self._things(value)} in {rows_of(self.table)}"
        return f"{number_text(value.value)} {noun}{self.within()}{self.filtered}"

    def _things(self, value: SignalValue) -> str:
        named = " and ".join(spoken(column.removesuffix("_id")) for column in self.column)
        return named if value.value == 1 else f"{named}s"
