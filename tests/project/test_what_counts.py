"""Moves across scorecards, marks, dates to come, parents: small projects worked by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forewarn.project import Scoring
from tests.project.small import LINE, card, of, opened, project


@pytest.mark.slow
def test_moves_start_from_the_scorecard_that_scored_it_then(tmp_path: Path) -> None:
    onboarding = card(
        "onboarding", head="onboarding: {until: 90d}", logins="{linear: {0: 0, 40: 100}}"
    )
    accounts = "account_id,created_on\na,2025-10-20\n"
    folder = project(tmp_path, {"onboarding": onboarding, "health": card()}, accounts=accounts)
    then, now = date(2026, 1, 5), date(2026, 1, 26)
    with opened(folder) as shop:
        before = of(shop.score(Scoring(as_of=then, record=False)).snapshots[-1])
        after = of(shop.score(Scoring(as_of=now, record=False)).snapshots[-1])
        moves = shop.explain("a", as_of=now, since=then).moves
    assert (before.scorecard, after.scorecard) == ("onboarding", "health")
    assert moves is not None
    assert moves.total is not None
    assert moves.before == pytest.approx(before.score.score)
    assert moves.scorecard == pytest.approx(9)  # 4 logins: 40 points instead of 10, weight 0.3
    assert moves.customer + moves.scorecard + moves.data == pytest.approx(moves.total)


@pytest.mark.slow
def test_a_changed_scorecard_shows_between_recorded_dates_too(tmp_path: Path) -> None:
    folder = project(tmp_path, {"health": card()})
    with opened(folder) as shop:
        shop.score(Scoring(as_of=date(2026, 1, 19), weeks=8))
    project(tmp_path, {"health": card(logins="{linear: {0: 0, 40: 100}}")})
    with opened(folder) as shop:
        moves = shop.explain("a", as_of=date(2026, 1, 21), since=date(2026, 1, 14)).moves
    assert moves is not None
    # 13 logins by 14 January: 100 points before, 32.5 now, weight 0.3
    assert moves.scorecard == pytest.approx(-20.25)


@pytest.mark.slow
def test_a_date_to_come_is_scored_with_a_notice_and_not_recorded(tmp_path: Path) -> None:
    with opened(project(tmp_path, {"health": card()}), today=date(2026, 1, 19)) as shop:
        ahead = shop.score(Scoring(as_of=date(2026, 1, 20)))
        today = shop.score(Scoring(as_of=date(2026, 1, 19)))
    assert ahead.recorded == 0
    assert any("has not begun" in notice for notice in ahead.snapshots[-1].notices)
    assert today.recorded == 1
    assert today.snapshots[-1].notices == ()


@pytest.mark.slow
def test_a_part_of_the_book_has_no_parents(tmp_path: Path) -> None:
    accounts = "account_id,created_on,parent_account_id\na,2025-01-01,P\nP,2025-01-01,\n"
    with opened(project(tmp_path, {"health": card()}, accounts=accounts)) as shop:
        whole = shop.score(Scoring(as_of=date(2026, 1, 19), record=False)).snapshots[-1]
        part = shop.score(Scoring(as_of=date(2026, 1, 19), accounts=("a",))).snapshots[-1]
    assert [each.account_id for each in whole.parents] == ["P"]
    assert part.parents == ()


NOTES = "account_id,kind,signal,text,author,starts_on,ends_on\n"
WRONG = "a,wrong,logins,robot,me,2026-01-01,2026-01-20\n"
DOES_NOT_APPLY = "a,not_applicable,logins,no app,me,2026-01-01,\n"


@pytest.mark.slow
@pytest.mark.parametrize("rows", [WRONG + DOES_NOT_APPLY, DOES_NOT_APPLY + WRONG])
def test_of_two_marks_of_a_day_wrong_counts_whatever_their_order(tmp_path: Path, rows: str) -> None:
    with opened(project(tmp_path, {"health": card()}, notes=NOTES + rows)) as shop:
        found = of(shop.score(Scoring(as_of=date(2026, 1, 12), record=False)).snapshots[-1])
        later = of(shop.score(Scoring(as_of=date(2026, 1, 21), record=False)).snapshots[-1])
    assert found.score.contributions[0].status == "missing"
    assert found.score.contributions[0].detail == "marked wrong: robot (me)"
    assert later.score.contributions[0].status == "not_applicable"


@pytest.mark.slow
def test_what_builds_on_a_marked_signal_is_set_aside_with_it(tmp_path: Path) -> None:
    derived = card(
        signals="  moved: {kind: change, signal: logins}\n"
        "  twice: {kind: python, function: twice, of: [moved]}\n",
        inputs=LINE % ("Moved", "moved", "usage", "{linear: {-10: 0, 10: 100}}", 10)
        + LINE % ("Twice", "twice", "usage", "{linear: {-20: 0, 20: 100}}", 10),
    )
    folder = project(tmp_path, {"health": derived}, notes=NOTES + WRONG)
    (folder / "signals.py").write_text("def twice(moved):\n    return 2 * (moved or 0)\n")
    with opened(folder) as shop:
        found = of(shop.score(Scoring(as_of=date(2026, 1, 20), record=False)).snapshots[-1])
        free = of(shop.score(Scoring(as_of=date(2026, 1, 21), record=False)).snapshots[-1])
    status = {part.input: part.status for part in found.score.contributions}
    assert [status[name] for name in ("Logins", "Moved", "Twice")] == ["missing"] * 3
    assert {part.status for part in free.score.contributions} == {"observed"}


def test_a_mark_on_a_signal_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    rows = "a,wrong,Logins,robot,me,2026-01-01,\n"
    with opened(project(tmp_path, {"health": card()}, notes=NOTES + rows)) as shop:
        findings = shop.audit(as_of=date(2026, 1, 19)).findings
    found = next(each for each in findings if each.code == "unknown-signal")
    assert (found.table, found.examples, found.fix) == (
        "notes",
        ("Logins",),
        "did you mean logins?",
    )


RATED = card(
    signals="  pulse: {kind: latest, from: assessments.pulse, stale_after: 35d}\n",
    inputs="  - {input: Pulse, signal: pulse, category: relationship, weight: 40, why: w,"
    " origin: o, curve: {lookup: {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}},"
    " scale: {1: a, 2: b, 3: c, 4: d, 5: e}}\n",
    tail="coverage_floor: 0.8\noverlay: {wins: people, stale_after: 35d}\n",
)
ASSESSED = "account_id,assessed_on,assessed_by,champion_status,executive_engagement,pulse\n"


def test_a_withheld_score_has_no_divergence(tmp_path: Path) -> None:
    rows = "a,2026-01-05,me,missing,none,\n"
    folder = project(tmp_path, {"health": RATED}, assessments=ASSESSED + rows)
    with opened(folder) as shop:
        found = of(shop.score(Scoring(as_of=date(2026, 1, 19), record=False)).snapshots[-1])
    assert found.score.score is None
    assert found.overlay is not None
    assert found.overlay.band == "At risk"
    assert found.effective_band == "At risk"
    assert found.divergence is None
