"""Texts of accounts kept in the store: what an account was from one day on and until another.

They rest on small tables alone, so they stand for every account of which nothing changed there
(``changes``). Whoever loses them writes them again, and nothing else is different.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb
from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb import changes
from forewarn.engines.duckdb.history import newest
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.grids import KeptText

_TEXTS, _OF = "meta.kept_texts", "meta.kept_texts_of"
_RENEW_AFTER = changes.KEPT_INGESTS // 2


def kept(connection: DuckDBPyConnection, what: str, tables: Collection[str]) -> dict[str, KeptText]:
    """What was kept and still stands, by account.

    Args:
        connection: to the store.
        what: names how texts are made; those that were made in another way are not there.
        tables: that they rest on.
    """
    ingest = _ingest(connection, what)
    if ingest is None:
        return {}
    since = f"""SELECT account_id FROM meta.changes
        WHERE ingest > {ingest[0]} AND table_name IN ({", ".join(map(literal, sorted(tables)))})"""
    touched = {each for (each,) in connection.execute(since).fetchall()}
    if None in touched:
        return {}
    found = connection.execute(f"SELECT account_id, from_on, until_on, text FROM {_TEXTS}")
    return {name: (first, until, text) for name, first, until, text in found.fetchall()
            if name not in touched}  # fmt: skip


def keep(
    connection: DuckDBPyConnection, what: str, texts: Mapping[str, KeptText], *, new: int
) -> None:
    """Leave texts in the store, in place of all that were kept before.

    Args:
        connection: to the store.
        what: names how they are made.
        texts: by account: those that stand and new ones.
        new: so many of them are new; where none is, nothing is written before it is due.
    """
    last, before = newest(connection), _ingest(connection, what)
    if last is None:
        return
    if not new and before is not None and last[0] - before[0] < _RENEW_AFTER:
        return
    columns = [list(texts), *map(list, zip(*texts.values(), strict=True))] if texts else [[]] * 4
    types = ("VARCHAR", "DATE", "DATE", "VARCHAR")
    names = ("account_id", "from_on", "until_on", "text")
    lists = ", ".join(
        f"unnest(${name}::{type_}[]) AS {name}" for name, type_ in zip(names, types, strict=True)
    )
    with connection.cursor() as cursor:
        database = connection.execute("SELECT current_database()").fetchall()[0][0]
        cursor.execute(f"USE {quoted(database)}")
        cursor.execute("BEGIN")
        try:
            cursor.execute(
                f"CREATE OR REPLACE TABLE {_TEXTS} AS SELECT {lists}",
                dict(zip(names, columns, strict=True)),
            )
            cursor.execute(
                f"CREATE OR REPLACE TABLE {_OF} AS"
                " SELECT ?::VARCHAR AS what, ?::BIGINT AS ingest, ?::VARCHAR AS ingested_at",
                [what, *last],
            )
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise


def _ingest(connection: DuckDBPyConnection, what: str) -> tuple[int, str] | None:
    try:
        found = connection.execute(f"SELECT what, ingest, ingested_at FROM {_OF}").fetchone()
    except duckdb.CatalogException:
        return None
    if found is None or found[0] != what:
        return None
    ingest = (int(found[1]), str(found[2]))
    return ingest if changes.known_since(connection, ingest) else None
