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
_MOST_ACCOUNTS = 2**31 - 1


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
    LAID = "laid"
    """One row a cell already, in the order of the cells."""


@dataclass(frozen=True, slots=True)
class Course:
    """Columns of the grid in the making.

    Attributes:
        select: statement with the columns ``a`` (account number), ``i`` (date index, not for
            LISTED; the index after the last date only for SUM) and the values.
        columns: names of the values; unique in a layer. For SUM, each with its SQL type.
        way: how they are written out; NEWEST and OLDEST, CARRIED and HERE have one column.
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
    if course.way is Way.LAID:
        named = ", ".join(f"{name} AS {prefix}{name}" for name in course.columns)
        return f"SELECT {named} FROM ({course.select})"
    if course.way is Way.LISTED:
        return _unpacked(course, prefix, extent)
    if extent.dates == 1:
        return _at_one_date(course, prefix)
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


def _at_one_date(course: Course, prefix: str) -> str:
    """Where nothing runs on, one row an account is enough."""
    values, found = [], []
    for name, kind in course.columns.items():
        is_sum = course.way is Way.SUM
        values.append(f"CAST(coalesce({name}, 0) AS {kind})" if is_sum else name)
        found.append(f"{_AT_ONE_DATE[course.way]}({name}) AS {name}")
    named = ", ".join(
        f"{value} AS {prefix}{name}" for name, value in zip(course.columns, values, strict=True)
    )
    return f"""SELECT {named} FROM {ACCOUNTS} AS g LEFT JOIN (
    SELECT a, {", ".join(found)} FROM ({course.select}) WHERE i = 0 GROUP BY a
) AS found ON found.a = g.a ORDER BY g.a"""


_AT_ONE_DATE = {
    Way.SUM: "sum",
    Way.NEWEST: "max",
    Way.OLDEST: "min",
    Way.CARRIED: "any_value",
    Way.HERE: "any_value",
}


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


def _so_far(way: Way, name: str, extent: Extent) -> str:
    if way not in _RUNNING:
        return name
    over = "OVER (ROWS UNBOUNDED PRECEDING)"
    if way is Way.SUM:
        return f"sum({name}) {over}"
    return f"{best_so_far(way, name, f'k // {extent.dates}')} {over}"


def _finished(course: Course, name: str, extent: Extent) -> str:
    if course.way is Way.SUM:
        return f"CAST(coalesce({name}, 0) AS {course.columns[name]})"
    if course.way not in _RUNNING:
        return name
    return day_so_far(course.way, name, f"k // {extent.dates}")


def best_so_far(way: Way, day: str, account: str) -> str:
    """SQL for an aggregate of days, such that those of one account never pass for the next's."""
    return f"{way.value}(({_rank(way, account)} << {_DAY_BITS}) | ({day} - {_EPOCH}))"


def day_so_far(way: Way, value: str, account: str) -> str:
    """SQL for the day in a value of ``best_so_far``; NULL where it is of another account."""
    day = f"{_EPOCH} + CAST({value} & {(1 << _DAY_BITS) - 1} AS INTEGER)"
    return f"CASE WHEN {value} >> {_DAY_BITS} = {_rank(way, account)} THEN {day} END"


def _rank(way: Way, account: str) -> str:
    """A number of the account that rises, or for the oldest day falls, with it."""
    return f"({account})" if way is Way.NEWEST else f"({_MOST_ACCOUNTS} - {account})"
