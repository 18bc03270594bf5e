"""Facts from a DuckDB store into a warehouse: all tables or none, a column's meaning kept.

The store stays the place where sources are read in and audited; the copy is what the warehouse
measures. Each load replaces the one before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.store import Store, beside
from forewarn.engines.portable.warehouses.duckdb import DuckDBWarehouse
from forewarn.engines.portable.warehouses.warehouse import Warehouse
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from psycopg import Connection

    from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse
    from forewarn.engines.portable.warehouses.spark import SparkWarehouse

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
_SPARK = {"text": "string", "double precision": "double", "timestamp": "timestamp_ntz"}
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load copied: rows by table."""

    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column on its way: its name, what the store selects, and its type on the other side."""

    name: str
    select: str
    type: str


def load(facts: Store | DuckDBPyConnection, into: Warehouse, *, folder: Path) -> Loaded:
    """Copies the fact tables of a store into a warehouse, whichever it is.

    Args:
        facts: the store.
        into: the warehouse; its fact tables are replaced.
        folder: for files on the way, which the warehouse must be able to read if it is Spark.

    Raises:
        ForewarnError: the warehouse refuses, or facts cannot be copied into it.
    """
    from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse
    from forewarn.engines.portable.warehouses.spark import SparkWarehouse

    if isinstance(into, PostgresWarehouse):
        return load_postgres(facts, into)
    if isinstance(into, SparkWarehouse):
        return load_spark(facts, into, folder=folder)
    raise ForewarnError(
        f"facts cannot be copied into the {into.dialect.shown} engine",
        fix="fill its fact tables there, with the technical columns of docs/engines.md",
    )


def load_postgres(facts: Store | DuckDBPyConnection, into: PostgresWarehouse) -> Loaded:
    """Copies the fact tables of a store into a PostgreSQL schema, in one transaction.

    Texts are kept under the collation "C", so that they compare as they do everywhere else.

    Raises:
        ForewarnError: the server is not reached or refuses a value.
    """
    import psycopg

    source = beside(facts.connection if isinstance(facts, Store) else facts)
    try:
        with into.connect() as connection, TemporaryDirectory(prefix="forewarn-") as folder:
            schema = quoted(into.schema)
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}".encode())
            old = into.tables()
            tables = _tables(source)
            for table in sorted({*old} - {*tables}):
                connection.execute(f"DROP TABLE {schema}.{quoted(table)}".encode())
            return Loaded(
                {
                    table: _copy(source, connection, Path(folder), into.schema, table, columns)
                    for table, columns in tables.items()
                }
            )
    except psycopg.Error as error:
        raise ForewarnError(
            f"PostgreSQL did not take the facts, nothing was changed: {str(error).splitlines()[0]}",
            fix="see docs/engines.md; run forewarn audit to find the value, or check the rights",
        ) from error
    finally:
        source.close()


def load_spark(facts: Store | DuckDBPyConnection, into: SparkWarehouse, *, folder: Path) -> Loaded:
    """Copies the fact tables of a store into a Spark schema, by Parquet files.

    The tables are written beside those of the load before, which stand until all are there.

    Args:
        facts: the store.
        into: the schema.
        folder: that this process writes and Spark reads; what is put there is removed.
    """
    source = beside(facts.connection if isinstance(facts, Store) else facts)
    counts: dict[str, int] = {}
    try:
        with TemporaryDirectory(prefix="forewarn-", dir=folder) as parts, into.replace() as load:
            for table, columns in _tables(source).items():
                file = Path(parts) / f"{len(counts)}.parquet"
                counts[table] = _written(source, table, columns, file, "FORMAT parquet")
                types = {each.name: _SPARK.get(each.type, each.type) for each in columns}
                load.take(table, file, types)
    finally:
        source.close()
    return Loaded(counts)


def _tables(source: DuckDBPyConnection) -> dict[str, list[_Column]]:
    found = DuckDBWarehouse(source).tables()
    return {
        table: [_column(name, kind) for name, kind in columns.items()]
        for table, columns in found.items()
    }


def _column(name: str, kind: str) -> _Column:
    if kind in _PLAIN:
        other = _PLAIN[kind]
        plain = f"CAST({quoted(name)} AS BIGINT)" if other == "bigint" else quoted(name)
        return _Column(name, plain, "timestamp" if kind == "TIMESTAMP" else other)
    if kind.startswith("DECIMAL"):
        return _Column(name, quoted(name), kind.lower())
    if kind in ("HUGEINT", "UBIGINT"):
        return _Column(name, f"CAST({quoted(name)} AS DECIMAL(38,0))", "decimal(38,0)")
    if kind.startswith("TIMESTAMP") and "ZONE" not in kind:
        return _Column(name, f"CAST({quoted(name)} AS TIMESTAMP)", "timestamp")
    return _Column(name, f"CAST({quoted(name)} AS VARCHAR)", "text")


def _written(
    source: DuckDBPyConnection, table: str, columns: Sequence[_Column], file: Path, how: str
) -> int:
    """Writes a table to a file and says how many rows it has."""
    selected = ", ".join(f"{each.select} AS {quoted(each.name)}" for each in columns)
    target = literal(str(file))
    copied = source.execute(
        f"COPY (SELECT {selected} FROM facts.{quoted(table)}) TO {target} ({how})"
    )
    rows: int = copied.fetchall()[0][0]
    return rows


def _copy(
    source: DuckDBPyConnection,
    connection: Connection[Any],
    folder: Path,
    schema: str,
    table: str,
    columns: Sequence[_Column],
) -> int:
    target = f"{quoted(schema)}.{quoted(table)}"
    shown = ", ".join(f"{quoted(each.name)} {_postgres_type(each.type)}" for each in columns)
    connection.execute(f"DROP TABLE IF EXISTS {target}".encode())
    connection.execute(f"CREATE TABLE {target} ({shown})".encode())
    file = folder / "rows.csv"
    rows = _written(source, table, columns, file, "FORMAT csv, HEADER false, FORCE_QUOTE *")
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {target} FROM STDIN (FORMAT csv)".encode()) as copy,
        file.open("rb") as written,
    ):
        while piece := written.read(_PIECE):
            copy.write(piece)
    connection.execute(f"ANALYZE {target}".encode())
    return rows


def _postgres_type(kind: str) -> str:
    return 'text COLLATE "C"' if kind == "text" else kind
