"""Weeks of the grid kept in the store, so that a new date need not measure the weeks before it.

The steady band of a date rests on the 26 weeks before it, and these read today as they read
yesterday, save for accounts of which something changed since (see ``changes``). A run over all
accounts leaves its newest weeks here. The next one takes them where they are of the same
primitives and every change since is known, and measures only the other dates, and the accounts
that were touched. Whoever loses the table measures again, and nothing else is different.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
from duckdb import DuckDBPyConnection

import forewarn
from forewarn.engines.duckdb import changes
from forewarn.engines.duckdb.catalog import Catalog
from forewarn.engines.duckdb.history import newest
from forewarn.engines.duckdb.measure import LAID, carried, finished, laid, lay, numbered
from forewarn.engines.duckdb.placing import ACCOUNTS
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.store import beside
from forewarn.engines.grids import Laid, identity
from forewarn.signals.primitives import Primitive

_CELLS, _OF = "meta.kept_weeks", "meta.kept_weeks_of"
_NEW, _AGAIN, _TOUCHED = "kept_new", "kept_again", "kept_touched"
_WORTH_WEEKS = 3
"""Fewer weeks cost less to measure than to put together."""
_WORTH_SHARE = 0.3
"""With more of the accounts touched, two passes cost more than one."""
_RENEW_AFTER = changes.KEPT_INGESTS // 2
"""Ingests after which weeks are kept anew although nothing changed: notes do not last for good."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Weeks in the store.

    Attributes:
        ingest: number and instant of the one that they were measured after.
    """

    dates: tuple[date, ...]
    ingest: tuple[int, str]


def laid_with_kept(
    connection: DuckDBPyConnection, primitives: Sequence[Primitive], dates: Sequence[date]
) -> Laid:
    """As ``measure.laid`` over all accounts, with weeks from the store where they will do."""
    kept = _kept(connection, primitives)
    weeks = sorted(set(dates).intersection(kept.dates)) if kept else []
    if kept is None or len(weeks) < _WORTH_WEEKS or len(weeks) == len(dates):
        return laid(connection, primitives, dates)
    cursor = beside(connection)
    try:
        accounts = numbered(cursor)
        touched = _touched(cursor, kept.ingest, weeks)
        if touched is None or touched > _WORTH_SHARE * accounts:
            cursor.close()
            return laid(connection, primitives, dates)
        return _put_together(cursor, connection, primitives, sorted(dates), weeks, touched)
    except BaseException:
        cursor.close()
        raise


def _kept(connection: DuckDBPyConnection, primitives: Sequence[Primitive]) -> _Kept | None:
    """What is there; None when it is of other primitives, or changes since are not known."""
    try:
        found = connection.execute(f"SELECT what, days, ingest, ingested_at FROM {_OF}").fetchone()
    except duckdb.CatalogException:
        return None
    if found is None or found[0] != _what(primitives):
        return None
    ingest = (int(found[2]), str(found[3]))
    if not changes.known_since(connection, ingest):
        return None
    return _Kept(tuple(found[1]), ingest)


def _what(primitives: Sequence[Primitive]) -> str:
    """What the columns are, and by which versions they were measured."""
    made = f"forewarn {forewarn.__version__}, duckdb {duckdb.__version__}"
    return "\n".join([made, *map(identity, primitives)])


def _touched(
    cursor: DuckDBPyConnection, ingest: tuple[int, str], weeks: Sequence[date]
) -> int | None:
    """Puts the accounts aside that have to be measured again; None when these are all."""
    since = "FROM meta.changes WHERE ingest > $ingest AND first_on <= $last"
    asked = {"ingest": ingest[0], "last": weeks[-1]}
    everyone = cursor.execute(f"SELECT 1 {since} AND account_id IS NULL LIMIT 1", asked)
    if everyone.fetchone() is not None:
        return None
    made = cursor.execute(
        f"""CREATE TEMP TABLE {_TOUCHED} AS SELECT account_id FROM {ACCOUNTS}
        WHERE account_id IN (SELECT account_id {since}) OR account_id NOT IN (
            SELECT account_id FROM {_CELLS} WHERE on_date = $first)""",
        {**asked, "first": weeks[0]},
    ).fetchone()
    assert made is not None
    return int(made[0])


def _put_together(
    cursor: DuckDBPyConnection,
    connection: DuckDBPyConnection,
    primitives: Sequence[Primitive],
    dates: Sequence[date],
    weeks: Sequence[date],
    touched: int,
) -> Laid:
    places = {on: place for place, on in enumerate(dates)}
    new = [on for on in dates if on not in set(weeks)]
    if touched:
        again = [each for (each,) in cursor.execute(f"FROM {_TOUCHED}").fetchall()]
        cursor.execute(f"DROP TABLE {ACCOUNTS}")
        numbered(cursor, again)
        lay(cursor, connection, primitives, weeks, table=_AGAIN, some=True)
        cursor.execute(f"ALTER TABLE {ACCOUNTS} RENAME TO {_AGAIN}_accounts")
        numbered(cursor)
    base = max((week for week in weeks if week < new[0]), default=None)
    outputs = lay(cursor, connection, primitives, new, table=_NEW, since=base)
    types = {name: type_ for name, type_, *_ in _described(cursor, _NEW)}
    if [types[name] for name in _columns(primitives)] != _stored_types(cursor, primitives):
        cursor.close()
        return laid(connection, primitives, dates)
    columns = ", ".join(f"k.{name}" for name in _columns(primitives))
    before = _before(columns, weeks, weeks, places, again=touched > 0)
    fresh = _NEW
    if base is not None:
        there = _before(columns, [base], weeks, places, again=touched > 0)
        fresh = _carried_on(Catalog(connection), primitives, f"({there})")
    select = f"{before} UNION ALL {_moved(fresh, columns, new, places)} ORDER BY a, i"
    cursor.execute(f"CREATE TEMP TABLE {LAID} AS {select}")
    for table in (_NEW, *([_AGAIN, f"{_AGAIN}_accounts"] if touched else []), _TOUCHED):
        cursor.execute(f"DROP TABLE {table}")
    return finished(cursor, dates, outputs)


def _before(
    columns: str,
    some: Sequence[date],
    weeks: Sequence[date],
    places: dict[date, int],
    *,
    again: bool,
) -> str:
    """SELECT of the cells of some of the weeks: those kept, and those measured again."""
    kept = f"""SELECT g.a, d.i, {columns} FROM {_CELLS} AS k
        JOIN {ACCOUNTS} AS g USING (account_id) JOIN ({_places(some, places)}) AS d
        ON d.on_date = k.on_date WHERE k.account_id NOT IN (FROM {_TOUCHED})"""
    if not again:
        return kept
    named = f"""(SELECT m.* REPLACE (g.a AS a) FROM {_AGAIN} AS m
        JOIN {_AGAIN}_accounts AS n ON n.a = m.a
        JOIN {ACCOUNTS} AS g ON g.account_id = n.account_id)"""
    return f"{kept} UNION ALL {_moved(named, columns, weeks, places, only=some)}"


def _carried_on(catalog: Catalog, primitives: Sequence[Primitive], before: str) -> str:
    """The new dates' cells, with what an earlier date knows where nothing newer came.

    Args:
        catalog: of the store.
        primitives: in the order of the columns.
        before: SQL of the cells of the earlier date.
    """
    found = [place for place, each in enumerate(primitives) if carried(catalog, each)]
    if not found:
        return _NEW
    newer = ", ".join(f"greatest(m.q{place}, b.q{place}) AS q{place}" for place in found)
    return f"""(SELECT m.* REPLACE ({newer}) FROM {_NEW} AS m
        LEFT JOIN {before} AS b ON b.a = m.a)"""


def _places(days: Sequence[date], places: dict[date, int]) -> str:
    listed = ", ".join(f"(DATE '{on}', {places[on]}::INTEGER)" for on in days)
    return f"SELECT * FROM (VALUES {listed}) AS v(on_date, i)"


def _moved(
    table: str,
    columns: str,
    days: Sequence[date],
    places: dict[date, int],
    *,
    only: Sequence[date] | None = None,
) -> str:
    """Cells measured over some of the dates, at their places among all; those of only some."""
    wanted = [(place, on) for place, on in enumerate(days) if only is None or on in only]
    listed = ", ".join(f"({place}, {places[on]}::INTEGER)" for place, on in wanted)
    return f"""SELECT k.a, d.i, {columns} FROM {table} AS k
        JOIN (VALUES {listed}) AS d(own, i) ON d.own = k.i"""


def _columns(primitives: Sequence[Primitive]) -> list[str]:
    return [f"q{place}" for place in range(len(primitives))]


def _described(cursor: DuckDBPyConnection, table: str) -> list[tuple[str, ...]]:
    return cursor.execute(f"DESCRIBE {table}").fetchall()


def _stored_types(cursor: DuckDBPyConnection, primitives: Sequence[Primitive]) -> list[str]:
    types = {name: type_ for name, type_, *_ in _described(cursor, _CELLS)}
    return [types[name] for name in _columns(primitives)]


def keep(
    connection: DuckDBPyConnection,
    grid: Laid,
    primitives: Sequence[Primitive],
    weeks: Sequence[date],
) -> None:
    """Leave weeks of a grid over all accounts in the store, in place of those kept before.

    Args:
        connection: to the store whose facts the grid was measured from.
        grid: laid over all accounts.
        primitives: in the order of its columns.
        weeks: dates of it.
    """
    ingest, kept = newest(connection), _kept(connection, primitives)
    if ingest is None or not weeks:
        return
    if kept is not None and _still_good(connection, kept, sorted(weeks), ingest):
        return
    database = connection.execute("SELECT current_database()").fetchall()[0][0]
    cells, of = (f"{quoted(database)}.{name}" for name in (_CELLS, _OF))
    cursor = grid.cursor
    cursor.execute("BEGIN")
    try:
        if kept is None or not (
            _same_types(cursor, grid, cells, primitives)
            and _moved_on(connection, grid, kept, sorted(weeks), cells)
        ):
            cursor.execute(f"CREATE OR REPLACE TABLE {cells} AS {_of_grid(grid, weeks)}")
        cursor.execute(
            f"CREATE OR REPLACE TABLE {of}"
            " (what VARCHAR, days DATE[], ingest BIGINT, ingested_at VARCHAR)"
        )
        cursor.execute(
            f"INSERT INTO {of} VALUES (?, ?, ?, ?)", [_what(primitives), sorted(weeks), *ingest]
        )
        cursor.execute("COMMIT")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise


def _same_types(
    cursor: DuckDBPyConnection, grid: Laid, cells: str, primitives: Sequence[Primitive]
) -> bool:
    now, kept = (
        {name: type_ for name, type_, *_ in _described(cursor, table)}
        for table in (grid.table, cells)
    )
    return all(now[name] == kept.get(name) for name in _columns(primitives))


def _of_grid(grid: Laid, weeks: Sequence[date]) -> str:
    """Cells of a grid as they are kept."""
    places = {on: place for place, on in enumerate(grid.dates)}
    return f"""SELECT g.account_id, d.on_date, m.* EXCLUDE (a, i) FROM {grid.table} AS m
        JOIN {ACCOUNTS} AS g USING (a) JOIN ({_places(sorted(weeks), places)}) AS d USING (i)"""


def _moved_on(
    connection: DuckDBPyConnection, grid: Laid, kept: _Kept, weeks: Sequence[date], cells: str
) -> bool:
    """Writes only the weeks and accounts that are not there as they are; False = it does not pay.

    Accounts that were touched at any of the weeks there, new ones among them, are written anew.
    """
    new = sorted(set(weeks).difference(kept.dates))
    old = sorted(set(weeks).intersection(kept.dates))
    cursor = grid.cursor
    if not new or len(new) >= len(old):
        return False
    since = "FROM meta.changes WHERE ingest > ? AND first_on <= ?"
    known = [kept.ingest[0], old[-1]]
    told = connection.execute(f"SELECT DISTINCT account_id {since}", known).fetchall()
    if (None,) in told:
        return False
    there = f"SELECT account_id FROM {cells} WHERE on_date = DATE '{old[0]}'"
    mine = f"SELECT account_id FROM {ACCOUNTS}"
    other = cursor.execute(f"({there} EXCEPT {mine}) UNION ALL ({mine} EXCEPT {there})").fetchall()
    again = {each for (each,) in (*told, *other)}
    if len(again) > _WORTH_SHARE * len(grid.accounts):
        return False
    some = {"some": sorted(again)}
    ours = "account_id IN (SELECT unnest($some::VARCHAR[]))"
    cursor.execute(f"DELETE FROM {cells} WHERE {ours} OR on_date NOT IN ({_listed(old)})", some)
    cursor.execute(f"INSERT INTO {cells} {_of_grid(grid, new)}")
    if again:
        cursor.execute(f"INSERT INTO {cells} {_of_grid(grid, old)} WHERE g.{ours}", some)
    return True


def _listed(days: Sequence[date]) -> str:
    return ", ".join(f"DATE '{on}'" for on in days)


def _still_good(
    connection: DuckDBPyConnection,
    kept: _Kept,
    weeks: Sequence[date],
    ingest: tuple[int, str],
) -> bool:
    """Whether the weeks are there already, and nothing was touched at them since."""
    if list(kept.dates) != list(weeks) or ingest[0] - kept.ingest[0] >= _RENEW_AFTER:
        return False
    found = connection.execute(
        "SELECT 1 FROM meta.changes WHERE ingest > ? AND first_on <= ? LIMIT 1",
        [kept.ingest[0], weeks[-1]],
    )
    return found.fetchone() is None
