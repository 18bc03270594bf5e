"""Rows that a later ingest sees for the first time (SEMANTICS 4): known from then on, not before.

A row that was there before (``identity``) keeps the ``known_at`` that it had, whatever else about
it was corrected; also one that was away for some loads, as the rows are that an unfinished export
lacks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import duckdb

from forewarn.engines.duckdb import gone
from forewarn.engines.duckdb.identity import (
    cell,
    content_columns_of_store,
    content_of_both,
    identity,
    without,
)
from forewarn.engines.duckdb.keys import keyless
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import Table

ACCOUNTS, _PARTED = "accounts", "parted"


@dataclass(frozen=True, slots=True)
class Compared:
    """Counts against the load before: new rows, late ones among them, corrected and gone ones.

    Rows that are back, which an earlier load had, are none of the others.
    """

    first_seen: int = 0
    late: int = 0
    corrected: int = 0
    gone: int = 0
    back: int = 0


@dataclass(frozen=True, slots=True)
class Now:
    """The instant of an ingest.

    Attributes:
        wall: wall time in the project's zone.
        known_on: first date whose start is at or after it.
    """

    wall: datetime
    known_on: date


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What is otherwise about a load as a whole than about the one before.

    Attributes:
        columns: that only one of them brings.
        parted: accounts that were merged then and are not any more, and what they went into.
    """

    columns: Collection[str] = ()
    parted: Mapping[str, str] = field(default_factory=dict)


def compare(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    *,
    now: Now,
    before: str | None = None,
    otherwise: Otherwise | None = None,
) -> Compared:
    """Set ``known_at`` of rows that were not in the store before and are dated before yesterday.

    Days decide, as everywhere: a row is late when its day is more than one day before the day of
    the ingest, so that a nightly load of yesterday's rows is on time at any hour. Rows with a
    ``known_at`` of their own keep it.

    Args:
        connection: the store, which still holds the table's load before this one.
        relation: temporary table with the new load; it is replaced.
        table: its form.
        now: the ingest.
        before: relation with the rows of the load before that may be among these; None = all of
            them, as the store has them.
        otherwise: what is otherwise about all of its rows.
    """
    held_against = before or stored(table)
    found = _Matching(connection, relation, table, otherwise or Otherwise(), held_against)
    found.match()
    late_before = now.wall.date() - timedelta(days=1)
    is_late = f"_identity IS NULL AND known_at IS NULL AND _on < DATE '{late_before}'"
    counts = connection.execute(
        f"SELECT count(*) FILTER (_identity IS NULL), count(*) FILTER ({is_late}),"
        " count(*) FILTER (_corrected), count(*) FILTER (_back) FROM matched"
    ).fetchone()
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted(relation)} AS SELECT"
        " * EXCLUDE (_mine, _cells, _identity, _corrected, _back, _known_before,"
        " _known_on_before) REPLACE ("
        f" CASE WHEN {is_late} THEN TIMESTAMP '{now.wall}' WHEN known_at IS NULL"
        " THEN _known_before ELSE known_at END AS known_at,"
        f" CASE WHEN {is_late} THEN DATE '{now.known_on}' WHEN known_at IS NULL"
        " THEN _known_on_before ELSE _known_on END AS _known_on) FROM matched"
    )
    first, late, corrected, back = (int(value) for value in counts or (0, 0, 0, 0))
    gone.forget(connection, table.name, "SELECT _identity FROM matched WHERE _back")
    connection.execute("DROP TABLE matched")
    return Compared(first, late, corrected, found.note_gone(), back)


def date_versions(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    *,
    now: Now,
    before: str | None = None,
) -> None:
    """Set ``known_at`` of versions that do not bring one, where a key is there more than once.

    A version that the store has keeps what it has there. One that stands beside such a version is
    seen by this ingest for the first time, and late like any other row; what took the place of
    every version that was there is a correction, and left to ``compare``.

    Args:
        connection: the store, which still holds the table's load before this one.
        relation: temporary table with the new load; it is changed.
        table: its form, with a key.
        now: the ingest.
        before: as for ``compare``.
    """
    content = content_of_both(connection, relation, table)
    cells = f"hash({', '.join(cell(table, name) for name in content if name != 'known_at')})"
    mine = identity(table, content)
    late = f"NOT versions.there AND facts._on < DATE '{now.wall.date() - timedelta(days=1)}'"
    connection.execute(
        f"UPDATE {quoted(relation)} AS facts SET"
        f" known_at = CASE WHEN {late} THEN TIMESTAMP '{now.wall}' ELSE versions.had_at END,"
        f" _known_on = CASE WHEN {late} THEN DATE '{now.known_on}' ELSE versions.had_on END FROM"
        " (SELECT id, had_at, had_on, known, was IS NOT NULL AS there,"
        " bool_or(was IS NOT NULL) OVER (PARTITION BY mine) AS beside FROM"
        f" (SELECT rowid AS id, known_at AS known, {mine} AS mine, {cells} AS cells"
        f" FROM {quoted(relation)} QUALIFY count(*) OVER (PARTITION BY mine) > 1) LEFT JOIN"
        f" (SELECT {mine} AS was, {cells} AS had, min(known_at) AS had_at, min(_known_on) AS had_on"
        f" FROM {_load_before(table, content, before or stored(table))} GROUP BY 1, 2) AS earlier"
        " ON was = mine AND had = cells) AS versions"
        " WHERE facts.rowid = versions.id AND known IS NULL AND beside"
    )


def stored(table: Table) -> str:
    """The store's rows of a table, as SQL."""
    return f"facts.{quoted(table.name)}"


