"""Snapshot rows into the database as a set, and what stands there as marks: never row by row.

Not through the ORM: rows are nearly all that a backfill writes. PostgreSQL takes them by COPY, on
the transaction's own connection; SQLite in one prepared statement.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from forewarn.ledger.models import SnapshotRow
from forewarn.ledger.opening import Ledger
from forewarn.ledger.rows import Row

COLUMNS = Row._fields
Marked = tuple[Row, bytes]
"""A row and its mark."""


def insert_rows(ledger: Ledger, run: int, rows: Sequence[Marked]) -> None:
    """Writes the rows of a run, inside the caller's transaction."""
    connection = connections[ledger.alias]
    if connection.vendor == "postgresql":
        _copy(connection, run, rows)
    else:
        _insert(connection, run, rows)


def _copy(connection: BaseDatabaseWrapper, run: int, rows: Sequence[Marked]) -> None:
    table, columns = _target(connection)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row, mark in rows:
            copy.write_row((run, *row, mark))


def _insert(connection: BaseDatabaseWrapper, run: int, rows: Sequence[Marked]) -> None:
    table, columns = _target(connection)
    marks = ", ".join(["%s"] * (len(COLUMNS) + 2))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",
            [(run, *row, mark) for row, mark in rows],
        )


def _target(connection: BaseDatabaseWrapper) -> tuple[str, str]:
    quoted = connection.ops.quote_name
    columns = ", ".join(map(quoted, ("run_id", *COLUMNS, "mark")))
    return quoted(SnapshotRow._meta.db_table), columns


def standing_marks(ledger: Ledger, runs: Sequence[int]) -> dict[str, bytes]:
    """The mark of the newest row per account over runs in the order of their revisions.

    Rows themselves are only read where an older Forewarn kept no mark.
    """
    if not runs:
        return {}
    rows = SnapshotRow.objects.using(ledger.alias).filter(run__in=runs)
    unmarked = {
        (run, values[0]): Row(*values).mark
        for run, *values in rows.filter(mark=None).values_list("run_id", *COLUMNS).iterator()
    }
    found = rows.order_by("run__revision").values_list("account_id", "mark", "run_id")
    return {
        account: unmarked[run, account] if mark is None else bytes(mark)
        for account, mark, run in found.iterator()
    }
