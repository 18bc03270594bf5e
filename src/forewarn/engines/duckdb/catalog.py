"""Which fact tables the store has and what columns they carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.coded import CODED, KEYS, Dictionary
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.fact_tables import FactTables, no_column, no_dates, shown

SCHEMA = "facts"
_COLUMNS = r"""
SELECT schema_name, table_name, column_name, data_type,
    regexp_matches(column_default, '^(CAST\(|\()+NULL\b')
FROM duckdb_columns()
WHERE NOT internal AND schema_name IN ($facts, $coded) AND database_name = current_database()
ORDER BY table_name, column_index
"""
_PROBED = 20_000
_DATES = ("DATE", "TIMESTAMP")


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """A column as the store has it.

    Attributes:
        type: DuckDB's name of its type, such as ``DECIMAL(18,2)``.
        words: the dictionary of a column whose rows hold codes; None where they hold values.
    """

    table: str
    name: str
    type: str
    words: Dictionary | None = None

    @property
    def sql(self) -> str:
        """Its value in a statement whose fact table, as it is stored, goes by the name ``f``."""
        return self.words.word(self.key) if self.words else self.key

    @property
    def key(self) -> str:
        """What is equal where values are, and missing where they are: the column of ``f``."""
        return f"f.{quoted(self.name)}"

    @property
    def dated(self) -> bool:
        """Whether it holds dates or wall-clock instants."""
        return self.type.startswith(_DATES) and "ZONE" not in self.type


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A fact table as the store has it.

    Attributes:
        columns: names to DuckDB types.
        words: dictionaries of the columns whose stored rows hold codes.
    """

    name: str
    columns: Mapping[str, str]
    words: Mapping[str, Dictionary] = field(default_factory=dict)

    @property
    def sql(self) -> str:
        """The qualified name under which its rows have words."""
        return f"{quoted(SCHEMA)}.{quoted(self.name)}"

    @property
    def stored(self) -> str:
        """The qualified name of its rows as they are stored."""
        return f"{CODED}.{quoted(self.name)}" if self.words else self.sql

    def column(self, name: str) -> StoredColumn:
        """The column of that name.

        Raises:
            ForewarnError: the table has no such column.
        """
        if name not in self.columns:
            raise no_column(self.name, name, self.shown())
        return StoredColumn(self.name, name, self.columns[name], self.words.get(name))

    def dated(self, name: str) -> StoredColumn:
        """A column that can place a row on the clock.

        Raises:
            ForewarnError: there is none of that name, or it holds no dates.
        """
        column = self.column(name)
        if not column.dated:
            dates = [other for other in self.shown() if self.column(other).dated]
            raise no_dates(self.name, name, kind=column.type, dates=dates)
        return column

    def shown(self) -> list[str]:
        """Names of the columns that came with the source, without the store's own."""
        return shown(self.columns)


class Catalog:
    """The fact tables of one store, as they are when the catalogue is made."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        found = connection.execute(_COLUMNS, {"facts": SCHEMA, "coded": CODED}).fetchall()
        columns: dict[str, dict[str, str]] = {}
        coded = {table for schema, table, *_ in found if schema == CODED}
        # Nobody has to look at a generated column of nothing, see ``storing``.
        empty = {(table, column): False for _, table, column, _, nothing in found if nothing}
        for schema, table, column, kind, _ in found:
            if schema == SCHEMA:
                columns.setdefault(table, {})[column] = kind
        words = {
            name: {column: Dictionary(kept, connection) for column, kept in keys.items()}
            for name, keys in KEYS.items()
            if name in coded
        }
        tables = {
            name: StoredTable(name, types, words.get(name, {})) for name, types in columns.items()
        }
        self._found = FactTables(tables)
        self._tables = tables
        self._connection = connection
        self._filled: dict[tuple[str, str], bool] = empty

    def table(self, name: str) -> StoredTable | None:
        """The table of that name; None when it is one of Forewarn's that has no source yet.

        Raises:
            ForewarnError: neither the store nor Forewarn knows such a table.
        """
        return self._found.table(name)

    def tables(self) -> Iterable[StoredTable]:
        """Every fact table, by name."""
        return self._tables.values()

    def filled(self, table: StoredTable, column: str) -> bool:
        """Whether any row of a table has a value in a column; answered from its statistics."""
        key = (table.name, column)
        if column not in table.columns:
            return False
        if key not in self._filled:
            largest = f"SELECT max({quoted(column)}) FROM {table.stored}"
            found = self._connection.execute(largest).fetchone()
            self._filled[key] = found is not None and found[0] is not None
        return self._filled[key]

    def rows(self, table: str) -> int:
        """How many rows a table of the store has."""
        return self._number(f"SELECT count(*) FROM {self._tables[table].stored}")

    def vocabulary(self, column: StoredColumn, *, rows: int, words: int) -> list[str]:
        """The words of a column of many rows that holds few, such as names of events.

        Args:
            rows: fewer than that are not many.
            words: more than that are not few.

        Returns:
            The words in order; none where the column is not such a one.
        """
        name, table = quoted(column.name), self._tables[column.table].sql
        if column.type != "VARCHAR" or self.rows(column.table) < rows:
            return []
        some = f"SELECT {name} FROM {table} LIMIT {_PROBED}"
        if self._number(f"SELECT count(DISTINCT {name}) FROM ({some})") > words:
            return []
        every = f"SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT NULL LIMIT {words + 1}"
        found = [word for (word,) in self._connection.execute(every).fetchall()]
        return sorted(found) if len(found) <= words else []

    def _number(self, query: str) -> int:
        found = self._connection.execute(query).fetchone()
        assert found is not None
        return int(found[0])

    def accounts(self) -> StoredTable:
        """The accounts table.

        Raises:
            ForewarnError: nothing has been ingested.
        """
        fix = "name a source for accounts in forewarn.yml and run forewarn ingest"
        return self._found.accounts(where="the store", fix=fix)
