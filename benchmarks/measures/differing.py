"""How many account-weeks another program answers differently."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.signals import NAMES


def run(folder: Path, ours: str, theirs: str) -> None:
    """Print ``DIFFERING of ALL``; no row, or an empty count, is zero."""
    print(*differing(ours, theirs), sep=" of ")


def differing(ours: str, theirs: str) -> tuple[int, int]:
    """Account-weeks that differ, and all there are in either file."""
    # Never an event is no number of days: not zero either.
    columns = [
        f"coalesce({{0}}.{name}, {-1 if name == 'days_since' else 0}) AS DOUBLE" for name in NAMES
    ]
    other = " OR ".join(
        f"CAST({column.format('o')}) <> CAST({column.format('t')})" for column in columns
    )
    with duckdb.connect() as connection:
        found = connection.execute(
            f"""SELECT count(*) FILTER ({other}), count(*)
            FROM {_read(ours)} AS o FULL JOIN {_read(theirs)} AS t
              ON o.account_id = t.account_id AND CAST(o.as_of AS DATE) = CAST(t.as_of AS DATE)"""
        ).fetchall()
    return found[0]


def _read(file: str) -> str:
    path = file.replace("'", "''")
    return f"read_parquet('{path}')" if file.endswith(".parquet") else f"read_csv('{path}')"
