"""Day after day only what changed is scored, and the record says what a full backfill gives."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from forewarn.engines.duckdb import first_kept, weeks_kept
from forewarn.project import Project, Scoring
from forewarn.terms.planned import Because
from tests import ledgers
from tests.project import days as company

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
Row = tuple[Any, ...]


def rows(folder: Path) -> list[Row]:
    """Every row on record: date, account, revision, and what is said."""
    found = ledgers.rows(
        folder,
        "SELECT as_of, account_id, revision, score, raw_band, band, effective_band, coverage,"
        " payload FROM ledger_snapshotrow JOIN ledger_run ON run_id = ledger_run.id"
        " ORDER BY 1, 2, 3",
    )
    return [(str(as_of), *row) for as_of, *row in found]


def standing(folder: Path) -> dict[tuple[str, str], Row]:
    """What stands per date and account."""
    newest = {(row[0], row[1]): row[3:] for row in rows(folder)}
    return {key: row for key, row in newest.items() if "withdrawn" not in row[-1]}


def do(folder: Path, today: date, does: str = "score") -> Any:
    with Project.open(folder, now=lambda: company.morning(today)) as project:
        if does == "ingest":
            return project.ingest()
        weeks = {"weeks": 3, "first": 5}.get(does)
        asked = Scoring(as_of=today, weeks=weeks, all_in_words=False)
        return project.plan_score(asked) if does == "plan" else project.score(asked)


def kept_up(folder: Path) -> list[str]:
    """Dates that the receipt names."""
    told = json.loads((folder / ".forewarn" / "recorded.json").read_text("utf-8"))
    return sorted(told["recorded"])


def backfilled(folder: Path, today: date, dates: list[str], place: Path) -> dict[Any, Row]:
    """What a full backfill of the same facts puts into a fresh ledger."""
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("ledger.*", "recorded.json"))
    with closing(duckdb.connect(place / ".forewarn" / "facts.duckdb")) as facts:
        kept = "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'kept%'"
        for (table,) in facts.execute(kept).fetchall():
            facts.execute(f"DROP TABLE meta.{table}")
    for source in ("forewarn.yml",):
        text = (place / source).read_text("utf-8")
        for table in company.HEADS:
            text = text.replace(f"{table}: {table}\n", f"{table}: {folder}/{table}\n")
            text = text.replace(f"file: {table}\n", f"file: {folder}/{table}\n")
        (place / source).write_text(text, "utf-8")
    from forewarn.project.scoring import record_dates

    with Project.open(place, now=lambda: company.morning(today)) as project:
        record_dates(project._desk(frozenset()), [date.fromisoformat(on) for on in dates])
    return standing(place)


@contextmanager
def kept_whatever_it_is_worth() -> Iterator[None]:
    """What a run leaves to the next one is used, however small the book is."""
    worth = pytest.MonkeyPatch()
    worth.setattr(first_kept, "_WORTH_ROWS", 0)
    worth.setattr(weeks_kept, "_WORTH_SHARE", 1.0)
    yield
    worth.undo()


def live(folder: Path, place: Path, days: list[company.Day]) -> None:
    company.begin(folder)
    today = company.START
    do(folder, today, "first")
    for number, day in enumerate(days, start=1):
        today += timedelta(days=day.passes)
        company.write(folder, day.files, number)
        before = rows(folder)
        planned = do(folder, today, "plan") if day.does == "score" else None
        assert rows(folder) == before
        do(folder, today, day.does)
        written = [row for row in rows(folder) if row not in set(before)]
        if planned is not None:
            named = {str(each.as_of): each.accounts for each in (*planned.new, *planned.restated)}
            assert named == {
                on: sum(row[0] == on for row in written) for on in {row[0] for row in written}
            }
            assert {str(on) for on in planned.kept} | named.keys() == set(kept_up(folder))
    do(folder, today)
    dates = kept_up(folder)
    found = {key: row for key, row in standing(folder).items() if key[0] in dates}
    assert found == backfilled(folder, today, dates, place)
    # Once more: nothing is left to be said.
    before = rows(folder)
    do(folder, today)
    assert rows(folder) == before


@pytest.mark.slow
@settings(max_examples=2, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(company.days(most=3))
def test_the_record_says_what_a_backfill_gives(days: list[company.Day]) -> None:
    with tempfile.TemporaryDirectory() as place:
        live(Path(place) / "mine", Path(place) / "fresh", days)


@pytest.mark.slow
@pytest.mark.once("at length; a short one runs on both databases")
@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(company.days())
def test_the_record_says_what_a_backfill_gives_whatever_came(days: list[company.Day]) -> None:
    with kept_whatever_it_is_worth(), tempfile.TemporaryDirectory() as place:
        live(Path(place) / "mine", Path(place) / "fresh", days)


@pytest.mark.slow
def test_what_changed_is_not_read_from_the_run_before(tmp_path: Path) -> None:
    """A changed contract, an assessment, a context, a late row, a new owner: each on its own."""
    day = company.START + timedelta(days=1)
    other = ["kA,A,2025-06-01,2026-12-31,7000,EUR", *company.FIRST["contracts"][1:]]
    owner = company.FIRST["accounts"][1].replace("Ann", "Bob")
    files: list[dict[str, list[str] | None]] = [
        {"contracts/0.csv": other},
        {"assessments/1.csv": [f"B,{day},Ann,1,missing,missing"]},
        {"notes/1.csv": [f"C,context,,moving house,{day},{day + timedelta(days=3)}"]},
        {"events/1.csv": [f",D,login,{day - timedelta(days=9)}T10:00"]},
        {"accounts/0.csv": [company.FIRST["accounts"][0], owner, *company.FIRST["accounts"][2:]]},
    ]
    days = [company.Day(1, each) for each in files]
    with kept_whatever_it_is_worth():
        live(tmp_path / "mine", tmp_path / "fresh", [*days, company.Day(1), company.Day(4)])


@pytest.mark.slow
def test_what_speaks_for_everybody_is_looked_at_again_where_it_changed(tmp_path: Path) -> None:
    """Without any ticket none is no answer, for accounts that never had one either."""
    day = company.START + timedelta(days=1)
    files: list[dict[str, list[str] | None]] = [
        {"tickets/0.csv": []},
        {"tickets/1.csv": [f"t9,C,{day}T09:00,"]},
    ]
    live(tmp_path / "mine", tmp_path / "fresh", [company.Day(1, each) for each in files])


_KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path

import forewarn.ledger.book
from forewarn.ledger import recording
from tests.project.test_upkeep import do

write, left = recording.insert_rows, [int(sys.argv[3])]

def dying(*given, **named):
    write(*given, **named)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)

recording.insert_rows = dying
do(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), sys.argv[4])
"""


