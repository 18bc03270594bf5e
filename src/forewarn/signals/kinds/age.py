"""How old the account or its contract is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from forewarn.signals.cell import Cell
from forewarn.signals.presence import known
from forewarn.signals.primitives import Earliest, Facts, Primitive
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import days
from forewarn.terms.signal import SignalValue, missing, not_applicable, observed


class Age(Signal):
    """Days since the account was created, or since its first contract began."""

    kind: Literal["age"]
    since: Literal["account", "contract"] = Field(
        default="account", description="account: since it was created; contract: since the first."
    )
    default_unit: ClassVar[str] = "days"

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """The day the first contract began, if that is asked."""
        if self.since == "account":
            return ()
        return (Earliest(Facts("contracts", None, "starts_on"), back_days),)

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The days; no contract is not applicable."""
        if self.since == "contract":
            first = next(values)
            if first is None:
                return not_applicable("no contract has begun")
            age = (cell.day(back_days) - first).days
            return known(age, cell=cell, table="contracts", on=first)
        days_old = cell.age_days(back_days)
        if days_old is None or days_old < 0:
            return missing("the account's first day is not known")
        return observed(days_old, on=cell.account.created_on)

    def tables(self, book: Book) -> frozenset[str]:
        """Contracts, if that is asked."""
        return frozenset(("contracts",) if self.since == "contract" else ())

    def columns_used(self) -> dict[str, frozenset[str]]:
        """The contracts' first day, if that is asked."""
        own = {"contracts": frozenset(("starts_on",))} if self.since == "contract" else {}
        return super().columns_used() | own

    def phrase(self, value: SignalValue) -> str:
        """Such as ``customer for 400 days``."""
        lead = "under contract for" if self.since == "contract" else "customer for"
        return f"{self.label or lead} {days(value.value)}"
