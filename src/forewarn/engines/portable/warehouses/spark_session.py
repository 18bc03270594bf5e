"""A Spark session from an engine URL, and what ends it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from forewarn.engines.portable.warehouses.refusals_spark import said
from forewarn.terms.engine_url import masked, shown
from forewarn.terms.errors import ForewarnError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LOCAL = (
    ("spark.ui.enabled", "false"),
    ("spark.ui.showConsoleProgress", "false"),
    ("spark.sql.shuffle.partitions", "8"),
    ("spark.driver.host", "127.0.0.1"),
    ("spark.driver.bindAddress", "127.0.0.1"),
    ("spark.driver.memory", "2g"),
)
_CONNECT = ("grpc", "grpc_status", "pandas")  # what pyspark[connect] brings
_MASTER_PORT, _MASTER_SECONDS = 7077, 10.0
Stop = Callable[[], None]


def connect(url: str, *, folder: Path | None = None) -> tuple[SparkSession, Stop]:
    """A session, and what ends it.

    Args:
        url: ``sc://HOST:PORT`` (Spark Connect), ``spark://HOST:PORT`` (a cluster's master) or
            ``spark://local`` (inside this process; ``?threads=N``, default 2).
        folder: for the tables of ``spark://local``, which go away with the session.

    Raises:
        ForewarnError: no driver, or no server.
    """
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ForewarnError(
            "the engine is Spark and its driver is not installed",
            fix="pip install 'forewarn[portable,spark]'; sc:// also needs 'pyspark[connect]'",
        ) from error
    try:
        session, stop = _session(SparkSession.builder, url, folder)
        session.conf.set("spark.sql.session.timeZone", "UTC")
    except (PySparkException, Py4JError, ImportError, OSError, UnicodeError, RuntimeError) as error:
        raise ForewarnError(
            f"cannot reach the Spark engine {shown(url)}: {masked(said(error), url)}",
            fix="check engine: in forewarn.yml, that the server is up (sc:// needs "
            "'pyspark[connect]', spark:// needs Java 17)",
        ) from error
    return session, stop


def _need_connect() -> None:
    """Asked before PySpark does: without them it may end the whole process, as if in doctests."""
    missing = [name for name in _CONNECT if find_spec(name) is None]
    if missing:
        raise ImportError(f"{', '.join(missing)} not installed")


def _need_master(url: str) -> None:
    """Asked before Spark does: it tries a master that is not there for more than a minute."""
    parts = urlsplit(url)
    if "," not in parts.netloc:  # of several masters some may be down
        place = (parts.hostname or "", parts.port or _MASTER_PORT)
        socket.create_connection(place, timeout=_MASTER_SECONDS).close()


def _session(builder: Any, url: str, folder: Path | None) -> tuple[SparkSession, Stop]:
    parts = urlsplit(url)
    if parts.scheme == "sc":
        _need_connect()
        session: SparkSession = builder.remote(url).getOrCreate()
        return session, session.stop
    from pyspark.sql import SparkSession as Classic

    running = Classic.getActiveSession()
    if running is not None:
        return running, lambda: None
    if parts.hostname != "local":
        _need_master(url)
        session = builder.master(url).appName("forewarn").getOrCreate()
        return session, session.stop
    tables = Path(mkdtemp(prefix="forewarn-spark-", dir=folder))
    threads = dict(parse_qsl(parts.query)).get("threads", "2")
    local = builder.master(f"local[{threads}]").appName("forewarn")
    for name, value in (*_LOCAL, ("spark.sql.warehouse.dir", str(tables))):
        local = local.config(name, value)
    session = local.getOrCreate()

    def stop() -> None:
        session.stop()
        shutil.rmtree(tables, ignore_errors=True)

    return session, stop
