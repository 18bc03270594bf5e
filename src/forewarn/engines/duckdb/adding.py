"""Rows of files that came, added to those that are there, as if all had been read at once.

Only rows that may be versions or copies of each other need each other's company: those of one key,
or without a key those of one day. They are brought back from the store and settled together; all
others stay where they are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from forewarn.engines.duckdb import coded, keys, storing
from forewarn.engines.duckdb.identity import content_of_both, identity
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.unlike import Unlike, UnlikeDays
from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.terms.facts import Table

_GIVEN = "brought_back"


@dataclass(frozen=True, slots=True)
class Again:
    """Rows that were brought back, and what they had been counted as.

    Attributes:
        rows: how many.
        from_elsewhere: those among them whose place no row takes.
        superseded: earlier versions among them.
        identical_keyless: identical ones without a key, beyond the first.
        lacking: they cannot be settled again, since the store does not keep all they came with.
    """

    rows: int = 0
    from_elsewhere: int = 0
    superseded: int = 0
    identical_keyless: int = 0
    lacking: bool = False


def again(table: Table) -> str:
    """The temporary table with the stored rows that were brought back, as they were."""
    return quoted(f"again_{table.name}")


def bring_back(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    *,
    keep_known: bool,
    replaced: Unlike | UnlikeDays | None = None,
) -> Again:
    """Put the stored rows that rows of ``relation`` may be versions or copies of beside them.

    They are kept aside as they were in a temporary table, see ``again``, with their ``rowid`` in
    the store as ``_stored``. So are those whose place rows of ``relation`` take (``_replaced``),
    and what may be a version or copy of one of these.

    Args:
        connection: the store.
        relation: temporary table with the typed rows that came; changed.
        table: its form.
        keep_known: rows bring their own ``known_at``; else what the store has was given to them.
        replaced: where rows of ``relation`` take the place of stored ones.
    """
    placed = columns(connection, quoted(relation))
    _set_aside(connection, relation, table, replaced)
    ((count, elsewhere),) = connection.execute(
        f"SELECT count(*), count(*) FILTER (NOT _replaced) FROM {again(table)}"
    ).fetchall()
    if not count:
        return Again()
    if placed.keys() - columns(connection, again(table)).keys():
        return Again(count, elsewhere, lacking=True)
    given = ", ".join(
        f"CAST(NULL AS {kind}) AS {quoted(name)}"
        if name in ("known_at", "_known_on") and not keep_known
        else quoted(name)
        for name, kind in placed.items()
    )
    rows = f"SELECT {given}, _replaced FROM {again(table)}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_GIVEN} AS {rows}")
    same = _identical_keyless(connection, table)
    superseded = _superseded(connection, table)
    back = f"SELECT * EXCLUDE (_replaced) FROM {_GIVEN} WHERE NOT _replaced"
    connection.execute(f"INSERT INTO {quoted(relation)} BY NAME {back}")
    return Again(count, elsewhere, superseded, same)


def columns(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Names and types of the columns of a relation, given as SQL."""
    rows = connection.execute(f"DESCRIBE {relation}").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}


def _set_aside(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    replaced: Unlike | UnlikeDays | None,
) -> None:
    content = content_of_both(connection, relation, table)
    mine = identity(table, content)
    stored = _stored(connection, table)
    there = _stored(connection, table, replaced.files if replaced else ())
    aside = f"CREATE OR REPLACE TEMP TABLE {again(table)} AS SELECT facts.*, true AS _replaced"
    place = replaced.sql if replaced else "false"
    connection.execute(f"{aside} FROM ({there}) AS facts WHERE {place}")
    keyless = keys.keyless(table)
    both = " UNION ALL ".join(
        f"SELECT {mine} AS mine, {keyless} AS keyless, _on FROM {each}"
        for each in (quoted(relation), again(table))
    )
    # Rows without a key are recognised by columns that hold the day they happened, too.
    low, high, without, rows = connection.execute(
        "SELECT min(_on) FILTER (keyless), max(_on) FILTER (keyless),"
        f" count(*) FILTER (keyless), count(*) FROM ({both})"
    ).fetchall()[0]
    either = []
    days = f"BETWEEN DATE '{low}' AND DATE '{high}'"
    if without and _any_stored(connection, table, f"_on {days}"):
        either.append(f"({keyless} AND facts._on {days})")
    if without < rows:
        either.append(f"NOT ({keyless})")
    connection.execute(
        f"INSERT INTO {again(table)} SELECT facts.*, false FROM ({stored}) AS facts"
        f" WHERE ({' OR '.join(either) or 'false'}) AND {mine} IN (SELECT mine FROM ({both}))"
        f" AND _stored NOT IN (SELECT _stored FROM {again(table)})"
    )


def _stored(
    connection: duckdb.DuckDBPyConnection, table: Table, files: Collection[str] | None = None
) -> str:
    """A SELECT of stored rows with their ``rowid``; of some files, where that tells them sooner."""
    if coded.is_coded(connection, table.name):
        return coded.decoded(connection, table.name, "rowid AS _stored", files=files)
    return f"SELECT *, rowid AS _stored FROM facts.{quoted(table.name)}"


def _any_stored(connection: duckdb.DuckDBPyConnection, table: Table, of: str) -> bool:
    """Whether a stored row is such a one: of a new day there is none, and no word is looked up."""
    stored = coded.rows_of(connection, table.name)
    return connection.execute(f"SELECT 1 FROM {stored} WHERE {of} LIMIT 1").fetchone() is not None


def _identical_keyless(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    given = f"(SELECT * EXCLUDE (_replaced) FROM {_GIVEN})"
    content = ", ".join(map(quoted, keys.content_columns_of(connection, given)))
    found = connection.execute(
        f"SELECT count(*) - count(DISTINCT hash({content})) FROM {_GIVEN}"
        f" WHERE {keys.keyless(table)}"
    ).fetchone()
    return int(found[0]) if found else 0


def _superseded(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    if UNTIL_ON not in columns(connection, again(table)):
        return 0
    found = connection.execute(f"SELECT count({UNTIL_ON}) FROM {again(table)}").fetchone()
    return int(found[0]) if found else 0


def store(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    *,
    brought: Again,
    rows: str,
) -> None:
    """Write rows into the store's table, in the place of those that were brought back.

    Args:
        connection: the store.
        relation: temporary table with the settled rows.
        table: its form.
        brought: what was brought back.
        rows: SELECT of the rows as they are to be stored.
    """
    stored = coded.rows_of(connection, table.name)
    if brought.rows:
        connection.execute(
            f"DELETE FROM {stored} WHERE rowid IN (SELECT _stored FROM {again(table)})"
        )
    storing.add(connection, table, rows)
