"""The SQL of a filter passes exactly the rows that ``signals.filters.evaluate`` passes."""

import itertools
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.engines.duckdb.catalog import StoredColumn
from forewarn.engines.duckdb.filters import condition
from forewarn.engines.duckdb.sql import Parameters, quoted
from forewarn.engines.duckdb.store import open_store
from forewarn.signals.filters.evaluate import evaluate
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

COLUMNS: dict[str, tuple[str, list[Any]]] = {
    "text": (
        "VARCHAR",
        [
            *(
                "login",
                "Login",
                "log",
                "",
                " ",
                "5",
                "5.0",
                " 5 ",
                "+5",
                "5.",
                ".5",
                "5e0",
                "1_000",
            ),
            *("true", "TRUE", "t", "yes", "no", "0", "1", "off", "nan", "inf", "-inf", "0x10"),
            *(
                "it's",
                '"',
                "100%",
                "a_b",
                "größe",
                "5",
                "2024-01-31",
                "\u0661",
                "1__0",
                "NULL",
                "None",
            ),
        ],
    ),
    "double": ("DOUBLE", [5.0, -0.0, 0.1, 1e-5, 1e15, 1e16, 1e22, 123456.75, float("nan"), 1.0]),
    "single": ("FLOAT", [5.0, 0.5]),
    "whole": ("BIGINT", [5, 0, 1, -7, 2**53]),
    "money": ("DECIMAL(18,2)", [Decimal("5.00"), Decimal("0.50"), Decimal("-1.25"), Decimal(0)]),
    "truth": ("BOOLEAN", [True, False]),
    "day": ("DATE", [date(2024, 1, 31), date(999, 12, 1)]),
    "instant": (
        "TIMESTAMP",
        [
            datetime.combine(date(2024, 1, 31), at)
            for at in (time(), time(10, 5), time(10, 5, 0, 500000))
        ],
    ),
}
LITERALS: list[Literal] = [
    *("login", "log", "", "5", "5.0", "true", "2024-01-31", "it's", "%", "_", "0.1", "1e+16"),
    *("2024-01-31 10:05:00.5", "10000000000000000000000", "0.50", "1e-05", "nan", "'; select 1"),
    *(5, 0, 1, -7, 0.5, 1000, 1e16, 10.0, True, False),
]
OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
ROWS = [
    {name: values[index] if index < len(values) else None for name, (_, values) in COLUMNS.items()}
    for index in range(max(len(values) for _, values in COLUMNS.values()) + 1)
]


def column(name: str) -> StoredColumn:
    return StoredColumn("t", name, COLUMNS[name][0])


@pytest.fixture(scope="module")
def connection() -> Iterator[DuckDBPyConnection]:
    with open_store(":memory:", threads=1) as store:
        shown = ", ".join(f"{quoted(name)} {kind}" for name, (kind, _) in COLUMNS.items())
        store.connection.execute(f"CREATE TABLE t (n INTEGER, {shown})")
        marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
        store.connection.executemany(
            f"INSERT INTO t VALUES ({marks})", [[n, *row.values()] for n, row in enumerate(ROWS)]
        )
        yield store.connection


def passed(connection: DuckDBPyConnection, expressions: list[Expression]) -> list[list[bool]]:
    """Per expression, whether each row passes by SQL; one statement for all of them."""
    parameters = Parameters()
    tests = ", ".join(condition(each, column, parameters) for each in expressions)
    found = connection.execute(f"SELECT {tests} FROM t AS f ORDER BY n", parameters.values)
    return [list(values) for values in zip(*found.fetchall(), strict=True)]


def agree(connection: DuckDBPyConnection, expressions: list[Expression]) -> None:
    by_sql = passed(connection, expressions)
    for expression, found in zip(expressions, by_sql, strict=True):
        for row, passes in zip(ROWS, found, strict=True):
            assert passes is evaluate(expression, row), (expression, row)


@pytest.mark.parametrize("name", COLUMNS)
def test_every_comparison_of_every_type(connection: DuckDBPyConnection, name: str) -> None:
    agree(
        connection,
        [
            Compare(name, operator, literal)
            for operator, literal in itertools.product(OPERATORS, LITERALS)
        ],
    )


@pytest.mark.parametrize("name", COLUMNS)
def test_tests_of_text(connection: DuckDBPyConnection, name: str) -> None:
    texts = [literal for literal in LITERALS if isinstance(literal, str)]
    agree(
        connection,
        [
            Compare(name, operator, literal)
            for operator, literal in itertools.product(("contains", "starts_with"), texts)
        ],
    )


@pytest.mark.parametrize("name", COLUMNS)
def test_lists_and_missing_values(connection: DuckDBPyConnection, name: str) -> None:
    agree(
        connection,
        [
            Missing(name),
            Not(Missing(name)),
            Among(name, ("login", 5, True)),
            Not(Among(name, ("login", 5, True))),
            Among(name, ("0.1",)),
        ],
    )


def test_a_missing_value_fails_every_comparison_and_passes_its_negation(
    connection: DuckDBPyConnection,
) -> None:
    for literal in ("5", 5, True):
        for operator in OPERATORS:
            test = Compare("text", operator, literal)
            by_sql = passed(connection, [test, Not(test)])
            assert [found[-1] for found in by_sql] == [False, True]


tests = st.one_of(
    st.builds(
        Compare, st.sampled_from([*COLUMNS]), st.sampled_from(OPERATORS), st.sampled_from(LITERALS)
    ),
    st.builds(
        Among,
        st.sampled_from([*COLUMNS]),
        st.lists(st.sampled_from(LITERALS), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(Missing, st.sampled_from([*COLUMNS])),
)
expressions: st.SearchStrategy[Expression] = st.recursive(
    tests,
    lambda part: st.one_of(
        st.builds(Not, part),
        st.builds(AllOf, st.lists(part, min_size=2, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(part, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


@settings(max_examples=20)
@given(st.lists(expressions, min_size=1, max_size=8))
def test_any_filter(connection: DuckDBPyConnection, asked: list[Expression]) -> None:
    agree(connection, asked)


def test_literals_never_reach_the_text_of_a_statement() -> None:
    parameters = Parameters()
    text = condition(Compare("text", "=", "x' or '1'='1"), column, parameters)
    assert "x'" not in text
    assert list(parameters.values.values()) == ["x' or '1'='1"]
