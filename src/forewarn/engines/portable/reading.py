"""Values of a warehouse's own columns, read as the registry says; see ``duckdb.values``.

A warehouse has types, so text is no number and no date here: a source that keeps them so says how
they are read, in its SQL.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import ibis

from forewarn.engines.portable.filters import text
from forewarn.terms.facts import NEVER_FROM, Column, Kind

_TYPES = {Kind.NUMBER: "float64", Kind.WHOLE: "int64", Kind.MONEY: "decimal(18, 2)"}
_NULL = {
    Kind.TEXT: "string",
    Kind.TRUTH: "boolean",
    Kind.DAY: "date",
    Kind.INSTANT: "timestamp",
    **_TYPES,
}
_BEYOND = {
    Kind.NUMBER: 1e29,  # from here on no sum holds it
    Kind.WHOLE: 9.2e18,
    Kind.MONEY: 9_999_999_999_999_998.0,  # the last double before 10^16, which has a digit too many
}
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)


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
    """A column's value, NULL where it cannot be read; dates and times as they are given."""
    if timed(column):
        return sound(column, value).ifelse(value, ibis.null(value.type()))
    if column.kind is Kind.TEXT:
        plain = cleaned(value)
        return _word(column, plain) if column.accepts else plain
    if column.kind is Kind.TRUTH:
        return _truth(value)
    return _bounded(column, _number(column.kind, value))


def timed(column: Column) -> bool:
    """Whether a column holds dates or times."""
    return column.kind in (Kind.DAY, Kind.INSTANT)


def given(column: Column, value: Any) -> Any:
    """What was meant to be read: NULL where nothing is, or a date that means never."""
    if column.kind is Kind.TEXT:
        return cleaned(value)
    if not column.may_be_never:
        return value
    return (value < _never(value)).ifelse(value, ibis.null(value.type()))


def sound(column: Column, value: Any) -> Any:
    """Whether a date or time can be read, and does not mean never."""
    inside = in_range(value)
    return inside & (value < _never(value)) if column.may_be_never else inside


def _never(value: Any) -> Any:
    return _moment(datetime(NEVER_FROM, 1, 1, tzinfo=UTC), value.type())


def unreadable(column: Column, value: Any) -> Any | None:
    """Whether a value is there that cannot be read; None where every value can be."""
    if column.kind is Kind.TEXT and not column.accepts:
        return None
    return given(column, value).notnull() & read(column, value).isnull()


def in_range(value: Any) -> Any:
    """Whether a date or time is of the years 1 to 9999; the infinite ones are not."""
    kind = value.type()
    return value.between(_moment(_FIRST, kind), _moment(_LAST, kind))


def _moment(at: datetime, kind: Any) -> Any:
    if kind.is_date():
        return ibis.literal(date(at.year, at.month, at.day))
    return ibis.literal(at if kind.timezone else at.replace(tzinfo=None))


def other(value: Any) -> Any:
    """The value of a column that the registry does not know: NULL where no signal could take it."""
    kind = value.type()
    if kind.is_date() or kind.is_timestamp():
        return in_range(value).ifelse(value, ibis.null(kind))
    if kind.is_floating() or kind.is_decimal():
        return _below(_BEYOND[Kind.NUMBER], value).ifelse(value, ibis.null(kind))
    return value


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
    kind = value.type()
    if kind.is_integer() and wanted is not Kind.MONEY:
        return value.cast(_TYPES[wanted])
    inside = _below(_BEYOND[wanted], value)
    if wanted is Kind.WHOLE:
        inside = inside & (value == value.floor())
    return inside.ifelse(value, ibis.null(kind)).cast(_TYPES[wanted])


def _below(beyond: float, value: Any) -> Any:
    """Whether a number lies within bounds; one that is none, or is infinite, does not."""
    return (value > -beyond) & (value < beyond)


def _bounded(column: Column, value: Any) -> Any:
    inside = ibis.literal(True)
    if column.low is not None:
        inside = inside & (value >= column.low)
    if column.high is not None:
        inside = inside & (value <= column.high)
    if column.low is None and column.high is None:
        return value
    return inside.ifelse(value, ibis.null(value.type()))
