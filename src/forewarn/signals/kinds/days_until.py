"""How long until a renewal or its notice deadline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from forewarn.signals.cell import Cell
from forewarn.signals.presence import known
from forewarn.signals.primitives import Facts, Open, Primitive
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import date_text, days
from forewarn.terms.signal import SignalValue, not_applicable


class DaysUntil(Signal):
    """Days until the next end of an open contract, or until its notice deadline."""

    kind: Literal["days_until"]
    what: Literal["renewal", "notice"] = Field(
        description="renewal: the next end of an open contract; notice: the last day for notice."
    )
    default_unit: ClassVar[str] = "days"

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The least such date over the open contracts."""
        next_date = Open(
            Facts("contracts"),
            closes="ends_on",
            opens="starts_on",
            least="ends_on",
            minus_days="notice_days" if self.what == "notice" else None,
            back_days=back_days,
        )
        return (next_date,)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The days, negative once the deadline has passed; no dated contract: not applicable."""
        due = next(values)
        if due is None:
            return not_applicable("no open contract with an end date")
        ahead = (due - cell.day(back_days)).days
        return known(ahead, cell=cell, table="contracts", on=due)

    def tables(self, book: Book) -> frozenset[str]:
        """Contracts."""
        return frozenset(("contracts",))

    def columns_used(self) -> dict[str, frozenset[str]]:
        """The contracts' dates."""
        notice = ("notice_days",) if self.what == "notice" else ()
        return super().columns_used() | {"contracts": frozenset(("starts_on", "ends_on", *notice))}

    def phrase(self, value: SignalValue) -> str:
        """Such as ``renews in 45 days (3 March 2026)``."""
        on = "" if value.on is None else f" ({date_text(value.on)})"
        what = self.label or ("renews" if self.what == "renewal" else "notice is due")
        if isinstance(value.value, (int, float)) and value.value < 0:
            lead = self.label or "notice was due"
            return f"{lead} {days(abs(value.value))} ago{on}"
        return f"{what} in {days(value.value)}{on}"
