"""Plans put in force: once, as planned, by whom and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forewarn.evidence.maturity import YES
from forewarn.project import Reviewing, Scoring, Wish
from forewarn.terms.errors import FilesError, ForewarnError
from forewarn.terms.proposed import fingerprint_of
from tests.project.companies import recorded
from tests.project.plans.book import (
    HEALTH,
    TODAY,
    WISH,
    plan_of,
    write,
)
from tests.project.small import opened

pytestmark = pytest.mark.slow


def test_a_saved_file_is_a_candidate_until_it_is_applied(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    with opened(applied, today=TODAY) as there:
        snapshot = there.score(Scoring(as_of=TODAY)).snapshots[-1]
        told = there.explain("b", as_of=TODAY)
        plan = there.plan()
        said = "scorecards/health.yml differs from what is in force: forewarn plan"
        assert said in snapshot.notices
        assert said in told.notices
        assert told.result.band == "Watch"
        there.apply(plan, WISH)
        again = there.score(Scoring(as_of=TODAY)).snapshots[-1]
    assert {each.account_id: each.band for each in again.accounts}["b"] == "At risk"
    assert again.notices == ()


def test_history_stays_as_it_was_said(applied: Path) -> None:
    before = recorded(applied)
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    with opened(applied, today=TODAY) as there:
        there.apply(there.plan(), WISH)
        scored = there.score(Scoring(as_of=TODAY))
    after = recorded(applied)
    assert scored.restated == 0
    # One more run, of the new text, as what is said first under it; nothing else.
    assert sorted([*before, ("health", str(TODAY), 0, "", 2)]) == after


def test_the_same_plan_is_applied_once(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    with opened(applied, today=TODAY) as there:
        plan = there.plan()
        first, second = there.apply(plan, WISH), there.apply(plan, Wish("", ""))
        assert (first.again, second.again) == (False, True)
        assert replace(second, again=False) == first
        assert [each.number for each in there.applied().applied] == [2, 1]


def test_a_plan_that_changes_nothing_is_not_counted(applied: Path) -> None:
    with opened(applied, today=TODAY) as there:
        count = len(there.applied().applied)
        with pytest.raises(ForewarnError, match="changes nothing"):
            there.apply(there.plan(), WISH)
        assert len(there.applied().applied) == count


def test_a_pack_of_a_month_before_asks_who_approved_what_is_in_force(applied: Path) -> None:
    with opened(applied, today=TODAY) as there:
        pack = there.review(Reviewing(month="2026-01"))
    [approved] = [each for each in pack.maturity if "approvers" in each.says]
    assert approved.answer == YES


def test_a_plan_of_a_date_to_come_says_so(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    with opened(applied, today=TODAY) as there:
        assert any("has not begun" in each for each in there.plan(as_of=date(2026, 6, 1)).notices)
        assert not any("has not begun" in each for each in there.plan().notices)


def test_a_plan_that_another_replaced_is_not_in_force_again(applied: Path) -> None:
    """Asked for a second time it must not be called in force: what it did was undone since."""
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    with opened(applied, today=TODAY) as there:
        first = there.plan()
        there.apply(first, WISH)
    write(applied, HEALTH)
    with opened(applied, today=TODAY) as there:
        there.apply(there.plan(), WISH)
        with pytest.raises(ForewarnError, match="another plan was applied since"):
            there.apply(first, WISH)


def _file(folder: Path) -> None:
    write(folder, HEALTH.replace("from: 45", "from: 50"))


def _order(folder: Path) -> None:
    file = folder / "forewarn.yml"
    file.write_text(file.read_text().replace("[health, large]", "[large, health]"))


def _facts(folder: Path) -> None:
    file = folder / "data" / "events.csv"
    file.write_text(file.read_text() + "999,b,login,2026-02-20\n")


def _ingested(folder: Path) -> None:
    _facts(folder)
    with opened(folder, today=TODAY) as there:
        there.ingest()


def _other(folder: Path) -> None:
    text = (folder / "scorecards" / "health.yml").read_text()
    write(folder, HEALTH.replace("means: A.", "means: Other."))
    with opened(folder, today=TODAY) as there:
        there.apply(there.plan(), WISH)
    write(folder, text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_file, "scorecards/health.yml was changed since"),
        (_order, "orders the scorecards otherwise"),
        (_facts, "sources of facts changed since"),
        (_ingested, "facts were ingested since"),
        (_other, "another plan was applied since"),
    ],
)
def test_a_stale_plan_is_refused(applied: Path, change: Callable[[Path], None], said: str) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    plan = plan_of(applied)
    change(applied)
    with opened(applied, today=TODAY) as there:
        count = len(there.applied().applied)
        with pytest.raises(ForewarnError, match=said) as refusal:
            there.apply(plan, WISH)
        assert "forewarn plan" in refusal.value.fix
        assert len(there.applied().applied) == count
        assert there.apply(there.plan(), WISH).number == count + 1


def test_a_plan_that_was_edited_is_refused(applied: Path, tmp_path: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    told = json.loads(json.dumps(plan_of(applied).to_dict()))
    file = tmp_path / "plan.json"
    for content, said in (
        (json.dumps({**told, "moves": []}), "changed since it was made"),
        ("{}", "is no plan"),
        ("[1", "no JSON"),
    ):
        file.write_text(content)
        with opened(applied, today=TODAY) as there, pytest.raises(ForewarnError, match=said):
            there.apply(file, WISH)
    file.write_text(json.dumps(told, indent=1))
    with opened(applied, today=TODAY) as there:
        assert there.apply(file, WISH).number == 2


def test_a_broken_candidate_does_not_stop_what_is_in_force(applied: Path) -> None:
    write(applied, "scorecard: health\ninputs: []\n")
    with opened(applied, today=TODAY) as there:
        notices = there.score(Scoring(as_of=TODAY)).snapshots[-1].notices
        assert any("has errors" in each and "forewarn check" in each for each in notices)
        with pytest.raises(FilesError):
            there.plan()


def test_what_cannot_be_used_any_more_can_be_replaced(book: Path) -> None:
    file = book / "forewarn.yml"
    (book / "data" / "visits.csv").write_text("account_id,occurred_at\nb,2026-02-20\n")
    lean = file.read_text()
    file.write_text(f"{lean}  visits: data/visits.csv\n")
    write(book, HEALTH.replace("from: interactions", "from: visits"))
    with opened(book, today=TODAY) as there:
        there.apply(there.plan(), WISH)
    # The source goes together with the signal that asks for it: neither can be changed first.
    file.write_text(lean)
    write(book, HEALTH)
    with opened(book, today=TODAY) as there:
        with pytest.raises(ForewarnError, match=r"applied by Ana .* cannot be used") as refusal:
            there.score(Scoring(as_of=TODAY))
        assert "plan and apply" in refusal.value.fix
        plan = there.plan()
        assert any("it counts as new" in each for each in plan.notices)
        there.apply(plan, WISH)
        assert there.score(Scoring(as_of=TODAY)).snapshots[-1].notices == ()


def test_a_broken_file_stops_a_project_that_never_applied(book: Path) -> None:
    write(book, "scorecard: health\ninputs: []\n")
    with pytest.raises(FilesError):
        opened(book, today=TODAY)


def test_the_contract_of_the_json(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    told: dict[str, Any] = plan_of(applied).to_dict()
    assert {"category", "diff", "moves", "evidence", "tasks"} <= told.keys()
    assert {"account_id", "from_band", "to_band", "arr"} <= told["moves"][0].keys()
    assert (told["tasks"], told["tasks_because"]) == ([], "not recorded yet")
    assert told["fingerprint"] == fingerprint_of(told)
