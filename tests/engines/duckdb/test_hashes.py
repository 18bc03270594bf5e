"""The two hashes that tell readings apart have nothing in common."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.engines.duckdb.setwise.cells import Cells, Grid
from forewarn.engines.duckdb.setwise.scope import Scope


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def scope() -> Scope:
    made = Scope({}, Grid("g", (), (), {}), Cells((), {}, {}, {}))
    made.words.add("w")
    return made


def test_words_are_hashed_as_other_words() -> None:
    assert scope().otherwise(["n", "w"]) == ["concat('~', w)", "n"]


def test_a_column_of_words_is_known_as_such() -> None:
    made = scope()
    assert made.about("VARCHAR", str) in made.words
    assert made.about("DOUBLE", float) not in made.words


doubles = st.floats(allow_nan=False) | st.integers(-3, 3).map(float) | st.none()


@given(st.tuples(doubles, st.booleans()), st.tuples(doubles, st.booleans()))
def test_what_differs_in_one_number_never_shares_a_hash(
    connection: duckdb.DuckDBPyConnection,
    one: tuple[float | None, bool],
    other: tuple[float | None, bool],
) -> None:
    told = (
        "SELECT hash(n::DOUBLE, t::BOOLEAN), hash(t::BOOLEAN, n::DOUBLE) FROM (SELECT $n n, $t t)"
    )
    found = [
        connection.execute(told, {"n": n, "t": t}).fetchone() for n, t in (one, (other[0], one[1]))
    ]
    assert (found[0] == found[1]) == (one[0] == other[0])
