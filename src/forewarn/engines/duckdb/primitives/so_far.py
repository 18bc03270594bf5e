"""Windows as differences of what was so far: one running total for all windows of a measure.

Where no row is known late and none is replaced, a roll-up needs no differences: the sum over a
window is the sum of all days up to its end less that of all days before its start, and both are
found at fixed places of an account's running total. One sort serves any number of windows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forewarn.engines.duckdb.calendar import Stretches
from forewarn.engines.duckdb.courses import Course, Way, best_so_far, day_so_far
from forewarn.engines.duckdb.layers import First
from forewarn.engines.duckdb.placing import ACCOUNTS
from forewarn.engines.duckdb.sql import Parameters

RUNNING = "rolled_so_far"
"""Per account its beginning, where nothing is counted yet, and then every stretch, in order."""

BEGINNING = 0
"""The offset that stands for the account's beginning."""


def running(
    rolled: str, sums: Sequence[str], days: Mapping[str, Way], stretches: Stretches
) -> First:
    """The running totals of a roll-up's sums, and its newest or oldest days so far.

    Args:
        rolled: its table.
        sums: names of its columns that are added up.
        days: names of its columns of days, and which of them counts.
        stretches: those of its column ``stretch``.
    """
    count = len(stretches.starts) + 1
    so_far = [f"sum({name}) OVER so_far AS {name}" for name in sums]
    so_far += [
        f"{best_so_far(way, name, f'k // {count}')} OVER so_far AS {name}"
        for name, way in days.items()
    ]
    finished = [f"coalesce({name}, 0) AS {name}" for name in sums]
    finished += [
        f"{day_so_far(way, name, f'k // {count}')} AS {name}" for name, way in days.items()
    ]
    names = ", ".join([*sums, *days])
    select = f"""SELECT CAST(cell % {count} AS INTEGER) AS place, {names} FROM (
    SELECT {names}, unnest(range(k, next)) AS cell FROM (
        SELECT k, next, {", ".join(finished)} FROM (
            SELECT k, coalesce(lead(k) OVER (), (k // {count} + 1) * {count}) AS next,
                {", ".join(so_far)}
            FROM (
                SELECT CAST(a AS BIGINT) * {count} + stretch + 1 AS k, {names} FROM {rolled}
                UNION ALL BY NAME SELECT CAST(a AS BIGINT) * {count} AS k FROM {ACCOUNTS}
                ORDER BY k
            ) WINDOW so_far AS (ROWS UNBOUNDED PRECEDING)
        )
    )
)"""
    return First(RUNNING, select)


def picked(names: Sequence[str], offset: int, stretches: Stretches) -> Course:
    """Per date what was so far that many days before; columns go by ``picked_name``."""
    parameters = Parameters()
    columns = {picked_name(name, offset): "" for name in names}
    values = ", ".join(f"{name} AS {picked_name(name, offset)}" for name in names)
    if offset == BEGINNING:
        select = f"""SELECT {values}, unnest(range({stretches.calendar.after}))
FROM {RUNNING} WHERE place = 0"""
    else:
        places = {number + 1 for number in stretches.up_to(offset)}
        flags = [place in places for place in range(len(stretches.starts) + 1)]
        select = f"""SELECT {values} FROM {RUNNING}
WHERE list_extract(CAST({parameters.bind(flags)} AS BOOLEAN[]), place + 1)"""
    return Course(select, columns, Way.LAID, parameters.values)


def picked_name(name: str, offset: int) -> str:
    """What ``picked`` calls a column."""
    return f"{name}_{offset}"
