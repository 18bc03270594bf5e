"""A filter over one row of plain values: the reference that every engine's SQL is held to.

Two-valued: a comparison with a missing value is false, and its ``not`` is true.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

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

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "contains": operator.contains,
    "starts_with": str.startswith,
}
_TRUE = frozenset(("true", "t", "yes", "y", "1"))
_FALSE = frozenset(("false", "f", "no", "n", "0"))


def evaluate(expression: Expression, values: Mapping[str, object]) -> bool:
    """Whether a row passes.

    Args:
        expression: the filter.
        values: the row by column name; None, and a column that is not there, are missing.
    """
    match expression:
        case Compare(column, sign, literal):
            return _compare(values.get(column), sign, literal)
        case Among(column, literals):
            value = values.get(column)
            return any(_compare(value, "=", literal) for literal in literals)
        case Missing(column):
            return values.get(column) is None
        case Not(part):
            return not evaluate(part, values)
        case AllOf(parts):
            return all(evaluate(part, values) for part in parts)
        case AnyOf(parts):
            return any(evaluate(part, values) for part in parts)


def _compare(value: object, sign: str, literal: Literal) -> bool:
    own: object
    if isinstance(literal, bool):
        own = as_truth(value)
    elif isinstance(literal, str):
        own = as_text(value)
    else:
        own = as_number(value)
    return own is not None and _COMPARE[sign](own, literal)


def as_text(value: object) -> str | None:
    """A value as text literals meet it: ISO dates, true and false, whole numbers without .0."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        text = value.replace(tzinfo=None).isoformat(sep=" ")
        return text.rstrip("0") if "." in text else text
    return value.isoformat() if isinstance(value, date) else str(value)


def as_number(value: object) -> float | int | None:
    """A value as number literals meet it; None for what is no number."""
    if isinstance(value, str):
        return _number_in(value)
    if isinstance(value, Decimal):
        return float(value)  # as engines do: 0.10 in money meets 0.1 in the filter
    if isinstance(value, (bool, int)):
        return value
    return value if isinstance(value, float) and not math.isnan(value) else None


def _number_in(text: str) -> float | None:
    if not text.isascii():
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return None if math.isnan(number) else number


def as_truth(value: object) -> bool | None:
    """A value as ``true`` and ``false`` meet it; None for what is neither."""
    if isinstance(value, str):
        word = value.lower()
        return True if word in _TRUE else False if word in _FALSE else None
    if isinstance(value, (bool, int, float, Decimal)):
        return bool(value)
    return None
