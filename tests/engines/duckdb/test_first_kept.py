"""First rows and texts that a run left behind stand for what did not change, and for no more."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from forewarn.engines.duckdb import first_kept, texts_kept
from forewarn.engines.duckdb.catalog import Catalog
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.project import Project
from tests.project import days as company

DAY = timedelta(days=1)
pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(first_kept, "_WORTH_ROWS", 0)
    company.begin(tmp_path / "project")
    return tmp_path / "project"


def engine_of(project: Project) -> DuckDBEngine:
    engine = project._desk(frozenset()).engine
    assert isinstance(engine, DuckDBEngine)
    return engine


def test_first_rows_are_looked_for_where_something_came_before_them(folder: Path) -> None:
    today = company.START
    with Project.open(folder, now=lambda: company.morning(today)) as project:
        engine = engine_of(project)
        first_kept.keep(engine.connection)
        known = engine.first_rows(["events"])["events"]
        engine.connection.execute("UPDATE meta.kept_first_rows SET seen_on = seen_on - 1")
        wrong = {account: on - DAY for account, on in known.items()}
        assert engine.first_rows(["events"])["events"] == wrong
        engine.connection.execute("UPDATE meta.kept_first_rows SET seen_on = seen_on + 1")
    # A's new row is none of the first, B's came late but is the oldest, C has none any more.
    old = [row for row in company.FIRST["events"] if not row.startswith(",C,")]
    came = [f",A,login,{today}T10:00", f",B,login,{today - timedelta(days=300)}T10:00"]
    company.write(folder, {"events/0.csv": [*old, *came]}, 1)
    with Project.open(folder, now=lambda: company.morning(today + DAY)) as project:
        engine = engine_of(project)
        found = engine.first_rows(["events"])["events"]
        table = Catalog(engine.connection).table("events")
        assert table is not None
        select = first_kept.first_rows(table)
        assert found == dict(engine.connection.execute(select).fetchall())
        engine.connection.execute("UPDATE meta.kept_first_rows SET seen_on = '2000-01-01'")
        later = engine.first_rows(["events"])["events"]
        assert {account for account, on in later.items() if on == date(2000, 1, 1)} >= {"A", "D"}
        first_kept.keep(engine.connection)
        engine.connection.execute("UPDATE meta.kept_first_rows_of SET ingested_at = 'never'")
        assert engine.first_rows(["events"])["events"] == found


def test_texts_stand_for_accounts_of_which_nothing_changed(folder: Path) -> None:
    today, what = company.START, "made in one way"
    texts = {each: (today, date.max, f"text of {each}") for each in company.ACCOUNTS}
    with Project.open(folder, now=lambda: company.morning(today)) as project:
        engine = engine_of(project)
        assert engine.kept_texts(what, ["contracts"]) == {}
        engine.keep_texts(what, texts, new=len(texts))
        assert engine.kept_texts(what, ["contracts"]) == texts
        assert engine.kept_texts("made in another", ["contracts"]) == {}
        engine.keep_texts(what, {}, new=0)
        assert engine.kept_texts(what, ["contracts"]) == texts
    other = ["kA,A,2025-06-01,2026-12-31,7000,EUR", *company.FIRST["contracts"][1:]]
    company.write(folder, {"contracts/0.csv": other}, 1)
    with Project.open(folder, now=lambda: company.morning(today + DAY)) as project:
        engine = engine_of(project)
        assert engine.kept_texts(what, ["notes", "contracts"]).keys() == {"B", "C", "D"}
        assert engine.kept_texts(what, ["accounts"]) == texts
        engine.connection.execute("UPDATE meta.changes SET account_id = NULL")
        assert engine.kept_texts(what, ["contracts"]) == {}
        engine.connection.execute(f"DROP TABLE {texts_kept._OF}")
        assert engine.kept_texts(what, ["accounts"]) == {}
