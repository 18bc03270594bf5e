"""Facts in PostgreSQL: a connection and a snapshot of the database for each run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from forewarn.engines.portable.dialects import DIALECTS, Dialect
from forewarn.engines.portable.warehouses.warehouse import Rows, too_large
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from psycopg import Connection

_AT_A_TIME = 20_000
_COLUMNS = """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum"""


class PostgresWarehouse:
    """Fulfils ``Warehouse`` over a PostgreSQL database."""

    def __init__(self, url: str, *, schema: str) -> None:
        self._url = url
        self.schema = schema

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
        try:
            return psycopg.connect(self._url)
        except psycopg.Error as error:
            # The driver's message names host and user; the URL itself may hold a password.
            raise ForewarnError(
                f"cannot reach the PostgreSQL engine: {str(error).splitlines()[0]}",
                fix="check engine: in forewarn.yml and that the server is up",
            ) from error

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """See ``Warehouse``."""
        tables: dict[str, dict[str, str]] = {}
        with self.connect() as connection:
            for table, column, kind in connection.execute(_COLUMNS, [self.schema]):
                tables.setdefault(table, {})[column] = kind
        return tables

    def stored_as(self, table: str) -> str:
        """Under its own name."""
        return table

    @contextmanager
    def bench(self) -> Iterator[PostgresBench]:
        """One transaction that sees the facts as they are at its start, and is rolled back."""
        connection = self.connect()
        try:
            # Sums over text keys must not depend on the server's language.
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            connection.execute("SET LOCAL TIME ZONE 'UTC'")
            connection.execute("SET LOCAL jit = off")
            yield PostgresBench(connection, self.dialect)
        finally:
            connection.close()

    def close(self) -> None:
        """Nothing is held between runs."""


class PostgresBench:
    """One run in one transaction."""

    scratch: str | None = None

    def __init__(self, connection: Connection[Any], dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def keep(self, name: str, select: str) -> None:
        """See ``Bench``; counted at once, or the next join would be planned blindly."""
        from psycopg.errors import NumericValueOutOfRange

        quoted = self._dialect.name_of(name)
        try:
            self._connection.execute(f"{self._dialect.table.format(name=quoted)} {select}".encode())
        except NumericValueOutOfRange as error:
            raise too_large(error) from error
        self._connection.execute(f"ANALYZE {quoted}".encode())

    def stream(self, select: str) -> Iterator[Rows]:
        """By a cursor on the server, so that a large grid is never held here."""
        with self._connection.cursor(name="grid", binary=True) as cursor:
            cursor.itersize = _AT_A_TIME
            cursor.execute(select.encode())
            while found := cursor.fetchmany(_AT_A_TIME):
                yield found
