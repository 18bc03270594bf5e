"""Weeks that were kept read as if they were measured, whatever the days bring."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from forewarn.engines.duckdb import measure, weeks_kept
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.project import Project
from forewarn.project.needs import Needs
from forewarn.project.weeks import weeks_before
from forewarn.signals.primitives import Primitive
from tests.project import days as company

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@contextmanager
def opened(folder: Path, today: date) -> Iterator[tuple[DuckDBEngine, tuple[Primitive, ...]]]:
    """The engine over the day's facts, and what the project's scorecard asks of it."""
    with Project.open(folder, now=lambda: company.morning(today)) as project:
        needs = Needs()
        for card in project.cards:
            needs.kit(card)
        engine = project._desk(frozenset()).engine
        assert isinstance(engine, DuckDBEngine)
        yield engine, needs.primitives


def dates(today: date) -> list[date]:
    return sorted({*weeks_before(today, "monday"), today})


def cells(grid: measure.Laid) -> tuple[Any, ...]:
    described = grid.cursor.execute(f"DESCRIBE {grid.table}").fetchall()
    found = grid.cursor.execute(f"FROM {grid.table}").fetchall()
    outputs = [output.read is None for output in grid.outputs]
    grid.cursor.close()
    types = [(name, type_) for name, type_, *_ in described]
    return types, found, grid.accounts, grid.dates, outputs


def keep(engine: DuckDBEngine, primitives: tuple[Primitive, ...], today: date) -> None:
    grid = engine.laid(primitives, dates(today))
    engine.keep_weeks(grid, primitives, weeks_before(today, "monday"))
    grid.cursor.close()


def spoil(engine: DuckDBEngine) -> None:
    """Make the kept cells wrong, so that it shows who reads them."""
    engine.connection.execute("UPDATE meta.kept_weeks SET q0 = 4711")


def spoiled(engine: DuckDBEngine, primitives: tuple[Primitive, ...], today: date) -> set[str]:
    """Accounts whose cells came from the store."""
    grid = engine.laid(primitives, dates(today))
    found = grid.cursor.execute(f"SELECT DISTINCT a FROM {grid.table} WHERE q0 = 4711").fetchall()
    accounts = {grid.accounts[a] for (a,) in found}
    grid.cursor.close()
    return accounts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    company.begin(tmp_path / "project")
    return tmp_path / "project"


@pytest.mark.slow
def test_the_next_day_reads_what_was_kept(folder: Path) -> None:
    today, tomorrow = company.START, company.START + timedelta(days=1)
    with opened(folder, today) as (engine, primitives):
        keep(engine, primitives, today)
        spoil(engine)
        assert spoiled(engine, primitives, tomorrow) == set(company.ACCOUNTS)
        # The week that began since, and other primitives, are not there.
        assert spoiled(engine, primitives[:-1], tomorrow) == set()
        keep(engine, primitives, today)
        assert spoiled(engine, primitives, tomorrow) == set(company.ACCOUNTS)


@pytest.mark.slow
def test_touched_and_new_accounts_are_measured_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weeks_kept, "_WORTH_SHARE", 0.5)
    today, tomorrow = company.START, company.START + timedelta(days=1)
    with opened(folder, today) as (engine, primitives):
        keep(engine, primitives, today)
        spoil(engine)
    # B's ticket was none; no week before today sees C's login, nor A's, which came late.
    came = [f",C,login,{company.START}T10:00", f",A,login,{company.START - timedelta(9)}T10:00"]
    files = {
        "tickets/0.csv": company.FIRST["tickets"][:1],
        "events/1.csv": came,
        "accounts/0.csv": [*company.FIRST["accounts"], "E,Name E,smb,paying,Ann,2025-06-01,,"],
    }
    company.write(folder, files, 1)
    with opened(folder, tomorrow) as (engine, primitives):
        assert spoiled(engine, primitives, tomorrow) == {"A", "C", "D"}
        keep(engine, primitives, tomorrow)
        assert spoiled(engine, primitives, tomorrow) == {"A", "C", "D"}
        monkeypatch.setattr(weeks_kept, "_WORTH_SHARE", 0.1)
        engine.connection.execute("UPDATE meta.kept_weeks_of SET ingest = 1")
        engine.connection.execute(
            "UPDATE meta.kept_weeks_of SET ingested_at = (SELECT strftime(ingested_at,"
            " '%Y-%m-%dT%H:%M:%S.%f') FROM meta.ingests WHERE number = 1)"
        )
        assert spoiled(engine, primitives, tomorrow) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "other",
    [
        "UPDATE meta.kept_weeks_of SET ingested_at = '2020-01-01T00:00:00.000000'",
        "UPDATE meta.kept_weeks_of SET what = 'forewarn 0.0.1'",
        "ALTER TABLE meta.kept_weeks ALTER q0 TYPE VARCHAR",
        "DROP TABLE meta.kept_weeks_of",
    ],
)
def test_what_is_not_known_to_be_the_same_is_measured(folder: Path, other: str) -> None:
    today, tomorrow = company.START, company.START + timedelta(days=1)
    with opened(folder, today) as (engine, primitives):
        keep(engine, primitives, today)
        spoil(engine)
        engine.connection.execute(other)
        assert spoiled(engine, primitives, tomorrow) == set()


@pytest.mark.slow
@settings(max_examples=3, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(company.days(most=3))
def test_whatever_came_the_grid_is_the_measured_one(days: list[company.Day]) -> None:
    share = weeks_kept._WORTH_SHARE
    with tempfile.TemporaryDirectory() as place:
        folder, today = Path(place) / "project", company.START
        company.begin(folder)
        weeks_kept._WORTH_SHARE = 1.0
        try:
            with opened(folder, today) as (engine, primitives):
                keep(engine, primitives, today)
            for number, day in enumerate(days, start=1):
                today += timedelta(days=day.passes)
                company.write(folder, day.files, number)
                with opened(folder, today) as (engine, primitives):
                    found = engine.laid(primitives, dates(today))
                    measured = measure.laid(engine.connection, primitives, dates(today))
                    assert cells(found) == cells(measured)
                    if day.does == "score":
                        keep(engine, primitives, today)
        finally:
            weeks_kept._WORTH_SHARE = share
