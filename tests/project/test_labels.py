"""The label of a scorecard follows the verdicts on record, wherever its colours show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from forewarn.ledger import open_ledger
from forewarn.ledger.book import keep_verdict, verdicts
from forewarn.project import Backtesting, Project, Scoring
from forewarn.render import evidence_markdown, markdown
from forewarn.render.text import account, book, evidence, findings
from forewarn.terms.examined import VALIDATED, Examined
from tests import ledgers
from tests.project.small import card, opened, project
from tests.project.test_backtesting import BOTH, tables

TODAY = date(2026, 6, 1)
NOT_YET, FEW = "heuristic, not validated", "too few to judge (2026-06-01)"
PROVEN = "validated on 2026-06-01: AUC 0.80 (0.70–0.90) in 400 cases"
FIGURES = {"n": 400, "auc": {"value": 0.8, "low": 0.7, "high": 0.9}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, {"health": card()}, **tables(BOTH))


def url_of(folder: Path) -> str:
    return ledgers.url_of(folder)


def prove(folder: Path, on: date = TODAY) -> None:
    """Keeps a verdict as if a larger book had given it."""
    (of,) = Project.check(folder).scorecards
    at = datetime(2026, 6, 1, 13, tzinfo=UTC)
    found = Examined(of.fingerprint, of.name, on, VALIDATED, "by decree", FIGURES, at, "1.0")
    with open_ledger(url_of(folder)) as ledger:
        keep_verdict(ledger, found)


def on_record(folder: Path) -> list[str]:
    with open_ledger(url_of(folder)) as ledger:
        return [each.verdict for line in verdicts(ledger).values() for each in line]


def said(page: RenderableType) -> str:
    console = Console(width=200, file=StringIO(), record=True)
    console.print(page)
    return console.export_text()


def labels(folder: Path, on: date) -> dict[str, str]:
    """What every verb says at a date, as values."""
    with opened(folder, today=on) as there:
        (snapshot,) = there.score(Scoring(record=False)).snapshots
        told = there.explain("a")
        tested = there.backtest(Backtesting(horizons=(60, 90), record=False))
    checked = Project.check(folder, now=lambda: datetime(on.year, on.month, on.day, tzinfo=UTC))
    assert told.scorecard is not None
    return {
        "score": snapshot.scorecards[0].label,
        "explain": told.scorecard.label,
        "backtest": tested.scorecards[0].label,
        "check": checked.scorecards[0].label,
    }


@pytest.mark.slow
def test_until_outcomes_were_asked_nothing_is_validated(folder: Path) -> None:
    assert set(labels(folder, TODAY).values()) == {NOT_YET}
    assert not (folder / ".forewarn" / "ledger.sqlite3").exists()


@pytest.mark.slow
def test_every_verb_says_what_a_backtest_found(folder: Path) -> None:
    with opened(folder, today=TODAY) as there:
        tested = there.backtest(Backtesting(horizons=(90,)))
    assert [each.label for each in tested.scorecards] == [FEW]
    assert set(labels(folder, TODAY).values()) == {FEW}
    assert on_record(folder) == ["too few to judge"]


@pytest.mark.slow
def test_it_holds_a_hundred_days_and_lapses_on_the_next(folder: Path) -> None:
    prove(folder)
    assert set(labels(folder, TODAY).values()) == {PROVEN}
    assert set(labels(folder, TODAY + timedelta(days=100)).values()) == {PROVEN}
    lapsed = "validated on 2026-06-01, lapsed: check again"
    assert set(labels(folder, TODAY + timedelta(days=101)).values()) == {lapsed}
    assert set(labels(folder, TODAY - timedelta(days=1)).values()) == {NOT_YET}


@pytest.mark.slow
def test_another_file_is_another_scorecard(folder: Path) -> None:
    prove(folder)
    file = folder / "scorecards" / "health.yml"
    file.write_text(file.read_text().replace("{margin: 3,", "{margin: 4,"))
    assert set(labels(folder, TODAY).values()) == {NOT_YET}


@pytest.mark.slow
def test_text_and_markdown_show_it(folder: Path) -> None:
    prove(folder)
    with opened(folder, today=TODAY) as there:
        scored, told = there.score(Scoring(record=False)), there.explain("a")
        tested = there.backtest(Backtesting(horizons=(90,), record=False))
        cards = there.cards
    checked = Project.check(folder, now=lambda: datetime(2026, 6, 1, tzinfo=UTC))
    for page in (
        said(book.scored(scored, cards, limit=None)),
        said(account.account(told, cards)),
        said(evidence.backtested(tested, limit=None)),
        said(findings.checked(checked)),
        markdown.scored(scored, cards),
        markdown.explained(told, cards),
        evidence_markdown.backtested(tested, limit=None),
    ):
        assert PROVEN in " ".join(page.split()), page


@pytest.mark.slow
def test_explaining_from_the_record_says_it_too(folder: Path) -> None:
    from forewarn.project.asked import Question
    from forewarn.project.recorded import explain_recorded

    monday = date(2026, 6, 8)
    with opened(folder, today=monday) as there:
        there.score(Scoring(as_of=monday, weeks=14))
        prove(folder)
        told = explain_recorded(there.settings, there.cards, Question("a", monday))
    assert told is not None
    assert told.scorecard is not None
    assert told.scorecard.label == PROVEN


@pytest.mark.slow
def test_a_verdict_restates_nothing(folder: Path) -> None:
    with opened(folder, today=TODAY) as there:
        first = there.score(Scoring(as_of=TODAY, weeks=3))
        there.backtest(Backtesting(horizons=(90,)))
        again = there.score(Scoring(as_of=TODAY, weeks=3))
    assert first.recorded == 6
    assert (again.recorded, again.restated, again.unchanged) == (0, 0, 6)
    assert [each.scorecards[0].label for each in again.snapshots] == [NOT_YET, NOT_YET, FEW]


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    [
        {"record": False},
        {"scorecard": "health"},
        {"flag": ("At risk",)},
        {"downsold_beyond": 0.1},
        {"as_of": TODAY + timedelta(days=1)},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_a_question_of_its_own_keeps_nothing(folder: Path, question: dict[str, object]) -> None:
    with opened(folder, today=TODAY) as there:
        there.backtest(replace(Backtesting(horizons=(90,)), **question))  # type: ignore[arg-type]
    assert not (folder / ".forewarn" / "ledger.sqlite3").exists()


@pytest.mark.slow
def test_asking_again_the_same_day_keeps_it_once(folder: Path) -> None:
    for _ in range(2):
        with opened(folder, today=TODAY) as there:
            there.backtest(Backtesting(horizons=(90,)))
    assert on_record(folder) == ["too few to judge"]


@pytest.mark.slow
def test_a_ledger_that_does_not_answer_is_told(folder: Path) -> None:
    with opened(folder, today=TODAY) as there:
        there.score(Scoring(record=False))
        (folder / ".forewarn" / "ledger.sqlite3").write_bytes(b"no database at all" * 99)
        (snapshot,) = there.score(Scoring(record=False)).snapshots
    assert snapshot.scorecards[0].label == NOT_YET
    assert any("Labels of scorecards are those of their files" in n for n in snapshot.notices)
