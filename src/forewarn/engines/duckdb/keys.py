"""Duplicates, settled once (SEMANTICS 11): of each key the last known row, in any row order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import Table

SAME = "another row is the same"
OTHER_VERSION = "a later version of the row is there"
_PLACE = frozenset({"_row", "_file", "_at", "_on", "_known_on", "_seen_on", "_closed_utc"})


@dataclass(frozen=True, slots=True)
class Settled:
    """Counts of duplicates: left out (identical, conflicting), and identical rows without a key."""

    identical: int = 0
    conflicting: int = 0
    identical_keyless: int = 0
    dropped: int = 0


def content_columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """Names of a relation's columns that came with the source."""
    return content_columns_of(connection, quoted(relation))


def content_columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """The same for a relation given as SQL."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return [str(row[0]) for row in rows if row[0] not in _PLACE]


def settle(
    connection: duckdb.DuckDBPyConnection, relation: str, table: Table, *, drop_keyless: bool
) -> Settled:
    """Leave out all but one row of each key; count identical rows without a key.

    A row has a key when the first of its key columns is filled; the others may be empty, and empty
    equals empty. The row with the last ``known_at`` stays (without one, the date it happened), then
    the one with the greatest content. A row that was sent again as it was is known from the first
    time on. What is left out goes to ``meta.left_out``.

    Args:
        connection: the store.
        relation: temporary table with the typed rows.
        table: its form.
        drop_keyless: leave out identical rows without a key too.
    """
    content = content_columns(connection, relation)
    identical, conflicting = _settle_keys(connection, relation, table, content)
    same = _identical_keyless(connection, relation, table, content)
    if same and drop_keyless:
        _drop_keyless(connection, relation, table, content)
    return Settled(identical, conflicting, same, same if drop_keyless else 0)


def _listed(names: Sequence[str], direction: str = "") -> str:
    return ", ".join(quoted(name) + direction for name in names)


def _settle_keys(
    connection: duckdb.DuckDBPyConnection, relation: str, table: Table, content: Sequence[str]
) -> tuple[int, int]:
    if not table.key:
        return 0, 0
    key, first = _listed(table.key), quoted(table.key[0])
    twice = (
        f"SELECT {key} FROM {quoted(relation)} WHERE {first} IS NOT NULL"
        f" GROUP BY {key} HAVING count(*) > 1"
    )
    if connection.execute(f"SELECT 1 FROM ({twice}) LIMIT 1").fetchone() is None:
        return 0, 0
    same_key = " AND ".join(
        f"facts.{quoted(name)} IS NOT DISTINCT FROM twice.{quoted(name)}" for name in table.key
    )
    order = f"coalesce(known_at, _at) DESC NULLS LAST, {_listed(content, ' DESC NULLS LAST')}"
    cells = _cells([name for name in content if name != "known_at"])
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE settling AS SELECT *, row_number() OVER w AS rank,"
        f" first_value({cells}) OVER w = {cells} AS same FROM"
        f" (SELECT facts.*, facts.rowid AS id FROM {quoted(relation)} AS facts"
        f" JOIN ({twice}) AS twice ON {same_key})"
        f" WINDOW w AS (PARTITION BY {key} ORDER BY {order}, _file, _row)"
    )
    _keep_first_known(connection, relation, key)
    shown = ", ".join(table.key)
    _leave_out(connection, relation, table, column=shown, value=_shown(table.key))
    counts = connection.execute(
        "SELECT count(*) FILTER (same), count(*) FILTER (NOT same) FROM settling WHERE rank > 1"
    ).fetchone()
    return (int(counts[0]), int(counts[1])) if counts else (0, 0)


def _keep_first_known(connection: duckdb.DuckDBPyConnection, relation: str, key: str) -> None:
    """The row that stays is known from its first copy on; at once, when a copy has no known_at."""
    known = "CASE WHEN count(*) = count(_known_on) THEN min({}) END"
    connection.execute(
        f"UPDATE {quoted(relation)} AS facts SET known_at = first.at, _known_on = first.day FROM"
        f" (SELECT max(id) FILTER (rank = 1) AS id, {known.format('known_at')} AS at,"
        f" {known.format('_known_on')} AS day FROM settling WHERE same GROUP BY {key}) AS first"
        " WHERE facts.rowid = first.id"
    )


def _cells(content: Sequence[str]) -> str:
    return f"hash({_listed(content)})"


def _shown(names: Sequence[str]) -> str:
    return f"concat_ws(', ', {', '.join(f'CAST({quoted(name)} AS VARCHAR)' for name in names)})"


def _leave_out(
    connection: duckdb.DuckDBPyConnection, relation: str, table: Table, *, column: str, value: str
) -> None:
    connection.execute(
        f"INSERT INTO meta.left_out SELECT {literal(table.name)}, _file, _row, {literal(column)},"
        f" CASE WHEN same THEN {literal(SAME)} ELSE {literal(OTHER_VERSION)} END,"
        f" left({value}, 200), 'left out' FROM settling WHERE rank > 1"
    )
    connection.execute(
        f"DELETE FROM {quoted(relation)} WHERE rowid IN (SELECT id FROM settling WHERE rank > 1)"
    )


def keyless(table: Table) -> str:
    """SQL that says whether a row has no key."""
    return f"{quoted(table.key[0])} IS NULL" if table.key else "true"


def _identical_keyless(
    connection: duckdb.DuckDBPyConnection, relation: str, table: Table, content: Sequence[str]
) -> int:
    row = connection.execute(
        f"SELECT count(*) - count(DISTINCT {_cells(content)}) FROM {quoted(relation)}"
        f" WHERE {keyless(table)}"
    ).fetchone()
    return int(row[0]) if row else 0


def _drop_keyless(
    connection: duckdb.DuckDBPyConnection, relation: str, table: Table, content: Sequence[str]
) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE settling AS SELECT *, rowid AS id, true AS same,"
        f" row_number() OVER (PARTITION BY {_listed(content)} ORDER BY _file, _row) AS rank"
        f" FROM {quoted(relation)} WHERE {keyless(table)}"
    )
    _leave_out(connection, relation, table, column="", value=_shown(table.required))
