"""Sums that do not depend on the order of rows: whole numbers as integers, the rest as decimals.

Doubles are summed with nine decimals, and the sum becomes a double only at the end. NaN and
infinities count as empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis

from forewarn.engines.counted import COUNTED, whole_if_it_is
from forewarn.engines.fact_tables import not_summed
from forewarn.engines.portable.catalog import StoredTable
from forewarn.engines.portable.filters import LARGEST, number

_DIGITS, _SCALE = 38, 9
_SUMMED = f"decimal({_DIGITS}, {_SCALE})"


@dataclass(frozen=True, slots=True)
class Amount:
    """What is added for one row.

    Attributes:
        each: the Ibis expression; NULL adds nothing.
        whole: the sum is an integer.
        scale: digits after the point of a sum that is none.
        counts: the sum is a number of things: an integer wherever it is whole.
    """

    each: Any
    whole: bool
    scale: int = _SCALE
    counts: bool = False

    @property
    def type(self) -> str:
        """The type in which partial sums are kept."""
        return "int64" if self.whole else f"decimal({_DIGITS}, {self.scale})"

    @property
    def read(self) -> Callable[[Any], Any]:
        """How the sum is handed out."""
        if self.whole:
            return int
        return whole_if_it_is if self.counts else float


def amount(table: StoredTable, column: str | None, *, each_row: bool = False) -> Amount:
    """What one row adds: 1 (or what its count says, unless ``each_row``), or its column.

    Raises:
        ForewarnError: there is no such column, or it cannot be summed.
    """
    if column is not None:
        return _of_column(table, column)
    counted = COUNTED.get(table.name)
    if each_row or counted is None or counted not in table.columns:
        return Amount(ibis.literal(1, "int64"), whole=True, counts=True)
    each = _of_column(table, counted)
    one = ibis.literal(1).cast(each.type)
    return Amount(each.each.fill_null(one), each.whole, each.scale, counts=True)


def _of_column(table: StoredTable, name: str) -> Amount:
    column = table.column(name)
    kind = column.type()
    if kind.is_integer():
        return Amount(column.cast("int64"), whole=True)
    if kind.is_boolean():
        return Amount(column.cast("int32").cast("int64"), whole=True)
    if kind.is_decimal():
        # As it is, so that the sum becomes the double that it becomes in the native engine.
        scale = _SCALE if kind.scale is None else kind.scale
        return Amount(column.cast(f"decimal({_DIGITS}, {scale})"), whole=False, scale=scale)
    if kind.is_floating():
        return Amount(_decimal(column.cast("float64")), whole=False)
    if kind.is_string():
        return Amount(_decimal(number(column)), whole=False)
    raise not_summed(table.name, name, kind=kind)


def _decimal(value: Any) -> Any:
    return (value.abs() <= LARGEST).ifelse(value.cast(_SUMMED), ibis.null(_SUMMED))
