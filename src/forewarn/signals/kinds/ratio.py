"""One signal over another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from forewarn.signals.cell import Cell
from forewarn.signals.fields import Name, Number
from forewarn.signals.presence import as_number, combined, first_of
from forewarn.signals.primitives import Primitive
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import number, number_text, spoken
from forewarn.terms.signal import SignalValue, Status, missing, not_applicable


class Ratio(Signal):
    """One signal divided by another, such as weekly over monthly users."""

    kind: Literal["ratio"]
    of: Name = Field(description="Name of the signal above the line.")
    to: Name = Field(description="Name of the signal below the line; 0 there is not applicable.")
    times: Number = Field(default=1.0, gt=0, description="Factor, such as 100 for per cent.")

    def refers_to(self) -> tuple[str, ...]:
        """Both signals."""
        return (self.of, self.to)

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """Those of both signals."""
        above = book[self.of].reductions(book, back_days=back_days)
        return (*above, *book[self.to].reductions(book, back_days=back_days))

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The ratio; missing and stale pass through, a zero denominator is not applicable."""
        above = book[self.of].settle(values, cell, book, back_days)
        below = book[self.to].settle(values, cell, book, back_days)
        denominator = as_number(below)
        if denominator == 0:
            return not_applicable(f"{spoken(self.to)} is 0, so there is nothing to compare with")
        for status in (Status.NOT_APPLICABLE, Status.MISSING):
            if (gone := first_of(status, above, below)) is not None:
                return gone
        numerator = as_number(above)
        if numerator is None or denominator is None:
            return missing(f"{spoken(self.of)} and {spoken(self.to)} are not both numbers")
        detail = f"{number_text(above.value)} / {number_text(below.value)}"
        return combined(number(numerator * self.times / denominator), above, below, detail=detail)

    def phrase(self, value: SignalValue) -> str:
        """Such as ``0.6 weekly users per monthly users (9 / 15)``."""
        named = self.label or f"{spoken(self.of)} per {spoken(self.to)}"
        unit = f" {self.stated_unit}" if self.stated_unit else ""
        counts = "" if value.detail is None else f" ({value.detail})"
        return f"{number_text(value.value)}{unit} {named}{counts}"
