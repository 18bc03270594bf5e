"""Rows that a later ingest sees for the first time (SEMANTICS 4): known from then on, not before.

Rows are recognised by their key, else by the columns that do not change once a row is there: the
registry's, without those that are filled in later. A row that was there before keeps the
``known_at`` that it had, whatever else about it was corrected; also one that was away for some
loads, as the rows are that an unfinished export lacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb

from forewarn.engines.duckdb import gone
from forewarn.engines.duckdb.keys import content_columns
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import TABLES, Table


@dataclass(frozen=True, slots=True)
class Compared:
    """Counts against the load before: new rows, late ones among them, corrected and gone ones.

    Rows that are back, which an earlier load had, are none of the others.
    """

    first_seen: int = 0
    late: int = 0
    corrected: int = 0
    gone: int = 0
    back: int = 0


@dataclass(frozen=True, slots=True)
class Now:
    """The instant of an ingest.

    Attributes:
        wall: wall time in the project's zone.
        known_on: first date whose start is at or after it.
    """

    wall: datetime
    known_on: date


def compare(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    *,
    now: Now,
    before: str | None = None,
) -> Compared:
    """Set ``known_at`` of rows that were not in the store before and are dated before yesterday.

    Days decide, as everywhere: a row is late when its day is more than one day before the day of
    the ingest, so that a nightly load of yesterday's rows is on time at any hour. Rows with a
    ``known_at`` of their own keep it.

    Args:
        connection: the store, which still holds the table's load before this one.
        relation: temporary table with the new load; it is replaced.
        table: its form.
        now: the ingest.
        before: relation with the rows of the load before that may be among these; None = all of
            them, as the store has them.
    """
    content = content_of_both(connection, relation, table)
    _match(connection, relation, table, content, before or stored(table))
    late_before = now.wall.date() - timedelta(days=1)
    is_late = f"_identity IS NULL AND known_at IS NULL AND _on < DATE '{late_before}'"
    counts = connection.execute(
        f"SELECT count(*) FILTER (_identity IS NULL), count(*) FILTER ({is_late}),"
        " count(*) FILTER (_corrected), count(*) FILTER (_back) FROM matched"
    ).fetchone()
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted(relation)} AS SELECT"
        " * EXCLUDE (_identity, _corrected, _back, _known_before, _known_on_before) REPLACE ("
        f" CASE WHEN {is_late} THEN TIMESTAMP '{now.wall}' WHEN known_at IS NULL"
        " THEN _known_before ELSE known_at END AS known_at,"
        f" CASE WHEN {is_late} THEN DATE '{now.known_on}' WHEN known_at IS NULL"
        " THEN _known_on_before ELSE _known_on END AS _known_on) FROM matched"
    )
    first, late, corrected, back = (int(value) for value in counts or (0, 0, 0, 0))
    gone.forget(connection, table.name, "SELECT _identity FROM matched WHERE _back")
    connection.execute("DROP TABLE matched")
    return Compared(first, late, corrected, _gone(connection, relation, table, content), back)


def date_versions(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    *,
    now: Now,
    before: str | None = None,
) -> None:
    """Set ``known_at`` of versions that do not bring one, where a key is there more than once.

    A version that the store has keeps what it has there. One that stands beside such a version is
    seen by this ingest for the first time, and late like any other row; what took the place of
    every version that was there is a correction, and left to ``compare``.

    Args:
        connection: the store, which still holds the table's load before this one.
        relation: temporary table with the new load; it is changed.
        table: its form, with a key.
        now: the ingest.
        before: as for ``compare``.
    """
    content = content_of_both(connection, relation, table)
    cells = f"hash({', '.join(cell(table, name) for name in content if name != 'known_at')})"
    mine = identity(table, content)
    late = f"NOT versions.there AND facts._on < DATE '{now.wall.date() - timedelta(days=1)}'"
    connection.execute(
        f"UPDATE {quoted(relation)} AS facts SET"
        f" known_at = CASE WHEN {late} THEN TIMESTAMP '{now.wall}' ELSE versions.had_at END,"
        f" _known_on = CASE WHEN {late} THEN DATE '{now.known_on}' ELSE versions.had_on END FROM"
        " (SELECT id, had_at, had_on, known, was IS NOT NULL AS there,"
        " bool_or(was IS NOT NULL) OVER (PARTITION BY mine) AS beside FROM"
        f" (SELECT rowid AS id, known_at AS known, {mine} AS mine, {cells} AS cells"
        f" FROM {quoted(relation)} QUALIFY count(*) OVER (PARTITION BY mine) > 1) LEFT JOIN"
        f" (SELECT {mine} AS was, {cells} AS had, min(known_at) AS had_at, min(_known_on) AS had_on"
        f" FROM {_load_before(table, content, before or stored(table))} GROUP BY 1, 2) AS earlier"
        " ON was = mine AND had = cells) AS versions"
        " WHERE facts.rowid = versions.id AND known IS NULL AND beside"
    )


def stored(table: Table) -> str:
    """The store's rows of a table, as SQL."""
    return f"facts.{quoted(table.name)}"


