"""A backtest of the record: what we said at the time, and why it is not what is recomputed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from forewarn.evidence.backtest import Backtest
from forewarn.project import Backtesting, Scoring
from forewarn.render import evidence_markdown
from forewarn.render.text import evidence
from tests import ledgers
from tests.project.small import card, opened, project
from tests.project.test_backtesting import BOTH, BUSY, QUIET, tables

pytestmark = pytest.mark.slow


TODAY = date(2026, 6, 1)
ASKED = Backtesting(horizons=(60, 90), record=False)
LATE = [("b", str(date(2025, 11, 1) + timedelta(days=number))) for number in range(60)]


def events(*, backdated: bool) -> str:
    """Logins; the late ones of b claim to have been known at once."""
    rows = [(account, day, "") for account, day in (*BUSY, *QUIET)]
    if backdated:
        rows += [(account, day, day) for account, day in LATE]
    lines = (f"{n},{a},login,{day},{known}\n" for n, (a, day, known) in enumerate(rows))
    return "event_id,account_id,event,occurred_at,known_at\n" + "".join(lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book whose weeks are on record from December 2025 to June 2026."""
    files = tables(BOTH, logins=events(backdated=False))
    made = project(tmp_path, {"health": card()}, **files)
    with opened(made, today=TODAY) as there:
        there.score(Scoring(as_of=TODAY, weeks=30))
    return made


def backtested(folder: Path, asked: Backtesting = ASKED) -> Backtest:
    with opened(folder, today=TODAY) as there:
        return there.backtest(asked)


def pages(result: Backtest) -> tuple[str, str]:
    console = Console(width=300, file=StringIO(), record=True)
    console.print(evidence.backtested(result, limit=None))
    return console.export_text(), evidence_markdown.backtested(result, limit=None)


@pytest.mark.slow
def test_what_was_said_stands_beside_what_is_recomputed(folder: Path) -> None:
    result = backtested(folder)
    assert result.said is not None
    at60, at90 = result.said.horizons
    assert [(each.days, each.cases, each.recorded) for each in (at60, at90)] == [
        (60, 2, 2),
        (90, 2, 2),
    ]
    assert (at90.figures.flag.true_positives, at90.figures.flag.true_negatives) == (1, 1)
    assert (at90.compared.n, at90.compared.score_difference.value) == (2, 0)
    assert result.said.recorded_right == result.said.recomputed_right == ()
    for page in pages(result):
        assert "What we said against what is recomputed" in page


def test_a_fact_that_was_backdated_is_found_and_named(folder: Path) -> None:
    (folder / "data" / "events.csv").write_text(events(backdated=True))
    said = backtested(folder).said
    assert said is not None
    # With 30 logins in November b reads 80 on 1 December: Healthy, and it was lost.
    assert [(each.days, each.account_id) for each in said.recorded_right] == [(60, "b"), (90, "b")]
    assert said.recomputed_right == ()
    named = said.recorded_right[1]
    assert (named.said_band, named.band, named.said_as_of) == (
        "Watch",
        "Healthy",
        date(2025, 12, 1),
    )
    facts, logins = named.because
    assert facts == "facts as of 2025-12-01 are others now than when it was said"
    assert logins.startswith("Logins: 0 points then, 100 points now: 30 active days")
    assert [each.compared.only_recorded_right for each in said.horizons] == [1, 1]


@pytest.mark.slow
def test_a_restatement_is_named_with_its_reason(folder: Path) -> None:
    (folder / "data" / "events.csv").write_text(events(backdated=True))
    with opened(folder, today=TODAY) as there:
        assert there.score(Scoring(as_of=TODAY, weeks=30)).restated
    said = backtested(folder).said
    assert said is not None
    *_, restated = said.recorded_right[1].because
    assert restated.startswith("restated on 2026-06-01: the facts changed since this was said")
    for page in pages(backtested(folder)):
        assert "restated on 2026-06-01" in page


@pytest.mark.slow
def test_a_fact_that_came_late_and_says_so_changes_nothing(folder: Path) -> None:
    head, *rows = events(backdated=True).splitlines()
    lines = [line.rpartition(",")[0] + "," for line in rows]
    (folder / "data" / "events.csv").write_text("\n".join([head, *lines]) + "\n")
    said = backtested(folder).said
    assert said is not None
    assert [each.compared.score_difference.value for each in said.horizons] == [0, 0]


@pytest.mark.slow
def test_another_scorecard_is_named(folder: Path) -> None:
    file = folder / "scorecards" / "health.yml"
    file.write_text(file.read_text().replace("{linear: {0: 100, 5: 0}}", "{linear: {0: 0, 5: 1}}"))
    said = backtested(folder).said
    assert said is not None
    # Without tickets a reads 70 where it read 100, and has not been there for long enough: Watch.
    (named,) = [each for each in said.recorded_right if each.days == 90]
    assert (named.account_id, named.said_band, named.band) == ("a", "Healthy", "Watch")
    (because,) = named.because
    assert because.startswith("said by health v1 (")
    assert ", recomputed by health v1 (" in because


@pytest.mark.slow
def test_it_can_be_left_out_and_asked_for_in_vain(folder: Path) -> None:
    assert backtested(folder, replace(ASKED, recorded=False)).said is None
    assert not unsaid(backtested(folder, replace(ASKED, recorded=True)))
    ledgers.forget(folder)
    result = backtested(folder, replace(ASKED, recorded=True))
    assert result.said is None
    assert unsaid(result)
    assert not unsaid(backtested(folder))


def unsaid(result: Backtest) -> bool:
    return any("Nothing is on record within 7 days" in notice for notice in result.notices)
