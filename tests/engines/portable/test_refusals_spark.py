"""What Spark refuses or loses is told in words, and a copy there is whole or not there."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from forewarn.engines.portable.load import Cargo, bring
from forewarn.engines.portable.warehouses import spark_session
from forewarn.engines.portable.warehouses.refusals_spark import measuring
from forewarn.engines.portable.warehouses.spark import SparkWarehouse
from forewarn.engines.portable.warehouses.warehouse import Mark
from forewarn.terms.errors import ForewarnError
from tests.engines.duckdb.facts import engine_with, event

pytestmark = pytest.mark.slow
MARK = Mark("ours", "one")
SCHEMA = "told_in_words"


@pytest.fixture
def brought(spark: Any, tmp_path: Path) -> SparkWarehouse:
    """A schema that holds one load of ours."""
    spark.sql(f"DROP DATABASE IF EXISTS {SCHEMA} CASCADE")
    warehouse = SparkWarehouse(spark, schema=SCHEMA)
    assert bring_into(warehouse, tmp_path) == {"accounts": 1, "events": 1}
    warehouse.expect(MARK)
    return warehouse


def bring_into(warehouse: SparkWarehouse, folder: Path) -> dict[str, int]:
    facts = engine_with(events=[event(1)])
    return dict(bring(facts.connection, warehouse, Cargo(MARK), folder=folder).rows)


def measured(warehouse: SparkWarehouse) -> list[Any]:
    with warehouse.bench() as bench:
        bench.keep("kept", f"SELECT count(*) AS n FROM {SCHEMA}.{warehouse.stored_as('events')}")
        return [row for rows in bench.stream("SELECT n FROM kept") for row in rows]


def test_a_copy_that_lost_a_table_is_as_none(brought: SparkWarehouse, tmp_path: Path) -> None:
    assert bring_into(brought, tmp_path) == {}, "it stands"
    brought.session.sql(f"DROP TABLE {SCHEMA}.events__1")
    for ask in (brought.tables, lambda: measured(brought)):
        with pytest.raises(ForewarnError, match=r"no longer in the Spark engine: .* lacks events"):
            ask()
    assert bring_into(brought, tmp_path) == {"accounts": 1, "events": 1}
    assert measured(brought) == [(1,)]


def test_a_load_that_listed_no_tables_is_as_none(brought: SparkWarehouse, tmp_path: Path) -> None:
    name = f"{SCHEMA}.forewarn_complete__1"
    marked = "SELECT 'ours' AS project, 'one' AS load, '' AS placed"
    brought.session.sql(f"DROP TABLE {name}")
    brought.session.sql(f"CREATE TABLE {name} USING parquet AS {marked}")
    assert bring_into(brought, tmp_path) == {"accounts": 1, "events": 1}


def test_a_table_that_goes_during_a_run_is_told(brought: SparkWarehouse) -> None:
    with brought.bench() as bench:
        brought.session.sql(f"DROP TABLE {SCHEMA}.events__1")
        for ask in (bench.keep, bench.view):
            with pytest.raises(ForewarnError, match="no longer in the Spark engine"):
                ask("kept", f"SELECT * FROM {SCHEMA}.events__1")
        with pytest.raises(ForewarnError, match="no longer in the Spark engine"):
            list(bench.stream(f"SELECT * FROM {SCHEMA}.events__1"))


def test_a_task_that_fails_is_told_and_a_wrong_query_is_a_bug(brought: SparkWarehouse) -> None:
    from pyspark.errors import AnalysisException

    with brought.bench() as bench:
        with pytest.raises(ForewarnError, match=r"the Spark engine stopped: .*broken") as refusal:
            bench.keep("kept", "SELECT raise_error('broken') AS n")
        assert "look at the server" in refusal.value.fix
        with pytest.raises(ForewarnError, match="the Spark engine stopped"):
            list(bench.stream("SELECT raise_error('broken') AS n"))
        with pytest.raises(AnalysisException):
            bench.keep("kept", "SELECT nothing_such")


def test_files_that_spark_cannot_read_are_told(
    brought: SparkWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a cluster that does not see the project's folder."""
    monkeypatch.setattr(
        "forewarn.engines.portable.load_spark.written", lambda *_: 1
    )  # no file is there
    brought.session.sql(f"DROP TABLE {SCHEMA}.events__1")
    with pytest.raises(ForewarnError, match=r"did not take the facts.*PATH_NOT_FOUND") as refusal:
        bring_into(brought, tmp_path)
    assert "read the project's folder" in refusal.value.fix


class Ended:
    """A session whose Java side is gone."""

    class conf:  # noqa: N801 - as PySpark has it
        @staticmethod
        def set(name: str, value: str) -> None: ...

    @property
    def catalog(self) -> Any:
        return self.sql("")

    def sql(self, query: str) -> Any:
        from py4j.protocol import Py4JNetworkError

        raise Py4JNetworkError("Answer from Java side is empty")


@pytest.mark.parametrize("ask", ["marked", "tables", "bench"])
def test_a_session_that_ended_is_told(ask: str) -> None:
    pytest.importorskip("pyspark")
    warehouse = SparkWarehouse(Ended(), schema=SCHEMA)  # type: ignore[arg-type]
    warehouse.expect(MARK)
    with pytest.raises(ForewarnError, match="Spark engine stopped: Answer from Java"):
        warehouse.bench().__enter__() if ask == "bench" else getattr(warehouse, ask)()


def test_a_master_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for one takes Spark a minute: here it fails at once, as it would then."""
    protocol = pytest.importorskip("py4j.protocol")
    pytest.importorskip("pyspark")

    class Fails(protocol.Py4JJavaError):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            Exception.__init__(self)

        def __str__(self) -> str:
            return "An error occurred\n: java.lang.IllegalStateException: stopped, hunter2\nat x"

    def fails(*_: object) -> None:
        raise Fails

    monkeypatch.setattr(spark_session, "_session", fails)
    for url in ("spark://127.0.0.1:1", "sc://127.0.0.1:1/;token=hunter2"):
        with pytest.raises(ForewarnError, match=r"127\.0\.0\.1:1/?: java.*: stopped, ") as refusal:
            spark_session.connect(url)
        assert ("hunter2" in str(refusal.value)) == (url == "spark://127.0.0.1:1")
        assert "that the server is up" in refusal.value.fix


def test_a_master_that_is_not_there_is_told_before_spark_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pyspark = pytest.importorskip("pyspark.sql")
    asked: list[str] = []
    monkeypatch.setattr(pyspark.SparkSession, "getActiveSession", lambda: None)
    monkeypatch.setattr(pyspark.SparkSession.Builder, "master", lambda _, url: asked.append(url))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ForewarnError, match=r"cannot reach the Spark engine .*refused"):
        spark_session.connect(f"spark://127.0.0.1:{port}")
    assert asked == []


def test_a_right_that_is_missing_is_told() -> None:
    errors = pytest.importorskip("pyspark.errors")

    class Refused(errors.AnalysisException):  # type: ignore[misc, name-defined]
        def getSqlState(self) -> str:  # noqa: N802 - as PySpark has it
            return "42501"

    with (
        pytest.raises(ForewarnError, match="does not let this user measure") as refusal,
        measuring(),
    ):
        raise Refused("SELECT on events")
    assert "SELECT" in refusal.value.fix
