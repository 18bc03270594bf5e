"""What tells the cells of a book apart, as columns in memory."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.setwise.alike import Coded, coded, of_days, together
from forewarn.engines.duckdb.setwise.apart import Columns

_TOLD = "setwise_told"
_PLAIN = re.compile(r"BIGINT|U?(TINY|SMALL)INT|U?INTEGER|BOOLEAN|DOUBLE|FLOAT")
"""Types that NumPy has, too."""
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Columns of the cells of a book, all in one order.

    Attributes:
        columns: by name, as DuckDB hands them over.
        words: values of the columns that stand there as numbers of these.
        lasting: how many numbers there may be in columns of numbers that mean the same in every
            part of a book.
        days: names of columns of numbers of days.
    """

    columns: dict[str, Any]
    words: Mapping[str, Sequence[object]]
    lasting: Mapping[str, int] = field(default_factory=dict)
    days: Collection[str] = ()
    _coded: dict[str, Coded] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """How many there are."""
        return len(next(iter(self.columns.values())))

    def alike(self, names: Sequence[str]) -> Coded:
        """Numbers of the cells, equal where these columns are."""
        for name in names:
            if name not in self._coded:
                self._coded[name] = self._code(name)
        return together([self._coded[name] for name in names], self.cells)

    def _code(self, name: str) -> Coded:
        column = self.columns[name]
        if name in self.lasting:
            return Coded(column, self.lasting[name], lasting=True)
        return of_days(column) if name in self.days else coded(column)

    def forget(self, names: Iterable[str]) -> None:
        """Let go of what is only needed to number cells: these columns, and what came of them."""
        self._coded.clear()
        for name in names:
            del self.columns[name]

    def keys(self, names: Sequence[str], cells: Any) -> list[Key]:
        """What stands in these columns at some cells."""
        if not names:
            return [()] * len(cells)
        return list(zip(*(self._values(name, cells) for name in names), strict=True))

    def _values(self, name: str, cells: Any) -> list[object]:
        values: list[Any] = self.columns[name][cells].tolist()
        words = self.words.get(name)
        return values if words is None else [None if n is None else words[n] for n in values]


def worded(
    connection: DuckDBPyConnection, select: str, parameters: Mapping[str, object]
) -> list[tuple[str, bool]]:
    """The columns of a query, and whether each is of a type that NumPy does not have."""
    described = connection.execute(f"DESCRIBE {select}", parameters).fetchall()
    return [(name, _PLAIN.fullmatch(type_) is None) for name, type_, *_ in described]


def told(
    connection: DuckDBPyConnection,
    select: str,
    parameters: Mapping[str, object],
    columns: Sequence[tuple[str, bool]],
    apart: Columns,
) -> Told:
    """The columns of a query; values of types that NumPy does not have as numbers of these.

    Args:
        connection: answers it.
        select: the query.
        parameters: of the query.
        columns: as ``worded`` has them.
        apart: those that tell cells apart.
    """
    odd = [name for name, is_odd in columns if is_odd]
    if not odd:
        return Told(
            connection.sql(select, params=dict(parameters)).fetchnumpy(),
            {},
            apart.lasting,
            apart.of_days,
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_TOLD} AS {select}", parameters)
    words = {name: _words(connection, name) for name in odd}
    chosen = [f"{name}_words.n AS {name}" if is_odd else f"t.{name}" for name, is_odd in columns]
    joins = (f"LEFT JOIN {name}_words ON {name}_words.word = t.{name}" for name in odd)
    found = connection.execute(f"SELECT {', '.join(chosen)} FROM {_TOLD} AS t {' '.join(joins)}")
    return Told(found.fetchnumpy(), words, apart.lasting, apart.of_days)


def _words(connection: DuckDBPyConnection, name: str) -> list[object]:
    """The different values of a column; a table has their numbers."""
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {name}_words AS
        SELECT word, CAST(row_number() OVER () - 1 AS INTEGER) AS n
        FROM (SELECT DISTINCT {name} AS word FROM {_TOLD} WHERE {name} IS NOT NULL)"""
    )
    found = connection.execute(f"SELECT word FROM {name}_words ORDER BY n").fetchall()
    return [word for (word,) in found]
