"""First rows of large tables kept in the store, so that a new day need not look through them all.

What an account's first as_of date with a row is changes only where something changed at that date
or before it (``changes``). Whoever loses the table looks again, and nothing else is different.
"""

from __future__ import annotations

import duckdb
from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb import changes
from forewarn.engines.duckdb.catalog import Catalog, StoredTable
from forewarn.engines.duckdb.history import newest
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.packing import packed
from forewarn.engines.duckdb.store import beside

_FIRST, _OF = "meta.kept_first_rows", "meta.kept_first_rows_of"
_WORTH_ROWS = 200_000
"""Smaller tables are looked through."""
_WORTH_ACCOUNTS = 1_000
"""With more accounts to be looked for, the whole table is looked through."""
_ANEW = "UNION ALL"
_RENEW_AFTER = changes.KEPT_INGESTS // 2


def first_rows(table: StoredTable, *, of: str = "") -> str:
    """SELECT of ``account_id`` and ``seen_on``, the first as_of date that knows any row of it.

    Args:
        table: looked through.
        of: condition on ``f``, its rows.
    """
    where = f" AND {of}" if of else ""
    return f"""SELECT {table.column("account_id").sql} AS account_id, seen_on FROM (
        SELECT account_id, min(_seen_on) AS seen_on FROM {table.stored} AS f
        WHERE account_id IS NOT NULL AND _seen_on IS NOT NULL{where} GROUP BY account_id
    ) AS f"""


def with_kept(connection: DuckDBPyConnection, table: StoredTable) -> str | None:
    """As ``first_rows``, from what was kept where that still stands; None where it does not."""
    ingest = _ingest(connection, table)
    if ingest is None:
        return None
    since = _since(table, ingest)
    told = connection.execute(f"SELECT count(*), count(account_id) {since}").fetchone()
    if told is None or told[0] != told[1]:
        return None
    kept = f"SELECT account_id, seen_on FROM {_FIRST} WHERE table_name = {literal(table.name)}"
    stale = f"""SELECT account_id FROM (SELECT account_id, min(first_on) AS first_on {since}
        GROUP BY account_id) LEFT JOIN ({kept}) USING (account_id)
        WHERE seen_on IS NULL OR first_on <= seen_on"""
    again = [each for (each,) in connection.execute(stale).fetchall()]
    if not again:
        return kept
    if len(again) > _WORTH_ACCOUNTS:
        return None
    listed = ", ".join(map(literal, again))
    account = table.column("account_id")
    own = f"{account.key} IN ({listed})"
    if account.words is not None:
        codes = f"SELECT code FROM {account.words.sql} WHERE word IN ({listed})"
        own = f"{account.key} IN ({codes})"
    anew = first_rows(table, of=own)
    return f"{kept} AND account_id NOT IN ({listed}) {_ANEW} {anew}"


def keep(connection: DuckDBPyConnection) -> None:
    """Leave the first rows of large tables in the store, where they do not stand there."""
    last, catalog = newest(connection), Catalog(connection)
    if last is None:
        return
    for name in ("events", "interactions"):
        table = catalog.table(name)
        if table is None or catalog.rows(name) < _WORTH_ROWS:
            continue
        ingest, told = _ingest(connection, table), with_kept(connection, table)
        stands = told is not None and _ANEW not in told
        if ingest is None or not stands or last[0] - ingest[0] >= _RENEW_AFTER:
            _write(connection, table, told or first_rows(table), last)


def _write(
    connection: DuckDBPyConnection, table: StoredTable, select: str, ingest: tuple[int, str]
) -> None:
    cursor = beside(connection)
    cursor.execute("BEGIN")
    try:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {_FIRST}"
            " (table_name VARCHAR, account_id VARCHAR, seen_on DATE)"
        )
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {_OF}"
            " (table_name VARCHAR, ingest BIGINT, ingested_at VARCHAR)"
        )
        with packed(cursor, 1):
            cursor.execute(f"CREATE TEMP TABLE first_now AS {select}")
        for each in (_FIRST, _OF):
            cursor.execute(f"DELETE FROM {each} WHERE table_name = ?", [table.name])
        cursor.execute(f"INSERT INTO {_FIRST} SELECT {literal(table.name)}, * FROM first_now")
        cursor.execute(f"INSERT INTO {_OF} VALUES (?, ?, ?)", [table.name, *ingest])
        cursor.execute("COMMIT")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise
    finally:
        cursor.close()


def _ingest(connection: DuckDBPyConnection, table: StoredTable) -> tuple[int, str] | None:
    """Number and instant of the ingest after which they were kept; None where that will not do."""
    try:
        found = connection.execute(
            f"SELECT ingest, ingested_at FROM {_OF} WHERE table_name = ?", [table.name]
        ).fetchone()
    except duckdb.CatalogException:
        return None
    if found is None:
        return None
    ingest = (int(found[0]), str(found[1]))
    return ingest if changes.known_since(connection, ingest) else None


def _since(table: StoredTable, ingest: tuple[int, str]) -> str:
    name = literal(table.name)
    return f"FROM meta.changes WHERE ingest > {ingest[0]} AND table_name = {name}"
