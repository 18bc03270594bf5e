"""Invoices that should have been paid by now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, ValidationInfo, ValidatorFunctionWrapHandler, field_validator

from forewarn.signals.cell import Cell
from forewarn.signals.checks import check_filter
from forewarn.signals.fields import FilterField
from forewarn.signals.filters.describe import describe
from forewarn.signals.filters.tree import Expression, names
from forewarn.signals.presence import counted
from forewarn.signals.primitives import Facts, Open, Primitive
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import number_text, rows_of
from forewarn.terms.signal import SignalValue


class OverInvoices(Signal):
    """A signal over invoices."""

    table: Literal["invoices"] = Field(
        default="invoices", alias="from", description="Always invoices; may be left out."
    )
    where: FilterField | None = Field(
        default=None, description="Filter on the invoices' columns; without it all count."
    )

    @field_validator("where", mode="wrap")
    @classmethod
    def _check_where(
        cls, written: object, handler: ValidatorFunctionWrapHandler, known: ValidationInfo
    ) -> Expression | None:
        tree: Expression | None = handler(written)
        check_filter(tree, "invoices", text=written)
        return tree

    def tables(self, book: Book) -> frozenset[str]:
        """Invoices."""
        return frozenset((self.table,))

    def columns_used(self) -> dict[str, frozenset[str]]:
        """Both dates, and what the filters name."""
        asked = frozenset(("due_on", "paid_on")) | (names(self.where) if self.where else set())
        return super().columns_used() | {self.table: asked}

    @cached_property
    def filtered(self) -> str:
        """The filter in words, in parentheses."""
        return "" if self.where is None or self.label else f" ({describe(self.where)})"


class Overdue(OverInvoices):
    """Number of invoices past due and not known to be paid, or their amount."""

    kind: Literal["overdue"]
    column: Literal["amount"] | None = Field(
        default=None, description="amount: the money overdue; without it invoices are counted."
    )

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """Invoices between the day they were due and the day they were paid."""
        facts = Facts(self.table, self.where)
        unpaid = Open(
            facts, closes="paid_on", opens="due_on", amount=self.column, back_days=back_days
        )
        return (unpaid,)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The count or sum; none is 0 where invoices cover the account."""
        return counted(next(values), cell=cell, table=self.table, back_days=back_days)

    def phrase(self, value: SignalValue) -> str:
        """Such as ``2 invoices overdue``."""
        noun = "in invoices" if self.column else rows_of(self.table, value.value)
        return f"{number_text(value.value)} {self.label or f'{noun} overdue'}{self.filtered}"