def withdraw_a_ticket(folder: Path) -> None:
    """B's only ticket was none, says its source now."""
    company.write(folder, {"tickets/0.csv": company.FIRST["tickets"][:1]}, 1)


def with_another_rule(folder: Path) -> None:
    """The scorecard, which keeps a band a little longer."""
    card = folder / "scorecards" / "days.yml"
    card.write_text(card.read_text("utf-8").replace("margin: 3", "margin: 4"), "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("kill_at", [1, 2, 3])
def test_a_killed_run_is_gone_on_with(tmp_path: Path, kill_at: int) -> None:
    folder, today = tmp_path / "mine", company.START + timedelta(days=1)
    company.begin(folder)
    do(folder, company.START, "first")
    withdraw_a_ticket(folder)
    killed(folder, today, kill_at)
    do(folder, today)
    dates = kept_up(folder)
    assert len(dates) == 6
    assert standing(folder) == backfilled(folder, today, dates, tmp_path / "fresh")


@pytest.mark.slow
@pytest.mark.parametrize("scored_before", [False, True])
def test_weeks_of_a_killed_run_are_kept_up_by_the_next_night_s(
    tmp_path: Path, scored_before: bool
) -> None:
    folder, today = tmp_path / "mine", company.START + timedelta(days=1)
    company.begin(folder)
    if scored_before:
        do(folder, company.START)
    killed(folder, company.START, 3, "first")
    recorded = {on for on, _ in standing(folder)}
    assert len(recorded) == 2 + scored_before  # the third week was not committed
    withdraw_a_ticket(folder)
    plan = do(folder, today, "plan")
    assert plan.vouched
    assert {*(str(each.as_of) for each in plan.restated), *map(str, plan.kept)} == recorded
    do(folder, today)
    assert kept_up(folder) == sorted({*recorded, str(today)})
    fresh = backfilled(folder, today, kept_up(folder), tmp_path / "fresh")
    assert standing(folder) == fresh


@pytest.mark.slow
def test_dates_left_by_new_rules_are_told_after_a_killed_run_too(tmp_path: Path) -> None:
    folder, today = tmp_path / "mine", company.START + timedelta(days=1)
    company.begin(folder)
    do(folder, company.START, "first")
    with_another_rule(folder)
    killed(folder, today, 1)
    (said,) = [each for each in do(folder, today).snapshots[-1].notices if "earlier" in each]
    assert said.startswith("5 earlier dates on record from")
    again = do(folder, today + timedelta(days=1))
    assert not any("earlier" in each for each in again.snapshots[-1].notices)


def killed(folder: Path, today: date, at: int, does: str = "score") -> None:
    """A run that is killed once it wrote rows so often."""
    words = [sys.executable, "-c", _KILLED, folder, str(today), str(at), does]
    ended = subprocess.run(
        words, check=False, capture_output=True, text=True, env=ledgers.environment(folder)
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr


@pytest.mark.slow
def test_a_plan_names_what_is_restated_and_why(tmp_path: Path) -> None:
    folder, today = tmp_path / "mine", company.START + timedelta(days=1)
    company.begin(folder)
    do(folder, company.START, "first")
    withdraw_a_ticket(folder)
    before = (folder / ".forewarn" / "facts.duckdb").read_bytes()
    plan = do(folder, today, "plan")
    assert (folder / ".forewarn" / "facts.duckdb").read_bytes() == before
    assert [str(each.as_of) for each in plan.new] == [str(today)]
    assert plan.new[0].accounts == 4
    weeks = [company.START - timedelta(days=back) for back in (7, 0)]
    assert [each.as_of for each in plan.restated] == weeks
    for each in plan.restated:
        assert each.examples == ("B",)
        assert each.because == (Because("tickets", "went", 1),)
    assert len(plan.kept) == 3
    done = do(folder, today)
    assert done.restated == sum(each.accounts for each in plan.restated)


def test_a_plan_where_nothing_is_on_record_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    company.begin(folder)
    before = {each.relative_to(folder) for each in folder.rglob("*")}
    plan = do(folder, company.START, "plan")
    assert (plan.vouched, plan.restated, plan.kept) == (True, (), ())
    assert [each.as_of for each in plan.new] == [company.START]
    assert {each.relative_to(folder) for each in folder.rglob("*")} == before


def test_a_plan_without_a_receipt_tells_what_would_stay(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    company.begin(folder)
    do(folder, company.START)
    (folder / ".forewarn" / "recorded.json").unlink()
    plan = do(folder, company.START, "plan")
    assert (plan.vouched, plan.new, plan.restated) == (False, (), ())
    assert plan.kept == (company.START,)


@pytest.mark.slow
def test_new_rules_leave_what_was_said_alone(tmp_path: Path) -> None:
    folder, today = tmp_path / "mine", company.START + timedelta(days=1)
    company.begin(folder)
    do(folder, company.START, "first")
    with_another_rule(folder)
    withdraw_a_ticket(folder)
    plan = do(folder, today, "plan")
    assert (plan.vouched, plan.restated, plan.kept) == (False, (), ())
    assert do(folder, today).recorded == 4
    assert kept_up(folder) == [str(today)]
