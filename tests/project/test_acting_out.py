"""A simulated company's people answer, decide and note; a real company's are left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from forewarn.ledger import open_ledger
from forewarn.project import Project, Scoring
from forewarn.project.acting_out import LEADER, SAYS_SO, act_out
from forewarn.scoring.casework import cases_of
from tests import ledgers
from tests.project.companies import END_ON, copy_of

pytestmark = pytest.mark.slow
NOW = datetime(END_ON.year, END_ON.month, END_ON.day, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(saas: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = copy_of(saas, tmp_path_factory.mktemp("acted") / "company")
    with Project.open(place, now=lambda: NOW) as project:
        project.score(Scoring(as_of=END_ON, weeks=3))
        assert act_out(project.settings, now=NOW)
        assert not act_out(project.settings, now=NOW), "once is enough"
    return place


def test_no_page_is_empty(folder: Path) -> None:
    from forewarn.ledger.book import case_events, current, decisions, entries

    with open_ledger(ledgers.url_of(folder)) as ledger:
        events = case_events(ledger)
        names = dict.fromkeys(each.account_id for each in events)
        states = set()
        for name in names:
            result = current(ledger, name, END_ON)
            assert result is not None
            mine = [each for each in events if each.account_id == name]
            states |= {each.state for each in cases_of(name, result.divergence, mine, date.max)}
        assert states >= {"settled", "open"}
        rows = decisions(ledger)
        assert [each.state for each in rows[:3]] == ["open"] * 3
        assert rows[3].state == "kept"
        overdue = [each.how(END_ON) for each in rows[:3]]
        assert "overdue" in overdue
        assert {each.as_of for each in rows[:3]} == {END_ON - timedelta(days=7)}
        assert {each.kind for each in entries(ledger)} == {"context", "note"}


def test_every_sentence_says_that_nobody_said_it(folder: Path) -> None:
    from forewarn.ledger.book import case_events, decisions, entries

    with open_ledger(ledgers.url_of(folder)) as ledger:
        said = [each.said for each in case_events(ledger)]
        said += [text for each in decisions(ledger) for text in (each.decision, each.note)]
        said += [str(each.values["text"]) for each in entries(ledger)]
        assert all(each.startswith(SAYS_SO) for each in said if each)
        assert {each.by for each in case_events(ledger) if each.kind == "settled"} == {LEADER}


def test_a_company_that_is_not_simulated_is_refused(folder: Path) -> None:
    with Project.open(folder) as project, pytest.raises(ValueError, match="simulated"):
        act_out(replace(project.settings, simulated=False), now=NOW)
