"""``explain`` from the record says what the facts would say, and asks them when it must."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forewarn.project import Project, Question, Scoring
from forewarn.project.answering import explain
from forewarn.project.receipt import FILE
from forewarn.project.recorded import explain_recorded
from forewarn.terms.errors import ForewarnError
from tests.project.companies import END_ON, copy_of, edit, own_copy

pytestmark = pytest.mark.slow


WEEKS = 14
SINCE = END_ON - timedelta(weeks=9)


def record(folder: Path, *, weeks: int = WEEKS) -> None:
    with Project.open(folder) as project:
        project.score(Scoring(as_of=END_ON, weeks=weeks))


@pytest.fixture(scope="module")
def on_record(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company on record; whoever changes a file puts it back."""
    folder = copy_of(small, tmp_path_factory.mktemp("recorded") / "project")
    record(folder)
    return folder


@contextmanager
def changed(file: Path, text: str) -> Iterator[None]:
    """The file with other text for a while."""
    before = file.read_text()
    file.write_text(text)
    yield
    file.write_text(before)


def accounts(project: Project) -> list[str]:
    (snapshot,) = project.score(Scoring(as_of=END_ON, record=False)).snapshots
    return [each.account_id for each in snapshot.accounts]


def from_facts(project: Project, question: Question) -> dict[str, Any]:
    return explain(project._desk(frozenset()), question).to_dict()


def from_record(project: Project, question: Question) -> dict[str, Any] | None:
    told = explain_recorded(project.settings, project.cards, question)
    return None if told is None else told.to_dict()


@pytest.mark.slow
def test_the_record_says_what_the_facts_say(on_record: Path) -> None:
    compare(on_record)


@pytest.mark.slow
@pytest.mark.once("at length; a short one runs on both databases")
@pytest.mark.parametrize("example", ["saas", "fintech"])
def test_of_a_large_company_too(
    example: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = copy_of(request.getfixturevalue(example), tmp_path / "project")
    record(folder)
    compare(folder)


def compare(folder: Path) -> None:
    told = Counter[bool]()
    with Project.open(folder) as project:
        for account in accounts(project):
            for on, since in ((END_ON, None), (END_ON, SINCE)):
                question = Question(account, on, since)
                found = from_record(project, question)
                told[found is not None] += 1
                if found is not None:
                    assert found == from_facts(project, question)
    assert told[True] > told[False] / 2, "hardly any account is explained from the record"


def from_record_at(project: Project) -> Callable[[str], dict[str, Any] | None]:
    return lambda account: from_record(project, Question(account, END_ON))


def answers(folder: Path) -> Iterator[tuple[str, bool]]:
    """Accounts, and whether the record alone explains them."""
    with Project.open(folder) as project:
        for number in range(1, 7):
            account = f"acc-{number:04}"
            yield account, from_record(project, Question(account, END_ON)) is not None


def explained_from_record(folder: Path) -> str:
    return next(account for account, told in answers(folder) if told)


def test_the_facts_are_not_opened_for_what_is_on_record(on_record: Path) -> None:
    account = explained_from_record(on_record)
    with Project.open(on_record) as project:
        assert project.explain(account, as_of=END_ON).result.account_id == account
        assert project._facts is None


@pytest.mark.parametrize(
    "asked",
    [
        {"as_of": END_ON - timedelta(days=1)},
        {"since": END_ON - timedelta(days=30)},
        {"scorecard": "health"},
        {"include": frozenset({"trial"})},
    ],
    ids=["another date", "since another date", "another scorecard", "more accounts"],
)
def test_what_is_not_on_record_is_asked_of_the_facts(on_record: Path, asked: Any) -> None:
    account = explained_from_record(on_record)
    with Project.open(on_record) as project:
        project.explain(account, **{"as_of": END_ON, **asked})
        assert project._facts is not None


def test_a_week_that_was_not_recorded_is_missed(on_record: Path) -> None:
    file = on_record / FILE
    kept = json.loads(file.read_text())
    del kept["recorded"][(END_ON - timedelta(weeks=12)).isoformat()]
    assert any(told for _, told in answers(on_record))
    with changed(file, json.dumps(kept)):
        assert not any(told for _, told in answers(on_record))


@pytest.mark.slow
def test_a_changed_file_sends_it_to_the_facts(small: Path, tmp_path: Path) -> None:
    folder = own_copy(small, tmp_path / "project")
    record(folder)
    account = explained_from_record(folder)

    def with_tickets(rows: list[dict[str, str]]) -> Iterable[dict[str, str]]:
        day = (END_ON - timedelta(days=3)).isoformat()
        new = {"account_id": account, "opened_at": day, "known_at": day, "severity": "urgent"}
        return [*rows, *({**new, "ticket_id": f"new{number}"} for number in range(9))]

    with Project.open(folder) as project:
        before = project.explain(account, as_of=END_ON).result.score.score
    edit(folder, "tickets", with_tickets)
    with Project.open(folder) as project:
        after = project.explain(account, as_of=END_ON)
        assert project._facts is not None
        assert after.result.score.score != before
        assert after.to_dict() == from_facts(project, Question(account, END_ON))


def test_changed_rules_send_it_to_the_facts(on_record: Path) -> None:
    file = on_record / "forewarn.yml"
    assert any(told for _, told in answers(on_record))
    with changed(file, file.read_text().replace("currency: EUR", "currency: USD")):
        assert not any(told for _, told in answers(on_record))


def test_a_revision_of_somebody_else_sends_it_to_the_facts(on_record: Path) -> None:
    """Another place of a shared ledger restated the date from facts of its own."""
    assert any(told for _, told in answers(on_record))
    file = on_record / FILE
    kept = json.loads(file.read_text())
    of_date = kept["recorded"][END_ON.isoformat()]
    of_date.update({fingerprint: revision + 1 for fingerprint, revision in of_date.items()})
    with changed(file, json.dumps(kept)):
        assert not any(told for _, told in answers(on_record))


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"basis": 3, "recorded": {}}', "\0"])
def test_a_damaged_receipt_is_no_receipt(on_record: Path, text: str) -> None:
    with changed(on_record / FILE, text), Project.open(on_record) as project:
        assert not any(map(from_record_at(project), ["acc-0001", "acc-0002"]))


