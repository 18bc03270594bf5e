"""The newest value, and when it is too old to count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from forewarn.signals.cell import Cell
from forewarn.signals.fields import Days
from forewarn.signals.over_facts import WithColumn
from forewarn.signals.presence import known
from forewarn.signals.primitives import Latest as NewestValue
from forewarn.signals.primitives import Primitive
from forewarn.signals.signal import Book
from forewarn.signals.words import date_text, days, no_facts, plain_value, spoken
from forewarn.terms.signal import SignalValue, missing, stale

ASSESSMENT_DAYS = 35
# What people do when they leave such a row.
_VERBS = {"assessments": "assessed", "surveys": "answered"}


class Latest(WithColumn):
    """The newest value of a column, such as a rep's assessment or the last NPS answer."""

    kind: Literal["latest"]
    stated_stale_after: Days | None = Field(
        default=None,
        alias="stale_after",
        description="How long the value counts; 35d for assessments, else for ever, without it.",
    )

    @property
    def stale_after_days(self) -> int | None:
        """Days the value counts; None = for ever."""
        if self.stated_stale_after is not None:
            return self.stated_stale_after
        return ASSESSMENT_DAYS if self.table == "assessments" else None

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The newest value with its day."""
        return (NewestValue(self.facts(), self.column, back_days),)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The value with its date, stale beyond ``stale_after``; none yet is missing."""
        newest = next(values)
        value = None if newest is None else plain_value(newest[0])
        if value is None:
            covered = cell.covered(self.table, back_days=back_days)
            return missing(f"no {self._named()} yet" if covered else no_facts(self.table))
        on = newest[1]
        longest = self.stale_after_days
        if longest is not None and (cell.day(back_days) - on).days > longest:
            return stale(value, on=on, detail=f"older than {days(longest)}")
        return known(value, cell=cell, table=self.table, on=on)

    def phrase(self, value: SignalValue) -> str:
        """Such as ``assessed 4 on 3 March 2026``."""
        on = "" if value.on is None else f" on {date_text(value.on)}"
        lead = self.label or _VERBS.get(self.table) or spoken(self.column)
        if self.label is None and self.column not in ("pulse", "score") and self.table in _VERBS:
            lead = spoken(self.column)
        return f"{lead} {spoken(str(value.value))}{on}"

    def sentence(self, value: SignalValue) -> str:
        """As ever; too old reads ``last assessed 2 January 2026 (4), older than 35 days``."""
        if value.detail is None or value.on is None or value.value is None:
            return super().sentence(value)
        lead = _VERBS.get(self.table) or self._named()
        shown = spoken(str(value.value))
        return f"last {lead} {date_text(value.on)} ({shown}), {value.detail}"

    def _named(self) -> str:
        return self.label or spoken(self.column)
