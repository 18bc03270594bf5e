"""``forewarn plan``: what a change of scorecards would do, before anything is in force."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.options import AsOfOption, Format, FormatOption, ProjectOption, WaitOption


def plan(
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Keep the plan as JSON, for `forewarn apply`."),
    ] = None,
    instead: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="FILE",
            help="Take this scorecard file for the working file of the same scorecard.",
        ),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Show the plans that were applied instead.")
    ] = False,
    everyone: Annotated[bool, typer.Option("--all", help="Show every account.")] = False,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Hold the scorecard files against what is in force: who changes band, and the evidence.

    Example: forewarn plan --out plan.json

    The plan is kept where people can read and approve it; nothing is in force before
    `forewarn apply`.
    """
    from forewarn.project import Project
    from forewarn.render import results
    from forewarn.render.as_json import as_json
    from forewarn.render.html import files
    from forewarn.render.terminal import keep, progress

    if history:
        with Project.open(project) as opened:
            results.applied_before(opened.applied(), format)
        return
    if out is not None:
        files.refuse(out, example="plan.json")
    with Project.open(project, wait_seconds=wait) as opened, progress("opening") as tick:
        proposal = opened.plan(as_of=as_of, instead=instead, progress=tick)
    if out is not None:
        keep(out, as_json(proposal))
    results.proposed(proposal, format, everyone=everyone)
