"""``forewarn explain``: one account's score taken apart."""

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
    SinceOption,
    WaitOption,
)


def explain(
    account: Annotated[str, typer.Argument(help="Account id, as `forewarn score` shows it.")],
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    since: SinceOption = None,
    scorecard: ScorecardOption = None,
    include: IncludeOption = None,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Explain one account: what adds up, what drags, why it moved, what would lift it.

    Example: forewarn explain A-001 --since 2026-01-05
    """
    from forewarn.project import Project
    from forewarn.render import results

    with Project.open(project, wait_seconds=wait) as opened:
        explained = opened.explain(
            account,
            as_of=as_of,
            since=since,
            scorecard=scorecard,
            include=frozenset(include or ()),
        )
    results.explained(explained, opened.cards, format)
