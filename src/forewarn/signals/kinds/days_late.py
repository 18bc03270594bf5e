"""How late invoices are paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from forewarn.signals.cell import Cell
from forewarn.signals.fields import Days
from forewarn.signals.kinds.overdue import OverInvoices
from forewarn.signals.presence import known, nothing
from forewarn.signals.primitives import Additive, Facts, Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import days, number, number_text, rows_of, within
from forewarn.terms.signal import SignalValue
from forewarn.terms.time import Window


class DaysLate(OverInvoices):
    """Mean days between due and paid over the invoices paid in the window; early counts as 0."""

    kind: Literal["days_late"]
    window_days: Days | None = Field(
        default=None, alias="window", description="Invoices paid within; without it all so far."
    )
    default_unit: ClassVar[str] = "days"

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The sum of the days, and the number of invoices paid."""
        facts = Facts(self.table, self.where, "paid_on")
        window = Window(self.window_days, back_days)
        return Additive(facts, window, "days_late"), Additive(facts, window)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The mean; none paid is not applicable where invoices cover the account."""
        total, paid = next(values), next(values)
        if not paid:
            why = f"no invoices paid{within(self.window_days)}"
            return nothing(why, cell=cell, table=self.table, back_days=back_days)
        mean = number(float(total or 0) / float(paid))
        return known(mean, cell=cell, table=self.table, detail=number_text(number(paid)))

    def longest_window_days(self, book: Book) -> int:
        """The window's days."""
        return self.window_days or 0

    def phrase(self, value: SignalValue) -> str:
        """Such as ``paid 12 days late on average over 4 invoices in 180 days``."""
        count = value.detail or ""
        over = f" over {count} {rows_of(self.table, 1 if count == '1' else 2)}" if count else ""
        lead = self.label or "paid"
        return f"{lead} {days(value.value)} late on average{over}{within(self.window_days)}"
