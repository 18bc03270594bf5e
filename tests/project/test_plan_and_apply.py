"""Plan and apply end to end, on a book small enough to be worked by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from forewarn.evidence.maturity import YES
from forewarn.project import Project, Reviewing, Scoring, Wish
from forewarn.project.applying import approvals_of
from forewarn.terms.errors import FilesError, ForewarnError
from forewarn.terms.proposed import DOWN, LEVEL, SCORED, UNSCORED, UP, Proposal, fingerprint_of
from tests import ledgers
from tests.project.companies import recorded
from tests.project.small import card, events, opened, project

pytestmark = pytest.mark.slow

TODAY = date(2026, 3, 2)
WISH = Wish("Ana", "logins say little", ("Ana: revops", "Jo: cs"))
HEALTH = card(head="applies_to: segment != 'big'")
BIG = card("large", head="applies_to: segment = 'big'")
DAYS = [f"2026-02-{day:02d}" for day in range(1, 29)]

# Logins on 5 of the last 30 days give 50 points, on 10 or more 100; no tickets give 100, meetings
# of the last 90 days 33 each. So a = (30 * 100 + 30 * 100 + 40 * 67) / 100 = 86.7 Healthy,
# b = (30 * 50 + 30 * 100 + 40 * 33) / 100 = 58.3 Watch, c = (0 + 30 * 100 + 40 * 33) / 100 = 43.3.
TABLES = {
    "accounts": "account_id,name,segment,created_on\n"
    "a,Alder,small,2025-01-01\nb,Birch,small,2025-01-01\nc,Cedar,big,2025-01-01\n",
    "events": events(*(("a", day) for day in DAYS), *(("b", day) for day in DAYS[:5])),
    "interactions": "account_id,kind,occurred_at\na,meeting,2026-01-20\na,meeting,2026-01-03\n"
    "b,meeting,2026-01-20\nc,meeting,2026-01-21\n",
    "contracts": "contract_id,account_id,starts_on,ends_on,arr,currency\n"
    "ca,a,2025-03-05,2026-09-01,1000,EUR\ncb,b,2025-03-05,2026-10-01,2000,EUR\n"
    "cc,c,2025-03-05,2026-11-01,4000,USD\n",
}


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scorecards, recorded once; read only."""
    folder = project(
        tmp_path_factory.mktemp("plans") / "book", {"health": HEALTH, "large": BIG}, **TABLES
    )
    with opened(folder, today=TODAY) as there:
        there.score(Scoring(as_of=TODAY))
    return folder


@pytest.fixture
def book(scored: Path, tmp_path: Path) -> Path:
    """A copy of one's own, with what was recorded."""
    return ledgers.copied(scored, tmp_path / "book")


@pytest.fixture
def applied(book: Path) -> Path:
    """The same with its first plan applied."""
    with opened(book, today=TODAY) as there:
        there.apply(there.plan(), WISH)
    return book


def write(folder: Path, text: str, name: str = "health") -> None:
    (folder / "scorecards" / f"{name}.yml").write_text(text)


def plan_of(folder: Path) -> Proposal:
    with opened(folder, today=TODAY) as there:
        return there.plan()


def banded(folder: Path) -> dict[str, str | None]:
    with opened(folder, today=TODAY) as there:
        found = there.score(Scoring(as_of=TODAY)).snapshots[-1]
    return {each.account_id: each.band for each in found.accounts}


def moves(plan: Proposal) -> list[tuple[str, str, str | None, str | None]]:
    return [(each.account_id, each.direction, each.from_band, each.to_band) for each in plan.moves]


# -- what each category asks ---------------------------------------------------------------------


def test_the_same_files_are_an_empty_plan(book: Path, applied: Path) -> None:
    for plan in (plan_of(book), plan_of(applied)):
        assert (plan.category, plan.diff, plan.moves, plan.evidence) == (None, (), (), None)
        assert plan.recomputed.accounts == 0
        assert plan.evidence_because == "nothing differs"


def test_comments_are_no_change(applied: Path) -> None:
    write(applied, f"# said anew\n{HEALTH}")
    assert plan_of(applied).category is None


def _unscorable(*_: object, **__: object) -> None:
    raise AssertionError("a plan of words opens no facts")


