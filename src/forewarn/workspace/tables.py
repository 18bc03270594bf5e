"""Brings the tables of the workspace up to date, whoever else is starting at the same time."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from forewarn.ledger import Ledger, open_ledger
from forewarn.ledger.trouble import in_words
from forewarn.terms.settings import Settings

_LOCK = 36739277


def bring_up_to_date(project: Settings) -> Ledger:
    """Makes or migrates the ledger's tables and the workspace's; all of them or none.

    Returns:
        The ledger, on the workspace's own connection.
    """
    ledger = open_ledger(project.ledger, folder=project.folder)
    with in_words(ledger.place):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with connection.constraint_checks_disabled(), transaction.atomic(durable=True):
                _wait_for_others()
                again = MigrationExecutor(connection)
                again.migrate(again.loader.graph.leaf_nodes())
        call_command("createcachetable", verbosity=0)
    return ledger


def _wait_for_others() -> None:
    """On SQLite the transaction itself waits; PostgreSQL would let two make the same table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock({_LOCK:d})")
