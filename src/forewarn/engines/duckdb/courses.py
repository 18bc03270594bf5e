"""Values over the grid, from the dates where something changes to one value a cell.

The cells of the grid, accounts × dates, are numbered along the dates of one account, then of the
next: cell ``a * dates + i``. A course is worked out where something changes, in the order of the
cells, and only then written out once a cell. So nothing is joined to the grid or sorted as wide as
it: columns that are written out in the same order lie side by side.

A sum enters with +x and leaves with −x. What never leaves leaves at the index after the last date,
which is the first cell of the next account: so one running sum goes through all accounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from forewarn.engines.duckdb.placing import ACCOUNTS

_EPOCH = "DATE '0001-01-01'"
_DAY_BITS = 22  # hold the days of ten thousand years


class Way(Enum):
    """How the rows of a course become a value in every cell."""

    SUM = "sum"
    """Running sum of differences; 0 before the first. Several rows a date add up."""
    NEWEST = "max"
    """Largest day so far."""
    OLDEST = "min"
    """Smallest day so far."""
    CARRIED = "carried"
    """The last value so far; at most one row a date."""
    HERE = "here"
    """The value of that date alone; at most one row a date."""
    LISTED = "listed"
    """A list with the values of all dates; at most one row an account, else 0."""


@dataclass(frozen=True, slots=True)
class Course:
    """Columns of the grid in the making.

    Attributes:
        select: statement with the columns ``a`` (account number), ``i`` (date index, not for
            LISTED; the index after the last date only for SUM) and the values.
        columns: names of the values; unique in a layer. For SUM, each with its SQL type.
        way: how they are written out; none but SUM and LISTED has several columns.
    """

    select: str
    columns: Mapping[str, str]
    way: Way
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a grid is."""

    accounts: int
    dates: int

    @property
    def cells(self) -> int:
        """Accounts × dates."""
        return self.accounts * self.dates

    def each_cell(self) -> str:
        """A statement with ``a`` and ``i``, in the order of the cells."""
        return f"""SELECT a, CAST(unnest(range({self.dates})) AS INTEGER) AS i
FROM (SELECT a FROM {ACCOUNTS} ORDER BY a)"""


def written_out(course: Course, prefix: str, extent: Extent) -> str:
    """A statement with one row per cell, in order: the course's columns, named with a prefix."""
    if course.way is Way.LISTED:
        return _unpacked(course, prefix, extent)
    values = ", ".join(
        f"CASE WHEN cell = k THEN {name} END AS {prefix}{name}"
        if course.way is Way.HERE
        else f"{name} AS {prefix}{name}"
        for name in course.columns
    )
    # Windows without an order keep to that of their rows, and cost a third of those with one.
    return f"""SELECT {values} FROM (
    SELECT *, unnest(range(k, next)) AS cell FROM ({_stretches(course, extent)})
    WHERE k < {extent.cells}
)"""


def _unpacked(course: Course, prefix: str, extent: Extent) -> str:
    none = f"repeat([0], {extent.dates})"
    values = ", ".join(f"unnest({name}) AS {prefix}{name}" for name in course.columns)
    lists = ", ".join(f"coalesce(listed.{name}, {none}) AS {name}" for name in course.columns)
    return f"""SELECT {values} FROM (
    SELECT {lists} FROM {ACCOUNTS} AS g LEFT JOIN ({course.select}) AS listed ON listed.a = g.a
    ORDER BY g.a
)"""


def _stretches(course: Course, extent: Extent) -> str:
    """Per change its cell ``k``, that of the ``next`` one, and the values from the one on."""
    values = ", ".join(f"{_finished(course, name, extent)} AS {name}" for name in course.columns)
    so_far = ", ".join(f"{_so_far(course.way, name, extent)} AS {name}" for name in course.columns)
    return f"""SELECT k, next, {values} FROM (
    SELECT k, lead(k, 1, CAST({extent.cells} AS BIGINT)) OVER () AS next, {so_far}
    FROM ({_changes(course, extent)})
)"""


def _changes(course: Course, extent: Extent) -> str:
    """Rows of the cells where something changes, and one where each account begins, in order.

    A running value needs no merging: of a cell's rows the last one has it, and only that one is
    followed by another cell.
    """
    inside = "" if course.way is Way.SUM else f"WHERE i < {extent.dates}"
    names = ", ".join(course.columns)
    rows = f"""SELECT {_cell("a", extent)} + i AS k, {names} FROM ({course.select}) {inside}
    UNION ALL BY NAME SELECT {_cell("a", extent)} AS k FROM {ACCOUNTS}"""
    if course.way in _RUNNING:
        return f"{rows} ORDER BY k"
    merged = ", ".join(f"any_value({name}) AS {name}" for name in course.columns)
    return f"SELECT k, {merged} FROM ({rows}) GROUP BY k ORDER BY k"


_RUNNING = (Way.SUM, Way.NEWEST, Way.OLDEST)


def _cell(account: str, extent: Extent) -> str:
    return f"CAST({account} AS BIGINT) * {extent.dates}"


def _rank(way: Way, extent: Extent) -> str:
    """A number of the account such that days of one account never pass for those of the next."""
    account = f"k // {extent.dates}"
    return account if way is Way.NEWEST else f"({extent.accounts - 1} - {account})"


def _so_far(way: Way, name: str, extent: Extent) -> str:
    if way not in _RUNNING:
        return name
    value = name
    if way is not Way.SUM:
        value = f"(({_rank(way, extent)}) << {_DAY_BITS}) | ({name} - {_EPOCH})"
    return f"{way.value}({value}) OVER (ROWS UNBOUNDED PRECEDING)"


def _finished(course: Course, name: str, extent: Extent) -> str:
    if course.way is Way.SUM:
        return f"CAST(coalesce({name}, 0) AS {course.columns[name]})"
    if course.way not in _RUNNING:
        return name
    day = f"{_EPOCH} + CAST({name} & {(1 << _DAY_BITS) - 1} AS INTEGER)"
    return f"CASE WHEN {name} >> {_DAY_BITS} = {_rank(course.way, extent)} THEN {day} END"
