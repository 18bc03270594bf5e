"""``forewarn score``: score the book at one date, or every week back from it."""

from __future__ import annotations

from typing import Annotated

import typer

from forewarn.cli.options import (
    AsOfOption,
    Format,
    FormatOption,
    IncludeOption,
    ProjectOption,
    ScorecardOption,
    WaitOption,
)


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
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Score accounts and say where they stand; snapshots go to the ledger.

    Example: forewarn score --as-of 2026-03-02 --weeks 26
    """
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
    with Project.open(project, wait_seconds=wait) as opened, progress("opening") as tick:
        scored = opened.score(asked, progress=tick)
    results.scored(scored, opened.cards, format, everyone=everyone)
