"""A page tells what is on record as it stands: newer facts waiting, late ones, a short past."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from forewarn.project import Project, Question, Scoring
from forewarn.project.receipt import FILE
from forewarn.project.recorded import explain_recorded
from forewarn.project.retold import NOT_THEN, NOTHING, Told, told_by_record
from tests.project.companies import END_ON, copy_of, edit, own_copy

pytestmark = [pytest.mark.slow, pytest.mark.once("what is read is tested at length elsewhere")]

EARLIER = tuple(END_ON - timedelta(weeks=weeks) for weeks in (1, 4, 9, 30))


@pytest.fixture(scope="module")
def on_record(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company with 14 weeks on record."""
    folder = copy_of(small, tmp_path_factory.mktemp("retold") / "project")
    with Project.open(folder) as project:
        project.score(Scoring(as_of=END_ON, weeks=14))
    return folder


def told(folder: Path) -> dict[str, tuple[Told, ...]]:
    """Of every account in the book."""
    with Project.open(folder) as project:
        (now,) = project.score(Scoring(as_of=END_ON, record=False)).snapshots
        return {
            each.account_id: told_by_record(
                project.settings, project.cards, each.account_id, END_ON, EARLIER
            )
            for each in now.accounts
        }


def test_it_is_what_explain_says_wherever_that_needs_no_facts(on_record: Path) -> None:
    compared = 0
    by_account = told(on_record)
    with Project.open(on_record) as project:
        for account, found in by_account.items():
            for before, each in zip(EARLIER, found, strict=True):
                question = Question(account, END_ON, before)
                explained = explain_recorded(project.settings, project.cards, question)
                if explained is not None:
                    assert each == Told(explained)
                    compared += 1
    assert compared >= len(by_account)


def test_what_came_late_is_said_and_the_moves_still_add_up(on_record: Path) -> None:
    """Of one account something of long ago became known three weeks before."""
    file = on_record / FILE
    kept = file.read_text("utf-8")
    account = sorted(told(on_record))[0]
    asked = json.loads(kept)
    asked["basis"]["late"] = {account: [(END_ON - timedelta(weeks=3)).isoformat()]}
    file.write_text(json.dumps(asked), "utf-8")
    try:
        found = told(on_record)
    finally:
        file.write_text(kept, "utf-8")
    assert [each.late for each in found.pop(account)] == [False, True, True, True]
    assert not any(each.late for some in found.values() for each in some)
    for some in found.values():
        for each in some:
            if each.not_told is None:
                assert_adds_up(each)


def assert_adds_up(told: Told) -> None:
    assert told.explained is not None
    moves = told.explained.moves
    assert moves is not None
    if moves.total is not None:
        parts = sum(each.customer + each.scorecard + each.data for each in moves.moves)
        assert parts == pytest.approx(moves.total, abs=0.051)


def test_newer_facts_that_wait_take_nothing_away(small: Path, tmp_path: Path) -> None:
    folder = own_copy(small, tmp_path / "project")
    with Project.open(folder) as project:
        project.score(Scoring(as_of=END_ON, weeks=2))
        (account, *_) = accounts_on(project, END_ON)
        settings, cards, question = project.settings, project.cards, Question(account, END_ON)
        before = told_by_record(settings, cards, account, END_ON, EARLIER[:1])
        assert before[0].explained is not None
        edit(folder, "tickets", lambda rows: rows[:-1])
        assert explain_recorded(settings, cards, question) is None
        assert told_by_record(settings, cards, account, END_ON, EARLIER[:1]) == before


def test_without_a_receipt_anything_may_have_come_late(on_record: Path) -> None:
    kept = (on_record / FILE).read_bytes()
    (on_record / FILE).unlink()
    try:
        with Project.open(on_record) as project:
            book = accounts_on(project, END_ON)
            found = [
                each
                for account in book
                for each in told_by_record(
                    project.settings, project.cards, account, END_ON, EARLIER
                )
            ]
        assert {each.late for each in found if each.not_told is None} == {True}
    finally:
        (on_record / FILE).write_bytes(kept)


def accounts_on(project: Project, on: date) -> list[str]:
    (snapshot,) = project.score(Scoring(as_of=on, record=False)).snapshots
    return [each.account_id for each in snapshot.accounts]


def test_before_its_first_record_there_are_reasons_but_no_moves(on_record: Path) -> None:
    for found in told(on_record).values():
        before = found[-1]  # 30 weeks back, where 14 are on record
        if before.explained is None:
            assert before.not_told == NOTHING
        else:
            assert before.not_told == NOT_THEN
            assert before.explained.moves is None
            assert before.explained.reasons is not None


def test_of_an_account_that_is_not_on_record_nothing_is_told(on_record: Path) -> None:
    with Project.open(on_record) as project:
        found = told_by_record(project.settings, project.cards, "nobody", END_ON, EARLIER)
    assert found == tuple(Told(None, not_told=NOTHING) for _ in EARLIER)
