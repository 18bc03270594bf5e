"""Facts in PostgreSQL: a connection and a snapshot of the database for each run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from forewarn.engines.portable.dialects import DIALECTS, Dialect
from forewarn.engines.portable.warehouses.refusals import measuring, unreachable
from forewarn.engines.portable.warehouses.warehouse import MARK, Mark, Rows, gone, replaced
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from psycopg import Connection
    from pyarrow import RecordBatch, Schema

Told = Callable[[], AbstractContextManager[None]]
_AT_A_TIME = 20_000
_SECONDS_TO_CONNECT = "10"
_COLUMNS = """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum"""

_AS_EVERYWHERE = (
    # Values are turned into text, and texts written and read, whatever the server, the role or
    # the environment have been set to.
    "SET LOCAL TIME ZONE 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL standard_conforming_strings = on",
)
_SETTINGS = (
    # Compiling takes longer than these statements do.
    "SET LOCAL jit = off",
    # Group-bys and sorts of a roll-up in memory; a server that gives more is left alone.
    """SELECT set_config('work_mem', '64MB', true) FROM pg_settings
    WHERE name = 'work_mem' AND setting::bigint < 64 * 1024""",
    # How many rows a roll-up has is what its joins are planned by; a small sample tells that.
    "SET LOCAL default_statistics_target = 10",
)


def as_everywhere(connection: Connection[Any]) -> None:
    """Settings of a transaction by which values read the same wherever the facts lie."""
    for setting in _AS_EVERYWHERE:
        connection.execute(setting.encode())


class PostgresWarehouse:
    """Fulfils ``Warehouse`` over a PostgreSQL database."""

    def __init__(self, url: str, *, schema: str) -> None:
        self.url = url
        self.schema = schema
        self.user = ""  # who we are there; known once connected
        self._expects: Mark | None = None

    @property
    def dialect(self) -> Dialect:
        """PostgreSQL's."""
        return DIALECTS["postgres"]

    def connect(self) -> Connection[Any]:
        """A new connection.

        Raises:
            ForewarnError: no driver, or the server does not let us in.
        """
        try:
            import psycopg
        except ImportError as error:
            raise ForewarnError(
                "the engine is a PostgreSQL database and its driver is not installed",
                fix="pip install 'forewarn[portable,postgres]'",
            ) from error
        asked = {"client_encoding": "UTF8"}
        if "connect_timeout" not in self.url:
            asked["connect_timeout"] = _SECONDS_TO_CONNECT
        try:
            connection = psycopg.connect(self.url, **asked)  # type: ignore[arg-type]
        except psycopg.Error as error:
            raise unreachable(self.url, error) from error
        self.user = connection.info.user
        return connection

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """See ``Warehouse``; where facts were brought, those alone."""
        with self._asking() as connection:
            found = self.columns(connection)
            if MARK not in found:
                return found
            _, brought, missing = self._standing(connection)
        if missing:
            raise gone(self.dialect.shown, f"the schema {self.schema} lacks {', '.join(missing)}")
        return brought

    @contextmanager
    def _asking(self) -> Iterator[Connection[Any]]:
        """A transaction for questions about the schema."""
        connection = self.connect()
        with measuring(self.user, self.schema), connection:
            yield connection

    def _standing(
        self, connection: Connection[Any]
    ) -> tuple[Mark, dict[str, dict[str, str]], list[str]]:
        """The mark, what was brought with it and is there, and what of it is not."""
        mark, ours = self.brought(connection)
        # Asked after the mark was read: no load replaces it, or the tables, in this transaction.
        found = self.columns(connection)
        brought = {table: columns for table, columns in found.items() if table in ours}
        return mark, brought, sorted(ours - {*found})

    def columns(self, connection: Connection[Any]) -> dict[str, dict[str, str]]:
        """Columns and their types of every table of the schema, whoever made it."""
        tables: dict[str, dict[str, str]] = {}
        for table, column, kind in connection.execute(_COLUMNS, [self.schema]):
            tables.setdefault(table, {})[column] = kind
        return tables

    def brought(self, connection: Connection[Any]) -> tuple[Mark, frozenset[str]]:
        """Whose facts the schema holds, and the names of the tables that were brought."""
        mark = self.dialect.name_of(self.schema, MARK)
        rows = connection.execute(f"SELECT project, load, placed, table_name FROM {mark}".encode())
        found = rows.fetchall()
        whose = Mark(*found[0][:3]) if found else Mark()
        return whose, frozenset(row[3] for row in found)

    def marked(self) -> Mark | None:
        """See ``Warehouse``."""
        with self._asking() as connection:
            if MARK not in self.columns(connection):
                return None
            mark, _, missing = self._standing(connection)
        return Mark(mark.project) if missing else mark

    def expect(self, mark: Mark) -> None:
        """See ``Warehouse``."""
        self._expects = mark

    def stored_as(self, table: str) -> str:
        """Under its own name."""
        return table

    @contextmanager
    def bench(self) -> Iterator[PostgresBench]:
        """One transaction that sees the facts as they are at its start, and is rolled back."""
        connection = self.connect()
        told = partial(measuring, self.user, self.schema)
        try:
            with told():
                # Sums over text keys must not depend on the server's language.
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                as_everywhere(connection)
                for setting in _SETTINGS:
                    connection.execute(setting.encode())
                self._hold(connection)
            yield PostgresBench(connection, self.dialect, told)
        finally:
            connection.close()

    def _hold(self, connection: Connection[Any]) -> None:
        """Keeps the tables from being replaced: the rows of new ones would not be seen."""
        if self._expects is None:
            return
        names = [*self.tables(), MARK]
        locked = ", ".join(self.dialect.name_of(self.schema, name) for name in names)
        connection.execute(f"LOCK TABLE {locked} IN ACCESS SHARE MODE".encode())
        if self.brought(connection)[0] != self._expects:
            raise replaced()

    def close(self) -> None:
        """Nothing is held between runs."""


class PostgresBench:
    """One run in one transaction."""

    scratch: str | None = None

    def __init__(self, connection: Connection[Any], dialect: Dialect, told: Told) -> None:
        self._connection = connection
        self._dialect = dialect
        self._told = told

    def keep(self, name: str, select: str) -> None:
        """See ``Bench``; counted at once, or the next join would be planned blindly."""
        quoted = self._dialect.name_of(name)
        with self._told():
            self._connection.execute(f"{self._dialect.table.format(name=quoted)} {select}".encode())
            self._connection.execute(f"ANALYZE {quoted}".encode())

    def view(self, name: str, select: str) -> None:
        """See ``Bench``."""
        quoted = self._dialect.name_of(name)
        with self._told():
            self._connection.execute(f"CREATE TEMP VIEW {quoted} AS {select}".encode())

    def stream(self, select: str) -> Iterator[Rows]:
        """By a cursor on the server, so that a large grid is never held here."""
        with self._told(), self._connection.cursor(name="grid", binary=True) as cursor:
            cursor.itersize = _AT_A_TIME
            cursor.execute(select.encode())
            while found := cursor.fetchmany(_AT_A_TIME):
                yield found

    def batches(self, select: str, schema: Schema) -> Iterator[RecordBatch]:
        """See ``Bench``; psycopg has no Arrow of its own."""
        from forewarn.engines.portable.arrow import as_batch

        return (as_batch(rows, schema) for rows in self.stream(select))
