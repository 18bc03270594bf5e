"""The other ways give Forewarn's answers, and a time counts only when they do."""

from __future__ import annotations

import csv
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from benchmarks.make import made
from benchmarks.measures import as_csv, differing, ingest, ours
from benchmarks.meter import ROOT, Limits, Spent, python, spend
from benchmarks.peers.compared import _judged
from benchmarks.peers.metrics import METRICS, insert
from benchmarks.peers.server import installed
from benchmarks.sizes import Size, weekly

pytestmark = pytest.mark.slow


FEW = Size("few", 4_000, 10, 60)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(FEW, tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="module")
def answers(facts: Path) -> str:
    """Forewarn's, as a file."""
    store, to = facts / "read.duckdb", facts / "ours.csv"
    with pytest.MonkeyPatch.context() as setting:
        setting.setenv("FOREWARN_ENGINE", f"duckdb:///{store}")
        ingest.run(facts)
    ours.run(facts, str(store), str(to))
    return str(to)


@pytest.fixture
def metrics(facts: Path, tmp_path: Path) -> str:
    """Those of the metric SQL, run by DuckDB."""
    to = tmp_path / "metrics.csv"
    with duckdb.connect() as connection:
        for table in ("accounts", "tickets", "invoices"):
            connection.execute(f"CREATE VIEW {table} AS FROM '{facts}/{table}.parquet'")
        connection.execute(f"CREATE VIEW events AS FROM '{facts}/events/*.parquet'")
        connection.execute("CREATE TABLE weeks (as_of TIMESTAMP)")
        connection.executemany("INSERT INTO weeks VALUES (?)", [[on] for on in weekly()])
        connection.execute(
            "CREATE TABLE metric (account_id VARCHAR, as_of TIMESTAMP, name VARCHAR, value DOUBLE)"
        )
        for name in METRICS:
            connection.execute(insert(name))
        connection.execute(
            f"COPY (SELECT account_id, as_of::DATE AS as_of, {wide()} FROM metric GROUP BY ALL)"
            f" TO '{to}'"
        )
    return str(to)


def wide() -> str:
    return ", ".join(f"max(value) FILTER (WHERE name = '{name}') AS {name}" for name in METRICS)


def test_metric_sql_agrees(answers: str, metrics: str) -> None:
    assert differing.differing(answers, metrics) == (0, 10 * 104)


def rows(to: Path, *changes: tuple[str, str]) -> str:
    """Two accounts' answers, the second one's changed."""
    first: dict[str, str] = {"account_id": "a", "as_of": "2024-01-01"} | dict.fromkeys(METRICS, "7")
    with to.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, first)
        writer.writeheader()
        writer.writerows([first, first | {"account_id": "b"} | dict(changes)])
    return str(to)


@pytest.mark.parametrize("column", METRICS)
def test_one_other_answer_is_seen(tmp_path: Path, column: str) -> None:
    ours, higher = rows(tmp_path / "ours.csv"), rows(tmp_path / "higher.csv", (column, "8"))
    none = rows(tmp_path / "none.csv", (column, ""))
    assert differing.differing(ours, ours) == (0, 2)
    assert differing.differing(ours, higher) == differing.differing(none, ours) == (1, 2)


def test_no_row_is_zero_but_never_is_no_number_of_days(tmp_path: Path) -> None:
    none = rows(tmp_path / "none.csv", ("logins", ""), ("days_since", ""))
    zero = rows(tmp_path / "zero.csv", ("logins", "0"), ("days_since", ""))
    today = rows(tmp_path / "today.csv", ("logins", "0"), ("days_since", "0"))
    assert differing.differing(none, zero) == (0, 2)
    assert differing.differing(none, today) == (1, 2)


def test_a_missing_account_is_seen(tmp_path: Path) -> None:
    ours, other = rows(tmp_path / "ours.csv"), rows(tmp_path / "other.csv", ("account_id", "c"))
    assert differing.differing(ours, other) == (2, 3)


def test_no_time_without_agreement() -> None:
    fast = Spent(1.5, 2.0, 10.0, "")
    assert _judged("pandas_loop", fast, Spent(0, 0, 0, "0 of 1040")).cpu_seconds == 1.5
    assert _judged("pandas_loop", fast, Spent(0, 0, 0, "3 of 1040")).cpu_seconds is None
    assert _judged("pandas_loop", fast, Spent(0, 0, 0, "", "it fell")).cpu_seconds is None


def peer(script: str, folder: Path, to: Path) -> None:
    done = spend(
        python(str(ROOT / "benchmarks" / "peers" / script), str(folder), str(to)),
        limits=Limits(120.0, 4096),
    )
    assert done.trouble is None


@pytest.mark.slow
@pytest.mark.skipif(find_spec("pandas") is None, reason="no pandas: forewarn[frames]")
def test_the_pandas_loop_agrees(facts: Path, answers: str, tmp_path: Path) -> None:
    peer("pandas_loop.py", facts, tmp_path / "theirs.parquet")
    assert differing.differing(answers, str(tmp_path / "theirs.parquet")) == (0, 10 * 104)


@pytest.mark.slow
@pytest.mark.skipif(installed() is None, reason="no PostgreSQL: apt-get install postgresql")
@pytest.mark.skipif(find_spec("psycopg") is None, reason="no psycopg: forewarn[postgres]")
def test_metric_sql_agrees_on_postgresql(facts: Path, answers: str, tmp_path: Path) -> None:
    as_csv.run(facts, str(tmp_path / "csv"))
    peer("metric_sql.py", tmp_path / "csv", tmp_path / "theirs.csv")
    assert differing.differing(answers, str(tmp_path / "theirs.csv")) == (0, 10 * 104)


def test_the_measuring_process_stays_small() -> None:
    """On Linux a child's peak memory starts from that of its parent."""
    program = "import benchmarks.__main__, sys; print({'duckdb', 'forewarn'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
