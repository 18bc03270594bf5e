"""Rows into a Parquet file with stated types, whatever the rows hold."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

_AT_A_TIME = 20_000
_TABLE = "parquet_rows"


class ParquetFile:
    """A file of one table, written when it is closed; until then rows lie in DuckDB."""

    def __init__(self, path: Path, columns: Sequence[tuple[str, str]]) -> None:
        """Begin.

        Args:
            path: of the file; it is replaced only by a whole one.
            columns: name and DuckDB type.
        """
        import duckdb

        self._path, self._columns = path, columns
        self._connection = duckdb.connect()
        self._connection.execute("SET enable_progress_bar = false")
        listed = ", ".join(f'"{name}" {type_}' for name, type_ in columns)
        self._connection.execute(f"CREATE TABLE {_TABLE} ({listed})")

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Rows in the order of the columns; None is NULL, and text columns take any value."""
        ready = iter(rows)
        while some := list(islice(ready, _AT_A_TIME)):
            lists = ", ".join(
                f"unnest($c{place}::{type_}[])" for place, (_, type_) in enumerate(self._columns)
            )
            columns = [
                [None if each is None else str(each) for each in values]
                if type_ == "VARCHAR"
                else list(values)
                for values, (_, type_) in zip(zip(*some, strict=True), self._columns, strict=True)
            ]
            named = {f"c{place}": values for place, values in enumerate(columns)}
            self._connection.execute(f"INSERT INTO {_TABLE} SELECT {lists}", named)

    def close(self) -> None:
        """Write the file."""
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        target = str(beside).replace("'", "''")
        with self._connection as connection:
            connection.execute(f"COPY {_TABLE} TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
        beside.replace(self._path)

    def abandon(self) -> None:
        """Write nothing."""
        self._connection.close()
