"""Facts set on a common clock: accounts asked about at different dates are measured at once.

Each account asked about is copied under a name of its own, and everything dated in it is moved by
whole weeks. Days of the week stay what they are, so weekly dates stay weekly dates; windows and
ages are differences of days, so nothing that is measured changes.

Cost: one copy of the rows of the accounts asked about, as often as they are asked about, up to the
last date that may see them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.catalog import SCHEMA, Catalog, StoredTable
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.store import beside
from forewarn.engines.grids import Moved

_MOVES = "moves"
_NUMBERS = count()
_SEEN = "_seen_on"
_PLACE = ("_row", "_file")
"""Where a row stood in its source: not asked here."""


@contextmanager
def aligned(
    connection: DuckDBPyConnection,
    moves: Sequence[Moved],
    *,
    only: Mapping[str, Collection[str]],
) -> Iterator[DuckDBPyConnection]:
    """A connection to the moved facts, which are let go of at the end.

    Tables without ``account_id`` are left out: nothing that is measured reads them.

    Args:
        connection: the store with the true facts.
        moves: what to copy.
        only: by table the columns of its source that are asked for; those of other tables are all
            copied.
    """
    cursor, name = beside(connection), f"aligned_{next(_NUMBERS)}"
    cursor.execute(f"ATTACH ':memory:' AS {name}")
    try:
        _copy(cursor, name, moves, only)
        yield cursor
    finally:
        cursor.close()
        connection.execute(f"DETACH {name}")


def _copy(
    cursor: DuckDBPyConnection,
    name: str,
    moves: Sequence[Moved],
    only: Mapping[str, Collection[str]],
) -> None:
    source = cursor.execute("SELECT current_database()").fetchall()[0][0]
    tables = [table for table in Catalog(cursor).tables() if "account_id" in table.columns]
    cursor.execute(f"CREATE SCHEMA {name}.{quoted(SCHEMA)}")
    _write_moves(cursor, moves)
    for table in tables:
        select = _moved(table, f"{quoted(source)}.{table.sql}", only.get(table.name))
        cursor.execute(f"CREATE TABLE {name}.{table.sql} AS {select}")
    cursor.execute(f"DROP TABLE temp.{_MOVES}")
    cursor.execute(f"USE {name}")


def _write_moves(cursor: DuckDBPyConnection, moves: Sequence[Moved]) -> None:
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE {_MOVES} AS SELECT unnest($names::VARCHAR[]) AS name,"
        " unnest($accounts::VARCHAR[]) AS account_id, unnest($days::INTEGER[]) AS days,"
        " unnest($until::DATE[]) AS until_on",
        {
            "names": [each.name for each in moves],
            "accounts": [each.account_id for each in moves],
            "days": [each.days for each in moves],
            "until": [each.until_on for each in moves],
        },
    )


def _moved(table: StoredTable, source: str, only: Collection[str] | None) -> str:
    columns = ", ".join(
        _column(name, kind)
        for name, kind in table.columns.items()
        if only is None or name in only or _is_always_asked(name)
    )
    seen = f"(f.{_SEEN} IS NULL OR f.{_SEEN} <= m.until_on)" if _SEEN in table.columns else "true"
    return f"SELECT {columns} FROM {source} AS f JOIN {_MOVES} AS m USING (account_id) WHERE {seen}"


def _is_always_asked(name: str) -> bool:
    return name == "account_id" or (name.startswith("_") and name not in _PLACE)


def _column(name: str, kind: str) -> str:
    column = quoted(name)
    if name == "account_id":
        return f"m.name AS {column}"
    if kind == "DATE":
        return f"f.{column} + m.days AS {column}"
    if kind.startswith("TIMESTAMP"):
        return f"f.{column} + to_days(m.days) AS {column}"
    return f"f.{column}"
