"""Values of a warehouse's own columns, read as the registry says; see ``duckdb.values``.

A warehouse has types, so text is no number and no date here: a source that keeps them so says how
they are read, in its SQL.
"""

from __future__ import annotations

from typing import Any

import ibis

from forewarn.engines.portable.filters import LARGEST, text
from forewarn.terms.facts import Column, Kind

_TYPES = {Kind.NUMBER: "float64", Kind.WHOLE: "int64", Kind.MONEY: "decimal(18, 2)"}
_NULL = {
    Kind.TEXT: "string",
    Kind.TRUTH: "boolean",
    Kind.DAY: "date",
    Kind.INSTANT: "timestamp",
    **_TYPES,
}


def empty(column: Column) -> Any:
    """What a column holds that the source does not have."""
    return ibis.null(_NULL[column.kind])


def fits(column: Column, value: Any) -> bool:
    """Whether a column of the warehouse is of a type that can be read as the registry's."""
    kind = value.type()
    if column.kind is Kind.TEXT:
        return bool(kind.is_string() or kind.is_numeric() or kind.is_boolean() or kind.is_uuid())
    if column.kind is Kind.TRUTH:
        return bool(kind.is_boolean() or kind.is_integer())
    if column.kind in _TYPES:
        return bool(kind.is_numeric() and not kind.is_boolean())
    return bool(kind.is_date() or kind.is_timestamp())


def wanted(column: Column) -> str:
    """The types that can be read as the registry's, in words."""
    if column.kind is Kind.TEXT:
        return "text"
    if column.kind is Kind.TRUTH:
        return "boolean"
    return "a number" if column.kind in _TYPES else "a date or a timestamp"


def read(column: Column, value: Any) -> Any:
    """A column's value, NULL where it cannot be read (not for dates and times)."""
    if column.kind is Kind.TEXT:
        plain = cleaned(value)
        return _word(column, plain) if column.accepts else plain
    if column.kind is Kind.TRUTH:
        return _truth(value)
    return _bounded(column, _number(column.kind, value))


def cleaned(value: Any) -> Any:
    """Text without blanks around it; NULL where nothing is left."""
    if value.type().is_string():
        return value.strip().nullif("")
    return value.cast("string") if value.type().is_uuid() else text(value)


def _word(column: Column, value: Any) -> Any:
    spelled = value.lower().re_replace("[ -]+", "_")
    known = [(spelled == word, word) for word in column.accepts]
    also = [(spelled == theirs, ours) for theirs, ours in column.read_as]
    return ibis.cases(*known, *also)


def _truth(value: Any) -> Any:
    if value.type().is_boolean():
        return value
    return ibis.cases((value == 1, True), (value == 0, False))


def _number(wanted: Kind, value: Any) -> Any:
    kind, target = value.type(), _TYPES[wanted]
    if kind.is_floating():
        finite = value.abs() <= LARGEST
        value = finite.ifelse(value, ibis.null(kind))
    if wanted is Kind.WHOLE and not kind.is_integer():
        whole = value == value.floor()
        return whole.ifelse(value, ibis.null(kind)).cast(target)
    return value.cast(target)


def _bounded(column: Column, value: Any) -> Any:
    inside = ibis.literal(True)
    if column.low is not None:
        inside = inside & (value >= column.low)
    if column.high is not None:
        inside = inside & (value <= column.high)
    if column.low is None and column.high is None:
        return value
    return inside.ifelse(value, ibis.null(value.type()))
