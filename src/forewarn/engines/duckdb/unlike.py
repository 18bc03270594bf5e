"""Where the rows of files that are read again differ from those that are there.

A file that is written anew mostly has the rows that it had, and some more or a few others. Both
sides are added up by the place that rows have in their files, some ten thousand rows a block, and
only blocks that differ are held against each other row by row. Where most places have other rows,
as in an export without an order, both are added up by the day that rows happened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from forewarn.engines.duckdb import coded, storing
from forewarn.engines.duckdb.identity import cell, content_of_both
from forewarn.engines.duckdb.keys import drop, is_view
from forewarn.engines.duckdb.lateness import stored
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import Table

_BLOCK = 2**16
"""Rows of a file that are added up together."""
_WORTH_SHARE = 0.5
"""Where more differs than this, all rows are held against each other."""
_WORTH_SHARE_OF_DAYS = 0.5
_MOST_STRETCHES = 500


@dataclass(frozen=True, slots=True)
class Unlike:
    """What differs.

    Attributes:
        rows: of both sides, in blocks that differ.
        all_rows: of both sides.
        stretches: of a file, its first row and the one after its last.
    """

    rows: int
    all_rows: int
    stretches: tuple[tuple[str | None, int, int], ...]

    @property
    def stays(self) -> bool:
        """Whether the other rows stay as they are: they stand where they stood."""
        return True

    @property
    def few(self) -> bool:
        """Whether it pays to leave the other blocks alone."""
        return self.rows <= _WORTH_SHARE * self.all_rows and len(self.stretches) <= _MOST_STRETCHES

    @property
    def files(self) -> list[str] | None:
        """The files they are in, as shown; None where there is but one."""
        names = {file for file, _, _ in self.stretches}
        return None if None in names else sorted(file for file in names if file is not None)

    @property
    def sql(self) -> str:
        """Condition that a row of ``facts`` is in a block that differs."""
        # No join: what is joined with may be taken for the larger side, and all rows be held.
        each = (
            f"(facts._file IS NOT DISTINCT FROM {'NULL' if file is None else literal(file)}"
            f" AND facts._row >= {first} AND facts._row < {after})"
            for file, first, after in self.stretches
        )
        return f"({' OR '.join(each) or 'false'})"


@dataclass(frozen=True, slots=True)
class UnlikeDays:
    """What differs, where rows stand elsewhere in their files than they did.

    Attributes:
        rows: of both sides, on days that differ.
        all_rows: of both sides.
        days: on which rows happened.
    """

    rows: int
    all_rows: int
    days: tuple[date | None, ...]

    @property
    def stays(self) -> bool:
        """The other rows are the same, and are written again with their places."""
        return False

    @property
    def few(self) -> bool:
        """Whether it pays to hold only rows of these days against each other."""
        return self.rows <= _WORTH_SHARE_OF_DAYS * self.all_rows

    @property
    def files(self) -> None:
        """They may be in any file."""
        return None

    @property
    def sql(self) -> str:
        """Condition, never NULL, that a row of ``facts`` happened on a day that differs."""
        dated = ", ".join(f"DATE '{day}'" for day in self.days if day is not None)
        some = [f"coalesce(facts._on IN ({dated}), false)"] if dated else []
        none = ["facts._on IS NULL"] if None in self.days else []
        return f"({' OR '.join([*some, *none]) or 'false'})"


def find_days(connection: duckdb.DuckDBPyConnection, relation: str, table: Table) -> UnlikeDays:
    """Hold a new load against what the store has, wherever its rows stand.

    Days of which the store knows a row only since an ingest count as days that differ.

    Args:
        connection: the store.
        relation: temporary table or view with the new load, which brings no ``known_at``.
        table: its form.
    """
    content = content_of_both(connection, relation, table)
    cells = ", ".join(cell(table, name) for name in sorted(content) if name != "known_at")
    sides = (
        f"(SELECT _on, count(*) AS n, count(_known_on) AS late,"
        f" sum(CAST(hash({cells}) AS HUGEINT)) AS cells FROM {rows} GROUP BY ALL) AS {name}"
        for name, rows in (("old", stored(table)), ("new", quoted(relation)))
    )
    found = connection.execute(
        "SELECT coalesce(old._on, new._on), coalesce(old.n, 0) + coalesce(new.n, 0),"
        " old.n IS NOT DISTINCT FROM new.n AND old.cells IS NOT DISTINCT FROM new.cells"
        f" AND old.late = 0 FROM {' FULL JOIN '.join(sides)}"
        " ON old._on IS NOT DISTINCT FROM new._on ORDER BY ALL"
    ).fetchall()
    days = tuple(day for day, _, alike in found if not alike)
    rows = sum(n for _, n, alike in found if not alike)
    return UnlikeDays(rows, sum(n for _, n, _ in found), days)


def find(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    *,
    known: bool,
    files: Collection[str] | None = None,
) -> Unlike:
    """Hold a new load against what the store has.

    Args:
        connection: the store.
        relation: temporary table or view with the new load.
        table: its form.
        known: the source brings ``known_at``; else what the store has was given to its rows.
        files: whose stored rows the load takes the place of, as shown; None = all. Rows of others
            are on both sides as they are.
    """
    content = content_of_both(connection, relation, table)
    cells = ", ".join(cell(table, name) for name in sorted(content) if known or name != "known_at")
    sides = (
        f"(SELECT _file, _row // {_BLOCK} AS block, count(*) AS n,"
        f" sum(CAST(hash({cells}, _row) AS HUGEINT)) AS cells FROM {rows} GROUP BY ALL) AS {name}"
        for name, rows in (("old", _there(connection, table, files)), ("new", quoted(relation)))
    )
    found = connection.execute(
        "SELECT coalesce(old._file, new._file), coalesce(old.block, new.block),"
        " coalesce(old.n, 0), coalesce(new.n, 0),"
        " old.n IS NOT DISTINCT FROM new.n AND old.cells IS NOT DISTINCT FROM new.cells"
        f" FROM {' FULL JOIN '.join(sides)}"
        " ON old._file IS NOT DISTINCT FROM new._file AND old.block = new.block ORDER BY ALL"
    ).fetchall()
    blocks = [(file, block) for file, block, *_, alike in found if not alike]
    rows = sum(old + new for *_, old, new, alike in found if not alike)
    others = storing.count(connection, table.name) - sum(old for *_, old, _, _ in found)
    held = sum(old + new for *_, old, new, _ in found)
    return Unlike(rows, held + 2 * others, tuple(_stretches(blocks)))


def _there(
    connection: duckdb.DuckDBPyConnection, table: Table, files: Collection[str] | None
) -> str:
    """SQL of the stored rows of some files, None = of all."""
    if files is None:
        return stored(table)
    if coded.is_coded(connection, table.name):
        # By their codes: what they stand for is not looked up for every row.
        return f"({coded.decoded(connection, table.name, files=files)})"
    return f"(SELECT * FROM {stored(table)} WHERE _file IN ({', '.join(map(literal, files))}))"


def _stretches(blocks: Sequence[tuple[str | None, int]]) -> Iterator[tuple[str | None, int, int]]:
    """Blocks in order of file and place, those that follow one another as one."""
    start = 0
    for place, (file, block) in enumerate(blocks):
        if blocks[place + 1 : place + 2] != [(file, block + 1)]:
            yield file, blocks[start][1] * _BLOCK, (block + 1) * _BLOCK
            start = place + 1


def narrow(
    connection: duckdb.DuckDBPyConnection, relation: str, found: Unlike | UnlikeDays
) -> None:
    """Leave of a new load the rows that differ, in a table; see ``others`` for the rest."""
    every = f"{relation} every"
    kind = "VIEW" if is_view(connection, relation) else "TABLE"
    connection.execute(f"ALTER {kind} temp.{quoted(relation)} RENAME TO {quoted(every)}")
    rows = f"SELECT facts.* FROM {quoted(every)} AS facts WHERE"
    connection.execute(f"CREATE TEMP TABLE {quoted(relation)} AS {rows} {found.sql}")
    if found.stays:
        drop(connection, every)
    else:
        rest = quoted(others(relation))
        connection.execute(f"CREATE TEMP VIEW {rest} AS {rows} NOT {found.sql}")


def others(relation: str) -> str:
    """The temporary view with the rows of a new load that are the same and stand elsewhere."""
    return f"{relation} others"