def test_words_ask_for_no_facts(applied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(applied, HEALTH.replace("means: A.", "means: A save is needed."))
    monkeypatch.setattr(Project, "_desk", _unscorable)
    monkeypatch.setattr(Project, "_open_facts", _unscorable)
    with opened(applied, today=TODAY) as there:
        plan = there.plan()
        done = there.apply(plan, WISH)
    assert (plan.category, plan.moves, plan.recomputed.accounts) == ("cosmetic", (), 0)
    assert plan.evidence_because == "only words change: every score stays as it is"
    assert (done.number, done.category) == (2, "cosmetic")


def test_routing_scores_only_who_gets_another_scorecard(applied: Path) -> None:
    write(applied, HEALTH.replace("segment != 'big'", "name != 'Birch'"))
    write(applied, BIG.replace("segment = 'big'", "name = 'Birch'"), "large")
    plan = plan_of(applied)
    # b and c swap scorecards; both say the same, so that no band moves.
    assert (plan.category, plan.moves, plan.recomputed.accounts) == ("routing", (), 2)


def test_banding_moves_who_stands_between_the_edges(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    plan = plan_of(applied)
    assert plan.category == "banding"
    assert (plan.recomputed.accounts, plan.recomputed.measured) == (2, 1)
    assert moves(plan) == [("b", DOWN, "Watch", "At risk")]
    (move,) = plan.moves
    assert (move.arr, move.currency, move.name) == (2000, "EUR", "Birch")
    assert (move.from_score, move.to_score) == (58.3, 58.3)
    assert [(e.direction, e.accounts, e.arr) for e in plan.revenue] == [(DOWN, 1, 2000)]
    assert [str(e.shown) for e in plan.diff] == ["bands > Watch > from: 45 → 60"]


def test_scoring_measures_once(applied: Path) -> None:
    # b's logins count for 60 instead of 30: (60 * 50 + 30 * 100 + 10 * 33) / 100 = 63.3;
    # c's for nothing: unchanged. With meetings at 10 instead of 40.
    text = card(head="applies_to: segment != 'big'", logins="{linear: {0: 0, 5: 100}}")
    write(applied, text)
    plan = plan_of(applied)
    assert (plan.category, plan.recomputed.measured) == ("scoring", 1)
    assert moves(plan) == [("b", UP, "Watch", "Healthy")]
    assert plan.moves[0].to_score == 73.3


def test_signals_are_measured_for_each_side(applied: Path) -> None:
    write(applied, HEALTH.replace("interactions, window: 90d", "interactions, window: 30d"))
    plan = plan_of(applied)
    assert (plan.category, plan.recomputed.measured) == ("signal", 2)
    assert plan.recomputed.accounts == 2
    # No meeting in 30 days: a = 60, b = 45.
    assert moves(plan) == [("a", DOWN, "Healthy", "Watch")]


def test_a_new_and_a_gone_scorecard(applied: Path) -> None:
    (applied / "scorecards" / "large.yml").unlink()
    write(applied, card("rest", head="applies_to: name = 'Nobody'"), "rest")
    file = applied / "forewarn.yml"
    file.write_text(file.read_text().replace("[health, large]", "[health, rest]"))
    plan = plan_of(applied)
    assert plan.category == "signal"
    assert moves(plan) == [("c", UNSCORED, "At risk", None)]
    assert plan.lost == ("c",)
    write(applied, BIG, "large")
    file.write_text(file.read_text().replace("[health, rest]", "[health, large, rest]"))
    assert moves(plan_of(applied)) == []


def test_nothing_on_record_makes_everything_new(book: Path) -> None:
    ledgers.forget(book)
    plan = plan_of(book)
    assert (plan.before, plan.base) == ((), 0)
    assert {each.direction for each in plan.moves} == {SCORED}
    assert plan.gained == ("a", "b", "c")


def test_a_band_of_another_name_is_no_way_down(applied: Path) -> None:
    write(applied, HEALTH.replace("band: Watch", "band: Look"))
    assert moves(plan_of(applied)) == [("b", LEVEL, "Watch", "Look")]


def test_before_the_first_apply_the_record_is_compared_with(book: Path) -> None:
    write(book, HEALTH.replace("from: 45", "from: 60"))
    assert moves(plan_of(book)) == [("b", DOWN, "Watch", "At risk")]
    assert banded(book)["b"] == "At risk"  # the files are in force
    assert plan_of(book).category is None


# -- apply ---------------------------------------------------------------------------------------


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


def test_who_and_why_are_kept(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    with opened(applied, today=TODAY) as there:
        there.apply(there.plan(), Wish("Ana", "bands were late", ("Ana: cs", "Ana: RevOps")))
        newest = there.applied().applied[0]
    assert (newest.applied_by, newest.why, newest.category) == ("Ana", "bands were late", "banding")
    assert newest.approved_by == ("Ana: cs", "Ana: revops")
    assert newest.notices == ("Ana approved as cs and revops",)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish("", "why", ("a: cs", "b: revops")), "--by NAME"),
        (Wish("Ana", " ", ("a: cs", "b: revops")), "--why TEXT"),
        (Wish("Ana", "why", ("a: cs",)), "approval is missing from revops"),
        (Wish("Ana", "why"), "approval is missing from cs"),
        (Wish("Ana", "why", ("cs",)), "does not say who approves in which role"),
        (Wish("Ana", "why", ("a: cs", "a: boss")), "approval is missing from revops"),
    ],
)
def test_what_is_missing_is_named(book: Path, wish: Wish, said: str) -> None:
    with opened(book, today=TODAY) as there:
        with pytest.raises(ForewarnError, match=said):
            there.apply(there.plan(), wish)
        assert there.applied().applied == ()


