"""What the store knows of accounts and tables as a whole: versions, first rows, feeds, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb import first_kept
from forewarn.engines.duckdb.calendar import calendar
from forewarn.engines.duckdb.catalog import Catalog, StoredColumn, StoredTable
from forewarn.engines.duckdb.sql import Parameters, quoted
from forewarn.engines.duckdb.store import beside, leave
from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.engines.reading_rows import (
    ORDER,
    attributes,
    columns_of_versions,
    feeds_of,
    versions,
)
from forewarn.terms.account import AccountVersion
from forewarn.terms.facts import TABLES
from forewarn.terms.ports import Feed

_AT_A_TIME = 5_000
_ASIDE = "rows_aside"


def accounts(connection: DuckDBPyConnection) -> Iterator[AccountVersion]:
    """All versions of all accounts, by account and date, those without a date first.

    See ``reading_rows.versions``.
    """
    table = Catalog(connection).accounts()
    names = attributes(table.columns)
    columns = _names(table, columns_of_versions(names))
    yield from versions(_selected(connection, table, columns), columns, names)


def first_rows(connection: DuckDBPyConnection, tables: Sequence[str]) -> dict[str, dict[str, date]]:
    """Per table and account the first as_of date that knows any row; {} without a source."""
    catalog = Catalog(connection)
    return {name: _first_rows(connection, catalog.table(name)) for name in tables}


def _first_rows(connection: DuckDBPyConnection, table: StoredTable | None) -> dict[str, date]:
    if table is None:
        return {}
    select = first_kept.with_kept(connection, table) or first_kept.first_rows(table)
    return dict(beside(connection).execute(select).fetchall())


def last_met(connection: DuckDBPyConnection) -> dict[tuple[str, str], date]:
    """Per account and contact the day of the newest interaction that they came to."""
    table = Catalog(connection).table("interactions")
    if table is None or not {"contact_id", "attended"} <= set(table.columns):
        return {}
    stands = f" AND {UNTIL_ON} IS NULL" if _has_versions(table) else ""
    found = beside(connection).execute(
        f"""SELECT account_id, contact_id, max(_on) FROM {table.sql}
        WHERE account_id IS NOT NULL AND contact_id IS NOT NULL AND _on IS NOT NULL
            AND attended IS DISTINCT FROM false{stands} GROUP BY account_id, contact_id"""
    )
    return {(account, contact): on for account, contact, on in found.fetchall()}


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
    newest = _newest(connection, table, dates)
    return feeds_of(len(dates), newest, _passing(connection, table, dates))


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
            f"""SELECT {index} AS i, max(_on) FROM {table.stored}
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
        SELECT unnest(range({enters}, {leaves})) AS i, _on FROM {table.stored}
        WHERE _on IS NOT NULL AND {UNTIL_ON} IS NOT NULL
    ) GROUP BY i ORDER BY i"""
    return beside(connection).execute(select, parameters.values).fetchall()


def _has_versions(table: StoredTable) -> bool:
    return UNTIL_ON in table.columns


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
    store, such as ``_known_on``, may be asked for. A column that an older Forewarn did not keep yet
    is left out.

    Raises:
        ForewarnError: no such table or column.
    """
    stored = _asked(connection, table, columns)
    if stored is None:
        return iter(())
    names = _names(stored, [*columns, *_DATES])
    found = _selected(connection, stored, names, only=accounts)
    return (dict(zip(names, row, strict=True)) for row in found)


_DATES = ("_on", "_seen_on", UNTIL_ON)


def _asked(
    connection: DuckDBPyConnection, table: str, columns: Sequence[str]
) -> StoredTable | None:
    """The table, when it has the columns; None without a source."""
    stored = Catalog(connection).table(table)
    if stored is not None:
        known = TABLES.get(table)
        for name in columns:
            if known is None or known.column(name) is None:
                stored.column(name)
    return stored


class Aside:
    """Fulfils ``terms.ports.Aside`` by a temporary table of a cursor of its own."""

    def __init__(self, connection: DuckDBPyConnection, table: str, columns: Sequence[str]) -> None:
        """Copy the rows; see ``rows``. They are put in order when they are read: few ever are."""
        self._cursor: DuckDBPyConnection | None = None
        self._names: list[str] = []
        self._order = ""
        stored = _asked(connection, table, columns)
        if stored is None:
            return
        self._cursor = beside(connection)
        self._names = _names(stored, [*columns, *_DATES])
        self._order = _order(stored)
        more = (name for name in ORDER if name in stored.columns and name not in self._names)
        select = _select(stored, self._names, also=[stored.column(name).key for name in more])
        self._cursor.execute(f"CREATE TEMP TABLE {_ASIDE} AS {select}")
        leave(self._cursor)

    def of(self, accounts: Sequence[str] | None) -> Iterator[Mapping[str, Any]]:
        """See ``terms.ports.Aside``."""
        if self._cursor is None:
            return
        only = "" if accounts is None else "WHERE account_id IN (SELECT unnest($only::VARCHAR[]))"
        found = self._cursor.execute(
            f"SELECT {', '.join(map(quoted, self._names))} FROM {_ASIDE} {only} {self._order}",
            {} if accounts is None else {"only": list(accounts)},
        ).fetchall()
        yield from (dict(zip(self._names, row, strict=True)) for row in found)


def _of_some(account: StoredColumn) -> str:
    """The condition that a row is of one of the accounts ``$only``."""
    some = "SELECT unnest($only::VARCHAR[])"
    if account.words is not None:
        some = f"SELECT code FROM {account.words.sql} WHERE word IN ({some})"
    return f"{account.key} IN ({some})"


def _selected(
    connection: DuckDBPyConnection,
    table: StoredTable,
    names: Sequence[str],
    *,
    only: Sequence[str] | None = None,
) -> Iterator[tuple[Any, ...]]:
    where = "" if only is None else f"AND {_of_some(table.column('account_id'))}"
    cursor = beside(connection)
    try:
        select = f"{_select(table, names)} {where} {_order(table)}"
        cursor.execute(select, {} if only is None else {"only": list(only)})
        while found := cursor.fetchmany(_AT_A_TIME):
            yield from found
    finally:
        cursor.close()


def _names(table: StoredTable, columns: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(["account_id", *(c for c in columns if c in table.columns)]))


def _select(table: StoredTable, names: Sequence[str], *, also: Sequence[str] = ()) -> str:
    selected = (f"{table.column(n).sql} AS {quoted(n)}" for n in names)
    return f"""SELECT {", ".join([*selected, *also])} FROM {table.stored} AS f
        WHERE f.account_id IS NOT NULL"""


def _order(table: StoredTable) -> str:
    named = ", ".join(f"{quoted(n)} NULLS FIRST" for n in ORDER if n in table.columns)
    return f"ORDER BY {named}"
