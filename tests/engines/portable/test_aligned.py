"""Facts on a common clock: what each account had at its own dates, as on the native engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.grids import LayingEngine, Moved
from forewarn.signals.primitives import Additive, Facts, Latest, Primitive
from forewarn.terms.time import Window
from tests.engines.duckdb.facts import day, engine_with, event
from tests.engines.duckdb.test_measure_naive import ACCOUNTS, grids, primitives, stored
from tests.engines.portable.places import Place, duckdb_place
from tests.engines.portable.test_equality import EVERY, Rows, a_little_of_everything, up_to
from tests.engines.portable.test_histories import TABLES

Some = st.lists(primitives, min_size=1, max_size=5)
LATEST = day(400)
moves = st.lists(
    st.tuples(st.sampled_from(ACCOUNTS), st.integers(0, 60), st.integers(-5, 40)),
    min_size=1,
    max_size=5,
)


def moved(places: list[tuple[str, int, int]]) -> list[Moved]:
    return [
        Moved(f"{number:09d}", account, weeks, day(until))
        for number, (account, weeks, until) in enumerate(places)
    ]


@contextmanager
def both(place: Place, tables: Rows, asked: list[Moved]) -> Iterator[tuple[Any, ...]]:
    """The true facts, and the moved ones in the native engine and in another."""
    native = engine_with(accounts=ACCOUNTS, **tables)
    portable = place.engine(native.connection)
    with (
        native.aligned(asked, only={}) as one,
        portable.aligned(asked, only={}) as two,
    ):
        yield native, one, two
    native.close()


def agrees(
    place: Place,
    tables: Rows,
    asked: list[Primitive],
    dates: list[date],
    places: list[tuple[str, int, int]],
) -> None:
    moves = moved(places)
    # Those of each account, on the clock that all stand on.
    there = sorted({on + timedelta(days=each.days) for on in dates for each in moves})
    with both(place, tables, moves) as (native, one, two):
        found = list(two.grid(asked, there))
        assert found == list(one.grid(asked, there))
        assert [each.account_id for each in found] == [each.name for each in moves]
        for each, rows in zip(moves, found, strict=True):
            cells = dict(zip(there, rows.rows, strict=True))
            seen = [on for on in dates if on <= each.until_on]
            mine = {on: cells[on + timedelta(days=each.days)] for on in seen}
            assert mine == at_true_dates(native, asked, seen, each)
        histories(one, two)


def at_true_dates(
    native: DuckDBEngine, asked: list[Primitive], dates: list[date], move: Moved
) -> dict[date, tuple[Any, ...]]:
    """The account's own cells, with the days that are values moved."""
    (found,) = native.grid(asked, dates, accounts=[move.account_id])
    later = timedelta(days=move.days)
    return {
        on: tuple(_later(value, later) for value in row)
        for on, row in zip(dates, found.rows, strict=True)
    }


def _later(value: Any, by: timedelta) -> Any:
    if isinstance(value, tuple):
        return tuple(_later(each, by) for each in value)
    return value + by if isinstance(value, date) else value


def histories(one: LayingEngine, two: LayingEngine) -> None:
    assert list(two.accounts()) == list(one.accounts())
    assert two.first_rows(TABLES) == one.first_rows(TABLES)
    columns = ["starts_on", "ends_on", "seats", "arr"]
    assert list(two.rows("contracts", columns)) == list(one.rows("contracts", columns))


drawn = given(tables=stored, asked=Some, dates=grids, places=moves)


@pytest.mark.slow
@up_to(10)
@drawn
def test_random_facts_on_duckdb(on_duckdb: Place, **made: Any) -> None:
    agrees(on_duckdb, **made)


@pytest.mark.slow
@up_to(10)
@drawn
def test_random_facts_on_postgres(on_postgres: Place, **made: Any) -> None:
    agrees(on_postgres, **made)


PLACES = [("a", 0, 30), ("a", 3, 9), ("b", 1, 12), ("nobody's", 2, 14), ("a", 60, 5)]


@pytest.mark.slow
def test_every_primitive_on_every_engine(place: Place) -> None:
    dates = [day(0), day(7), day(10), day(14)]
    known = [each for each in PLACES if each[0] in ACCOUNTS]
    agrees(place, a_little_of_everything(), EVERY, dates, known)


@pytest.mark.slow
def test_names_of_accounts_may_hold_anything(place: Place) -> None:
    odd = ["it's", 'say "so"', "back\\slash", "\\'", "--", "ä%s{}", "${x}"]
    events = [event(number, account=name) for number, name in enumerate(odd)]
    asked = moved([(name, number, 40) for number, name in enumerate(odd)])
    native = engine_with(accounts=odd, events=events)
    primitives = [Additive(Facts("events"), Window(None)), Latest(Facts("events"))]
    with place.engine(native.connection).aligned(asked, only={}) as there:
        found = list(there.grid(primitives, [LATEST]))
    days = [day(8 * number) for number in range(len(odd))]
    assert [row for each in found for row in each.rows] == [(1, (None, on)) for on in days]
    native.close()


def test_an_account_that_nobody_knows_is_not_there() -> None:
    with both(duckdb_place(), a_little_of_everything(), moved(PLACES)) as (_, one, two):
        names = [each.account_id for each in two.grid(EVERY[:1], [day(14)])]
        assert names == [each.account_id for each in one.grid(EVERY[:1], [day(14)])]
        assert "000000003" not in names


def test_tables_may_have_any_name(on_duckdb: Place, on_postgres: Place) -> None:
    """Long ones differ where an engine cuts names off, and none is taken for the list of moves."""
    names = ["moves", *(f"{'visits' * 8}_{each}" for each in "ab")]
    row = {"account_id": "a", "occurred_at": event(0)["occurred_at"]}
    native = engine_with(**{name: [row] * number for number, name in enumerate(names, 1)})
    asked = [Additive(Facts(name), Window(None)) for name in names]
    for place in (on_duckdb, on_postgres):
        move = Moved("000000000", "a", 2, day(400))
        with place.engine(native.connection).aligned([move], only={}) as there:
            (found,) = there.grid(asked, [LATEST])
        assert found.rows == ((1, 2, 3),)
    native.close()
