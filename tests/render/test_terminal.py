"""Text for people: whatever the width, the colours and the names."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from forewarn.project import Project, Scoring
from forewarn.render import results
from forewarn.render.text.book import reason
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explained import Explanation
from forewarn.terms.results import Scored
from tests.project.companies import END_ON, scored

pytestmark = pytest.mark.slow


STYLE = re.compile(r"\x1b\[[0-9;]*m")
COLOUR = re.compile(r"\x1b\[([0-9;]*;)?(3[1-7]|38;5;[0-9]+)m")
HOSTILE = [
    "Acme [bold]& Sons[/bold] [EMEA]",
    "[/red] [[] :boom:",
    "tab\there\nand a second line",
    "\x1b[2J\x1b]0;owned\x07 bell",
    "| pipe | `tick` <b>",
    "株式会社 フォアワーン 🦊",
    "\u202egnp.exe",
    "x" * 300,
]


@pytest.fixture(scope="module")
def told(small: Path) -> tuple[Scored, Explanation, tuple[Scorecard, ...]]:
    """A book of three weeks, its first account explained, and the scorecards."""
    with Project.open(small) as project:
        book = project.score(Scoring(as_of=END_ON, weeks=3, record=False))
        first = book.snapshots[-1].accounts[0].account_id
        return book, project.explain(first, as_of=END_ON), project.cards


def _named(told: tuple[Scored, Explanation, tuple[Scorecard, ...]], name: str) -> None:
    """Shows everything about an account with this name, in text and in Markdown."""
    book, explanation, cards = told
    renamed = tuple(
        replace(each, accounts=tuple(replace(a, name=name, owner=name) for a in each.accounts))
        for each in book.snapshots
    )
    result = replace(explanation.result, name=name, owner=name)
    for form in ("text", "markdown"):
        results.scored(replace(book, snapshots=renamed), cards, form, everyone=True)
        results.explained(replace(explanation, result=result), cards, form)


@pytest.mark.parametrize("width", [80, 180])
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_names_are_shown_as_they_are(
    told,
    name: str,
    width: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _named(told, name)
    said = capsys.readouterr().out
    if name.isprintable() and len(name) < 25:
        assert name in said
    text, _, _ = said.partition("# Accounts as of")
    for obeyed in ("\x1b", "\x07", "\u202e"):
        assert obeyed not in text


@pytest.mark.parametrize("width", [20, 40, 80, 400])
@pytest.mark.parametrize("colour", ["NO_COLOR", "FORCE_COLOR"])
def test_any_terminal(
    told,
    width: int,
    colour: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv(colour, "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    book, explanation, cards = told
    results.scored(book, cards, "text", everyone=True)
    results.explained(explanation, cards, "text")
    said = capsys.readouterr().out
    assert bool(COLOUR.search(said)) == (colour == "FORCE_COLOR")
    assert max(cell_len(line) for line in STYLE.sub("", said).splitlines()) <= width


def test_a_band_is_never_colour_alone(told, capsys: pytest.CaptureFixture[str]) -> None:
    book, _, cards = told
    results.scored(book, cards, "text", everyone=True)
    said = capsys.readouterr().out
    for account in book.snapshots[-1].accounts:
        line = next(line for line in said.splitlines() if account.account_id in line)
        assert account.effective_band is not None
        assert account.effective_band in line


@pytest.mark.slow
def test_every_account_and_its_score_stand_in_the_text(
    told, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, _, cards = told
    results.scored(book, cards, "text", everyone=True)
    said = capsys.readouterr().out
    for account in scored(small)["accounts"]:
        line = next(line for line in said.splitlines() if account["account_id"] in line)
        assert str(account["shown"]) in line
    for label in ("heuristic", "SIMULATED", "data through 2026-10-04"):
        assert label in said


def test_the_explanation_adds_up_on_the_screen(
    told, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "180")
    _, explanation, cards = told
    results.explained(explanation, cards, "text")
    said = capsys.readouterr().out
    score = explanation.result.score
    for part in score.contributions:
        assert part.sentence in said
        assert f"{part.shown:.1f}" in said
    assert f"{score.shown:.1f}" in said


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160])
def test_score_band_and_reason_are_there_in_any_usual_width(
    told, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    book, _, cards = told
    results.scored(book, cards, "text", everyone=True)
    said = capsys.readouterr().out
    assert all(str(each.as_of) in said for each in book.snapshots)
    lines = said.splitlines()
    for account in book.snapshots[-1].accounts:
        place = next(n for n, line in enumerate(lines) if account.account_id in line)
        row, below = lines[place], lines[place + 1]
        assert str(account.score.shown) in row
        assert (account.effective_band or "–") in row
        assert reason(account)[:20] in row + below


def test_columns_that_say_nothing_are_left_out_and_others_named(
    told, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    book, _, cards = told
    mute = tuple(
        replace(each, accounts=tuple(replace(a, owner=None) for a in each.accounts))
        for each in book.snapshots
    )
    results.scored(book, cards, "text", everyone=True)
    assert "(no room for owner" in capsys.readouterr().out
    results.scored(replace(book, snapshots=mute), cards, "text", everyone=True)
    assert "owner" not in capsys.readouterr().out


def test_a_simulated_account_is_called_so(told, capsys: pytest.CaptureFixture[str]) -> None:
    _, explanation, cards = told
    for form in ("text", "markdown"):
        results.explained(explanation, cards, form)
        assert "SIMULATED" in capsys.readouterr().out


def test_drags_show_their_arithmetic(told, capsys: pytest.CaptureFixture[str]) -> None:
    _, explanation, cards = told
    results.explained(explanation, cards, "text")
    said = capsys.readouterr().out
    found = re.findall(r"([+-][0-9.]+)  .*\(([0-9.]+) − ([0-9.]+)\) × ([0-9.]+)%", said)
    assert explanation.reasons is not None
    drivers = (*explanation.reasons.drags, *explanation.reasons.lifts)
    assert len(found) == len(drivers) > 0
    for shown, points, edge, weight in found:
        product = (float(points) - float(edge)) * float(weight) / 100
        assert float(shown) == pytest.approx(product, abs=0.15)
