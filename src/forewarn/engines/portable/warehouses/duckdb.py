"""Facts in a DuckDB database: the portable engine beside the native one, to compare the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.store import Store, beside
from forewarn.engines.portable.dialects import DIALECTS, Dialect
from forewarn.engines.portable.warehouses.warehouse import Mark, Rows, too_large

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Schema

_AT_A_TIME = 20_000
_COLUMNS = """SELECT table_name, column_name, data_type FROM duckdb_columns()
WHERE NOT internal AND schema_name = $schema AND database_name = current_database()
ORDER BY table_name, column_index"""


class DuckDBWarehouse:
    """Fulfils ``Warehouse`` over a store or an open connection."""

    def __init__(self, facts: Store | DuckDBPyConnection, *, schema: str = "facts") -> None:
        self.connection = facts.connection if isinstance(facts, Store) else facts
        self.schema = schema

    @property
    def dialect(self) -> Dialect:
        """DuckDB's."""
        return DIALECTS["duckdb"]

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """See ``Warehouse``."""
        found = self.connection.execute(_COLUMNS, {"schema": self.schema}).fetchall()
        tables: dict[str, dict[str, str]] = {}
        for table, column, kind in found:
            tables.setdefault(table, {})[column] = kind
        return tables

    def marked(self) -> None:
        """Nothing is ever brought here."""

    def expect(self, mark: Mark) -> None:
        """Nothing is ever brought here."""

    def stored_as(self, table: str) -> str:
        """Under its own name."""
        return table

    @contextmanager
    def bench(self) -> Iterator[DuckDBBench]:
        """A cursor of its own, whose temporary tables go away with it."""
        cursor = beside(self.connection)
        try:
            yield DuckDBBench(cursor, self.dialect)
        finally:
            cursor.close()

    def close(self) -> None:
        """Closes the connection."""
        self.connection.close()


class DuckDBBench:
    """One run on a cursor."""

    scratch: str | None = None

    def __init__(self, cursor: DuckDBPyConnection, dialect: Dialect) -> None:
        self._cursor = cursor
        self._dialect = dialect

    def keep(self, name: str, select: str) -> None:
        """See ``Bench``."""
        create = self._dialect.table.format(name=self._dialect.name_of(name))
        try:
            self._cursor.execute(f"{create} {select}")
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            raise too_large(error) from error

    def view(self, name: str, select: str) -> None:
        """See ``Bench``."""
        self._cursor.execute(f"CREATE TEMP VIEW {self._dialect.name_of(name)} AS {select}")

    def stream(self, select: str) -> Iterator[Rows]:
        """See ``Bench``."""
        self._cursor.execute(select)
        while found := self._cursor.fetchmany(_AT_A_TIME):
            yield found

    def batches(self, select: str, schema: Schema) -> Iterator[RecordBatch]:
        """See ``Bench``; as DuckDB hands them out, of the types that the others give."""
        for batch in self._cursor.sql(select).to_arrow_reader(_AT_A_TIME):
            yield batch.cast(schema)
