"""Sums that do not depend on the order of rows: whole numbers as integers, the rest as decimals.

Doubles are summed with nine decimals, and the sum becomes a double only at the end. NaN and
infinities count as empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis

from forewarn.engines.portable.catalog import StoredTable
from forewarn.engines.portable.filters import LARGEST, number
from forewarn.terms.errors import ForewarnError

COUNTED = {"events": "count"}
"""Tables whose rows may stand for several, and the column that says for how many."""

_SUMMED = "decimal(38, 9)"


@dataclass(frozen=True, slots=True)
class Amount:
    """What is added for one row.

    Attributes:
        each: the Ibis expression; NULL adds nothing.
        whole: the sum is an integer.
        counts: the sum is a number of things: an integer wherever it is whole.
    """

    each: Any
    whole: bool
    counts: bool = False

    @property
    def type(self) -> str:
        """The type in which partial sums are kept."""
        return "int64" if self.whole else _SUMMED

    @property
    def read(self) -> Callable[[Any], Any]:
        """How the sum is handed out."""
        if self.whole:
            return int
        return _whole_if_it_is if self.counts else float


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
    return Amount(each.each.fill_null(one), each.whole, counts=True)


def _of_column(table: StoredTable, name: str) -> Amount:
    column = table.column(name)
    kind = column.type()
    if kind.is_integer():
        return Amount(column.cast("int64"), whole=True)
    if kind.is_boolean():
        return Amount(column.cast("int32").cast("int64"), whole=True)
    if kind.is_decimal():
        return Amount(column.cast(_SUMMED), whole=False)
    if kind.is_floating():
        return Amount(_decimal(column.cast("float64")), whole=False)
    if kind.is_string():
        return Amount(_decimal(number(column)), whole=False)
    raise ForewarnError(
        f"column {name} of table {table.name} cannot be summed: it holds {kind}",
        fix="name a column of numbers",
    )


def _decimal(value: Any) -> Any:
    return (value.abs() <= LARGEST).ifelse(value.cast(_SUMMED), ibis.null(_SUMMED))


def _whole_if_it_is(value: Any) -> int | float:
    found = float(value)
    return int(found) if found.is_integer() else found
