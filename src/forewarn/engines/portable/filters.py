"""A filter as an Ibis condition, two-valued like ``signals.filters``.

A comparison with a missing value is false and its negation true, so every test is wrapped; the
literal's type says how a column is read (text as text, number as a double, true and false as
truth). Ibis writes literals into the statement, escaped the engine's way.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import ibis

from forewarn.signals.filters.tree import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Expression,
    Literal,
    Missing,
    Not,
)

Columns = Callable[[str], Any]
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TRUE = ["true", "t", "yes", "y", "1"]
_FALSE = ["false", "f", "no", "n", "0"]
# So short and with so small an exponent that every engine reads it: no TRY_CAST is needed.
_NUMBER = r"^[ ]*[+-]?([0-9]{1,200}([.][0-9]{0,100})?|[.][0-9]{1,100})([eE][+-]?[0-9]{1,2})?[ ]*$"
_WHOLE = 9e15
LARGEST = 1.7976931348623157e308


def condition(expression: Expression, columns: Columns) -> Any:
    """The condition that is true for exactly the rows that pass the filter, never NULL.

    Args:
        expression: the filter.
        columns: finds a column by name, and raises for a name the table does not have.
    """
    match expression:
        case AllOf(parts):
            return reduce(operator.and_, (condition(part, columns) for part in parts))
        case AnyOf(parts):
            return reduce(operator.or_, (condition(part, columns) for part in parts))
        case Not(part):
            return ~condition(part, columns)
        case Missing(name):
            return columns(name).isnull()
        case Compare(name, sign, literal):
            return _test(columns(name), sign, literal)
        case Among(name, literals):
            tests = [_test(columns(name), "=", literal) for literal in literals]
            return reduce(operator.or_, tests, ibis.literal(False))


def _test(column: Any, sign: str, literal: Literal) -> Any:
    if sign == "contains":
        return _sure(text(column).contains(str(literal)))
    if sign == "starts_with":
        return _sure(text(column).startswith(str(literal)))
    if isinstance(literal, bool):
        return _sure(_OPERATORS[sign](truth(column), ibis.literal(literal)))
    if isinstance(literal, (int, float)):
        return _sure(_OPERATORS[sign](number(column), ibis.literal(float(literal), "float64")))
    return _sure(_OPERATORS[sign](text(column), ibis.literal(literal)))


def _sure(test: Any) -> Any:
    return test.fill_null(False)


def text(column: Any) -> Any:
    """A column's value as text; doubles that are whole print without a fraction."""
    kind = column.type()
    if kind.is_string():
        return column
    if not kind.is_floating():
        return column.cast("string")
    value = column.cast("float64")
    whole = (value.abs() < _WHOLE) & (value == value.floor())
    return whole.ifelse(value.cast("int64").cast("string"), value.cast("string"))


def number(column: Any) -> Any:
    """A column's value as a number, NULL when it is none (not a number and infinite included)."""
    kind = column.type()
    if kind.is_string():
        return column.re_search(_NUMBER).ifelse(column.cast("float64"), _no_number())
    if kind.is_boolean():
        return column.cast("int32").cast("float64")
    if kind.is_floating():
        value = column.cast("float64")
        return (value.abs() <= LARGEST).ifelse(value, _no_number())
    return column.cast("float64") if kind.is_numeric() else _no_number()


def _no_number() -> Any:
    return ibis.null("float64")


def truth(column: Any) -> Any:
    """A column's value as true or false, NULL when it is neither."""
    kind = column.type()
    if kind.is_boolean():
        return column
    if kind.is_numeric():
        return column != 0
    if not kind.is_string():
        return ibis.null("boolean")
    word = column.lower()
    return ibis.cases((word.isin(_TRUE), True), (word.isin(_FALSE), False))
