"""Which part of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, ValidatorFunctionWrapHandler, field_validator

from forewarn.signals.cell import Cell
from forewarn.signals.checks import check_filter
from forewarn.signals.fields import FilterField
from forewarn.signals.filters.describe import describe
from forewarn.signals.filters.tree import AllOf, Expression, names
from forewarn.signals.over_facts import Windowed
from forewarn.signals.presence import known, nothing
from forewarn.signals.primitives import Additive, Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import number, number_text, percent, rows_of
from forewarn.terms.signal import SignalValue


class OfRows(Windowed):
    """Rows that pass a second filter among those that pass the first."""

    of: FilterField = Field(
        description="Filter on the table's columns: the rows whose part is wanted.",
        examples=["category = 'how-to'", "attended = true"],
    )

    @field_validator("of", mode="wrap")
    @classmethod
    def _check_of(
        cls, written: object, handler: ValidatorFunctionWrapHandler, known: ValidationInfo
    ) -> Expression:
        tree: Expression = handler(written)
        check_filter(tree, known.data.get("table"), text=written, at=known.data.get("at"))
        return tree

    def _columns(self) -> Iterator[str]:
        yield from super()._columns()
        yield from names(self.of)

    def part_and_whole(self, back_days: int) -> tuple[Primitive, Primitive]:
        """Counts of the rows that pass both filters, and of those that pass the first."""
        both = AllOf((self.where, self.of)) if self.where else self.of
        window = self.window(back_days)
        return Additive(self.facts(both), window), Additive(self.facts(), window)


class Share(OfRows):
    """Part of the rows that pass a second filter, 0 to 1, such as the share of how-to tickets."""

    kind: Literal["share"]
    default_unit: ClassVar[str] = "share"

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The part and the whole."""
        return self.part_and_whole(back_days)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The share; no rows at all is not applicable where the table covers the account."""
        part, whole = next(values), next(values)
        if not whole:
            why = f"no {rows_of(self.table)}{self.within()}"
            return nothing(why, cell=cell, table=self.table, back_days=back_days)
        detail = f"{number_text(number(part or 0))} of {number_text(number(whole))}"
        share = number(float(part or 0) / float(whole))
        return known(share, cell=cell, table=self.table, detail=detail)

    def phrase(self, value: SignalValue) -> str:
        """Such as ``75 % of tickets in 90 days (category is how-to; 6 of 8)``."""
        share = percent(value.value) if isinstance(value.value, (int, float)) else ""
        counts = "" if value.detail is None else value.detail
        if self.label is not None:
            return f"{share} {self.label}{self.within()} ({counts})"
        rows = rows_of(self.table)
        return f"{share} of {rows}{self.within()} ({describe(self.of)}; {counts})"
