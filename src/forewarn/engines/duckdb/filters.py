"""A filter as SQL: names quoted, literals bound, two-valued like ``signals.filters``.

A comparison with a missing value is false and its negation true, so every test is wrapped; the
literal's type says how a column is read (text as text, number as DOUBLE, true and false as truth).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

from forewarn.engines.duckdb.catalog import StoredColumn
from forewarn.engines.duckdb.sql import Parameters
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

Columns = Callable[[str], StoredColumn]
_OPERATORS = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TEXT_TESTS = {"contains": "contains", "starts_with": "starts_with"}
_DOUBLES = ("DOUBLE", "FLOAT")
_WHOLES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_NUMBERS = (*_DOUBLES, "DECIMAL", *_WHOLES, *(f"U{whole}" for whole in _WHOLES))
_TRUE = "('true', 't', 'yes', 'y', '1')"
_FALSE = "('false', 'f', 'no', 'n', '0')"


def condition(expression: Expression, columns: Columns, parameters: Parameters) -> str:
    """The SQL condition that is true for exactly the rows that pass the filter, never NULL.

    Args:
        expression: the filter.
        columns: finds a column by name, and raises for a name the table does not have.
        parameters: takes the literals.
    """
    return _sql(expression, columns, parameters)


@singledispatch
def _sql(expression: object, columns: Columns, parameters: Parameters) -> str:
    raise TypeError(f"not a filter: {expression!r}")


@_sql.register
def _(expression: AllOf, columns: Columns, parameters: Parameters) -> str:
    parts = [_sql(part, columns, parameters) for part in expression.parts]
    return "(" + " AND ".join(parts) + ")"


@_sql.register
def _(expression: AnyOf, columns: Columns, parameters: Parameters) -> str:
    parts = [_sql(part, columns, parameters) for part in expression.parts]
    return "(" + " OR ".join(parts) + ")"


@_sql.register
def _(expression: Not, columns: Columns, parameters: Parameters) -> str:
    return f"(NOT {_sql(expression.part, columns, parameters)})"


@_sql.register
def _(expression: Missing, columns: Columns, parameters: Parameters) -> str:
    return f"({columns(expression.column).key} IS NULL)"


@_sql.register
def _(expression: Compare, columns: Columns, parameters: Parameters) -> str:
    column = columns(expression.column)
    return _test(column, expression.operator, expression.literal, parameters)


@_sql.register
def _(expression: Among, columns: Columns, parameters: Parameters) -> str:
    column = columns(expression.column)
    tests = [_test(column, "=", literal, parameters) for literal in expression.literals]
    return "(" + (" OR ".join(tests) or "false") + ")"


def _test(column: StoredColumn, operator: str, literal: Literal, parameters: Parameters) -> str:
    """A test of one value; of words that have codes each is tested once."""
    if column.words is None:
        return _tested(column, operator, literal, parameters)
    word = StoredColumn(column.table, "word", column.type)

    def test(own: Parameters) -> str:
        return _tested(word, operator, literal, own)

    return column.words.passing(column.key, test, parameters)


def _tested(column: StoredColumn, operator: str, literal: Literal, parameters: Parameters) -> str:
    if operator in _TEXT_TESTS:
        call = f"{_TEXT_TESTS[operator]}({text(column)}, {parameters.bind(str(literal))})"
        return f"coalesce({call}, false)"
    left, bound = _read_as(column, literal)
    test = f"{left} {_OPERATORS[operator]} {parameters.bind(bound)}"
    return f"coalesce({test}, false)"


def _read_as(column: StoredColumn, literal: Literal) -> tuple[str, str | float | bool]:
    if isinstance(literal, bool):
        return truth(column), literal
    if isinstance(literal, (int, float)):
        return number(column), float(literal)
    return text(column), literal


def text(column: StoredColumn) -> str:
    """SQL for a column's value as text; doubles that are whole print without a fraction."""
    if not column.type.startswith(_DOUBLES):
        return f"CAST({column.sql} AS VARCHAR)"
    value = f"CAST({column.sql} AS DOUBLE)"
    whole = f"{value} = trunc({value}) AND abs({value}) < 1e38"
    return (
        f"CASE WHEN {whole} THEN CAST(CAST({value} AS HUGEINT) AS VARCHAR) "
        f"ELSE CAST({value} AS VARCHAR) END"
    )


def number(column: StoredColumn) -> str:
    """SQL for a column's value as a number, NULL when it is none (not a number included)."""
    if column.type in ("VARCHAR", "BOOLEAN") or column.type.startswith(_NUMBERS):
        return f"nullif(TRY_CAST({column.sql} AS DOUBLE), CAST('NaN' AS DOUBLE))"
    return "CAST(NULL AS DOUBLE)"


def truth(column: StoredColumn) -> str:
    """SQL for a column's value as true or false, NULL when it is neither."""
    if column.type == "BOOLEAN":
        return column.sql
    if column.type.startswith(_NUMBERS):
        return f"({column.sql} <> 0)"
    if column.type != "VARCHAR":
        return "CAST(NULL AS BOOLEAN)"
    word = f"lower({column.sql})"
    return f"CASE WHEN {word} IN {_TRUE} THEN true WHEN {word} IN {_FALSE} THEN false END"
