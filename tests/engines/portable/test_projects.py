"""A whole project on another engine says, row for row, what it says on DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forewarn.project import Backtesting, Project, Scoring
from forewarn.terms.errors import ForewarnError
from tests import ledgers
from tests.engines.portable.places import person
from tests.project import small as few
from tests.project.companies import (
    END_ON,
    Row,
    copy_of,
    edit,
    explained,
    forewarn,
    home,
    own_copy,
    saas,
    scored,
    small,
)

__all__ = ["home", "saas", "small"]
pytestmark = [pytest.mark.slow, pytest.mark.once("of engines, row for row, at length")]
WEEKS = 6


@pytest.fixture
def on_postgres(postgres_url: str, tmp_path: Path) -> str:
    """A schema of its own for each test."""
    return f"{postgres_url}?schema={tmp_path.name}"


def with_engine(folder: Path, url: str) -> Path:
    """The project with nothing but its engine changed."""
    file = folder / "forewarn.yml"
    file.write_text(f"engine: {url}\n{file.read_text()}")
    return folder


def on_record(folder: Path) -> list[tuple[Any, ...]]:
    """Every row of the ledger, in the bytes in which it is kept."""
    return ledgers.rows(
        folder,
        "SELECT card.fingerprint, run.as_of, run.revision, run.reason, row.account_id,"
        " row.score, row.raw_band, row.band, row.effective_band, row.coverage, row.payload,"
        " row.mark FROM ledger_snapshotrow AS row JOIN ledger_run AS run ON run.id = run_id"
        " JOIN ledger_scorecardversion AS card ON card.id = scorecard_id"
        " ORDER BY 1, 2, 3, 5",
    )


def both_say_the_same(native: Path, other: Path) -> None:
    said = [scored(folder, weeks=WEEKS, record=True) for folder in (native, other)]
    assert said[0] == said[1]
    assert on_record(native) == on_record(other) != []
    accounts = [each["account_id"] for each in said[0]["snapshots"][-1]["accounts"]]
    for folder in (native, other):
        (folder / ".forewarn" / "recorded.json").unlink()  # so that the facts are asked
    assert explained(native, accounts[0]) == explained(other, accounts[0])


def test_a_project_on_postgres_says_what_it_says_on_duckdb(
    small: Path, on_postgres: str, tmp_path: Path
) -> None:
    native = copy_of(small, tmp_path / "native")
    other = with_engine(copy_of(small, tmp_path / "other"), on_postgres)
    both_say_the_same(native, other)


def test_a_backtest_on_postgres_says_what_it_says_on_duckdb(
    saas: Path, on_postgres: str, tmp_path: Path
) -> None:
    """Figures, verdict, wrong calls with their sentences, lead times."""
    native = copy_of(saas, tmp_path / "native")
    other = with_engine(copy_of(saas, tmp_path / "other"), on_postgres)
    said = [backtested(folder) for folder in (native, other)]
    assert said[0] == said[1]
    assert said[0]["horizons"][0]["n"] > 20


def backtested(folder: Path) -> dict[str, Any]:
    with Project.open(folder) as project:
        return project.backtest(Backtesting(as_of=END_ON)).to_dict()


def test_corrections_and_late_rows_reach_postgres(
    small: Path, on_postgres: str, tmp_path: Path
) -> None:
    native = own_copy(small, tmp_path / "native")
    other = with_engine(own_copy(small, tmp_path / "other"), on_postgres)
    both_say_the_same(native, other)

    def corrected(rows: list[Row]) -> list[Row]:
        for row in rows[::7]:
            row["severity"] = "critical"
        return [*rows[:-3], {**rows[0], "ticket_id": "late"}]

    for folder in (native, other):
        edit(folder, "tickets", corrected)
    both_say_the_same(native, other)


def test_a_project_on_spark_says_what_it_says_on_duckdb(spark: object, tmp_path: Path) -> None:
    extra = "  pages: {kind: count, from: events, where: event = 'login', window: 7d}\n"
    cards = {"health": few.card(signals=extra)}
    native = few.project(tmp_path / "native", cards)
    other = with_engine(few.project(tmp_path / "other", cards), "spark://local?schema=whole")
    said = [scored(folder, as_of=date(2026, 2, 2), record=True) for folder in (native, other)]
    assert said[0] == said[1]
    assert said[0]["accounts"]
    assert on_record(native) == on_record(other) != []


def test_every_verb_of_the_command_line_runs_on_postgres(
    small: Path, on_postgres: str, tmp_path: Path
) -> None:
    folder = with_engine(own_copy(small, tmp_path / "other"), "${FACTS}")
    env = {"FACTS": on_postgres}
    at = ("--project", folder, "--format", "json")
    for words in (
        ("check", *at),
        ("ingest", *at),
        ("audit", *at, "--as-of", END_ON),
        ("score", *at, "--as-of", END_ON),
    ):
        ran = forewarn(*words, env=env)
        assert ran.code in (0, 1), ran.err
        assert ran.json
    account = ran.json["accounts"][0]["account_id"]
    ran = forewarn("explain", account, *at, "--as-of", END_ON, env=env)
    assert (ran.code, ran.json["account_id"]) == (0, account), ran.err


def test_facts_are_copied_once(small: Path, on_postgres: str, tmp_path: Path) -> None:
    folder = with_engine(copy_of(small, tmp_path / "other"), on_postgres)
    steps: list[str] = []

    def tell(step: str, done: int, of: int) -> None:
        steps.append(step)

    for _ in range(2):
        with Project.open(folder) as project:
            project.score(Scoring(as_of=END_ON, record=False), progress=tell)
    assert steps.count("copying events to PostgreSQL") == 1


def test_another_project_keeps_its_facts(small: Path, on_postgres: str, tmp_path: Path) -> None:
    mine = with_engine(copy_of(small, tmp_path / "mine"), on_postgres)
    scored(mine)
    other = with_engine(copy_of(small, tmp_path / "other"), on_postgres)
    file = other / "forewarn.yml"
    file.write_text(file.read_text().replace("Simulated SaaS company", "Another"))
    with pytest.raises(ForewarnError, match="facts of 'Simulated SaaS company'") as refusal:
        scored(other)
    assert "?schema=NAME" in refusal.value.fix


def test_facts_that_another_process_replaced_are_not_measured(
    small: Path, on_postgres: str, tmp_path: Path
) -> None:
    folder = with_engine(copy_of(small, tmp_path / "mine"), on_postgres)
    with Project.open(folder) as project:
        desk = project._desk(frozenset())
        assert list(desk.engine.accounts())
        with Project.open(with_engine(copy_of(small, tmp_path / "twin"), on_postgres)) as twin:
            twin.ingest()
        with pytest.raises(ForewarnError, match="were replaced while"):
            list(desk.engine.accounts())


@pytest.fixture
def other_tables(postgres_url: str) -> Iterator[str]:
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE SCHEMA shop")
        connection.execute("CREATE TABLE shop.accounts AS SELECT 'precious' AS account_id")
        connection.execute("CREATE TABLE shop.orders AS SELECT 1 AS order_id")
    yield f"{postgres_url}?schema=shop"
    with psycopg.connect(postgres_url) as connection:
        kept = connection.execute("SELECT account_id FROM shop.accounts").fetchall()
        assert kept == [("precious",)]
        assert connection.execute("SELECT order_id FROM shop.orders").fetchall() == [(1,)]
        connection.execute("DROP SCHEMA shop CASCADE")


def test_tables_that_are_not_ours_are_left_alone(
    small: Path, other_tables: str, tmp_path: Path
) -> None:
    folder = with_engine(copy_of(small, tmp_path / "mine"), other_tables)
    with pytest.raises(ForewarnError, match="did not make: accounts") as refusal:
        scored(folder)
    assert "schema" in refusal.value.fix


def test_a_user_without_rights_is_told_whom_to_ask(
    small: Path, postgres_url: str, tmp_path: Path
) -> None:
    with person(postgres_url, "guest") as url:
        folder = with_engine(copy_of(small, tmp_path / "mine"), f"{url}?schema=not_mine")
        with pytest.raises(ForewarnError, match="lets guest bring no facts") as refusal:
            scored(folder)
        assert "CREATE SCHEMA" in refusal.value.fix


@pytest.mark.parametrize(
    ("change", "said", "fix"),
    [
        ({"port": "1"}, "cannot reach", "check engine: in forewarn.yml"),
        ({"database": "nowhere"}, '"nowhere" does not exist', "correct the name"),
        ({"user": "stranger"}, '"stranger" does not exist', "correct the name"),
    ],
)
def test_a_server_that_does_not_let_us_in(
    small: Path, postgres_url: str, tmp_path: Path, change: dict[str, str], said: str, fix: str
) -> None:
    from urllib.parse import urlsplit

    port = str(urlsplit(postgres_url).port)
    parts = {"port": port, "database": "postgres", "user": "me"} | change
    url = "postgresql://{user}:se%40cret@127.0.0.1:{port}/{database}".format(**parts)
    folder = with_engine(copy_of(small, tmp_path / "mine"), "${FACTS}")
    ran = forewarn("score", "--project", folder, "--as-of", END_ON, env={"FACTS": url})
    assert ran.code == 2
    assert said in ran.err
    assert fix in ran.err
    assert "cret" not in ran.err + ran.out
    ran = forewarn("audit", "--project", folder, "--as-of", END_ON, env={"FACTS": url})
    assert ran.code in (0, 1), "auditing needs no server"
