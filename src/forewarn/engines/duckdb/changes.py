"""What an ingest changed: per account the first as_of date that may read differently from then on.

A row can be read from the date that first sees it to the date for which a later version stands.
So rows are held against those before them by what enters and what leaves on each date; where that
is the same, every date reads the same. The notes of several ingests add up: what none of them
names, for any table, reads as it did before the first of them.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from forewarn.engines.duckdb.history import newest, there
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.terms.change import CAME, CORRECTED, WENT, Change

ALWAYS = "DATE '0001-01-01'"
"""Stands for a row that every date sees."""
KEPT_INGESTS = 40
_PLACE = ("_row", "_file", "_seen_on", UNTIL_ON)
_TABLE = (
    # account_id NULL: every account
    "CREATE TABLE IF NOT EXISTS meta.changes (ingest BIGINT, table_name VARCHAR,"
    " account_id VARCHAR, first_on DATE, kind VARCHAR)"
)


class Notes:
    """Collects what one ingest changes, and writes it into the store."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute(_TABLE)
        last = newest(connection)
        self._number = last[0] + 1 if last else 1

    def all_of(self, table: str, kind: str) -> None:
        """Note that a table came, went, or reads differently as a whole: for every account."""
        self._connection.execute(
            f"INSERT INTO meta.changes VALUES (?, ?, NULL, {ALWAYS}, ?)",
            [self._number, table, kind],
        )

    def differing(
        self, table: str, *, before: str, after: str, account: str = "account_id"
    ) -> None:
        """Note every account of which rows differ.

        Args:
            table: the fact table.
            before, after: SQL of rows as stored: those that may differ, or all of them.
            account: SQL of the account in words, given its rows' ``account_id``.
        """
        columns = [self._columns(relation) for relation in (before, after)]
        plain = [{n: k for n, k in each.items() if n not in _PLACE} for each in columns]
        if plain[0] != plain[1]:
            self.all_of(table, CORRECTED)
            return
        cells = f"hash({', '.join(map(quoted, sorted(plain[0])))})"
        parts = [
            part
            for relation, names, sign in zip((before, after), columns, (-1, 1), strict=True)
            for part in _passings(table, relation, cells, sign, versions=UNTIL_ON in names)
        ]
        days = (
            f"SELECT account_id, day, sum(sign) AS more FROM ({' UNION ALL '.join(parts)})"
            " GROUP BY ALL HAVING sum(sign) <> 0 OR sum(sign * cells::HUGEINT) <> 0"
        )
        kind = (
            f"CASE WHEN bool_and(more > 0) THEN '{CAME}' WHEN bool_and(more < 0) THEN '{WENT}'"
            f" ELSE '{CORRECTED}' END"
        )
        self._connection.execute(
            f"INSERT INTO meta.changes SELECT {self._number}, {literal(table)}, {account}, day,"
            f" kind FROM (SELECT account_id, min(day) AS day, {kind} AS kind FROM ({days})"
            " WHERE account_id IS NOT NULL GROUP BY account_id ORDER BY account_id)"
        )

    def _columns(self, relation: str) -> dict[str, str]:
        rows = self._connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
        return {str(row[0]): str(row[1]) for row in rows}

    def forget_old(self) -> None:
        """Forget what ingests of long ago changed: who asks for it is told that it is not known."""
        self._connection.execute(
            "DELETE FROM meta.changes WHERE ingest <= ?", [self._number - KEPT_INGESTS]
        )


def _passings(table: str, relation: str, cells: str, sign: int, *, versions: bool) -> Iterable[str]:
    """SELECTs of the dates on which rows come into view, and on which a later version does."""
    seen = f"coalesce(_seen_on, {ALWAYS})"
    if table == "accounts":
        # Without valid_from a row always held, once it was known.
        seen = f"CASE WHEN valid_from IS NULL THEN coalesce(_known_on, {ALWAYS}) ELSE {seen} END"
    yield f"SELECT account_id, {seen} AS day, {sign} AS sign, {cells} AS cells FROM {relation}"
    if versions:
        yield (
            f"SELECT account_id, {UNTIL_ON}, {-sign}, {cells} FROM {relation}"
            f" WHERE {UNTIL_ON} IS NOT NULL"
        )


def changed_since(
    connection: duckdb.DuckDBPyConnection, ingest: tuple[int, str]
) -> tuple[Change, ...] | None:
    """What later ingests changed, one entry a table and account; () when nothing did.

    Args:
        connection: the store.
        ingest: number and instant of the one to start from, as ``history.newest`` gave them.

    Returns:
        None when it is not known: the ingest is none of this store's, or too long ago.
    """
    if not known_since(connection, ingest):
        return None
    rows = connection.execute(
        f"SELECT table_name, account_id, min(first_on), CASE WHEN count(DISTINCT kind) = 1"
        f" THEN min(kind) ELSE '{CORRECTED}' END FROM meta.changes WHERE ingest > ?"
        " GROUP BY 1, 2 ORDER BY 1, 2 NULLS FIRST",
        [ingest[0]],
    ).fetchall()
    return tuple(Change(*row) for row in rows)


def known_since(connection: duckdb.DuckDBPyConnection, ingest: tuple[int, str]) -> bool:
    """Whether it is known what changed after an ingest: it is one of this store's, not long ago."""
    # Notes were made by the first ingest that the book names, or by a later one of ours.
    if not there(connection, "changes"):
        return False
    found = connection.execute(
        "SELECT strftime(ingested_at, '%Y-%m-%dT%H:%M:%S.%f'), (SELECT max(number) FROM"
        " meta.ingests) FROM meta.ingests WHERE number = ?",
        [ingest[0]],
    ).fetchone()
    return found is not None and found[0] == ingest[1] and found[1] - ingest[0] < KEPT_INGESTS
