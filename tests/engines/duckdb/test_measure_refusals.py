"""What cannot be measured is refused in words, before anything is read."""

import pytest

from forewarn.engines.duckdb import coded
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.store import open_store
from forewarn.signals.filters.tree import Compare
from forewarn.signals.primitives import (
    Additive,
    Distinct,
    Facts,
    Latest,
    Open,
    Primitive,
)
from forewarn.terms.errors import ForewarnError
from tests.engines.duckdb.facts import day, engine_with, event, values, window

EVENTS = Facts("events")


def refused(primitive: Primitive) -> ForewarnError:
    engine = engine_with(
        events=[event(0, size="big")],
        orders=[{"account_id": "a", "occurred_at": day(0), "total": 5}],
        types={"size": "VARCHAR", "total": "INTEGER"},
    )
    with pytest.raises(ForewarnError) as caught:
        engine.grid([primitive], [day(0)])
    return caught.value


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    error = refused(Additive(EVENTS, window(7), "cuont"))
    assert "table events has no column cuont" in error.found
    assert "count, team" in error.found
    assert "_seen_on" not in error.found
    assert error.fix == "did you mean count?"


@pytest.mark.parametrize(
    "primitive",
    [
        Additive(Facts("events", Compare("evnt", "=", "x")), window(7)),
        Additive(Facts("events", at="evnt"), window(7)),
        Distinct(EVENTS, ("evnt",), window(7)),
        Latest(EVENTS, "evnt"),
        Open(EVENTS, closes="evnt"),
        Open(EVENTS, closes="occurred_at", least="evnt"),
        Open(EVENTS, closes="occurred_at", opens="evnt"),
        Open(EVENTS, closes="occurred_at", amount="evnt"),
    ],
)
def test_wherever_a_column_is_named(primitive: Primitive) -> None:
    assert refused(primitive).fix == "did you mean event?"


def test_a_table_that_is_not_there_is_named_with_those_that_are() -> None:
    error = refused(Additive(Facts("order"), window(7)))
    assert "there is no fact table order" in error.found
    assert "orders" in error.found
    assert error.fix == "did you mean orders?"


def test_a_column_that_holds_no_dates_places_no_rows() -> None:
    error = refused(Additive(Facts("events", at="team"), window(7)))
    assert "team" in error.found
    assert "its date columns are occurred_at" in error.found


def test_dates_are_not_summed() -> None:
    assert "cannot be summed" in str(refused(Additive(EVENTS, window(7), "occurred_at")))


def test_words_add_nothing_to_a_sum() -> None:
    engine = engine_with(
        events=[event(0, size="big"), event(0, size="2.5")], types={"size": "VARCHAR"}
    )
    assert values(engine, Additive(EVENTS, window(7), "size"), 1) == [2.5]


def test_a_number_beyond_all_sense_is_named() -> None:
    engine = engine_with(events=[event(0, count=1e35)])
    with pytest.raises(ForewarnError, match="too large"):
        values(engine, Additive(EVENTS, window(7)), 1)


def test_without_accounts_there_is_nothing_to_measure() -> None:
    engine = DuckDBEngine(open_store(":memory:"))
    with pytest.raises(ForewarnError, match="forewarn ingest"):
        engine.grid([], [day(0)])


def test_names_with_quotes_and_blanks_are_names() -> None:
    name = 'a "b"; drop table facts.events --'
    engine = engine_with(events=[event(0)])
    quoted = name.replace('"', '""')
    stored = coded.rows_of(engine.connection, "events")
    engine.connection.execute(f'ALTER TABLE {stored} ADD COLUMN "{quoted}" INTEGER DEFAULT 3')
    coded.show(engine.connection, "events")
    asked = Additive(Facts("events", Compare(name, "=", 3)), window(7), name)
    assert values(engine, asked, 1) == [3]
