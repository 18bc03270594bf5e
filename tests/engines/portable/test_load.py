"""Facts go over whole or not at all, and an engine that is not there is named."""

from pathlib import Path
from typing import Any

import pytest

from forewarn.engines.portable import open_engine
from forewarn.engines.portable.load import load_postgres, load_spark
from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse
from forewarn.engines.portable.warehouses.spark import SparkWarehouse
from forewarn.terms.errors import ForewarnError
from tests.engines.duckdb.facts import day, engine_with, event
from tests.engines.portable.places import SCHEMA, duckdb_place

ODD = ["", " ", "NULL", "\\N", "a,b", 'say "hi"', "two\nlines", "Ä€😀", "\\.", None]


def odd_rows() -> list[Any]:
    return [event(n, user_id=text) for n, text in enumerate(ODD)]


@pytest.mark.slow
def test_odd_texts_arrive_in_postgres(postgres_url: str) -> None:
    engine = engine_with(events=odd_rows())
    loaded = load_postgres(engine.connection, PostgresWarehouse(postgres_url, schema=SCHEMA))
    assert loaded.rows == {"accounts": 1, "events": len(ODD)}
    portable = open_engine(f"{postgres_url}?schema={SCHEMA.replace(' ', '+')}")
    assert list(portable.rows("events", ["user_id"])) == list(engine.rows("events", ["user_id"]))


@pytest.mark.slow
def test_a_value_that_postgres_refuses_leaves_the_facts_as_they_were(postgres_url: str) -> None:
    warehouse = PostgresWarehouse(postgres_url, schema=SCHEMA)
    load_postgres(engine_with(events=[event(1)], tickets=[]).connection, warehouse)
    worse = engine_with(accounts=("a", "b"), events=[event(1, user_id="nul\0")])
    with pytest.raises(ForewarnError, match="nothing was changed"):
        load_postgres(worse.connection, warehouse)
    portable = open_engine(postgres_url, schema=SCHEMA)
    assert [each.account_id for each in portable.accounts()] == ["a"]
    assert set(warehouse.tables()) == {"accounts", "events", "tickets"}


@pytest.mark.slow
def test_tables_that_the_store_no_longer_has_go(postgres_url: str) -> None:
    warehouse = PostgresWarehouse(postgres_url, schema=SCHEMA)
    load_postgres(engine_with(events=[], tickets=[]).connection, warehouse)
    load_postgres(engine_with(events=[]).connection, warehouse)
    assert set(warehouse.tables()) == {"accounts", "events"}


@pytest.mark.slow
def test_odd_texts_arrive_in_spark_and_a_broken_load_is_as_none(spark: Any, tmp_path: Path) -> None:
    warehouse = SparkWarehouse(spark, schema="broken_loads")
    engine = engine_with(events=odd_rows())
    load_spark(engine.connection, warehouse, folder=tmp_path)
    with pytest.raises(RuntimeError, match="died"):
        dies_halfway(warehouse)
    from forewarn.engines.portable.engine import PortableEngine

    portable = PortableEngine(warehouse)
    assert list(portable.rows("events", ["user_id"])) == list(engine.rows("events", ["user_id"]))
    assert not list(tmp_path.iterdir())
    names = [table.name for table in spark.catalog.listTables("broken_loads")]
    assert len(names) == 3, "accounts, events and the mark of one load"


def dies_halfway(warehouse: SparkWarehouse) -> None:
    with warehouse.replace() as load:
        warehouse.take(f"events__{load.number}", "SELECT 1 AS wrong")
        raise RuntimeError("died")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("snowflake://me@acme/db", "Snowflake engine is only compiled for"),
        ("oracle://me:secret@host/db", "'oracle://me@host/db' is no engine"),
        ("postgresql://me:secret@127.0.0.1:1/db", "cannot reach the PostgreSQL engine"),
    ],
)
def test_engines_that_are_not_there(url: str, said: str) -> None:
    with pytest.raises(ForewarnError, match=said) as refusal:
        open_engine(url)
    assert "secret" not in str(refusal.value)
    assert refusal.value.fix


@pytest.mark.slow
def test_two_streams_side_by_side() -> None:
    from forewarn.signals.primitives import Additive, Facts
    from forewarn.terms.time import Window

    engine = engine_with(accounts=("a", "b"), events=[event(1), event(2, account="b")])
    portable = duckdb_place().engine(engine.connection)
    asked = [Additive(Facts("events"), Window(7))]
    one, other = (portable.grid(asked, [day(on)]) for on in (3, 20))
    assert [next(one).rows, next(other).rows, next(one).rows] == [((1,),), ((0,),), ((1,),)]
