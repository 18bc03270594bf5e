"""Facts from a DuckDB store into a warehouse: all tables or none, a column's meaning kept.

The store stays the place where sources are read in and audited; the copy is what the warehouse
measures. Each load replaces the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.store import Store, beside
from forewarn.engines.portable.warehouses.duckdb import DuckDBWarehouse
from forewarn.engines.portable.warehouses.refusals import not_taken, user_of
from forewarn.engines.portable.warehouses.warehouse import MARK, Mark, Warehouse
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
_NOBODYS = Mark()
Tell = Callable[[str, int, int], None]
"""Told of each step: what is done now, steps done, steps in all."""


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


def bring(
    facts: Store | DuckDBPyConnection,
    into: Warehouse,
    mark: Mark,
    *,
    folder: Path,
    tell: Tell | None = None,
) -> bool:
    """Copies the fact tables of a store into a warehouse, unless just these are there.

    Args:
        facts: the store.
        into: the warehouse.
        mark: whose facts these are, and which.
        folder: see ``load``.
        tell: of each table: what is done now, tables done, tables in all.

    Returns:
        Whether they were copied.

    Raises:
        ForewarnError: the warehouse refuses, or holds the facts of another project.
    """
    standing = into.marked()
    if standing == mark:
        return False
    if standing is not None and standing.project != mark.project:
        raise ForewarnError(
            f"the schema {into.schema} of the {into.dialect.shown} engine holds the facts of "
            f"'{standing.project}', not of '{mark.project}'",
            fix="give each project a schema of its own: ?schema=NAME at the end of engine:",
        )
    load(facts, into, folder=folder, mark=mark, tell=tell)
    return True


def load(
    facts: Store | DuckDBPyConnection,
    into: Warehouse,
    *,
    folder: Path,
    mark: Mark = _NOBODYS,
    tell: Tell | None = None,
) -> Loaded:
    """Copies the fact tables of a store into a warehouse, whichever it is.

    Args:
        facts: the store.
        into: the warehouse; the fact tables of the load before are replaced.
        folder: for files on the way, which the warehouse must be able to read if it is Spark.
        mark: whose facts these are, and which.
        tell: of each table: what is done now, tables done, tables in all.

    Raises:
        ForewarnError: the warehouse refuses, or facts cannot be copied into it.
    """
    from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse
    from forewarn.engines.portable.warehouses.spark import SparkWarehouse

    if isinstance(into, PostgresWarehouse):
        return load_postgres(facts, into, mark=mark, tell=tell)
    if isinstance(into, SparkWarehouse):
        return load_spark(facts, into, folder=folder, mark=mark, tell=tell)
    raise ForewarnError(
        f"facts cannot be copied into the {into.dialect.shown} engine",
        fix="measure them where they are: engine: duckdb:///...",
    )


def load_postgres(
    facts: Store | DuckDBPyConnection,
    into: PostgresWarehouse,
    *,
    mark: Mark = _NOBODYS,
    tell: Tell | None = None,
) -> Loaded:
    """Copies the fact tables of a store into a PostgreSQL schema, in one transaction.

    Tables of the schema that no load put there are left alone. Texts are kept under the collation
    "C", so that they compare as they do everywhere else.

    Raises:
        ForewarnError: the server is not reached or refuses a value, or a table that is not ours
            has the name of a fact table.
    """
    import psycopg

    source = beside(facts.connection if isinstance(facts, Store) else facts)
    try:
        with into.connect() as connection, TemporaryDirectory(prefix="forewarn-") as folder:
            _make_room(connection, into)
            tables = _tables(source)
            _drop_old(connection, into, tables)
            rows: dict[str, int] = {}
            for table, columns in tables.items():
                _told(tell, table, into, len(rows), len(tables))
                rows[table] = _copy(source, connection, Path(folder), into.schema, table, columns)
            _leave_mark(connection, into, mark, tables)
            return Loaded(rows)
    except psycopg.Error as error:
        raise not_taken(user_of(into.url), into.schema, error) from error
    finally:
        source.close()


def _make_room(connection: Connection[Any], into: PostgresWarehouse) -> None:
    """The schema, and nobody else bringing facts into it."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [into.schema])
    there = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [into.schema])
    if there.fetchone() is None:
        connection.execute(f"CREATE SCHEMA {quoted(into.schema)}".encode())


def _drop_old(
    connection: Connection[Any], into: PostgresWarehouse, tables: Mapping[str, object]
) -> None:
    """Takes away what the load before left, and nothing else.

    Raises:
        ForewarnError: a table that is not ours stands where a fact table belongs.
    """
    there = into.columns(connection)
    ours = into.brought(connection)[1] if MARK in there else frozenset()
    theirs = sorted({*tables} & {*there} - ours)
    if theirs:
        raise ForewarnError(
            f"the schema {into.schema} of the PostgreSQL engine has tables that Forewarn did not "
            f"make: {', '.join(theirs)}",
            fix="name another schema with ?schema=NAME at the end of engine: (it is made)",
        )
    for table in sorted({*there} & {*ours, MARK}):
        connection.execute(f"DROP TABLE {quoted(into.schema)}.{quoted(table)}".encode())


def _leave_mark(
    connection: Connection[Any], into: PostgresWarehouse, mark: Mark, tables: Iterable[str]
) -> None:
    name = f"{quoted(into.schema)}.{quoted(MARK)}"
    columns = "project text NOT NULL, load text NOT NULL, table_name text NOT NULL"
    connection.execute(f"CREATE TABLE {name} ({columns})".encode())
    with connection.cursor() as cursor:
        rows = [(mark.project, mark.load, table) for table in tables]
        cursor.executemany(f"INSERT INTO {name} VALUES (%s, %s, %s)".encode(), rows)


def load_spark(
    facts: Store | DuckDBPyConnection,
    into: SparkWarehouse,
    *,
    folder: Path,
    mark: Mark = _NOBODYS,
    tell: Tell | None = None,
) -> Loaded:
    """Copies the fact tables of a store into a Spark schema, by Parquet files.

    The tables are written beside those of the load before, which stand until all are there.

    Args:
        facts: the store.
        into: the schema.
        folder: that this process writes and Spark reads; what is put there is removed.
        mark: whose facts these are, and which.
        tell: of each table: what is done now, tables done, tables in all.
    """
    source = beside(facts.connection if isinstance(facts, Store) else facts)
    counts: dict[str, int] = {}
    try:
        with (
            TemporaryDirectory(prefix="forewarn-", dir=folder) as parts,
            into.replace(mark) as load,
        ):
            tables = _tables(source)
            for table, columns in tables.items():
                _told(tell, table, into, len(counts), len(tables))
                file = Path(parts) / f"{len(counts)}.parquet"
                counts[table] = _written(source, table, columns, file, "FORMAT parquet")
                types = {each.name: _SPARK.get(each.type, each.type) for each in columns}
                load.take(table, file, types)
    finally:
        source.close()
    return Loaded(counts)


def _told(tell: Tell | None, table: str, into: Warehouse, done: int, of: int) -> None:
    if tell is not None:
        tell(f"copying {table} to {into.dialect.shown}", done, of)


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
