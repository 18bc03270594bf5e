"""Goal 7 on PostgreSQL: our eight signals and the metric SQL's, in the same server.

A server of its own is started; loading and indexing are not counted. The server's CPU is that of
the processes which served the connections (the way that ran has closed them by then); ours also
needs a client that compiles the statements and takes the grid, counted apart.
"""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.measures.as_csv import run as as_csv
from benchmarks.peers.metric_sql import load
from benchmarks.peers.metrics import METRICS, insert
from benchmarks.peers.server import server
from benchmarks.signals import NAMES, eight
from benchmarks.sizes import weekly
from forewarn.engines.duckdb.store import open_store
from forewarn.engines.portable.engine import PortableEngine
from forewarn.engines.portable.load import load_postgres
from forewarn.engines.portable.warehouses.postgres import PostgresWarehouse

Answer = dict[tuple[str, date], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way spent: CPU of the engine, CPU of this process, and time on the clock."""

    engine_cpu: float
    client_cpu: float
    wall: float


def run(folder: Path, store: str, work: str) -> None:
    """Both ways once; prints what they spent and how many account-weeks differ, as JSON."""
    csv = Path(work) / "csv"
    as_csv(folder, str(csv))
    with server() as url:
        engine = ours_there(url, store)
        with psycopg.connect(url) as connection:
            load(connection, csv)
        mine: Answer = {}
        ours = spent(postmaster(url), lambda: mine.update(answers(engine)))
        theirs = spent(postmaster(url), lambda: metric_sql(url))
        print(json.dumps(report(ours, theirs, mine, metrics(url))))


def ours_there(url: str, store: str) -> PortableEngine:
    """The engine over the facts of a store, copied to the server."""
    warehouse = PostgresWarehouse(url, schema="facts")
    with open_store(store) as opened:
        load_postgres(opened, warehouse)
    return PortableEngine(warehouse)


def answers(engine: PortableEngine) -> Iterator[tuple[tuple[str, date], tuple[Any, ...]]]:
    """Per account and week the eight values; never an event: days_since is empty."""
    dates = weekly()
    for account in engine.grid(eight(), dates):
        for on, values in zip(dates, account.rows, strict=True):
            days = None if values[4] is None else (on - values[4][1]).days
            yield (account.account_id, on), (*values[:4], days, *values[5:])


def metric_sql(url: str) -> None:
    """One insert a metric."""
    with psycopg.connect(url) as connection:
        connection.execute("SET work_mem = '256MB'")
        for name in METRICS:
            connection.execute(insert(name).encode())
            connection.commit()


def metrics(url: str) -> Answer:
    """What the inserts left, empty counts as zero."""
    found: dict[tuple[str, date], dict[str, float]] = {}
    with psycopg.connect(url) as connection:
        for account, on, name, value in connection.execute("SELECT * FROM metric"):
            day = on.date() if isinstance(on, datetime) else on
            found.setdefault((account, day), {})[name] = value
    return {key: as_answer(values) for key, values in found.items()}


def as_answer(values: dict[str, float]) -> tuple[Any, ...]:
    """Values by name in the order of ``NAMES``."""
    return tuple(values.get(name, None if name == "days_since" else 0) for name in NAMES)


def report(ours: Cost, theirs: Cost, mine: Answer, other: Answer) -> dict[str, Any]:
    """Both costs, and how many account-weeks differ."""
    nothing = as_answer({})
    differing = sum(other.get(key, nothing) != values for key, values in mine.items())
    costs = {"ours": asdict(ours), "theirs": asdict(theirs)}
    return {**costs, "differing": differing, "of": len(mine)}


def spent(engine: int, work: Callable[[], object]) -> Cost:
    """What some work costs, here and in the ended children of the engine's process."""
    before, own, start = of_children(engine), own_cpu(), time.monotonic()
    work()
    wall, client = time.monotonic() - start, own_cpu() - own
    time.sleep(0.5)  # until the server has seen its processes end
    return Cost(of_children(engine) - before, client, wall)


def own_cpu() -> float:
    """User and system time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def of_children(pid: int) -> float:
    """User and system time of a process's ended children so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def postmaster(url: str) -> int:
    """The server's own process."""
    with psycopg.connect(url) as connection:
        status = Path(f"/proc/{connection.info.backend_pid}/stat").read_text("ascii")
    return int(status.rpartition(")")[2].split()[1])
