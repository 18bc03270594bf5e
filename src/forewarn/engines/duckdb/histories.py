"""What the store knows of accounts and tables as a whole: versions, first rows, feeds, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.calendar import calendar
from forewarn.engines.duckdb.catalog import Catalog, StoredTable
from forewarn.engines.duckdb.keys import UNTIL_ON
from forewarn.engines.duckdb.sql import Parameters, quoted
from forewarn.engines.duckdb.store import beside
from forewarn.terms.account import AccountVersion
from forewarn.terms.ports import Feed

_AT_A_TIME = 5_000
_NOT_ATTRIBUTES = {"account_id", "created_on", "ended_on", "valid_from", "known_at"}
_ORDER = ("account_id", "_on", "_at", "_file", "_row")


def accounts(connection: DuckDBPyConnection) -> Iterator[AccountVersion]:
    """All versions of all accounts, by account and date, those without a date first.

    ``ended_on`` is handed out as given. It is filled in later, so it counts from the later of the
    day after it and ``seen_on``. A version without ``valid_from`` always held: its ``seen_on`` is
    None unless the row came with ``known_at``.
    """
    table = Catalog(connection).accounts()
    dates = ["_on", "_known_on", "_seen_on", UNTIL_ON, "valid_from", "created_on", "ended_on"]
    names = _attributes(table)
    for row in _selected(connection, table, [*dates, *names]):
        dated = row.get("valid_from") is not None
        yield AccountVersion(
            account_id=row["account_id"],
            valid_on=row.get("valid_from"),
            seen_on=row["_seen_on"] if dated else row["_known_on"],
            attributes={name: row[name] for name in names},
            created_on=row.get("created_on"),
            ended_on=row.get("ended_on"),
            until_on=row.get(UNTIL_ON),
        )


def _attributes(table: StoredTable) -> list[str]:
    return [name for name in table.shown() if name not in _NOT_ATTRIBUTES]


def first_rows(connection: DuckDBPyConnection, tables: Sequence[str]) -> dict[str, dict[str, date]]:
    """Per table and account the first as_of date that knows any row; {} without a source."""
    catalog = Catalog(connection)
    return {name: _first_rows(connection, catalog.table(name)) for name in tables}


def _first_rows(connection: DuckDBPyConnection, table: StoredTable | None) -> dict[str, date]:
    if table is None:
        return {}
    found = beside(connection).execute(
        f"""SELECT account_id, min(_seen_on) FROM {table.sql}
        WHERE account_id IS NOT NULL AND _seen_on IS NOT NULL
        GROUP BY account_id ORDER BY account_id"""
    )
    return dict(found.fetchall())


def feeds(
    connection: DuckDBPyConnection, tables: Sequence[str], dates: Sequence[date]
) -> dict[str, tuple[Feed, ...]]:
    """Per table, for each ascending date, whether any row was known and the newest one's day."""
    catalog = Catalog(connection)
    return {name: _feeds(connection, catalog.table(name), dates) for name in tables}


def _feeds(
    connection: DuckDBPyConnection, table: StoredTable | None, dates: Sequence[date]
) -> tuple[Feed, ...]:
    if table is None or not dates:
        return (Feed(False, None),) * len(dates)
    newest: list[date | None] = [None] * len(dates)
    for index, day in _newest(connection, table, dates):
        newest[index] = day
    so_far = list(accumulate(newest, _later))
    for index, day in _passing(connection, table, dates):
        so_far[index] = _later(so_far[index], day)
    return tuple(Feed(day is not None, day) for day in so_far)


def _newest(
    connection: DuckDBPyConnection, table: StoredTable, dates: Sequence[date]
) -> list[tuple[int, date]]:
    """The newest day that comes into view at each date where one does, of rows that stay."""
    parameters = Parameters()
    over = calendar(dates)
    index = over.index("_seen_on", parameters)
    last = parameters.bind(over.last)
    stays = f" AND ({UNTIL_ON} IS NULL OR {UNTIL_ON} > {last})" if _has_versions(table) else ""
    return (
        beside(connection)
        .execute(
            f"""SELECT {index} AS i, max(_on) FROM {table.sql}
        WHERE _on IS NOT NULL AND _seen_on <= {last}{stays} GROUP BY i ORDER BY i""",
            parameters.values,
        )
        .fetchall()
    )


def _passing(
    connection: DuckDBPyConnection, table: StoredTable, dates: Sequence[date]
) -> list[tuple[int, date]]:
    """The newest day at each date of rows that a later version replaces."""
    if not _has_versions(table):
        return []
    parameters = Parameters()
    over = calendar(dates)
    enters, leaves = over.index("_seen_on", parameters), over.index(UNTIL_ON, parameters)
    select = f"""SELECT i, max(_on) FROM (
        SELECT unnest(range({enters}, {leaves})) AS i, _on FROM {table.sql}
        WHERE _on IS NOT NULL AND {UNTIL_ON} IS NOT NULL
    ) GROUP BY i ORDER BY i"""
    return beside(connection).execute(select, parameters.values).fetchall()


def _has_versions(table: StoredTable) -> bool:
    return UNTIL_ON in table.columns


def _later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def rows(
    connection: DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    *,
    accounts: Sequence[str] | None = None,
) -> Iterator[Mapping[str, Any]]:
    """Rows by account, date and place in the source; nothing for a table without a source.

    Each maps ``account_id``, the columns, ``_on``, ``_seen_on`` and, where rows of the table have
    versions, ``_until_on`` to values as DuckDB gives them (money as Decimal). Other columns of the
    store, such as ``_known_on``, may be asked for.

    Raises:
        ForewarnError: no such table or column.
    """
    stored = Catalog(connection).table(table)
    if stored is None:
        return iter(())
    for name in columns:
        stored.column(name)
    return _selected(connection, stored, [*columns, "_on", "_seen_on", UNTIL_ON], only=accounts)


def _selected(
    connection: DuckDBPyConnection,
    table: StoredTable,
    columns: Sequence[str],
    *,
    only: Sequence[str] | None = None,
) -> Iterator[Mapping[str, Any]]:
    names = list(dict.fromkeys(["account_id", *(c for c in columns if c in table.columns)]))
    order = ", ".join(f"{quoted(n)} NULLS FIRST" for n in _ORDER if n in table.columns)
    where = "" if only is None else "AND account_id IN (SELECT unnest($only::VARCHAR[]))"
    cursor = beside(connection)
    try:
        cursor.execute(
            f"""SELECT {", ".join(map(quoted, names))} FROM {table.sql}
            WHERE account_id IS NOT NULL {where} ORDER BY {order}""",
            {} if only is None else {"only": list(only)},
        )
        while found := cursor.fetchmany(_AT_A_TIME):
            yield from (dict(zip(names, row, strict=True)) for row in found)
    finally:
        cursor.close()
