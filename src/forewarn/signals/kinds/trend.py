"""The slope of a signal over several periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum
from typing import Any, ClassVar, Literal

from pydantic import Field

from forewarn.signals.cell import Cell
from forewarn.signals.fields import Days, Name, Whole
from forewarn.signals.presence import as_number, combined, gone
from forewarn.signals.primitives import Primitive
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import days, number, number_text, signed, spoken
from forewarn.terms.signal import SignalValue, missing


class Trend(Signal):
    """Least-squares slope of a signal per period, such as logins a week over eight weeks."""

    kind: Literal["trend"]
    signal: Name = Field(description="Name of the signal.")
    periods: Whole = Field(ge=4, le=26, description="How many values to lay the line through.")
    every_days: Days = Field(
        default=7, alias="every", description="How far apart the values lie; 7d without it."
    )
    default_unit: ClassVar[str] = "per period"

    def refers_to(self) -> tuple[str, ...]:
        """The signal."""
        return (self.signal,)

    def _backs(self) -> range:
        """Days back of each value, newest first."""
        return range(0, self.periods * self.every_days, self.every_days)

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """Those of the signal at each of the dates, newest first."""
        part = book[self.signal]
        return tuple(
            primitive
            for back in self._backs()
            for primitive in part.reductions(book, back_days=back_days + back)
        )

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The slope; any value missing makes it missing."""
        part = book[self.signal]
        parts = [part.settle(values, cell, book, back_days + back) for back in self._backs()]
        needed = self.longest_window_days(book)
        why = gone(parts[0], parts[1:], age=cell.age_days(back_days), needed=needed)
        return why or self._trend(parts)

    def _trend(self, parts: Sequence[SignalValue]) -> SignalValue:
        numbers = [found for each in parts if (found := as_number(each)) is not None]
        if len(numbers) < len(parts):
            return missing(f"{spoken(self.signal)} is a word, not a number")
        detail = f"{number_text(numbers[-1])} to {number_text(numbers[0])}"
        return combined(number(slope(numbers[::-1])), *parts, detail=detail)

    def longest_window_days(self, book: Book) -> int:
        """From the start of the oldest value's window on."""
        return self._backs()[-1] + book[self.signal].longest_window_days(book)

    def phrase(self, value: SignalValue) -> str:
        """Such as ``logins -1.5 every 7 days over 8 periods (20 to 9)``."""
        named = self.label or spoken(self.signal)
        every = "a day" if self.every_days == 1 else f"every {days(self.every_days)}"
        counts = "" if value.detail is None else f" ({value.detail})"
        return f"{named} {signed(value.value)} {every} over {self.periods} periods{counts}"


def slope(values: Sequence[float]) -> float:
    """Least-squares slope per step through values at equal steps, oldest first.

    With n values and centred positions (2k - n + 1) / 2 the slope is
    6 * sum((2k - n + 1) * value) / (n * (n² - 1)); the positions are whole numbers, so the order
    of summation cannot matter.
    """
    count = len(values)
    weighted = fsum((2 * step - count + 1) * value for step, value in enumerate(values))
    return 6 * weighted / (count * (count * count - 1))
