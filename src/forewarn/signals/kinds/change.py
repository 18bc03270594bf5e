"""A signal against itself at an earlier date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from forewarn.signals.cell import Cell
from forewarn.signals.fields import Days, Name
from forewarn.signals.presence import as_number, combined, gone
from forewarn.signals.primitives import Primitive
from forewarn.signals.refusals import refusal
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import days, number, number_text, signed, spoken
from forewarn.terms.signal import SignalValue, missing, not_applicable

# 52 weeks: the same weekdays of the year before.
YEAR_DAYS = 364


class Change(Signal):
    """What a signal gained or lost against the period before, or the same weeks last year."""

    kind: Literal["change"]
    signal: Name = Field(description="Name of the signal.")
    against: Literal["before", "last_year"] = Field(
        default="before",
        description="The period just before (one window earlier), or 364 days earlier.",
    )
    over_days: Days | None = Field(
        default=None,
        alias="over",
        description="How far back 'before' lies; needed for signals without a window.",
    )
    shown_as: Literal["difference", "percent"] = Field(
        default="difference", alias="as", description="Now minus then, or that in per cent of then."
    )

    @field_validator("over_days")
    @classmethod
    def _check_over(cls, over_days: int | None, known: ValidationInfo) -> int | None:
        if over_days is not None and known.data.get("against") == "last_year":
            found = "'over' says how far back, and so does 'against: last_year'"
            raise refusal("change", found, accepted="one of them")
        return over_days

    def refers_to(self) -> tuple[str, ...]:
        """The signal."""
        return (self.signal,)

    def back(self, book: Book) -> int:
        """How many days earlier the other value lies; 0 = cannot be told (no window, no over)."""
        if self.against == "last_year":
            return YEAR_DAYS
        return self.over_days or book[self.signal].longest_window_days(book)

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """Those of the signal, now and then."""
        part = book[self.signal]
        now = part.reductions(book, back_days=back_days)
        return (*now, *part.reductions(book, back_days=back_days + self.back(book)))

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The change; an account younger than the earlier period has nothing to compare with."""
        part, back = book[self.signal], self.back(book)
        now = part.settle(values, cell, book, back_days)
        then = part.settle(values, cell, book, back_days + back)
        needed = back + part.longest_window_days(book)
        why = gone(now, [then], age=cell.age_days(back_days), needed=needed)
        return why or self._change(now, then)

    def _change(self, now: SignalValue, then: SignalValue) -> SignalValue:
        new, old = as_number(now), as_number(then)
        if new is None or old is None:
            return missing(f"{spoken(self.signal)} is a word, not a number")
        detail = f"{number_text(old)} to {number_text(new)}"
        if self.shown_as == "difference":
            return combined(number(new - old), now, then, detail=detail)
        if old == 0:
            return not_applicable(f"{spoken(self.signal)} was 0, so there is no change in per cent")
        return combined(number(100 * (new - old) / old), now, then, detail=detail)

    def longest_window_days(self, book: Book) -> int:
        """From the start of the earlier period on."""
        return self.back(book) + book[self.signal].longest_window_days(book)

    def unit(self) -> str:
        """Per cent where asked so."""
        return self.stated_unit or ("%" if self.shown_as == "percent" else "")

    def phrase(self, value: SignalValue) -> str:
        """Such as ``logins -40 % against the period before (10 to 6)``."""
        sign = " %" if self.shown_as == "percent" else ""
        against = "the same weeks last year"
        if self.against == "before":
            against = (
                "the period before" if self.over_days is None else f"{days(self.over_days)} ago"
            )
        counts = "" if value.detail is None else f" ({value.detail})"
        named = self.label or spoken(self.signal)
        return f"{named} {signed(value.value)}{sign} against {against}{counts}"
