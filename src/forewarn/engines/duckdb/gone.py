"""What rows that are no longer in their source were known by, should they be there again.

An export that was cut short, or a file that is missing for a day, takes rows away that the next
load brings back. They are not seen for the first time then (SEMANTICS 4).
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.literals import literal

TABLE = "gone (table_name VARCHAR, identity UBIGINT, known_at TIMESTAMP, known_on DATE)"


def of(table: str) -> str:
    """The rows of a table that went: ``_identity``, ``known_at`` and ``known_on`` as they were.

    Each identity once, whatever was noted: rows are joined with it.
    """
    return (
        "SELECT identity AS _identity, first(known_at) AS known_at, first(known_on) AS known_on"
        f" FROM meta.gone WHERE table_name = {literal(table)} GROUP BY identity"
    )


def note(connection: DuckDBPyConnection, table: str, rows: str) -> int:
    """Notes rows that went: identities with ``known_at`` and ``known_on``; how many they are.

    What was noted of them before counts no more: a load that is trusted had them since.
    """
    forget(connection, table, f"SELECT _identity FROM ({rows})")
    done = connection.execute(f"INSERT INTO meta.gone SELECT {literal(table)}, * FROM ({rows})")
    return int(done.fetchall()[0][0])


def forget(connection: DuckDBPyConnection, table: str, identities: str) -> None:
    """Forgets rows that are there again."""
    connection.execute(
        f"DELETE FROM meta.gone WHERE table_name = {literal(table)} AND identity IN ({identities})"
    )
