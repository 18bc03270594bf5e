"""Courses: from what changes to one value a cell, and days cut into stretches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given
from hypothesis import strategies as st

from forewarn.engines.duckdb import measure
from forewarn.engines.duckdb.calendar import calendar
from forewarn.engines.duckdb.courses import Course, Extent, Way, written_out
from forewarn.engines.duckdb.placing import ACCOUNTS
from forewarn.engines.duckdb.primitives import daily, distinct, so_far
from forewarn.engines.duckdb.sql import Parameters
from forewarn.signals.filters.tree import Compare
from forewarn.signals.primitives import Additive, Distinct, Earliest, Facts, Latest, Primitive
from forewarn.terms.time import Window
from tests.engines.duckdb.facts import day, engine_with, event

DATES = 5
ACCOUNT_IDS = ("a", "b", "c")
EXTENT = Extent(len(ACCOUNT_IDS), DATES)
some_or_one = pytest.mark.parametrize("dates", [DATES, 1])
START = date(2026, 1, 1)
Change = tuple[int, int, Any]


@pytest.fixture(scope="module")
def connection() -> Iterator[DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(f"CREATE TABLE {ACCOUNTS} AS SELECT range::INTEGER AS a FROM range(3)")
        yield opened


def values(
    connection: DuckDBPyConnection, changes: list[Change], kind: str, way: Way, dates: int
) -> list[Any]:
    """Cell by cell, by the course of these changes."""
    rows = ", ".join(f"({a}, {i}, {_literal(value)})" for a, i, value in changes)
    some = f"SELECT * FROM (VALUES {rows}) AS t(a, i, v)" if rows else "SELECT 0, 0, 0 LIMIT 0"
    select = f"SELECT a, i, CAST(v AS {kind}) AS v FROM ({some}) AS t(a, i, v)"
    course = Course(select, {"v": kind}, way)
    extent = Extent(len(ACCOUNT_IDS), dates)
    return [value for (value,) in connection.execute(written_out(course, "", extent)).fetchall()]


def _literal(value: Any) -> str:
    return f"DATE '{value}'" if isinstance(value, date) else str(value)


def cells(of_account: Any, dates: int) -> list[Any]:
    return [of_account(a, i) for a in range(len(ACCOUNT_IDS)) for i in range(dates)]


places = st.tuples(st.integers(0, 2), st.integers(0, DATES - 1))
spans = st.tuples(
    st.integers(0, 2), st.integers(0, DATES - 1), st.integers(1, DATES), st.integers(-9, 9)
)


@some_or_one
@given(st.lists(spans, max_size=12))
def test_sums_hold_while_their_intervals_last(
    connection: DuckDBPyConnection, dates: int, found: list[tuple[int, int, int, int]]
) -> None:
    """What stays to the end of one account does not run on into the next."""
    lasting = [(a, min(e, dates - 1), min(e + n, dates), x) for a, e, n, x in found]
    changes = [c for a, e, after, x in lasting for c in ((a, e, x), (a, after, -x))]
    wanted = cells(lambda a, i: sum(x for b, e, n, x in lasting if b == a and e <= i < n), dates)
    assert values(connection, changes, "BIGINT", Way.SUM, dates) == wanted


@some_or_one
@given(st.lists(st.tuples(places, st.integers(-400_000, 400_000)), max_size=12))
@pytest.mark.parametrize(("way", "best"), [(Way.NEWEST, max), (Way.OLDEST, min)])
def test_newest_and_oldest_day_of_the_account_so_far(
    connection: DuckDBPyConnection,
    way: Way,
    best: Any,
    dates: int,
    found: list[tuple[tuple[int, int], int]],
) -> None:
    # What comes at a later date than is asked for is not seen.
    changes = [(a, i, START + timedelta(days=n)) for (a, i), n in found]
    wanted = cells(
        lambda a, i: best((on for b, j, on in changes if b == a and j <= i), default=None), dates
    )
    assert values(connection, changes, "DATE", way, dates) == wanted


@some_or_one
@given(st.dictionaries(places, st.integers(0, 99), max_size=12))
def test_carried_and_here(
    connection: DuckDBPyConnection, dates: int, found: dict[tuple[int, int], int]
) -> None:
    changes = [(a, i, value) for (a, i), value in found.items()]

    def last(account: int, place: int) -> int | None:
        return next(
            (found[account, i] for i in range(place, -1, -1) if (account, i) in found), None
        )

    assert values(connection, changes, "INTEGER", Way.CARRIED, dates) == cells(last, dates)
    here = cells(lambda a, i: found.get((a, i)), dates)
    assert values(connection, changes, "INTEGER", Way.HERE, dates) == here


def test_lists_stand_in_the_order_of_accounts(connection: DuckDBPyConnection) -> None:
    select = "SELECT unnest([2, 0]) AS a, unnest([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]) AS v"
    found = connection.execute(
        written_out(Course(select, {"v": ""}, Way.LISTED), "x_", EXTENT)
    ).fetchall()
    assert [value for (value,) in found] == [*range(6, 11), *[0] * 5, *range(1, 6)]


def test_a_course_that_misses_cells_is_refused(connection: DuckDBPyConnection) -> None:
    """Side by side, everything after the gap would stand in another cell."""
    course = Course("SELECT 0 AS a, [1, 2] AS v", {"v": ""}, Way.LISTED)
    with pytest.raises(RuntimeError, match="course of 15 cells"):
        measure._write_out(connection, course, "short", "", EXTENT)


dates = st.sets(st.integers(0, 900), min_size=1, max_size=30)


@given(dates, st.sets(st.integers(1, 400), min_size=1, max_size=4), st.data())
def test_days_of_a_stretch_are_alike(
    connection: DuckDBPyConnection, on: set[int], offsets: set[int], data: st.DataObject
) -> None:
    over = calendar([START + timedelta(days=n) for n in sorted(on)])
    stretches = over.stretches(offsets)
    some = st.dates(over.first - timedelta(days=500), over.last - timedelta(days=1))
    fact = data.draw(some)
    parameters = Parameters()
    number = stretches.number(parameters.bind(fact), parameters)
    indexes = [stretches.index(number, offset, parameters) for offset in sorted(offsets)]
    found = connection.execute(f"SELECT {', '.join(indexes)}", parameters.values).fetchone()
    assert found == tuple(over.place(fact + timedelta(days=n)) for n in sorted(offsets))


def test_weekly_dates_make_few_stretches() -> None:
    over = calendar([START + timedelta(weeks=n) for n in range(104)])
    assert len(over.stretches({1, 31}).starts) <= 2 * 104 + 12


ASKED: list[Primitive] = [Distinct(Facts("events"), ("event",), Window(n)) for n in (7, 30)]


@pytest.mark.slow
def test_few_words_are_counted_as_any_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Account and word in one number, for tables of many rows."""
    rows = [
        event(n % 50, account="ab"[n % 2], event=f"e{n % 7}" if n % 9 else None) for n in range(300)
    ]
    on = [day(n) for n in range(0, 60, 7)]

    def counted(*, words: bool = True) -> list[Any]:
        engine = engine_with(accounts=ACCOUNT_IDS, words=words, events=rows)
        try:
            return [
                list(engine.grid(ASKED, on)),
                list(engine.grid(ASKED, on, accounts=["b", "c"])),
            ]
        finally:
            engine.close()

    usual = counted()
    monkeypatch.setattr(distinct, "MANY_ROWS", 1)
    made: list[str] = []
    kept = measure._make
    monkeypatch.setattr(measure, "_make", lambda c, f: (made.append(f.name), kept(c, f)))
    assert counted() == usual
    assert distinct.WORDS in made
    made.clear()
    assert counted(words=False) == usual
    assert distinct.WORDS not in made
    monkeypatch.setattr(distinct, "FEW_WORDS", 6)
    made.clear()
    assert counted() == usual
    assert distinct.WORDS not in made


