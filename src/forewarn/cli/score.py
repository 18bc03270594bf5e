"""``forewarn score``: score the book at one date, or every week back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from forewarn.cli import without_algebra
from forewarn.cli.options import (
    AsOfOption,
    Format,
    FormatOption,
    IncludeOption,
    ProjectOption,
    ScorecardOption,
    WaitOption,
)

if TYPE_CHECKING:
    from forewarn.project.asked import Scoring


def score(
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    weeks: Annotated[
        int | None, typer.Option("--weeks", min=1, max=1040, help="Weekly snapshots, newest last.")
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option("--account", help="Only this account; may be repeated.")
    ] = None,
    scorecard: ScorecardOption = None,
    include: IncludeOption = None,
    everyone: Annotated[bool, typer.Option("--all", help="Show every account.")] = False,
    record: Annotated[
        bool, typer.Option("--record/--no-record", help="Keep the snapshots in the ledger.")
    ] = True,
    plan: Annotated[
        bool, typer.Option("--plan", help="Name what would be recorded; write nothing.")
    ] = False,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Score accounts and say where they stand; snapshots go to the ledger.

    Example: forewarn score --as-of 2026-03-02 --weeks 26

    With --plan nothing is written: it names the dates that would be recorded and the snapshots
    that would be restated, with the reason.
    """
    without_algebra()
    from forewarn.project import Project, Scoring
    from forewarn.render import results
    from forewarn.render.terminal import progress

    asked = Scoring(
        as_of=as_of,
        weeks=weeks,
        accounts=tuple(account or ()),
        scorecard=scorecard,
        include=frozenset(include or ()),
        record=record,
        all_in_words=format is Format.JSON,
    )
    if plan:
        _refuse_partial(asked)
        with Project.open(project, wait_seconds=wait) as opened, progress("opening") as tick:
            planned = opened.plan_score(asked, progress=tick)
        results.planned(planned, format)
        return
    with Project.open(project, wait_seconds=wait) as opened, progress("opening") as tick:
        scored = opened.score(asked, progress=tick)
    results.scored(scored, opened.cards, format, everyone=everyone)


def _refuse_partial(asked: Scoring) -> None:
    """Only a run over the whole book is recorded, so only that can be planned."""
    if asked.record and asked.whole:
        return
    from forewarn.terms.errors import ForewarnError

    raise ForewarnError(
        "--plan names what would be recorded, and nothing would",
        fix="leave out --account, --scorecard, --include and --no-record",
    )
