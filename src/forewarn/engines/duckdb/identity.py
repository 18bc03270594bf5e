"""By what a row is recognised in another load of the same table (SEMANTICS 4).

By its key, else by the columns that do not change once a row is there: the registry's, without
those that are filled in later or move on. A column that only one of two loads brings tells no rows
of theirs apart, and the facts of an account that was merged are its own whether or not it is now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from forewarn.engines.duckdb.keys import content_columns
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import TABLES, Table

Instead = Mapping[str, str]
"""SQL by which a column is read, where that is not the column itself."""


def without(table: Table, columns: Collection[str]) -> Instead:
    """Reads columns of a table as if they were empty."""
    names = (column.name for column in table.columns if column.name in columns)
    return {name: f"nullif({quoted(name)}, {quoted(name)})" for name in names}


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


def identity(table: Table, content: list[str], instead: Instead | None = None) -> str:
    """SQL that recognises a row in another load of the same table.

    Args:
        table: its form.
        content: columns of both loads, of a table that the registry does not know.
        instead: how some columns are read.
    """
    read = instead or {}
    steady = [column.name for column in table.columns if column.steady]
    if table.name not in TABLES:
        steady = [name for name in content if name != "known_at"]
    cells = ", ".join(read.get(name) or _steady(table, name) for name in steady)
    if not table.key:
        return f"hash({cells})"
    key = [read.get(name) or quoted(name) for name in table.key]
    return f"CASE WHEN {key[0]} IS NULL THEN hash({cells}) ELSE hash({', '.join(key)}) END"


def cell(table: Table, name: str) -> str:
    """SQL of a value, such that it can be told from that of another load."""
    # Columns that the registry does not know may come with another type the next time.
    return quoted(name) if table.column(name) else f"CAST({quoted(name)} AS VARCHAR)"


def _steady(table: Table, name: str) -> str:
    """The same, of a value that is still the one it was in another type.

    Whole numbers come as others once one of them is empty, and days as their first instants.
    """
    if table.column(name):
        return cell(table, name)
    text = cell(table, name)
    return (
        f"CASE WHEN typeof({quoted(name)}) = 'VARCHAR' THEN {text}"
        f" WHEN ends_with({text}, '.0') THEN left({text}, -2)"
        f" WHEN ends_with({text}, ' 00:00:00') THEN left({text}, -9) ELSE {text} END"
    )
