"""Dates on record are kept up while what decides their results is the same; else it is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from forewarn.project import NoteWish, Scoring
from forewarn.project.loading import load
from forewarn.project.receipt import rules_of
from forewarn.terms.planned import Planned
from forewarn.terms.results import Scored
from tests.project.small import TABLES, card, opened, project

MONDAY, NEXT_DAY, THE_DAY_AFTER = date(2026, 1, 26), date(2026, 1, 27), date(2026, 1, 28)
MORE_TICKETS = TABLES["tickets"] + "t1,a,2026-01-07\nt2,a,2026-01-08\n"
CORRECTED = TABLES["tickets"] + "t1,a,2025-01-07\nt2,a,2025-01-08\n"
Change = Callable[[str], str]


def score(folder: Path, on: date, weeks: int | None = None) -> Scored:
    with opened(folder, today=on) as shop:
        return shop.score(Scoring(as_of=on, weeks=weeks))


def plan(folder: Path, on: date) -> Planned:
    with opened(folder, today=on) as shop:
        return shop.plan_score(Scoring(as_of=on))


def changed(folder: Path, change: Change) -> None:
    """What the project file says from now on; and tickets that were of the year before."""
    file = folder / "forewarn.yml"
    file.write_text(change(file.read_text()))
    (folder / "data" / "tickets.csv").write_text(CORRECTED)


def scored_before(folder: Path) -> Path:
    project(folder, {"health": card()}, tickets=MORE_TICKETS)
    score(folder, MONDAY, weeks=4)
    return folder


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "# our company\n" + text,
        lambda text: text.replace("name: small", "name: Other\napprovers: [cs]"),
        lambda text: text + "engine: duckdb:///.forewarn/facts.duckdb?threads=1\n",
        lambda text: text.replace("data/tickets.csv", "./data/tickets.csv"),
    ],
    ids=["comment", "words", "bounds", "path"],
)
def test_what_decides_no_result_ends_no_upkeep(tmp_path: Path, change: Change) -> None:
    folder = scored_before(tmp_path / "here")
    changed(folder, change)
    done = score(folder, NEXT_DAY)
    assert done.restated == 3  # two tickets less, on three Mondays
    assert done.snapshots[-1].notices == ()


def test_dates_that_are_no_longer_kept_up_are_named_once(tmp_path: Path) -> None:
    folder = scored_before(tmp_path / "here")
    changed(folder, lambda text: text.replace("currency: EUR", "currency: USD"))
    told = plan(folder, NEXT_DAY)
    done = score(folder, NEXT_DAY)
    (said,) = done.snapshots[-1].notices
    assert said.startswith("4 earlier dates on record from 2026-01-05 on stay as they are")
    assert "`forewarn score --weeks 4`" in said
    assert told.notices == (said,)
    assert done.restated == 0
    assert score(folder, THE_DAY_AFTER).snapshots[-1].notices == ()
    assert score(folder, THE_DAY_AFTER, weeks=4).restated == 3


def test_the_same_project_elsewhere_has_the_same_rules(tmp_path: Path) -> None:
    rules = set()
    for place in ("here", "there"):
        loaded = load(project(tmp_path / place, {"health": card()}), {})
        settings = loaded.settled()
        rules.add(rules_of(settings, ()))
    assert len(rules) == 1


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("currency: EUR", "currency: USD"),
        ("currency: EUR", "currency: EUR\ntimezone: Asia/Tokyo"),
        ("currency: EUR", "currency: EUR\nweek_starts: sunday"),
        ("currency: EUR", "currency: EUR\nledger: sqlite:///other.sqlite3"),
        ("tickets: data/tickets.csv", "tickets: {file: data/tickets.csv, stale_after: 9d}"),
        ("tickets: data/tickets.csv", "tickets: {file: data/tickets.csv, covers: all accounts}"),
        ("tickets: data/tickets.csv", "tickets: {file: data/tickets.csv, duplicates: drop}"),
        ("tickets: data/tickets.csv", "tickets: {file: data/tickets.csv, columns: {team: squad}}"),
    ],
)
def test_what_may_decide_a_result_is_a_rule(tmp_path: Path, written: str, instead: str) -> None:
    folder = project(tmp_path, {"health": card()})
    before = rules_of(load(folder, {}).settled(), ())
    file = folder / "forewarn.yml"
    assert written in file.read_text()
    file.write_text(file.read_text().replace(written, instead))
    assert rules_of(load(folder, {}).settled(), ()) != before


def test_another_password_is_no_other_rule(tmp_path: Path) -> None:
    folder = project(tmp_path, {"health": card()})
    rules = {
        rules_of(load(folder, {"FOREWARN_LEDGER": f"postgresql://{who}@host/db"}).settled(), ())
        for who in ("ana:old", "ana:new", "ben")
    }
    assert len(rules) == 1


def test_the_first_note_of_a_person_is_no_other_rule(tmp_path: Path) -> None:
    folder = scored_before(tmp_path / "here")
    with opened(folder, today=MONDAY) as shop:
        shop.note(NoteWish("a", "They asked for an invoice", by="Ana"))
    changed(folder, lambda text: text)
    done = score(folder, NEXT_DAY)
    assert (done.restated, done.snapshots[-1].notices) == (3, ())


def test_weeks_are_counted_from_today_for_that_is_what_they_are_scored_from(tmp_path: Path) -> None:
    folder = scored_before(tmp_path / "here")
    changed(folder, lambda text: text.replace("currency: EUR", "currency: USD"))
    with opened(folder, today=NEXT_DAY) as shop:
        done = shop.score(Scoring(as_of=date(2026, 1, 12)))
    (said,) = done.snapshots[-1].notices
    assert "`forewarn score --weeks 4` scores the weeks since then" in said
