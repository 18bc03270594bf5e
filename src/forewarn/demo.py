"""The demo: a simulated company, its book, the worst account explained, and what to try next."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.panel import Panel
from rich.text import Text

from forewarn.project import Backtesting, Project, Reviewing, Scoring, clock
from forewarn.project.acting_out import act_out
from forewarn.project.simulating import fill_example
from forewarn.render.terminal import progress, show, show_lines
from forewarn.render.text.account import account
from forewarn.render.text.book import scored, urgency
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import ForewarnError
from forewarn.terms.made import brief
from forewarn.terms.score import Snapshot

WEEKS = 66
"""A year, and the quarter before it: GRR and NRR hold a book against that of a year before."""
MEMBER = "me@example.com"
"""Whom the demo's own link signs in."""


def play(folder: Path, *, example: str = "saas") -> None:
    """Simulate a company into a folder, score a year of it, explain its worst account.

    Last the score is held against the renewals that are known, and last month's governance pack
    is made, for the pages to show, and what its people did this week is put on record: answers,
    decisions, a context. A demo folder that is there already is scored again, not
    simulated anew.
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
        _review(project)
        act_out(project.settings, now=clock.now())
        show_lines(_next(folder, worst))
        show_lines(_in_a_browser(folder))


def _show_proof(project: Project) -> None:
    """Examples without outcomes have none."""
    from forewarn.render.text.proof import proof  # with the statistics, so only here

    try:
        with progress("holding the score against renewals") as tick:
            tested = project.backtest(Backtesting(horizons=(60, 90)), progress=tick)
    except ForewarnError:
        return
    show(proof(tested))


def _review(project: Project) -> None:
    """Last month's pack, kept for the page *Evidence*; a company too young for one has none."""
    try:
        with progress("making last month's governance pack") as tick:
            project.review(Reviewing(), progress=tick)
    except ForewarnError:
        return


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
    """What to try next, without a frame: every line can be copied as it stands."""
    text, verb, at = Text("Try next:", style="bold"), _command(), shlex.quote(str(folder))
    lines = [
        f"{verb} explain {shlex.quote(worst or 'ACCOUNT')} --project {at}",
        f"{verb} backtest --project {at}  # every wrong call by name",
        f"{verb} review --governance --project {at}  # last month's governance pack",
        f"{verb} audit --project {at}",
        f"$EDITOR {at}/scorecards/health.yml  # change a weight, then:",
        f"{verb} check --project {at} && {verb} score --project {at}",
        f"{verb} init my-company --from FOLDER_OF_EXPORTS",
    ]
    for line in lines:
        text.append(f"\n  {line}", style="cyan")
    return text


def _in_a_browser(folder: Path) -> RenderableType:
    """The command that serves the same company; it prints a fresh link whenever it is run."""
    text = Text(
        "\nThe same company in a browser, with a link that signs you in once:", style="bold"
    )
    command = f"{_command()} serve --project {shlex.quote(str(folder))} --link {MEMBER}"
    text.append(f"\n  {command}\n", style="cyan")
    return text


def _command() -> str:
    """How this program is called from here: by its name where the shell finds it."""
    found, ours = shutil.which("forewarn"), Path(sys.executable).with_name("forewarn")
    if (found and Path(found).samefile(ours)) or not ours.exists():
        return "forewarn"
    # A virtual environment that is not active, as after `make demo`.
    return shlex.quote(os.path.relpath(ours) if ours.is_relative_to(Path.cwd()) else str(ours))
