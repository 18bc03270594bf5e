"""Spark Connect: a server of our own, asked by its address."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from forewarn.engines.portable.load import load_spark
from forewarn.engines.portable.opening import open_engine
from forewarn.engines.portable.warehouses.spark import SparkWarehouse
from forewarn.terms.errors import ForewarnError
from tests.engines.duckdb.facts import day, engine_with
from tests.engines.portable.test_arrow import ASKED, ROWS, batched, rows_of

NEEDS = ("grpc", "grpc_status", "google.protobuf", "pandas")
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
SECONDS_TO_START = 120
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="no Spark: forewarn[spark]"),
]


def missing() -> list[str]:
    """Packages of pyspark[connect] that are not here."""
    return [name for name in NEEDS if not _there(name)]


def _there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a Spark Connect server."""
    if missing() or shutil.which("java") is None:
        pytest.skip("no Spark Connect: pip install 'pyspark[connect]', and Java 17")
    import pyspark

    place = tmp_path_factory.mktemp("connect")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "spark.connect.grpc.binding.port": port,
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": 1,
        "spark.sql.warehouse.dir": place / "tables",
        "spark.driver.memory": "1g",
        "spark.driver.host": "127.0.0.1",
    }
    words = [each for name, value in settings.items() for each in ("--conf", f"{name}={value}")]
    home = Path(pyspark.__file__).parent
    command = [home / "bin" / "spark-class", "org.apache.spark.deploy.SparkSubmit"]
    command += ["--master", "local[2]", "--class", SERVER, *words, "spark-internal"]
    with (place / "log").open("wb") as log:
        ran = subprocess.Popen(
            [str(word) for word in command],
            env={**os.environ, "SPARK_HOME": str(home)},
            cwd=place,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait(port, ran)
        yield f"sc://127.0.0.1:{port}"
    finally:
        os.killpg(ran.pid, signal.SIGTERM)
        ran.wait()


def _wait(port: int, ran: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        assert ran.poll() is None, "the server ended"
        with closing(socket.socket()) as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("the server did not start")


def test_a_server_measures_what_duckdb_measures(server: str, tmp_path: Path) -> None:
    native = engine_with(accounts=("a", "b", "c"), events=ROWS)
    engine = open_engine(f"{server}?schema=asked_from_afar")
    assert isinstance(engine.warehouse, SparkWarehouse)
    load_spark(native.connection, engine.warehouse, folder=tmp_path)
    dates = [day(number) for number in (2, 4, 9, 60)]
    assert list(engine.grid(ASKED, dates)) == list(native.grid(ASKED, dates))
    assert batched(engine, dates) == rows_of(engine, dates)
    assert list(engine.accounts()) == list(native.accounts())
    assert engine.first_rows(["events"]) == native.first_rows(["events"])
    assert engine.feeds(["events"], dates) == native.feeds(["events"], dates)
    engine.close()


@pytest.mark.skipif(not missing(), reason="the packages of pyspark[connect] are all here")
def test_without_its_packages_the_way_is_named() -> None:
    with pytest.raises(ForewarnError, match="cannot reach the Spark engine") as refusal:
        open_engine("sc://127.0.0.1:1")
    assert "pyspark[connect]" in refusal.value.fix
