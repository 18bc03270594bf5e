"""Where the portable engine is tried: DuckDB, a PostgreSQL and a Spark of our own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from forewarn.engines.portable.engine import PortableEngine
from forewarn.engines.portable.load import load_postgres, load_spark
from forewarn.engines.portable.warehouses.duckdb import DuckDBWarehouse
from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse
from forewarn.engines.portable.warehouses.spark import SparkWarehouse

SCHEMA = "Facts of ours"  # a name that must be quoted, wherever it goes


@dataclass(frozen=True)
class Place:
    """An engine and the way facts of a DuckDB store get there."""

    name: str
    engine: Callable[[DuckDBPyConnection], PortableEngine]


def duckdb_place() -> Place:
    return Place("duckdb", lambda facts: PortableEngine(DuckDBWarehouse(facts)))


def postgres_place(url: str) -> Place:
    warehouse = PostgresWarehouse(url, schema=SCHEMA)

    def engine(facts: DuckDBPyConnection) -> PortableEngine:
        load_postgres(facts, warehouse)
        return PortableEngine(warehouse)

    return Place("postgres", engine)


def spark_place(session: Any, folder: Path) -> Place:
    warehouse = SparkWarehouse(session, schema="facts_of_ours")

    def engine(facts: DuckDBPyConnection) -> PortableEngine:
        load_spark(facts, warehouse, folder=folder)
        return PortableEngine(warehouse)

    return Place("spark", engine)


@contextmanager
def spark_session(folder: Path) -> Iterator[Any]:
    """A small Spark inside this process: it starts slowly, so there is one a test session."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "1g",
        # Small facts: compiling each statement costs more than running it.
        "spark.sql.codegen.wholeStage": "false",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    builder = SparkSession.builder.master("local[2]").appName("forewarn")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def person(url: str, name: str) -> Iterator[str]:
    """URL of a user of a server who may make nothing there."""
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN".encode())
    try:
        yield url.replace("//me@", f"//{name}@")
    finally:
        with psycopg.connect(url) as connection:
            connection.execute(f"DROP ROLE {name}".encode())