def content_of_both(
    connection: duckdb.DuckDBPyConnection, relation: str, table: Table
) -> list[str]:
    """Columns of a relation that came with the source, as far as the store's table has them."""
    before = content_columns_of_store(connection, table.name)
    return [name for name in content_columns(connection, relation) if name in before]


def content_columns_of_store(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Columns of a stored table that came with its source; empty when it is not there."""
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'facts' AND table_name = ?"
        " AND database_name = current_database() AND NOT starts_with(column_name, '_')"
        " ORDER BY column_index",
        [table],
    ).fetchall()
    return [str(row[0]) for row in rows]


def loaded_before(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the store holds any row of a table, or held some that went."""
    if not content_columns_of_store(connection, table):
        return False
    held = f"SELECT 1 FROM facts.{quoted(table)} UNION ALL SELECT 1 FROM ({gone.of(table)}) LIMIT 1"
    return connection.execute(held).fetchone() is not None


def identity(table: Table, content: list[str]) -> str:
    """SQL that recognises a row in another load of the same table."""
    steady = [column.name for column in table.columns if not column.later]
    if table.name not in TABLES:
        steady = [name for name in content if name != "known_at"]
    cells = ", ".join(cell(table, name) for name in steady)
    if not table.key:
        return f"hash({cells})"
    key = ", ".join(quoted(name) for name in table.key)
    return f"CASE WHEN {quoted(table.key[0])} IS NULL THEN hash({cells}) ELSE hash({key}) END"


def cell(table: Table, name: str) -> str:
    """SQL of a value, such that it can be told from that of another load."""
    # Columns that the registry does not know may come with another type the next time.
    return quoted(name) if table.column(name) else f"CAST({quoted(name)} AS VARCHAR)"


def _match(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    content: list[str],
    before: str,
) -> None:
    values = [name for name in content if name != "known_at"]
    cells = f"hash({', '.join(cell(table, name) for name in values)})"
    earlier = _earlier(table, content, cells, before)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE earlier AS {earlier}")
    connection.execute(
        "INSERT INTO earlier SELECT _identity, [], known_at, known_on, true"
        f" FROM ({gone.of(table.name)}) ANTI JOIN earlier USING (_identity)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE matched AS SELECT facts.* EXCLUDE (_mine, _cells),"
        " earlier._identity, earlier._known_before, earlier._known_on_before,"
        " coalesce(earlier._back, false) AS _back, coalesce(NOT earlier._back"
        " AND NOT list_contains(earlier._versions, facts._cells), false) AS _corrected"
        f" FROM (SELECT *, {identity(table, content)} AS _mine, {cells} AS _cells"
        f" FROM {quoted(relation)}) AS facts"
        " LEFT JOIN earlier ON facts._mine = earlier._identity"
    )


def _earlier(table: Table, content: list[str], cells: str, before: str) -> str:
    """The load before, one row per identity; an id that was merged since counts as merged then."""
    return (
        f"SELECT {identity(table, content)} AS _identity, list(DISTINCT {cells}) AS _versions,"
        " CASE WHEN count(*) = count(_known_on) THEN min(known_at) END AS _known_before,"
        " CASE WHEN count(*) = count(_known_on) THEN min(_known_on) END AS _known_on_before,"
        f" false AS _back FROM {_load_before(table, content, before)} GROUP BY 1"
    )


def _load_before(table: Table, content: list[str], before: str) -> str:
    # What is filled in later tells no row apart, and an older Forewarn may not have kept it.
    columns = ", ".join(
        f"facts.{quoted(name)}" if name != "account_id" else _merged_id()
        for name in dict.fromkeys(
            [*(each.name for each in table.columns if not each.later), *content, "known_at"]
        )
    )
    return (
        f"(SELECT {columns}, facts._known_on FROM {before} AS facts"
        " LEFT JOIN meta.merges AS merges ON merges.account_id = facts.account_id)"
    )


def _merged_id() -> str:
    return "coalesce(merges.into_id, facts.account_id) AS account_id"


def _gone(
    connection: duckdb.DuckDBPyConnection, relation: str, table: Table, content: list[str]
) -> int:
    """Notes which rows of the load before are not in this one; how many they are."""
    found = gone.note(
        connection,
        table.name,
        "SELECT _identity, _known_before, _known_on_before FROM earlier ANTI JOIN"
        f" (SELECT {identity(table, content)} AS _identity FROM {quoted(relation)})"
        " USING (_identity) WHERE NOT _back",
    )
    connection.execute("DROP TABLE earlier")
    return found
