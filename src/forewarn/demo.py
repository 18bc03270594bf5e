"""The demo: a simulated company, its book, the worst account explained, and what to try next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.panel import Panel
from rich.text import Text

from forewarn.project import Backtesting, Project, Scoring, clock
from forewarn.project.simulating import fill_example
from forewarn.render.terminal import progress, show
from forewarn.render.text.account import account
from forewarn.render.text.book import scored, urgency
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import ForewarnError
from forewarn.terms.made import brief
from forewarn.terms.score import Snapshot

WEEKS = 26


def play(folder: Path, *, example: str = "saas") -> None:
    """Simulate a company into a folder, score half a year of it, explain its worst account.

    Last the score is held against the renewals that are known. A demo folder that is there already
    is scored again, not simulated anew.
    """
    if not (folder / "forewarn.yml").is_file():
        with progress("simulating a company"):
            fill_example(folder, example=example, end_on=clock.now().date())
    with Project.open(folder) as project:
        with progress("opening") as tick:
            result = project.score(Scoring(weeks=WEEKS, all_in_words=False), progress=tick)
        show(_says_simulated(folder))
        show(scored(result, project.cards, limit=12))
        worst = _worst(result.snapshots[-1], project.cards)
        if worst is not None:
            as_of = result.snapshots[-1].as_of
            show(account(project.explain(worst, as_of=as_of), project.cards))
        _show_proof(project)
        show(_next(folder, worst))


def _show_proof(project: Project) -> None:
    """Examples without outcomes have none."""
    from forewarn.render.text.proof import proof  # with the statistics, so only here

    try:
        with progress("holding the score against renewals") as tick:
            tested = project.backtest(Backtesting(horizons=(60, 90)), progress=tick)
    except ForewarnError:
        return
    show(proof(tested))


def _says_simulated(folder: Path) -> RenderableType:
    words = Text("Everything below is SIMULATED: no real company, no real person.", style="bold")
    words.append(f"\nThe project lies in {folder}/: a settings file, scorecards, facts as CSV.")
    return Panel(words, style="yellow")


def _worst(snapshot: Snapshot, cards: Sequence[Scorecard]) -> str | None:
    """The lowest-scored account of the worst band, past its first months."""
    known = [each for each in snapshot.accounts if each.score.score is not None and not each.new]
    order = urgency(cards)
    return min(map(brief, known), key=order).account_id if known else None


def _next(folder: Path, worst: str | None) -> RenderableType:
    text = Text("Try next:", style="bold")
    lines = [
        f"forewarn explain --project {folder} {worst or 'ACCOUNT'}",
        f"forewarn backtest --project {folder}     # every wrong call by name",
        f"forewarn audit --project {folder}",
        f"forewarn serve --project {folder} --link me@example.com  # in a browser",
        f"$EDITOR {folder}/scorecards/health.yml   # change a weight, then:",
        f"forewarn check --project {folder} && forewarn score --project {folder}",
        "forewarn init my-company --from FOLDER_OF_EXPORTS",
    ]
    for line in lines:
        text.append(f"\n  {line}", style="cyan")
    return Panel(text)
