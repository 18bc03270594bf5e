"""Sources written as files, for tests of ingest and audit."""

import textwrap
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from forewarn.engines.duckdb.ingest import ingest
from forewarn.terms.settings import SourceSpec

NOW = datetime(2026, 6, 1, 6, tzinfo=UTC)
ACCOUNTS = "account_id,created_on\nA,2025-01-01\nB,2025-01-01\n"


def wall(*parts: int) -> datetime:
    """A wall time, as the store keeps them."""
    return datetime(*parts)  # noqa: DTZ001


def csv_source(folder: Path, table: str, text: str, **options) -> SourceSpec:
    """A CSV file named after the table."""
    path = folder / f"{table}.csv"
    path.write_text(textwrap.dedent(text).lstrip("\n"), "utf-8")
    return SourceSpec(table, path.name, path=str(path), **options)


def parquet_source(folder: Path, table: str, select: str, **options) -> SourceSpec:
    """A Parquet file with a query's rows."""
    path = folder / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return SourceSpec(table, path.name, path=str(path), **options)


def load(connection, *sources, zone="UTC", now=NOW):
    return ingest(connection, sources, zone=zone, now=now)


def rows(connection, query):
    return connection.execute(query).fetchall()
