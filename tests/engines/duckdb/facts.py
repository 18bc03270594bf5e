"""Builds the store's fact tables from plain rows, the way ingest leaves them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb import storing
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.store import open_store
from forewarn.terms.facts import TABLES, Kind, Table, own_table
from forewarn.terms.time import Window

Row = Mapping[str, Any]
DAY = timedelta(days=1)
TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.NUMBER: "DOUBLE",
    Kind.WHOLE: "BIGINT",
    Kind.MONEY: "DECIMAL(18,2)",
    Kind.TRUTH: "BOOLEAN",
    Kind.DAY: "DATE",
    Kind.INSTANT: "TIMESTAMP",
}
TECHNICAL = {
    "_row": "BIGINT",
    "_file": "VARCHAR",
    "_at": "TIMESTAMP",
    "_on": "DATE",
    "_known_on": "DATE",
    "_seen_on": "DATE",
}
UNTIL_ON = "_until_on"  # there only where some row has a later version
JAN = date(2024, 1, 1)


def day(number: int) -> date:
    """Day ``number`` of the tests' calendar; day 0 is 1 January 2024, a Monday."""
    return JAN + number * DAY


def noon(number: int) -> datetime:
    return datetime.combine(day(number), time(12))


def window(days: int | None, back_days: int = 0) -> Window:
    return Window(days, back_days)


def event(on: int, *, account: str = "a", hour: int = 9, event: str = "login", **more: Any) -> Row:
    at = datetime.combine(day(on), time(hour))
    return {"account_id": account, "event": event, "occurred_at": at, **more}


def engine_with(
    *,
    accounts: Iterable[str] = ("a",),
    types: Mapping[str, str] | None = None,
    words: bool = False,
    **tables: Iterable[Row],
) -> DuckDBEngine:
    """An engine over a new store with these accounts and rows.

    A row's ``_known_on`` makes it known late. ``types`` gives DuckDB types of columns the registry
    does not know, by name. With ``words`` no column has codes, as in tables of an older store.
    """
    store = open_store(":memory:", threads=1)
    rows = {"accounts": [{"account_id": name} for name in accounts], **tables}
    for name, found in rows.items():
        fill(store.connection, name, list(found), types=types or {})
        if not words:
            storing.code(store.connection, name)
    return DuckDBEngine(store)


def fill(
    connection: DuckDBPyConnection, name: str, rows: list[Row], *, types: Mapping[str, str]
) -> None:
    """Makes ``facts.<name>`` with its technical columns and fills it."""
    table = TABLES.get(name) or own_table(name)
    columns = {column.name: TYPES[column.kind] for column in table.columns}
    columns |= {key: types[key] for row in rows for key in row if key in types} | TECHNICAL
    if any(row.get(UNTIL_ON) is not None for row in rows):
        columns[UNTIL_ON] = "DATE"
    shown = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    connection.execute(f"CREATE TABLE facts.{name} ({shown})")
    placed = [placed_row(table, number, row) for number, row in enumerate(rows, start=1)]
    assert all(set(row) <= {*columns, UNTIL_ON} for row in placed), "a column without a type"
    if placed:
        marks = ", ".join("?" for _ in columns)
        connection.executemany(
            f"INSERT INTO facts.{name} VALUES ({marks})",
            [[row.get(column) for column in columns] for row in placed],
        )


def placed_row(table: Table, number: int, row: Row) -> dict[str, Any]:
    """The row with its technical columns."""
    filled = (row.get(name) for name in table.happens)
    when = next((value for value in filled if value is not None), None)
    at = when if isinstance(when, datetime) else when and datetime.combine(when, time())
    known_on = row.get("_known_on")
    seen_on = at and max(at.date() + DAY, known_on or date.min)
    on = at and at.date()
    return {"_row": number, "_at": at, "_on": on, "_seen_on": seen_on, **row}


def values(engine: DuckDBEngine, primitive: Any, *numbers: int, **options: Any) -> list[Any]:
    """The only account's values of one primitive at those days."""
    (only,) = engine.grid([primitive], [day(number) for number in numbers], **options)
    return [value for (value,) in only.rows]
