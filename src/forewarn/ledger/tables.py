"""Brings a ledger's tables up to date, whoever else is opening it at the same time."""

from __future__ import annotations

from pkgutil import iter_modules
from typing import TYPE_CHECKING

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from forewarn.ledger import migrations
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

_LABEL = "ledger"
_APPLIED = "django_migrations"


def bring_up_to_date(alias: str, *, place: str) -> None:
    """Runs the migrations that are due, all in one transaction: a kill leaves none half done.

    Raises:
        ForewarnError: a newer Forewarn wrote the ledger at ``place``.
    """
    connection = connections[alias]
    if _is_current(connection) or not _due(connection, place):
        return
    from django.db.migrations.executor import MigrationExecutor

    # SQLite can only switch the checks off before a transaction begins; they run at its end.
    with connection.constraint_checks_disabled(), transaction.atomic(alias, durable=True):
        _wait_for_others(connection)
        # Read again: another process may have made the tables while this one waited.
        executor = MigrationExecutor(connection)
        executor.migrate(_targets(executor))


def _is_current(connection: BaseDatabaseWrapper) -> bool:
    """Whether just our migrations have run: asked first, for Django's machinery loads slowly."""
    with connection.cursor() as cursor:
        if _APPLIED not in connection.introspection.table_names(cursor):
            return False
        cursor.execute(f"SELECT name FROM {_APPLIED} WHERE app = %s", [_LABEL])
        applied = {name for (name,) in cursor.fetchall()}
    return applied == {each.name for each in iter_modules(migrations.__path__)}


def _wait_for_others(connection: BaseDatabaseWrapper) -> None:
    """On SQLite the transaction itself waits; PostgreSQL would let two make the same table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Any number nobody else uses: "forewarn" on a telephone's keys.
            cursor.execute("SELECT pg_advisory_xact_lock(36739276)")


def _due(connection: BaseDatabaseWrapper, place: str) -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    loader = executor.loader
    newer = sorted(
        name
        for app, name in loader.applied_migrations or ()
        if app == _LABEL and (app, name) not in (loader.disk_migrations or ())
    )
    if newer:
        raise ForewarnError(
            f"ledger {place}: a newer Forewarn wrote it ({newer[-1]} is not known here)",
            fix="upgrade Forewarn, or name another ledger",
        )
    return bool(executor.migration_plan(_targets(executor)))


def _targets(executor: MigrationExecutor) -> list[tuple[str, str]]:
    return [key for key in executor.loader.graph.leaf_nodes() if key[0] == _LABEL]
