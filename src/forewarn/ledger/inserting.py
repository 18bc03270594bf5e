"""Snapshot rows into the database as a set, and what stands there: never row by row.

Not through the ORM: rows are nearly all that a backfill writes. PostgreSQL takes them by COPY, on
the transaction's own connection; SQLite in statements of many rows each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from forewarn.ledger.models import SnapshotRow
from forewarn.ledger.opening import Ledger
from forewarn.ledger.rows import Row

COLUMNS = Row._fields
_ROWS_A_STATEMENT = 100
"""Fewer cost more for each row, more save nothing."""


def insert_rows(ledger: Ledger, run: int, rows: Sequence[Row]) -> None:
    """Writes the rows of a run, inside the caller's transaction."""
    connection = connections[ledger.alias]
    if connection.vendor == "postgresql":
        _copy(connection, run, rows)
    else:
        with not_looking(connection, SnapshotRow):
            _insert(connection, run, rows)


def _copy(connection: BaseDatabaseWrapper, run: int, rows: Sequence[Row]) -> None:
    table, columns = _target(connection)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row((run, *row))


def _insert(connection: BaseDatabaseWrapper, run: int, rows: Sequence[Row]) -> None:
    table, columns = _target(connection)
    one = f"({run:d}, {', '.join('?' * len(COLUMNS))})"
    # Past Django's cursor, which would rewrite every statement's placeholders.
    execute = connection.connection.execute
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        some = rows[start : start + _ROWS_A_STATEMENT]
        many = ", ".join([one] * len(some))
        values = list(chain.from_iterable(some))
        execute(f"INSERT INTO {table} ({columns}) VALUES {many}", values)


@contextmanager
def not_looking(connection: BaseDatabaseWrapper, model: type[Model]) -> Iterator[None]:
    """Sets aside, within the transaction, SQLite's trigger that looks for a replaced row.

    It costs as much as the row itself, and a plain INSERT replaces nothing: it fails. Nobody
    else sees the ledger without it, and a kill leaves it where it is.
    """
    trigger = f"{model._meta.db_table}_no_replace"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [trigger]
        )
        ((made,),) = cursor.fetchall()
        cursor.execute(f"DROP TRIGGER {trigger}")
        yield
        cursor.execute(made)


def _target(connection: BaseDatabaseWrapper) -> tuple[str, str]:
    quoted = connection.ops.quote_name
    columns = ", ".join(map(quoted, ("run_id", *COLUMNS)))
    return quoted(SnapshotRow._meta.db_table), columns


def standing_rows(
    ledger: Ledger, runs: Sequence[int], only: Collection[str] | None = None
) -> dict[str, Row]:
    """The newest row per account over runs, of some accounts or all."""
    rows = SnapshotRow.objects.using(ledger.alias).filter(run__in=runs)
    if only is not None and len(only) <= _FEW:
        rows = rows.filter(account_id__in=list(only))
    found = rows.order_by("run__revision").values_list(*COLUMNS)
    newest = {values[0]: Row(*values) for values in found.iterator()}
    if only is None:
        return newest
    return {account: newest[account] for account in only if account in newest}


_FEW = 200
"""Accounts that are named to the database; of more, all are read."""
