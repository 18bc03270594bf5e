"""Duplicates, settled once (SEMANTICS 11), in any row order.

Of rows with one key that are known from different days on, each stands until the next is known:
what was right to believe in March stays so for every date in March. Of those known from the same
day on, one stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb

from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.terms.facts import Table

SAME = "another row is the same"
OTHER_VERSION = "a later version of the row is there"
_PLACE = frozenset(
    {"_row", "_file", "_at", "_on", "_known_on", "_seen_on", UNTIL_ON, "_closed_utc"}
)


@dataclass(frozen=True, slots=True)
class Settled:
    """Counts of duplicates.

    Attributes:
        identical, conflicting: left out beside a row of the same key.
        superseded: kept, each until a later version is known.
        identical_keyless: identical rows without a key beyond the first; None = not counted.
        dropped: those of them that were left out.
    """

    identical: int = 0
    conflicting: int = 0
    superseded: int = 0
    identical_keyless: int | None = 0
    dropped: int = 0


def content_columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """Names of a relation's columns that came with the source."""
    return content_columns_of(connection, quoted(relation))


def content_columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """The same for a relation given as SQL."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return [str(row[0]) for row in rows if row[0] not in _PLACE]


def settle(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    *,
    drop_keyless: bool,
    date_versions: Callable[[], None] | None = None,
    count_keyless: bool = True,
) -> Settled:
    """Leave one row of each key for every as_of date; count identical rows without a key.

    A row has a key when the first of its key columns is filled; the others may be empty, and empty
    equals empty. Versions follow one another by the date that first knows them (``known_at``, else
    the day after they happened); ``_until_on`` says where one ends. Of versions known from the same
    date on the one with the last instant stays, then the one with the greatest content. A row that
    was sent again as it was is known from the first time on. What is left out goes to
    ``meta.left_out``.

    Args:
        connection: the store.
        relation: temporary table or view with the typed rows; a table afterwards, if any row was
            left out.
        table: its form.
        drop_keyless: leave out identical rows without a key too.
        date_versions: called before rows of one key are put in order, where there are any.
        count_keyless: count identical rows without a key; always done to drop them.
    """
    content = content_columns(connection, relation)
    identical = conflicting = superseded = 0
    twice = _keys_there_twice(connection, relation, table)
    if twice is not None:
        materialise(connection, relation)
        if date_versions is not None:
            date_versions()
        found = _settle_keys(connection, relation, table, content, twice)
        identical, conflicting, superseded = found
    if not (count_keyless or drop_keyless):
        return Settled(identical, conflicting, superseded, None)
    same = identical_keyless(connection, quoted(relation), table, content)
    if same and drop_keyless:
        materialise(connection, relation)
        _drop_keyless(connection, relation, table, content)
    return Settled(identical, conflicting, superseded, same, same if drop_keyless else 0)


def materialise(connection: duckdb.DuckDBPyConnection, relation: str) -> None:
    """Make a temporary view a temporary table, so that its rows can be changed; a table stays."""
    if not is_view(connection, relation):
        return
    held = quoted(f"{relation} held")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {held} AS SELECT * FROM {quoted(relation)}")
    connection.execute(f"DROP VIEW temp.{quoted(relation)}")
    connection.execute(f"ALTER TABLE temp.{held} RENAME TO {quoted(relation)}")


def drop(connection: duckdb.DuckDBPyConnection, relation: str) -> None:
    """Drop a temporary view or table."""
    kind = "VIEW" if is_view(connection, relation) else "TABLE"
    connection.execute(f"DROP {kind} temp.{quoted(relation)}")


def is_view(connection: duckdb.DuckDBPyConnection, relation: str) -> bool:
    """Whether a temporary relation is a view."""
    found = connection.execute(
        "SELECT 1 FROM duckdb_views() WHERE temporary AND view_name = ?", [relation]
    )
    return found.fetchone() is not None


def _listed(names: Sequence[str], direction: str = "") -> str:
    return ", ".join(quoted(name) + direction for name in names)


def _keys_there_twice(
    connection: duckdb.DuckDBPyConnection, relation: str, table: Table
) -> str | None:
    """SQL for the keys of several rows, None when there are none.

    As a rule there are none. That is told by hashes at two thirds of the time and less than half
    of the memory; where two hashes are the same, the keys themselves are looked at.
    """
    if not table.key:
        return None
    key, first = _listed(table.key), quoted(table.key[0])
    rows, different = connection.execute(
        f"SELECT count(*), count(DISTINCT hash({key})) FROM {quoted(relation)}"
        f" WHERE {first} IS NOT NULL"
    ).fetchall()[0]
    if rows == different:
        return None
    twice = (
        f"SELECT {key} FROM {quoted(relation)} WHERE {first} IS NOT NULL"
        f" GROUP BY {key} HAVING count(*) > 1"
    )
    found = connection.execute(f"SELECT 1 FROM ({twice}) LIMIT 1").fetchone()
    return None if found is None else twice


def _settle_keys(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    content: Sequence[str],
    twice: str,
) -> tuple[int, int, int]:
    connection.execute(_settling(relation, table, content, twice))
    shown = ", ".join(table.key)
    _leave_out(connection, relation, table, column=shown, value=_shown(table.key))
    superseded = _mark_superseded(connection, relation)
    counts = connection.execute(
        "SELECT count(*) FILTER (same), count(*) FILTER (NOT same) FROM settling WHERE NOT kept"
    ).fetchone()
    return (int(counts[0]), int(counts[1]), superseded) if counts else (0, 0, superseded)


def _settling(relation: str, table: Table, content: Sequence[str], twice: str) -> str:
    """Every row whose key is there more than once: whether it is kept, and until when.

    Of the rows known from the same date on the last one stands (``standing``); of those, each that
    says something else than the one before is a version. It ends where the next is known, and one
    that ends before it could be seen is no version.
    """
    key = _listed(table.key)
    same_key = " AND ".join(
        f"facts.{quoted(name)} IS NOT DISTINCT FROM twice.{quoted(name)}" for name in table.key
    )
    cells = _cells([name for name in content if name != "known_at"])
    latest = f"coalesce(known_at, _at) DESC NULLS LAST, {_listed(content, ' DESC NULLS LAST')}"
    happened = "_known_from" if table.name == "accounts" else "greatest(_known_from, _on + 1)"
    return f"""CREATE OR REPLACE TEMP TABLE settling AS
