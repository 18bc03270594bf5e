"""What a plan says that a changed scorecard would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from forewarn.project import Project
from forewarn.terms.proposed import DOWN, LEVEL, SCORED, UNSCORED, UP
from tests import ledgers
from tests.project.plans.book import (
    BIG,
    HEALTH,
    TODAY,
    WISH,
    banded,
    moves,
    plan_of,
    write,
)
from tests.project.small import card, opened

pytestmark = pytest.mark.slow


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
