"""When facts became known late: on which dates hindsight sees more than was seen then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.catalog import SCHEMA
from forewarn.engines.duckdb.placing import ROLE_KNOWN_ON
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.fact_tables import UNTIL_ON

_LATE = ("_known_on", ROLE_KNOWN_ON, UNTIL_ON)


def known_late(connection: DuckDBPyConnection) -> Mapping[str, tuple[date, ...]]:
    """Per account the first as_of dates that know a fact later than its day alone would have it.

    Also those on which a later version of a row stands. Ascending, each once. Between two dates
    with none of these among them (after the first, up to the second) hindsight of the second sees
    the first as it was seen then.
    """
    columns = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns()"
        " WHERE database_name = current_database() AND schema_name = ?",
        [SCHEMA],
    ).fetchall()
    tables: dict[str, set[str]] = {}
    for table, column in columns:
        tables.setdefault(table, set()).add(column)
    parts = [
        part
        for table, found in sorted(tables.items())
        if "account_id" in found
        for part in _late(table, found)
    ]
    if not parts:
        return {}
    rows = connection.execute(
        f"SELECT account_id, list(DISTINCT late ORDER BY late) FROM ({' UNION ALL '.join(parts)})"
        " WHERE account_id IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )
    return {account: tuple(days) for account, days in rows.fetchall()}


def _late(table: str, columns: set[str]) -> list[str]:
    """One SELECT for every column that may hold a fact back."""
    source = f"{quoted(SCHEMA)}.{quoted(table)}"
    in_time = "_on IS NULL OR {} > _on + 1" if "_on" in columns else "true"
    return [
        f"SELECT account_id, {quoted(name)} AS late FROM {source}"
        f" WHERE {quoted(name)} IS NOT NULL AND ({in_time.format(quoted(name))})"
        for name in _LATE
        if name in columns
    ]
