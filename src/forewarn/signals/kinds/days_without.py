"""How long nobody, or nothing, has been in place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from forewarn.signals.cell import Cell
from forewarn.signals.columns import OPEN_BETWEEN
from forewarn.signals.kinds.intervals import Intervals
from forewarn.signals.presence import known
from forewarn.signals.primitives import Facts, Latest, Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import date_text, days, no_facts
from forewarn.terms.signal import SignalValue, missing


class DaysWithout(Intervals):
    """Days since the last one left, 0 while there is one, such as days without a champion."""

    kind: Literal["days_without"]
    default_unit: ClassVar[str] = "days"

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """How many are open, and the newest day one closed."""
        closes = OPEN_BETWEEN[self.table][1]
        closed = Latest(Facts(self.table, self.where, closes), None, back_days)
        return self.open_rows(back_days), closed

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The days; an account that never had one is missing."""
        open_now, newest = next(values), next(values)
        if open_now:
            return known(0, cell=cell, table=self.table)
        if newest is None:
            covered = cell.covered(self.table, back_days=back_days)
            return missing(f"no {self.noun(1)} on record" if covered else no_facts(self.table))
        on = newest[1]
        return known((cell.day(back_days) - on).days, cell=cell, table=self.table, on=on)

    def phrase(self, value: SignalValue) -> str:
        """Such as ``no champion for 45 days``."""
        if value.value == 0:
            return f"there is a {self.noun(1)}"
        since = "" if value.on is None else f" (since {date_text(value.on)})"
        return f"no {self.noun(1)} for {days(value.value)}{since}"
