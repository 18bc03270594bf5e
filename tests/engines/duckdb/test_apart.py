"""Several things that tell cells apart stand in one column, and still tell them apart."""

from __future__ import annotations

from itertools import product

import duckdb
import numpy as np
import pytest

from forewarn.engines.duckdb.setwise import alike
from forewarn.engines.duckdb.setwise.alike import coded, of_days, together
from forewarn.engines.duckdb.setwise.apart import Columns
from forewarn.engines.duckdb.setwise.cells import Column, Ends
from forewarn.engines.duckdb.setwise.met import Met
from forewarn.engines.duckdb.setwise.told import Told, told, worded

PRIMITIVES = {
    "p0": Column("g.q0", "BIGINT", ends=Ends(-3, 5, nulls=True)),
    "p1": Column("g.q1", "INTEGER", ends=Ends(0, 170, nulls=False)),
    "p2": Column("g.q2", "BIGINT", ends=Ends(-(1 << 40), 1 << 40, nulls=False)),
    "p3": Column("g.q3", "DOUBLE"),
}
FACETS = ("p0", "p1", "(p1 > 100)", "s0", "mark0", "z0", "p2", "p3")
ROWS = list(
    product((None, -3, 5), (0, 170), (0, 3), (None, 0, 3), (True, False), (1 << 40, 0), (0.5, 1.5))
)


def cells(connection: duckdb.DuckDBPyConnection, facets: tuple[str, ...]) -> tuple[Told, Columns]:
    columns = Columns(PRIMITIVES)
    columns.of(facets)
    rows = ", ".join(f"({', '.join('NULL' if v is None else str(v) for v in row)})" for row in ROWS)
    chosen = ", ".join(f"{sql} AS {name}" for sql, name in columns.chosen.items())
    select = (
        f"SELECT {chosen} FROM (SELECT p0::BIGINT AS p0, p1::INTEGER AS p1, s0::UTINYINT AS s0,"
        " mark0::UTINYINT AS mark0, z0, p2::BIGINT AS p2, p3::DOUBLE AS p3"
        f" FROM (VALUES {rows}) AS v(p0, p1, s0, mark0, z0, p2, p3))"
    )
    found = told(connection, select, {}, worded(connection, select, {}), columns)
    return found, columns


@pytest.mark.parametrize("looked_up", [1, 8, alike.LOOKED_UP])
def test_no_two_cells_are_alike_that_differ(
    looked_up: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "LOOKED_UP", looked_up)
    with duckdb.connect() as connection:
        found, columns = cells(connection, FACETS)
    numbers, new = Met(()).number(found, list(columns.chosen.values()))
    assert len(set(numbers.tolist())) == len(new) == len(ROWS)


def test_what_is_small_stands_in_one_column_whose_numbers_last() -> None:
    with duckdb.connect() as connection:
        found, columns = cells(connection, FACETS[:6])
    (name,) = columns.lasting
    assert columns.lasting[name] == 10 * 171 * 2 * 4 * 5 * 2
    assert list(found.columns) == [name]
    assert found.alike([name]).lasting
    assert len(set(found.columns[name].tolist())) == len(ROWS) // 4


def test_days_last_unless_they_lie_too_far_off() -> None:
    days = np.ma.array([3, 40, 3, 0], mask=[False, False, False, True])
    near = together([of_days(days)], 4)
    assert near.lasting
    assert near.numbers is not None
    one, two, three, none = near.numbers.tolist()
    assert one == three
    assert len({one, two, none}) == 3
    assert of_days(np.array([3, 40])).numbers.tolist() == [one, two]  # type: ignore[union-attr]
    far = of_days(np.array([3, 4_000_000]))
    assert (far.lasting, far.count) == (False, coded(np.array([3, 4_000_000])).count)
