"""What was said stays said: recording, repeating, restating, reproducing."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forewarn.project import Project, Scoring
from tests import ledgers
from tests.project.companies import END_ON, Row, copy_of, edit, own_copy, recorded, scored

WEEKS = 6
LOADED = datetime(2026, 10, 5, 6, tzinfo=UTC)
LATER = datetime(2026, 10, 6, 6, tzinfo=UTC)


def record(folder: Path, *, now: datetime = LOADED, weeks: int = WEEKS) -> tuple[int | None, int]:
    """Scores some weeks into the ledger: rows written, and restatements among them."""
    with Project.open(folder, now=lambda: now) as project:
        result = project.score(Scoring(as_of=END_ON, weeks=weeks))
    return result.recorded, result.restated


def said(folder: Path, *, revision: int | None = None) -> list[tuple[Any, ...]]:
    """Every row on record with its payload, or those of one revision."""
    found = ledgers.rows(
        folder,
        "SELECT as_of, scorecard_id, revision, account_id, score, raw_band, band,"
        " effective_band, coverage, payload FROM ledger_snapshotrow"
        " JOIN ledger_run ON run_id = ledger_run.id ORDER BY 1, 2, 3, 4",
    )
    rows = [(str(as_of), *rest) for as_of, *rest in found]
    return [row for row in rows if revision is None or row[2] == revision]


def ticket(account: str, *, opened_at: str, known_at: str = "") -> Row:
    return {
        "account_id": account,
        "opened_at": opened_at,
        "severity": "urgent",
        "category": "incident",
        "known_at": known_at,
    }


def an_account(folder: Path) -> str:
    """One that had no ticket lately, so that a new one shows."""
    for account in scored(folder)["accounts"]:
        for part in account["contributions"]:
            if part["input"] == "Serious tickets" and part["value"] == 0:
                return str(account["account_id"])
    raise AssertionError("every account has tickets")


@pytest.mark.slow
def test_what_is_said_twice_is_written_once(company: Path, tmp_path: Path) -> None:
    folder = copy_of(company, tmp_path / "mine")
    written, restated = record(folder)
    first = said(folder)
    assert (written, restated) == (len(first), 0)
    assert {row[2] for row in first} == {0}
    assert record(folder, now=LATER) == (0, 0)
    assert said(folder) == first
    more, restated = record(folder, weeks=WEEKS + 2)
    assert restated == 0
    assert len(said(folder)) == len(first) + (more or 0)
    assert set(first) <= set(said(folder))


@pytest.mark.slow
def test_a_fact_that_comes_late_leaves_the_past_alone(company: Path, tmp_path: Path) -> None:
    """Without a date of its own it is known from the ingest on; the past knew nothing of it."""
    folder = own_copy(company, tmp_path / "mine")
    record(folder)
    before = said(folder)
    account = an_account(folder)
    edit(folder, "tickets", lambda rows: [*rows, ticket(account, opened_at="2026-09-20T10:00:00")])
    assert record(folder, now=LATER) == (0, 0)
    assert said(folder) == before
    with Project.open(folder, now=lambda: LATER) as project:
        week = project.score(Scoring(as_of=END_ON + timedelta(days=2), record=False))
    parts = next(a for a in week.snapshots[-1].accounts if a.account_id == account)
    tickets = next(p for p in parts.score.contributions if p.input == "Serious tickets")
    assert tickets.value != 0


@pytest.mark.slow
def test_a_correction_is_a_named_restatement(company: Path, tmp_path: Path) -> None:
    folder = own_copy(company, tmp_path / "mine")
    record(folder)
    before = said(folder)
    account = an_account(folder)
    known = ticket(account, opened_at="2026-09-20T10:00:00", known_at="2026-09-20T10:00:00")
    edit(folder, "tickets", lambda rows: [*rows, known])
    written, restated = record(folder, now=LATER)
    assert written
    assert restated == written
    assert said(folder, revision=0) == before
    new = said(folder, revision=1)
    assert {row[3] for row in new} == {account}
    assert {row[0] for row in new} == {"2026-09-21", "2026-09-28", "2026-10-05"}
    reasons = {(revision, reason) for _, _, revision, reason, _ in recorded(folder)}
    assert {revision for revision, _ in reasons} == {0, 1}
    assert (0, "") in reasons
    assert all(reason for revision, reason in reasons if revision)
    assert record(folder, now=LATER) == (0, 0)


@pytest.mark.slow
def test_a_later_version_of_a_row_leaves_the_past_alone(company: Path, tmp_path: Path) -> None:
    """The source says itself from when on it knew better."""
    folder = own_copy(company, tmp_path / "mine")
    account = an_account(folder)
    first = ticket(account, opened_at="2026-09-20T10:00:00", known_at="2026-09-20T10:00:00")
    edit(folder, "tickets", lambda rows: [*rows, first])
    record(folder)
    before = said(folder)
    better = {**first, "severity": "low", "known_at": (LATER - timedelta(hours=1)).isoformat()}
    edit(folder, "tickets", lambda rows: [*rows, better])
    assert record(folder, now=LATER) == (0, 0)
    assert said(folder) == before


@pytest.mark.slow
def test_the_past_comes_out_the_same_in_any_order(company: Path, tmp_path: Path) -> None:
    """T5 in RELIABILITY.md, for twelve weeks."""
    backfill = copy_of(company, tmp_path / "backfill")
    record(backfill, weeks=12)
    whole = scored(company, weeks=12)["snapshots"]
    one_by_one = copy_of(company, tmp_path / "one-by-one")
    with Project.open(one_by_one, now=lambda: LOADED) as project:
        for place in random.Random(5).sample(range(12), 12):
            on = END_ON - timedelta(weeks=11 - place)
            found = project.score(Scoring(as_of=on)).to_dict()
            assert json.dumps(found) == json.dumps(whole[place])
    assert said(one_by_one) == said(backfill)


@pytest.mark.slow
def test_the_past_comes_out_the_same_after_reading_anew(small: Path, tmp_path: Path) -> None:
    folder = own_copy(small, tmp_path / "mine")
    record(folder, weeks=12)
    before = said(folder)
    (folder / ".forewarn" / "facts.duckdb").unlink()
    assert record(folder, now=LATER, weeks=12) == (0, 0)
    with Project.open(folder, now=lambda: LATER) as project:
        project.ingest()
    assert record(folder, now=LATER, weeks=12) == (0, 0)
    assert said(folder) == before


@pytest.mark.slow
def test_a_changed_scorecard_is_said_beside_the_old_one(company: Path, tmp_path: Path) -> None:
    folder = copy_of(company, tmp_path / "mine")
    record(folder, weeks=1)
    before = said(folder)
    card = folder / "scorecards" / "health.yml"
    card.write_text(card.read_text().replace("weight: 25", "weight: 30", 1))
    _, restated = record(folder, weeks=1)
    assert restated == 0
    after = said(folder)
    assert set(before) < set(after)
    assert len({row[1] for row in after}) == len({row[1] for row in before}) + 1
