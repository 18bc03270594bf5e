"""Goal 7 on Spark: our eight signals and Spark's own range joins, in one local session.

Both ways read tables of the same session; filling them and starting Spark are not counted, and
each way begins with the code of its statements compiled for the first time.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measures.as_csv import TABLES
from benchmarks.measures.on_postgres import Answer, Cost, answers, as_answer, own_cpu, report
from benchmarks.peers.metrics import METRICS
from benchmarks.sizes import weekly
from forewarn.engines.duckdb.store import open_store
from forewarn.engines.portable.engine import PortableEngine
from forewarn.engines.portable.load import load_spark
from forewarn.engines.portable.warehouses.spark import SparkWarehouse

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def run(folder: Path, store: str, work: str) -> None:
    """Both ways once; prints what they spent and how many account-weeks differ, as JSON."""
    with tempfile.TemporaryDirectory(dir=work) as place:
        session = started(Path(place))
        jvm = session.sparkContext._gateway.proc.pid
        warehouse = SparkWarehouse(session, schema="facts")
        with open_store(store) as opened:
            load_spark(opened, warehouse, folder=Path(place))
        views(session, folder)
        mine: Answer = {}
        ours = spent(jvm, lambda: mine.update(answers(PortableEngine(warehouse))))
        other: Answer = {}
        theirs = spent(jvm, lambda: other.update(range_joins(session)))
        print(json.dumps(report(ours, theirs, mine, other)))
        session.stop()


def started(place: Path) -> SparkSession:
    """Spark inside this machine, two threads."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("benchmark")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(place / "tables"),
        "spark.local.dir": str(place / "local"),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": os.environ.get("SPARK_MEMORY", "3g"),
        "spark.driver.maxResultSize": "2g",
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def views(session: SparkSession, folder: Path) -> None:
    """The facts as they were made, and the weeks, under the names that the metrics use."""
    for table, (files, columns) in TABLES.items():
        rows = session.read.parquet(str(folder / files.partition("/")[0]))
        rows.selectExpr(*columns.split(", ")).createOrReplaceTempView(table)
    weeks = ", ".join(f"(TIMESTAMP_NTZ '{on} 00:00:00')" for on in weekly())
    session.sql(f"SELECT * FROM VALUES {weeks} AS weeks(as_of)").createOrReplaceTempView("weeks")


def range_joins(session: SparkSession) -> Answer:
    """One query a metric: facts joined with the weeks by a range of dates."""
    found: dict[Any, dict[str, float]] = {}
    for name, metric in METRICS.items():
        select = metric.replace("w.as_of::date - max(t.occurred_at)::date", _DAYS)
        rows = session.sql(f"SELECT t.account_id, w.as_of, {select} GROUP BY t.account_id, w.as_of")
        for account, on, value in rows.toLocalIterator(prefetchPartitions=True):
            found.setdefault((account, on.date()), {})[name] = value
    return {key: as_answer(values) for key, values in found.items()}


_DAYS = "datediff(to_date(w.as_of), to_date(max(t.occurred_at)))"


def spent(jvm: int, work: Callable[[], object]) -> Cost:
    """What some work costs, here and in Spark's process."""
    before, own, start = cpu_of(jvm), own_cpu(), time.monotonic()
    work()
    return Cost(cpu_of(jvm) - before, own_cpu() - own, time.monotonic() - start)


def cpu_of(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
