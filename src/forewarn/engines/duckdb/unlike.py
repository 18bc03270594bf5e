"""Where the rows of files that are read again differ from those that are there.

A file that is written anew mostly has the rows that it had, and some more or a few others. Both
sides are added up by the place that rows have in their files, some ten thousand rows a block, and
only blocks that differ are held against each other row by row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from forewarn.engines.duckdb import coded, storing
from forewarn.engines.duckdb.keys import is_view
from forewarn.engines.duckdb.lateness import cell, content_of_both, stored
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import Table

_BLOCK = 2**16
"""Rows of a file that are added up together."""
_WORTH_SHARE = 0.5
"""Where more differs than this, all rows are held against each other."""
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


def narrow(connection: duckdb.DuckDBPyConnection, relation: str, found: Unlike) -> None:
    """Leave of a new load the rows in blocks that differ, in a table."""
    held = quoted(f"{relation} held")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {held} AS SELECT facts.* FROM {quoted(relation)} AS facts"
        f" WHERE {found.sql}"
    )
    kind = "VIEW" if is_view(connection, relation) else "TABLE"
    connection.execute(f"DROP {kind} temp.{quoted(relation)}")
    connection.execute(f"ALTER TABLE temp.{held} RENAME TO {quoted(relation)}")
