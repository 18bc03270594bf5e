"""Cases on record and results: later dates know what was done, earlier ones never do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from forewarn.ledger import open_ledger
from forewarn.project import Project, Scoring
from forewarn.project.cases import ask_why, stamp
from forewarn.scoring.casework import answer, case_of, settle
from forewarn.terms.cases import ASKED, BOTH_STAND, PEOPLE_SEE, CaseEvent
from forewarn.terms.score import AccountResult
from tests.project import small

ON = date(2026, 3, 2)
WEEK = timedelta(weeks=1)
PEOPLE = "account_id,assessed_on,assessed_by,champion_status,executive_engagement,outcome_narrative"
ALL_WELL = "Ana,active,active,defensible"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seven accounts that nobody uses and everybody is happy about."""
    accounts = [f"a{n}" for n in range(7)]
    arr = "".join(f"k{n},{each},2025-06-01,,{1000 * n},EUR\n" for n, each in enumerate(accounts))
    return small.project(
        tmp_path,
        {"health": small.card(tail="overlay: {wins: people, stale_after: 90d}\n")},
        accounts="account_id,created_on,owner\n"
        + "".join(f"{a},2025-01-01,Ana\n" for a in accounts),
        events=small.events(*((a, "2025-06-01") for a in accounts)),
        interactions="account_id,kind,occurred_at\n"
        + "".join(f"{a},meeting,2025-06-01\n" for a in accounts),
        assessments=PEOPLE + "\n" + "".join(f"{a},2026-01-20,{ALL_WELL}\n" for a in accounts),
        contracts="contract_id,account_id,starts_on,ends_on,arr,currency\n" + arr,
    )


def scored(folder: Path, on: date, weeks: int = 1, today: date | None = None) -> dict[str, str]:
    """State by date of the account a6."""
    with small.opened(folder, today=today or on) as project:
        found = project.score(Scoring(as_of=on, weeks=weeks))
    return {
        f"{each.as_of:%m-%d}": result.divergence.state if result.divergence else ""
        for each in found.snapshots
        for result in [small.of(each, "a6")]
    }


def tell(folder: Path, on: date, *, ended: bool = False) -> CaseEvent:
    """Somebody answers or settles the case of a6 on a day."""
    with (
        small.opened(folder, today=on) as project,
        open_ledger(project.settings.ledger, folder=folder) as ledger,
    ):
        from forewarn.ledger.book import case_events, current, note_cases

        result = current(ledger, "a6", ON)
        assert result is not None
        assert result.divergence is not None
        pair = (result.divergence.from_band, result.divergence.to_band)
        events = case_events(ledger, ["a6"])
        case = case_of("a6", pair, result.divergence, events, on + timedelta(days=1))
        now = stamp(ledger, project._now(), zone=project.settings.timezone)
        event = (
            settle(case, follows=BOTH_STAND, said="Seen.", by="Ada", stamp=now)
            if ended
            else answer(case, about=PEOPLE_SEE, said="They love us.", by="Ana", stamp=now)
        )
        note_cases(ledger, [event])
        return event


def asked(folder: Path) -> list[str]:
    from forewarn.ledger.book import case_events

    with (
        small.opened(folder) as project,
        open_ledger(project.settings.ledger, folder=folder) as ledger,
    ):
        return [each.account_id for each in case_events(ledger) if each.kind == ASKED]


def test_later_dates_know_it_and_bands_stay(folder: Path) -> None:
    scored(folder, ON, weeks=3)
    tell(folder, ON)
    after = scored(folder, ON + WEEK, weeks=4)
    assert after == {"02-16": "open", "02-23": "open", "03-02": "open", "03-09": "answered"}
    tell(folder, ON + WEEK, ended=True)
    assert scored(folder, ON + 2 * WEEK)["03-16"] == "settled"


def bare(result: AccountResult) -> AccountResult:
    assert result.divergence is not None
    return replace(result, divergence=replace(result.divergence, state=""))


def test_nothing_but_the_state_follows_from_it(folder: Path) -> None:
    later = ON + WEEK

    def result(project: Project) -> AccountResult:
        return small.of(project.score(Scoring(as_of=later, record=False)).snapshots[0], "a6")

    scored(folder, ON)
    with small.opened(folder, today=later) as project:
        before = result(project)
    tell(folder, ON)
    with small.opened(folder, today=later) as project:
        known = result(project)
    assert known.divergence != before.divergence
    assert bare(known) == bare(before)


def test_a_date_first_scored_later_knows_only_what_was_known_then(folder: Path) -> None:
    scored(folder, ON)
    tell(folder, ON)
    assert scored(folder, ON - WEEK, today=ON + WEEK) == {"02-23": "open"}
    with small.opened(folder, today=ON + WEEK) as project:
        project.score(Scoring(as_of=ON + WEEK))
        told = project.explain("a6", as_of=ON).result.divergence
        assert told is not None
        assert told.state == "open"


def test_five_are_asked_in_a_week_and_nobody_from_an_old_date(folder: Path) -> None:
    scored(folder, ON - 4 * WEEK, today=ON)
    assert asked(folder) == []
    scored(folder, ON)
    assert asked(folder) == ["a6", "a5", "a4", "a3", "a2"]
    with small.opened(folder, today=ON) as project:
        assert ask_why(project._desk(frozenset())) == 0
    scored(folder, ON + WEEK)
    assert len(asked(folder)) == 5
    tell(folder, ON + WEEK)
    scored(folder, ON + 2 * WEEK)
    # What was answered gives its place free; what waited two weeks is the leader's.
    assert sorted(asked(folder)[5:]) == ["a0", "a1"]
