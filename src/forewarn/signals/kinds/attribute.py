"""A column of the account itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from forewarn.signals.cell import Cell
from forewarn.signals.fields import Name
from forewarn.signals.primitives import Primitive
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import plain_value, spoken
from forewarn.terms.signal import SignalValue, missing, observed


class Attribute(Signal):
    """A column of accounts as it held then, such as its willingness to be a reference."""

    kind: Literal["attribute"]
    column: Name = Field(description="A column of accounts.")

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """None: attributes come with the cell."""
        return ()

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """The value then in force; empty is missing."""
        if back_days:
            return missing("attributes are known as of the date itself only")
        value = plain_value(cell.account.attributes.get(self.column))
        if value is None or value == "":
            return missing(f"no {spoken(self.column)} for this account")
        return observed(value)

    def columns_used(self) -> dict[str, frozenset[str]]:
        """The column."""
        used = super().columns_used()
        return {"accounts": used.get("accounts", frozenset()) | {self.column}}

    def looks_back(self, book: Book) -> bool:
        """Never: an attribute comes with the date."""
        return False

    def phrase(self, value: SignalValue) -> str:
        """Such as ``reference status willing``."""
        return f"{self.label or spoken(self.column)} {spoken(str(value.value))}"
