"""Facts into a PostgreSQL schema, in one transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import ibis
from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.sources import SourceError
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.store import Store, beside
from forewarn.engines.fact_tables import FIRST_USES
from forewarn.engines.portable.copying import Column, tables_of, written
from forewarn.engines.portable.sites import Cargo, Loaded, Tell, place_all
from forewarn.engines.portable.warehouses.postgres import as_everywhere
from forewarn.engines.portable.warehouses.refusals import no_schema, not_taken
from forewarn.engines.portable.warehouses.warehouse import MARK, Mark, first_line
from forewarn.terms.errors import ForewarnError
from forewarn.terms.settings import SourceSpec

if TYPE_CHECKING:
    from psycopg import Connection

    from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse

_PIECE = 1 << 20
_QUERY = re.compile(r"\s*(SELECT\b|WITH\b|\()", re.IGNORECASE)


def load_postgres(
    facts: Store | DuckDBPyConnection,
    into: PostgresWarehouse,
    cargo: Cargo | None = None,
    *,
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

    cargo = cargo or Cargo()
    source = beside(facts.connection if isinstance(facts, Store) else facts)
    try:
        with into.connect() as connection, TemporaryDirectory(prefix="forewarn-") as folder:
            as_everywhere(connection)
            _make_room(connection, into)
            renewed = _renewed(cargo)
            tables = {} if cargo.copied else _tables(source, renewed)
            standing = _drop_old(connection, into, [*tables, *renewed], cargo)
            rows: dict[str, int] = {}
            for table, columns in tables.items():
                if tell is not None:
                    tell(f"copying {table} to {into.dialect.shown}", len(rows), len(tables))
                rows[table] = _copy(source, connection, Path(folder), into.schema, table, columns)
            placed = place_all(_Site(connection, into), cargo, tell=tell)
            _leave_mark(connection, into, cargo.mark, [*standing, *tables, *renewed])
            return Loaded(rows, placed, cargo.mark)
    except psycopg.Error as error:
        raise not_taken(into.user, into.schema, error) from error
    finally:
        source.close()


def _renewed(cargo: Cargo) -> list[str]:
    """Tables that are placed from what stays in the warehouse."""
    names = [each.table for each in cargo.staying]
    return [*names, FIRST_USES] if "events" in names else names


def _tables(source: DuckDBPyConnection, renewed: Sequence[str]) -> dict[str, list[Column]]:
    found = tables_of(source)
    return {table: columns for table, columns in found.items() if table not in renewed}


def _make_room(connection: Connection[Any], into: PostgresWarehouse) -> None:
    """The schema, and nobody else bringing facts into it."""
    from psycopg.errors import InsufficientPrivilege

    connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [into.schema])
    there = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [into.schema])
    if there.fetchone() is not None:
        return
    try:
        connection.execute(f"CREATE SCHEMA {quoted(into.schema)}".encode())
    except InsufficientPrivilege as error:
        raise no_schema(into.user, into.schema, error) from error


def _drop_old(
    connection: Connection[Any], into: PostgresWarehouse, wanted: Sequence[str], cargo: Cargo
) -> list[str]:
    """Takes away what the load before left and this one brings anew, and nothing else.

    Returns:
        The tables that stand as they are.

    Raises:
        ForewarnError: a table that is not ours stands where a fact table belongs.
    """
    there = into.columns(connection)
    ours = into.brought(connection)[1] if MARK in there else frozenset()
    theirs = sorted({*wanted} & {*there} - ours)
    if theirs:
        raise ForewarnError(
            f"the schema {into.schema} of the PostgreSQL engine has tables that Forewarn did not "
            f"make: {', '.join(theirs)}",
            fix="name another schema with ?schema=NAME at the end of engine: (it is made)",
        )
    standing = sorted({*there} & ours - {*wanted}) if cargo.copied else []
    for table in sorted({*there} & {*ours, MARK} - {*standing}):
        connection.execute(f"DROP TABLE {quoted(into.schema)}.{quoted(table)}".encode())
    return standing


def _leave_mark(
    connection: Connection[Any], into: PostgresWarehouse, mark: Mark, tables: Iterable[str]
) -> None:
    name = f"{quoted(into.schema)}.{quoted(MARK)}"
    columns = "project text, load text, placed text, table_name text"
    connection.execute(f"CREATE TABLE {name} ({columns})".encode())
    with connection.cursor() as cursor:
        rows = [(mark.project, mark.load, mark.placed, table) for table in tables]
        cursor.executemany(f"INSERT INTO {name} VALUES (%s, %s, %s, %s)".encode(), rows)


def _copy(
    source: DuckDBPyConnection,
    connection: Connection[Any],
    folder: Path,
    schema: str,
    table: str,
    columns: Sequence[Column],
) -> int:
    target = f"{quoted(schema)}.{quoted(table)}"
    shown = ", ".join(f"{quoted(each.name)} {_postgres_type(each.type)}" for each in columns)
    connection.execute(f"CREATE TABLE {target} ({shown})".encode())
    file = folder / "rows.csv"
    rows = written(source, table, columns, file, "FORMAT csv, HEADER false, FORCE_QUOTE *")
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {target} FROM STDIN (FORMAT csv)".encode()) as copy,
        file.open("rb") as opened,
    ):
        while piece := opened.read(_PIECE):
            copy.write(piece)
    connection.execute(f"ANALYZE {target}".encode())
    return rows


def _postgres_type(kind: str) -> str:
    return 'text COLLATE "C"' if kind == "text" else kind


class _Site:
    """Fulfils ``sites.Site`` inside the load's transaction."""

    def __init__(self, connection: Connection[Any], into: PostgresWarehouse) -> None:
        self._connection = connection
        self._into = into

    def look(self, source: SourceSpec) -> Any:
        """See ``Site``; by a view that goes with the connection."""
        import psycopg

        wanted = source.warehouse or ""
        query = wanted if _QUERY.match(wanted) else f"SELECT * FROM {_name(wanted)}"
        view = f"forewarn_source_{source.table}"
        create = f"CREATE TEMP VIEW {quoted(view)} AS {query.rstrip().rstrip(';')}"
        try:
            # By the protocol that takes one statement only, whatever the text holds.
            with self._connection.transaction():
                self._connection.execute(create.encode(), binary=True)
        except psycopg.Error as error:
            raise SourceError(
                "warehouse",
                f"the PostgreSQL engine cannot read it: {first_line(error)}",
                accepted="warehouse: TABLE, SCHEMA.TABLE or one SELECT",
                fix="correct it, or grant the user SELECT on it",
            ) from error
        return self._table(view, "pg_temp", self._columns(view))

    def _columns(self, view: str) -> dict[str, str]:
        rows = self._connection.execute(_COLUMNS_OF_VIEW, [view])
        return dict(rows.fetchall())

    def _table(self, name: str, schema: str, columns: dict[str, str]) -> Any:
        return ibis.table(self._into.dialect.schema(columns), name=name, database=schema)

    def row(self, query: Any) -> tuple[Any, ...]:
        """See ``Site``."""
        found = self._connection.execute(self._into.dialect.sql(query).encode()).fetchone()
        return tuple(found or ())

    def create(self, table: str, rows: Any) -> None:
        """See ``Site``; texts under the collation "C"."""
        shown = ", ".join(_stored(name, kind) for name, kind in rows.schema().items())
        target = f"{quoted(self._into.schema)}.{quoted(table)}"
        select = f"SELECT {shown} FROM ({self._into.dialect.sql(rows)}) AS placed"
        self._connection.execute(f"CREATE TABLE {target} AS {select}".encode())
        self._connection.execute(f"ANALYZE {target}".encode())

    def fact(self, table: str) -> Any:
        """See ``Site``."""
        columns = self._into.columns(self._connection).get(table)
        return self._table(table, self._into.schema, columns) if columns else None


_COLUMNS_OF_VIEW = """SELECT a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute AS a WHERE a.attrelid = ('pg_temp.' || quote_ident(%s))::regclass
AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""


def _stored(name: str, kind: Any) -> str:
    """A column as fact tables keep it: texts compare by their bytes, dates are dates."""
    column = quoted(name)
    if kind.is_string():
        return f'CAST({column} AS text) COLLATE "C" AS {column}'
    # A date and an interval make a timestamp here, whatever Ibis makes of it.
    return f"CAST({column} AS date) AS {column}" if kind.is_date() else column


def _name(written: str) -> str:
    """A qualified name as people write it, quoted part by part where it is not yet."""
    parts = re.findall(r'"(?:[^"]|"")+"|[^.]+', written.strip())
    return ".".join(part if part.startswith('"') else quoted(part) for part in parts)
