"""Cells that are alike share a number, and those that are not never do."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.engines.duckdb.setwise import alike
from forewarn.engines.duckdb.setwise.alike import Coded, coded, firsts, together
from forewarn.engines.duckdb.setwise.apart import Columns
from forewarn.engines.duckdb.setwise.around import insert
from forewarn.engines.duckdb.setwise.met import Met
from forewarn.engines.duckdb.setwise.told import Told, told, worded

doubles = st.floats(allow_nan=False) | st.integers(-3, 3).map(float)
values = [
    (np.int8, st.integers(-128, 127)),
    (np.int64, st.integers(-(2**63), 2**63 - 1) | st.integers(-2, 2)),
    (np.bool_, st.booleans()),
    (np.float64, doubles),
]


@st.composite
def columns(draw: st.DrawFn) -> list[list[Any]]:
    count = draw(st.integers(1, 8))
    found = []
    for type_, drawn in draw(st.lists(st.sampled_from(values), min_size=1, max_size=4)):
        column = draw(st.lists(st.none() | drawn, min_size=count, max_size=count))
        found.append([type_, column])
    return found


def as_array(type_: Any, column: Sequence[Any]) -> Any:
    filled = np.array([0 if each is None else each for each in column], type_)
    nulls = [each is None for each in column]
    return np.ma.array(filled, mask=nulls) if any(nulls) else filled


@pytest.mark.parametrize("most", [1, 4, alike.LOOKED_UP])
@given(found=columns())
def test_numbers_are_equal_where_all_columns_are(most: int, found: list[list[Any]]) -> None:
    before, alike.LOOKED_UP = alike.LOOKED_UP, most
    try:
        rows = list(zip(*(column for _, column in found), strict=True))
        numbered = together([coded(as_array(*each)) for each in found], len(rows))
    finally:
        alike.LOOKED_UP = before
    assert numbered.numbers is not None
    assert len(numbered.numbers) == len(rows)
    assert 0 <= min(numbered.numbers) <= max(numbered.numbers) < numbered.count
    for one, row in zip(numbered.numbers, rows, strict=True):
        for other, second in zip(numbered.numbers, rows, strict=True):
            assert (one == other) == (row == second)


def test_the_first_cell_of_each_number() -> None:
    there, first = firsts(Coded(np.array([3, 1, 3, 0, 1]), 5))
    assert (there.tolist(), first.tolist()) == ([0, 1, 3], [3, 1, 0])


def test_no_cells() -> None:
    nothing = together([coded(np.array([], np.int64))], 0)
    assert [each.tolist() for each in firsts(nothing)] == [[], []]


def test_words_and_amounts_stand_there_as_numbers_of_theirs() -> None:
    rows = [(0, "b", "1.50"), (1, "a", "2.25"), (2, None, None), (3, "b", "1.50")]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE v (a INTEGER, t0 VARCHAR, t1 DECIMAL(9, 2))")
        connection.executemany("INSERT INTO v VALUES (?, ?, ?)", rows)
        select = "SELECT t0, t1, a FROM v"
        found = told(connection, select, {}, worded(connection, select, {}), Columns({}))
    keys = dict(zip(found.columns["a"].tolist(), found.keys(["t0", "t1"], range(4)), strict=True))
    assert keys == {a: (word, amount and Decimal(amount)) for a, word, amount in rows}
    numbers = found.alike(["t0", "t1"]).numbers
    assert numbers is not None
    by_cell = dict(zip(found.columns["a"].tolist(), numbers.tolist(), strict=True))
    assert by_cell[0] == by_cell[3]
    assert len(set(by_cell.values())) == 3


def test_what_is_masked_or_no_number_is_null() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (whole INTEGER, number DOUBLE, nothing INTEGER)")
        masked = np.ma.array([1, 2], mask=[False, True])
        insert(connection, "t", [masked, np.array([np.nan, 0.5]), None])
        assert connection.execute("FROM t").fetchall() == [(1, None, None), (None, 0.5, None)]


def test_numbers_go_on_from_one_part_to_the_next() -> None:
    met = Met(("points_0",))
    first, new = met.number(Told({"t0": np.array([5, 9, 5])}, {}), ["t0"])
    assert (first.tolist(), new.tolist()) == ([0, 1, 0], [0, 1])
    second, new = met.number(Told({"t0": np.array([9, 7])}, {}), ["t0"])
    assert (second.tolist(), new.tolist()) == ([1, 2], [1])


def test_numbers_that_last_are_looked_up_from_one_part_to_the_next() -> None:
    met = Met(("points_0",))
    first, new = met.number(Told({"t0": np.array([5, 9, 5], np.uint8)}, {}, {"t0": 12}), ["t0"])
    assert (first.tolist(), new.tolist()) == ([0, 1, 0], [0, 1])
    second, new = met.number(Told({"t0": np.array([9, 7, 5, 7], np.uint8)}, {}, {"t0": 12}), ["t0"])
    assert (second.tolist(), new.tolist()) == ([1, 2, 0, 2], [1])
