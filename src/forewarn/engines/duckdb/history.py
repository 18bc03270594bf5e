"""The store's own book-keeping: ingests, the state of their sources, and what was left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC

import duckdb

from forewarn.engines.duckdb import gone
from forewarn.engines.duckdb.report import IngestReport, from_text
from forewarn.engines.duckdb.sources import definition, files_state
from forewarn.terms.settings import SourceSpec

_TABLES = (
    # effect: 'left out' (the row) or 'left empty' (the value)
    "left_out (table_name VARCHAR, file VARCHAR, row_number BIGINT, column_name VARCHAR,"
    " reason VARCHAR, value VARCHAR, effect VARCHAR)",
    "ingests (number BIGINT, ingested_at TIMESTAMP, report VARCHAR)",
    # form: how the rows came, see ``ways.Form``
    "sources (table_name VARCHAR, definition VARCHAR, files VARCHAR, form VARCHAR)",
    # see ``file_counts``
    "file_counts (table_name VARCHAR, file VARCHAR, rows BIGINT, naive BIGINT, zoned BIGINT,"
    " dates BIGINT, ambiguous BIGINT, skipped BIGINT)",
    "merges (account_id VARCHAR, into_id VARCHAR)",
    gone.TABLE,
)


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the schemas and the tables of the book-keeping where they are missing."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS facts")
    connection.execute("CREATE SCHEMA IF NOT EXISTS meta")
    for table in _TABLES:
        connection.execute(f"CREATE TABLE IF NOT EXISTS meta.{table}")
    # Stores of an older Forewarn have none; only then, for it counts as a change of the table.
    if not _has_forms(connection):
        connection.execute("ALTER TABLE meta.sources ADD COLUMN form VARCHAR")


def _has_forms(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "SELECT 1 FROM duckdb_columns() WHERE database_name = current_database()"
        " AND schema_name = 'meta' AND table_name = 'sources' AND column_name = 'form'"
    )
    return found.fetchone() is not None


def there(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a table of the book-keeping was made."""
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database()"
        " AND schema_name = 'meta' AND table_name = ?",
        [table],
    )
    return found.fetchone() is not None


def known_sources(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Per table the definition and the state of the files at the last ingest."""
    if not there(connection, "sources"):
        return {}
    rows = connection.execute("SELECT table_name, definition, files FROM meta.sources ORDER BY 1")
    return {table: (definition, files) for table, definition, files in rows.fetchall()}


def known_forms(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Per table the form its rows came in, as text, where it was kept."""
    if not there(connection, "sources") or not _has_forms(connection):
        return {}
    rows = connection.execute("SELECT table_name, form FROM meta.sources WHERE form IS NOT NULL")
    return dict(rows.fetchall())


def newest(connection: duckdb.DuckDBPyConnection) -> tuple[int, str] | None:
    """Number and instant (UTC, ISO) of the last ingest, which name it; None when there was none."""
    if not there(connection, "ingests"):
        return None
    row = connection.execute(
        "SELECT number, strftime(ingested_at, '%Y-%m-%dT%H:%M:%S.%f') FROM meta.ingests"
        " ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return (int(row[0]), str(row[1])) if row else None


def last_report(connection: duckdb.DuckDBPyConnection) -> IngestReport | None:
    """What the last ingest did; None when there was none."""
    if not there(connection, "ingests"):
        return None
    row = connection.execute("SELECT report FROM meta.ingests ORDER BY number DESC LIMIT 1")
    found = row.fetchone()
    return from_text(found[0]) if found else None


def record(
    connection: duckdb.DuckDBPyConnection,
    report: IngestReport,
    sources: Sequence[SourceSpec],
    states: dict[str, str],
    forms: Mapping[str, str],
) -> None:
    """Write an ingest into the book.

    Args:
        connection: the store, inside the ingest's transaction.
        report: what was done.
        sources: what was read.
        states: per table the state of its files before they were read.
        forms: per table the form its rows came in, as text.
    """
    at = report.ingested_at.astimezone(UTC).replace(tzinfo=None)
    connection.execute(
        "INSERT INTO meta.ingests SELECT coalesce(max(number), 0) + 1, ?, ? FROM meta.ingests",
        [at, report.to_text()],
    )
    connection.execute("DELETE FROM meta.sources")
    for source in sources:
        how = definition(source, zone=report.zone)
        connection.execute(
            "INSERT INTO meta.sources (table_name, definition, files, form) VALUES (?, ?, ?, ?)",
            [source.table, how, states[source.table], forms.get(source.table)],
        )


def states_of(sources: Sequence[SourceSpec]) -> dict[str, str]:
    """Per table the state of its files now."""
    return {source.table: files_state(source) for source in sources}


def left_out(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[Mapping[str, int], int]:
    """Rows of a table that were left out, by reason, and how many values were left empty."""
    rows = connection.execute(
        "SELECT effect, reason, count(*) FROM meta.left_out WHERE table_name = ?"
        " GROUP BY ALL ORDER BY ALL",
        [table],
    ).fetchall()
    reasons = {str(reason): int(n) for effect, reason, n in rows if effect == "left out"}
    return reasons, sum(int(n) for effect, _, n in rows if effect == "left empty")


def forget_files(
    connection: duckdb.DuckDBPyConnection, table: str, files: Collection[str] | None = None
) -> None:
    """Forget what was counted and left out of some files of a table; None = of all of them."""
    some = "" if files is None else " AND list_contains(?, file)"
    asked = [table] if files is None else [table, list(files)]
    for kept in ("left_out", "file_counts"):
        connection.execute(f"DELETE FROM meta.{kept} WHERE table_name = ?{some}", asked)