def test_one_person_is_one_however_the_name_is_written() -> None:
    told = approvals_of(["Ana Ruiz: cs", "ana  ruiz: CS", "Ana Ruiz: revops", "Jo: cs"])
    assert [(each.name, each.role) for each in told] == [
        ("Ana Ruiz", "cs"),
        ("Ana Ruiz", "revops"),
        ("Jo", "cs"),
    ]


def test_roles_are_the_projects_own(book: Path) -> None:
    file = book / "forewarn.yml"
    file.write_text(f"approvers: [Boss, boss]\n{file.read_text()}")
    with opened(book, today=TODAY) as there:
        with pytest.raises(ForewarnError, match="missing from boss"):
            there.apply(there.plan(), Wish("Ana", "why", ("a: boss", "a: boss")))
        done = there.apply(there.plan(), Wish("Ana", "why", ("a: boss", "b: boss")))
    assert done.number == 1


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


# -- plans on record -------------------------------------------------------------------------------


def say(folder: Path, plan: str, *given: tuple[str, str], said: str = "approved") -> None:
    """Words on a plan, as the workspace puts them on record."""
    from forewarn.ledger import open_ledger

    with open_ledger(ledgers.url_of(folder)) as ledger:
        from forewarn.ledger.book import say_of_plan
        from forewarn.ledger.words import Word

        at = datetime(2026, 3, 2, 13, tzinfo=UTC)
        for name, role in given:
            say_of_plan(ledger, Word(plan, role, f"{name}@example.com", name, said, "", at))


def test_a_plan_is_kept_and_applied_with_the_approvals_on_record(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    plan = plan_of(applied)
    with opened(applied, today=TODAY) as there:
        with pytest.raises(ForewarnError, match=r"missing from cs: .*missing from revops"):
            there.apply(None, Wish("Ana", "why"))
        say(applied, plan.fingerprint, ("Jo", "cs"), ("Ana", "revops"))
        done = there.apply(None, Wish("Ana", "why", ("ana : RevOps",)))
    assert (done.plan, done.number, done.again) == (plan.fingerprint, 2, False)
    assert done.approved_by == ("Jo: cs", "Ana: revops")


def test_an_approval_that_was_withdrawn_does_not_count(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    plan = plan_of(applied)
    say(applied, plan.fingerprint, ("Jo", "cs"), ("Ana", "revops"))
    say(applied, plan.fingerprint, ("Jo", "cs"), said="withdrawn")
    with (
        opened(applied, today=TODAY) as there,
        pytest.raises(ForewarnError, match="approval is missing from cs"),
    ):
        there.apply(plan, Wish("Ana", "why"))


def test_without_a_fitting_plan_on_record_nothing_is_applied(applied: Path) -> None:
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    plan_of(applied)
    write(applied, HEALTH.replace("from: 45", "from: 50"))
    with (
        opened(applied, today=TODAY) as there,
        pytest.raises(ForewarnError, match="no plan on record fits"),
    ):
        there.apply(None, WISH)


def test_a_kept_plan_is_the_proposal_it_was(applied: Path) -> None:
    from forewarn.ledger import open_ledger
    from forewarn.project.kept import plan_of as read

    write(applied, HEALTH.replace("from: 45", "from: 60"))
    plan = plan_of(applied)
    plan_of(applied)
    with open_ledger(ledgers.url_of(applied)) as ledger:
        from forewarn.ledger.book import kept_results, kept_text
        from forewarn.ledger.kept import PLAN

        newest, *rest = kept_results(ledger, PLAN)
        again = read(kept_text(ledger, newest.number))
    assert (newest.about, len(rest)) == (plan.fingerprint, 1)
    assert again.to_dict() == plan.to_dict()
    assert again.moves == plan.moves


def test_what_is_tried_with_another_file_is_not_kept(applied: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yml"
    other.write_text(HEALTH.replace("from: 45", "from: 60"))
    with opened(applied, today=TODAY) as there:
        there.plan(instead=str(other))
    write(applied, HEALTH.replace("from: 45", "from: 60"))
    with (
        opened(applied, today=TODAY) as there,
        pytest.raises(ForewarnError, match="no plan on record fits"),
    ):
        there.apply(None, WISH)