WITH dated AS (
    SELECT facts.*, facts.rowid AS id, {cells} AS cells, {_known_from(table)} AS _known_from
    FROM {quoted(relation)} AS facts SEMI JOIN ({twice}) AS twice ON {same_key}
), standing AS (
    SELECT id, {key}, _known_from, {happened} AS seen_from, cells
    FROM dated QUALIFY row_number() OVER (
        PARTITION BY {key}, _known_from ORDER BY {latest}, _file, _row) = 1
), changed AS (
    SELECT * FROM standing QUALIFY lag(cells) OVER (
        PARTITION BY {key} ORDER BY _known_from) IS DISTINCT FROM cells
), versions AS (
    SELECT id, cells, seen_from,
        lead(_known_from) OVER (PARTITION BY {key} ORDER BY _known_from) AS until_on
    FROM changed
)
SELECT dated.*, versions.id IS NOT NULL AND (until_on IS NULL OR until_on > seen_from) AS kept,
    CASE WHEN kept THEN until_on END AS until_on,
    bool_or(kept AND versions.id IS NOT NULL) OVER (PARTITION BY {key}, dated.cells) AS same
FROM dated LEFT JOIN versions ON versions.id = dated.id"""


def _known_from(table: Table) -> str:
    """First as_of date that may know a row; what was always known comes before all dates."""
    always = "DATE '-infinity'"
    if table.name == "accounts":
        return f"coalesce(_known_on, {always})"
    return f"coalesce(_known_on, _on + 1, {always})"


def _mark_superseded(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """Give the versions that another follows their end; the number of them."""
    found = connection.execute(
        "SELECT count(*) FROM settling WHERE kept AND until_on IS NOT NULL"
    ).fetchone()
    superseded = int(found[0]) if found else 0
    if superseded:
        connection.execute(f"ALTER TABLE {quoted(relation)} ADD COLUMN {UNTIL_ON} DATE")
        connection.execute(
            f"UPDATE {quoted(relation)} AS facts SET {UNTIL_ON} = settling.until_on"
            " FROM settling WHERE settling.id = facts.rowid AND settling.until_on IS NOT NULL"
        )
    return superseded


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
        f" left({value}, 200), 'left out' FROM settling WHERE NOT kept"
    )
    connection.execute(
        f"DELETE FROM {quoted(relation)} WHERE rowid IN (SELECT id FROM settling WHERE NOT kept)"
    )


def keyless(table: Table) -> str:
    """SQL that says whether a row has no key."""
    return f"{quoted(table.key[0])} IS NULL" if table.key else "true"


def identical_keyless(
    connection: duckdb.DuckDBPyConnection, relation: str, table: Table, content: Sequence[str]
) -> int:
    """How many rows of a relation, given as SQL, are identical to another and have no key.

    The first of each counts as none of them.
    """
    row = connection.execute(
        f"SELECT count(*) - count(DISTINCT {_cells(content)}) FROM {relation}"
        f" WHERE {keyless(table)}"
    ).fetchone()
    return int(row[0]) if row else 0


def _drop_keyless(
    connection: duckdb.DuckDBPyConnection, relation: str, table: Table, content: Sequence[str]
) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE settling AS SELECT *, rowid AS id, true AS same,"
        f" row_number() OVER (PARTITION BY {_listed(content)} ORDER BY _file, _row) = 1 AS kept"
        f" FROM {quoted(relation)} WHERE {keyless(table)}"
    )
    _leave_out(connection, relation, table, column="", value=_shown(table.required))
