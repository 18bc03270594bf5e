"""What would otherwise go unnoticed is said: rows left out, tables without a source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forewarn.project import Project, Scoring
from tests.project.small import card, opened, project


@pytest.mark.slow
def test_a_score_says_that_rows_were_left_out(tmp_path: Path) -> None:
    days = "account_id,event,occurred_at\na,login,31/01/2026\na,login,30/01/2026\n"
    with opened(project(tmp_path, {"health": card()}, events=days)) as shop:
        snapshot = shop.score(Scoring(as_of=date(2026, 2, 2), record=False)).snapshots[-1]
        told = shop.explain("a", as_of=date(2026, 2, 2))
    words = "2 rows of events were left out: `forewarn audit` says which, and why"
    assert snapshot.notices == (words,)
    assert words in told.notices


@pytest.mark.slow
def test_a_score_says_that_values_were_left_empty(tmp_path: Path) -> None:
    contracts = (
        "contract_id,account_id,starts_on,ends_on,arr\n"
        "c1,a,2025-02-01,2027-02-01,12 apples\nc2,a,2025-03-01,2027-03-01,9\n"
    )
    with opened(project(tmp_path, {"health": card()}, contracts=contracts)) as shop:
        snapshot = shop.score(Scoring(as_of=date(2026, 2, 2), record=False)).snapshots[-1]
    found = "1 value in contracts that could not be read was left empty"
    assert snapshot.notices == (f"{found}: `forewarn audit` says which, and why",)


def test_a_signal_over_a_table_without_a_source_is_an_error(tmp_path: Path) -> None:
    text = card(signals="  more: {kind: count, from: ticket, window: 30d}\n")
    text = text.replace("signal: tickets", "signal: more")
    checked = Project.check(project(tmp_path, {"health": text}))
    found = [issue for issue in checked.issues if issue.code == "unknown-table"]
    assert not checked.sound
    assert [issue.did_you_mean for issue in found] == ["tickets"]


def test_a_count_looked_up_among_words_is_an_error(tmp_path: Path) -> None:
    text = card(
        signals="  used: {kind: adopted, features: [api, sso]}\n",
        logins="{lookup: {yes: 100, no: 0}}",
    ).replace("signal: logins", "signal: used")
    checked = Project.check(project(tmp_path, {"health": text}))
    assert [issue.code for issue in checked.issues if issue.severity == "error"] == ["curve-fit"]
    enough = text.replace("[api, sso]", "[api, sso], at_least: 1")
    assert Project.check(project(tmp_path, {"health": enough})).sound
