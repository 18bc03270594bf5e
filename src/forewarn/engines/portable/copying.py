"""Fact tables of a DuckDB store on their way out: columns, types, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.portable.warehouses.duckdb import DuckDBWarehouse

_PLAIN = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "DOUBLE": "double precision",
    "FLOAT": "double precision",
    "TINYINT": "bigint",
    "SMALLINT": "bigint",
    "INTEGER": "bigint",
    "BIGINT": "bigint",
    "UTINYINT": "bigint",
    "USMALLINT": "bigint",
    "UINTEGER": "bigint",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column on its way: its name, what the store selects, and its type on the other side."""

    name: str
    select: str
    type: str


def tables_of(source: DuckDBPyConnection) -> dict[str, list[Column]]:
    """Per fact table its columns as they are copied."""
    found = DuckDBWarehouse(source).tables()
    return {
        table: [_column(name, kind) for name, kind in columns.items()]
        for table, columns in found.items()
    }


def _column(name: str, kind: str) -> Column:
    if kind in _PLAIN:
        other = _PLAIN[kind]
        plain = f"CAST({quoted(name)} AS BIGINT)" if other == "bigint" else quoted(name)
        return Column(name, plain, "timestamp" if kind == "TIMESTAMP" else other)
    if kind.startswith("DECIMAL"):
        return Column(name, quoted(name), kind.lower())
    if kind in ("HUGEINT", "UBIGINT"):
        return Column(name, f"CAST({quoted(name)} AS DECIMAL(38,0))", "decimal(38,0)")
    if kind.startswith("TIMESTAMP") and "ZONE" not in kind:
        return Column(name, f"CAST({quoted(name)} AS TIMESTAMP)", "timestamp")
    return Column(name, f"CAST({quoted(name)} AS VARCHAR)", "text")


def written(
    source: DuckDBPyConnection, table: str, columns: Sequence[Column], file: Path, how: str
) -> int:
    """Writes a table to a file and says how many rows it has."""
    selected = ", ".join(f"{each.select} AS {quoted(each.name)}" for each in columns)
    target = literal(str(file))
    copied = source.execute(
        f"COPY (SELECT {selected} FROM facts.{quoted(table)}) TO {target} ({how})"
    )
    rows: int = copied.fetchall()[0][0]
    return rows
