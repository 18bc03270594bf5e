"""Parquet files as one relation, parts whose times are of different kinds included.

Joined by DuckDB's own rules, a part with offsets beside one without would lose them, or have some
put on: the times of such a column are read as text, in which every value says what it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from forewarn.engines.duckdb.literals import literal, literals
from forewarn.engines.duckdb.sources import SourceFile
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.times import is_time

_FILE = "_forewarn_file"
Times = tuple[tuple[str, str], ...]
"""Columns to be read as text, with the type they have in a part."""


def rows_of(connection: duckdb.DuckDBPyConnection, files: Sequence[SourceFile]) -> str:
    """SQL of the files' rows by column name, with the file as shown and the row number.

    Raises:
        duckdb.Error: a file cannot be read as Parquet.
    """
    mixed = _mixed_times(connection, files) if len(files) > 1 else frozenset()
    parts: dict[Times, list[SourceFile]] = {(): list(files)} if not mixed else {}
    for file in files if mixed else ():
        parts.setdefault(_times(connection, file, mixed), []).append(file)
    return " UNION ALL BY NAME ".join(_rows(alike, times) for times, alike in parts.items())


def _mixed_times(
    connection: duckdb.DuckDBPyConnection, files: Sequence[SourceFile]
) -> frozenset[str]:
    """Names, in small letters, of columns that are a time in one file and another kind in one."""
    paths = literals(str(file.path) for file in files)
    found = connection.execute(
        f"SELECT lower(name), list(DISTINCT duckdb_type) FROM parquet_schema({paths})"
        " WHERE duckdb_type IS NOT NULL GROUP BY 1 HAVING count(DISTINCT duckdb_type) > 1"
    ).fetchall()
    return frozenset(str(name) for name, kinds in found if any(map(is_time, kinds)))


def _times(connection: duckdb.DuckDBPyConnection, file: SourceFile, mixed: frozenset[str]) -> Times:
    given = connection.execute(f"DESCRIBE FROM read_parquet({literal(str(file.path))})").fetchall()
    return tuple((str(row[0]), str(row[1])) for row in given if str(row[0]).lower() in mixed)


def _rows(files: Sequence[SourceFile], times: Times) -> str:
    shown = "NULL::VARCHAR"
    if files[0].shown is not None:
        names = ", ".join(f"{literal(str(file.path))}: {literal(file.shown)}" for file in files)
        shown = f"MAP {{{names}}}[{_FILE}]"
    texts = ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS {quoted(name)}" for name, _ in times)
    return (
        f"SELECT * EXCLUDE ({_FILE}, file_row_number) {f'REPLACE ({texts})' if texts else ''},"
        f" {shown} AS _file, file_row_number + 1 AS _row"
        f" FROM read_parquet({literals(str(file.path) for file in files)}, filename='{_FILE}',"
        " file_row_number=true, union_by_name=true, hive_partitioning=false)"
    )
