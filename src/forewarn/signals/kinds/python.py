"""A function of the project's own over other signals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from forewarn.signals.cell import Cell
from forewarn.signals.fields import Name
from forewarn.signals.primitives import Primitive
from forewarn.signals.signal import Book, Signal
from forewarn.signals.words import number_text, plain_value, spoken
from forewarn.terms.errors import ForewarnError
from forewarn.terms.signal import SignalValue, Value, missing, observed


class Python(Signal):
    """What a pure function in the project's signals.py makes of other signals' values."""

    kind: Literal["python"]
    function: Name = Field(description="Name of the function in the project's signals.py.")
    of: Annotated[tuple[Name, ...], Field(min_length=1, max_length=20)] = Field(
        description="Signals whose values it is given, in this order; None for one without value."
    )

    def refers_to(self) -> tuple[str, ...]:
        """The signals."""
        return self.of

    def reductions(self, book: Book, *, back_days: int = 0) -> tuple[Primitive, ...]:
        """Those of the signals, in order."""
        return tuple(
            primitive
            for name in self.of
            for primitive in book[name].reductions(book, back_days=back_days)
        )

    def value_from(
        self, values: Iterator[Any], cell: Cell, book: Book, back_days: int
    ) -> SignalValue:
        """What the function returns; None is missing."""
        parts = [book[name].settle(values, cell, book, back_days).usable for name in self.of]
        result = self._call(parts, cell)
        return (
            missing(f"{spoken(self.function)} gave no value")
            if result is None
            else observed(result)
        )

    def _call(self, parts: list[Value], cell: Cell) -> Value:
        function = cell.functions.get(self.function)
        if function is None:
            raise ForewarnError(
                f"no function {self.function} is registered",
                fix="define it in the project's signals.py",
            )
        try:
            result = function(*parts)
        except Exception as error:
            raise self._failed(f"{type(error).__name__}: {error}", parts, cell) from error
        if result is not None and not isinstance(result, (str, int, float)):
            raise self._failed(f"it returned a {type(result).__name__}", parts, cell)
        if isinstance(result, float) and result - result != 0:
            raise self._failed(f"it returned {result}", parts, cell)
        return plain_value(result)

    def _failed(self, why: str, parts: list[Value], cell: Cell) -> ForewarnError:
        given = ", ".join(map(repr, parts))
        return ForewarnError(
            f"{self.function}({given}) failed for account {cell.account.account_id}: {why}",
            fix="return a number, a text, or None where there is no value",
        )

    def phrase(self, value: SignalValue) -> str:
        """Such as ``momentum 0.4``."""
        unit = f" {self.stated_unit}" if self.stated_unit else ""
        return f"{self.label or spoken(self.function)} {number_text(value.value)}{unit}"
