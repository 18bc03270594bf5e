"""What each file of a source held when it was read; told of those that are not read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields

import duckdb

from forewarn.engines.duckdb.history import there


@dataclass(frozen=True, slots=True)
class FileCounts:
    """Rows, values of dates by form, hours that clocks made odd; of one file or of several."""

    rows: int = 0
    naive: int = 0
    zoned: int = 0
    dates: int = 0
    ambiguous: int = 0
    skipped: int = 0

    def __add__(self, other: FileCounts) -> FileCounts:
        """Of both together."""
        return FileCounts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


_NAMES = tuple(field.name for field in fields(FileCounts))


def keep(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    counts: Mapping[str | None, FileCounts],
) -> FileCounts:
    """Write down what files held, of which nothing is kept (``history.forget_files``).

    Args:
        connection: the store.
        table: whose source they are of.
        counts: by file as shown; None = the only one.

    Returns:
        What all files hold now.
    """
    names, marks = ", ".join(_NAMES), ", ".join("?" * len(_NAMES))
    for file, each in counts.items():
        connection.execute(
            f"INSERT INTO meta.file_counts (table_name, file, {names}) VALUES (?, ?, {marks})",
            [table, file, *astuple(each)],
        )
    return total(of(connection, table))


def of(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str | None, FileCounts]:
    """By file as shown what it held; only of files whose rows were counted."""
    if not there(connection, "file_counts"):
        return {}
    rows = connection.execute(
        f"SELECT file, {', '.join(_NAMES)} FROM meta.file_counts WHERE table_name = ?", [table]
    ).fetchall()
    return {file: FileCounts(*map(int, counts)) for file, *counts in rows}


def total(counts: Mapping[str | None, FileCounts]) -> FileCounts:
    """Of all files together."""
    return sum(counts.values(), FileCounts())