def test_explaining_makes_no_ledger(small: Path, tmp_path: Path) -> None:
    folder = copy_of(small, tmp_path / "project")
    with Project.open(folder) as project:
        project.explain("acc-0001", as_of=END_ON)
    assert not list((folder / ".forewarn").glob("ledger*"))


@pytest.mark.slow
def test_a_late_fact_is_asked_of_the_facts(small: Path, tmp_path: Path) -> None:
    """Only hindsight tells a late fact from a change of the customer's."""
    folder = own_copy(small, tmp_path / "project")
    record(folder)
    account = explained_from_record(folder)

    def with_late(rows: list[dict[str, str]]) -> Iterable[dict[str, str]]:
        opened, known = (END_ON - timedelta(days=days) for days in (60, 5))
        late = {"account_id": account, "ticket_id": "late", "opened_at": opened.isoformat()}
        return [*rows, {**late, "severity": "urgent", "known_at": known.isoformat()}]

    edit(folder, "tickets", with_late)
    record(folder)
    with Project.open(folder) as project:
        assert from_record(project, Question(account, END_ON)) is None
        told = project.explain(account, as_of=END_ON)
        assert told.to_dict() == from_facts(project, Question(account, END_ON))


def test_a_run_that_is_repeated_says_what_stood_there(small: Path, tmp_path: Path) -> None:
    folder = copy_of(small, tmp_path / "project")
    said: list[str] = []
    with Project.open(folder, now=lambda: datetime(2026, 10, 6, tzinfo=UTC)) as project:
        first = project.score(Scoring(as_of=END_ON, weeks=2))
        asked = Scoring(as_of=END_ON, weeks=3)
        more = project.score(asked, progress=lambda step, done, total: said.append(step))
    assert (first.unchanged, more.unchanged) == (0, first.recorded)
    assert more.recorded
    assert more.restated == 0
    weeks = [END_ON - timedelta(weeks=number) for number in (2, 1, 0)]
    assert said[-3:] == [f"recording {week}" for week in weeks]


def test_an_unknown_account_is_refused_as_ever(on_record: Path) -> None:
    with Project.open(on_record) as project, pytest.raises(ForewarnError, match="no account"):
        project.explain("nobody", as_of=date(2026, 10, 5))