WINDOWS = (Window(7), Window(30), Window(None), Window(14, 30), Window(None, 5), Window(400))


@pytest.mark.slow
@pytest.mark.parametrize("names", [0, 80, 130])  # few, many, and too many for bits
def test_one_date_counts_as_it_does_among_others(
    monkeypatch: pytest.MonkeyPatch, names: int
) -> None:
    """Late rows and versions among them, over every kind of window."""
    rows = [
        event(
            n % 50,
            account="ac"[n % 2],
            event=f"e{n % 9}" if n % 11 else None,
            user_id=f"u{n % 7}",
            _known_on=day(n % 50 + n % 13) if n % 5 == 0 else None,
            _until_on=day(n % 50 + 8 + n % 17) if n % 7 == 0 else None,
        )
        for n in range(400)
    ]
    more = [event(1, account="b", event=f"more{n}") for n in range(names)]
    keys = (("event",), ("day",), ("event", "day"))
    asked = [Distinct(Facts("events"), key, window) for key in keys for window in WINDOWS]
    keys += (("user_id",), ("user_id", "event"))  # each over one window alone
    asked += [Distinct(Facts("events"), key, Window(14)) for key in keys[3:]]
    on = [day(n) for n in range(0, 60, 6)]
    monkeypatch.setattr(distinct, "MANY_ROWS", 1)
    made: list[str] = []
    kept = measure._make
    monkeypatch.setattr(measure, "_make", lambda c, f: (made.append(f.name), kept(c, f)))
    engine = engine_with(accounts=ACCOUNT_IDS, events=[*rows, *more], words=False)
    try:
        together = list(engine.grid(asked, on))
        assert made.count(distinct.KEYED) == len(keys)
        made.clear()
        alone = [list(engine.grid(asked, [each])) for each in on]
        assert distinct.KEYED not in made
    finally:
        engine.close()
    for place, found in enumerate(alone):
        assert [each.rows for each in found] == [(each.rows[place],) for each in together]
    assert len({str(found) for found in alone}) > 5


@pytest.mark.slow
@pytest.mark.parametrize("dates", [range(0, 90, 7), range(3), (0, 31, 60, 91, 121), (5,)])
def test_running_totals_answer_as_differences_do(
    monkeypatch: pytest.MonkeyPatch, dates: Any
) -> None:
    """Of tables of many rows; an account without rows stands between two that have some."""
    rows = [
        event(n % 130 - 20, account="ac"[n % 2], event=f"e{n % 3}", seconds=n % 11)
        for n in range(400)
    ]
    logins = Facts("events", Compare("event", "=", "e1"))
    asked: list[Primitive] = [Additive(logins, window) for window in WINDOWS]
    asked += [Additive(Facts("events"), window, "seconds") for window in WINDOWS]
    asked += [Latest(logins), Latest(Facts("events"), back_days=9), Earliest(logins, back_days=2)]

    def answers() -> list[Any]:
        engine = engine_with(accounts=ACCOUNT_IDS, types={"seconds": "DOUBLE"}, events=rows)
        try:
            return list(engine.grid(asked, [day(n) for n in dates]))
        finally:
            engine.close()

    made: list[str] = []
    kept = measure._make
    monkeypatch.setattr(measure, "_make", lambda c, f: (made.append(f.name), kept(c, f)))
    monkeypatch.setattr(daily, "ROWS_A_PLACE", 10**6)
    usual = answers()
    assert so_far.RUNNING not in made
    monkeypatch.setattr(daily, "ROWS_A_PLACE", 0)
    assert answers() == usual
    assert so_far.RUNNING in made
