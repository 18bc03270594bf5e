"""Accounts, first rows, feeds and rows: what the native engine says of the same facts."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from forewarn.terms.errors import ForewarnError
from tests.engines.duckdb.facts import day, engine_with
from tests.engines.duckdb.test_measure_naive import ACCOUNTS, grids, stored
from tests.engines.portable.places import Place, duckdb_place
from tests.engines.portable.test_equality import a_little_of_everything

TABLES = ("events", "contracts", "contacts", "goals")


def same(place: Place, tables: dict[str, list[dict[str, Any]]], dates: list[date]) -> None:
    native = engine_with(accounts=ACCOUNTS, **tables)
    portable = place.engine(native.connection)
    assert list(portable.accounts()) == list(native.accounts())
    assert portable.first_rows(TABLES) == native.first_rows(TABLES)
    assert portable.feeds(TABLES, dates) == native.feeds(TABLES, dates)
    columns = ["starts_on", "seats", "arr"]
    assert list(portable.rows("contracts", columns)) == list(native.rows("contracts", columns))
    assert list(portable.rows("contacts", ["role"], accounts=["a"])) == list(
        native.rows("contacts", ["role"], accounts=["a"])
    )
    assert list(portable.rows("goals", ["goal"])) == []
    native.close()


@pytest.mark.slow
def test_the_same_on_every_engine(place: Place) -> None:
    same(place, a_little_of_everything(), [day(-30), day(3), day(7), day(10), day(14)])


@pytest.mark.slow
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(tables=stored, dates=grids)
def test_the_same_on_random_facts(
    tables: dict[str, list[dict[str, Any]]], dates: list[date]
) -> None:
    same(duckdb_place(), tables, dates)


def test_unknown_names_are_said() -> None:
    native = engine_with(events=[])
    portable = duckdb_place().engine(native.connection)
    with pytest.raises(ForewarnError, match="no fact table evnts") as refusal:
        portable.rows("evnts", [])
    assert "did you mean events?" in str(refusal.value)
    with pytest.raises(ForewarnError, match="no column user"):
        portable.rows("events", ["user"])