def loaded_before(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the store holds any row of a table, or held some that went."""
    if not content_columns_of_store(connection, table):
        return False
    held = f"SELECT 1 FROM facts.{quoted(table)} UNION ALL SELECT 1 FROM ({gone.of(table)}) LIMIT 1"
    return connection.execute(held).fetchone() is not None


class _Matching:
    """The rows of a load held against those of the load before, and those that went earlier."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        relation: str,
        table: Table,
        otherwise: Otherwise,
        before: str,
    ) -> None:
        self._connection = connection
        self._before = before
        self._relation = relation
        self._table = table
        self._content = content_of_both(connection, relation, table)
        self._instead = without(table, otherwise.columns)
        self._parted = otherwise.parted if table.name != ACCOUNTS else {}
        if self._parted:
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {_PARTED} AS SELECT unnest($1::VARCHAR[]) AS"
                " _parted, unnest($2::VARCHAR[]) AS _into",
                [list(self._parted), list(self._parted.values())],
            )

    def match(self) -> None:
        """Makes ``matched``: the load with what the store knew of its rows, and ``earlier``."""
        connection, table = self._connection, self._table
        values = [name for name in self._content if name != "known_at"]
        cells = f"hash({', '.join(cell(table, name) for name in values)})"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE earlier AS {self._earlier(cells)}")
        connection.execute(
            "INSERT INTO earlier SELECT _identity, [], known_at, known_on, true"
            f" FROM ({gone.of(table.name)}) ANTI JOIN earlier USING (_identity)"
        )
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE matched AS SELECT facts.*,"
            " earlier._identity, earlier._known_before, earlier._known_on_before,"
            " coalesce(earlier._back, false) AS _back, coalesce(NOT earlier._back"
            " AND NOT list_contains(earlier._versions, facts._cells), false) AS _corrected"
            f" FROM ({self._mine('facts.*', f'{cells} AS _cells')}) AS facts"
            " LEFT JOIN earlier ON facts._mine = earlier._identity"
        )
        if any(column.moves for column in table.columns):
            self._part_others()

    def _part_others(self) -> None:
        """Rows without a key that came beside those like them, which stand as they were.

        A row that may have changed is the one that was there only where that is there no more.
        """
        changed = f"SELECT DISTINCT _mine FROM matched WHERE _corrected AND {keyless(self._table)}"
        standing = (
            "SELECT _mine FROM (SELECT DISTINCT _mine, _cells FROM matched WHERE NOT _corrected"
            f" AND _mine IN ({changed})) JOIN earlier ON _mine = earlier._identity"
            " WHERE list_contains(_versions, _cells)"
            " GROUP BY _mine HAVING count(*) = len(any_value(_versions))"
        )
        self._connection.execute(
            "UPDATE matched SET _identity = NULL, _corrected = false, _known_before = NULL,"
            f" _known_on_before = NULL WHERE _corrected AND _mine IN ({standing})"
        )

    def note_gone(self) -> int:
        """Notes which rows of the load before are not in this one; how many their source lacks."""
        found = gone.note(
            self._connection,
            self._table.name,
            "SELECT _identity, _known_before, _known_on_before FROM earlier ANTI JOIN"
            f" (SELECT _mine AS _identity FROM ({self._mine()})) USING (_identity)"
            " WHERE NOT _back",
        )
        self._connection.execute("DROP TABLE earlier")
        return found - self._merged_since()

    def _merged_since(self) -> int:
        """Accounts' rows that the source has and the store no more: they were merged."""
        if self._table.name != ACCOUNTS:
            return 0
        mine = identity(self._table, self._content, self._instead)
        merged = f"{self._before} SEMI JOIN meta.merges USING (account_id)"
        rows = f"SELECT DISTINCT {mine} FROM {merged}"
        return int(self._connection.execute(f"SELECT count(*) FROM ({rows})").fetchall()[0][0])

    def _mine(self, *more: str) -> str:
        """The rows of the load: ``_mine``, by which the load before has them, and more."""
        instead, join = self._instead, ""
        if self._parted:
            # As the store has them: the facts of a merged account are those of the other one.
            instead = {**instead, "account_id": "coalesce(_into, facts.account_id)"}
            join = f" LEFT JOIN {_PARTED} ON _parted = facts.account_id"
        mine = identity(self._table, self._content, instead)
        columns = ", ".join([*more, f"{mine} AS _mine"])
        return f"SELECT {columns} FROM {quoted(self._relation)} AS facts{join}"

    def _earlier(self, cells: str) -> str:
        """The load before, one row per identity."""
        known = "count(*) = count(_known_on)"
        return (
            f"SELECT {identity(self._table, self._content, self._instead)} AS _identity,"
            f" list(DISTINCT {cells}) AS _versions,"
            f" CASE WHEN {known} THEN min(known_at) END AS _known_before,"
            f" CASE WHEN {known} THEN min(_known_on) END AS _known_on_before, false AS _back"
            f" FROM {_load_before(self._table, self._content, self._before)} GROUP BY 1"
        )


def _load_before(table: Table, content: list[str], before: str) -> str:
    """Rows that the store has, of other tables than the accounts with what ids merged into since.

    An account that was merged is none any more; its own row went, and may be there again.
    """
    merged = "" if table.name == ACCOUNTS else "coalesce(merges.into_id, facts.account_id) AS "
    # What is filled in later tells no row apart, and an older Forewarn may not have kept it.
    columns = ", ".join(
        f"facts.{quoted(name)}" if name != "account_id" or not merged else f"{merged}account_id"
        for name in dict.fromkeys(
            [*(each.name for each in table.columns if not each.later), *content, "known_at"]
        )
    )
    return (
        f"(SELECT {columns}, facts._known_on FROM {before} AS facts"
        " LEFT JOIN meta.merges AS merges ON merges.account_id = facts.account_id)"
    )
