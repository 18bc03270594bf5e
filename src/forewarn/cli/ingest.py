"""``forewarn ingest``: bring the facts in."""

from __future__ import annotations

from typing import Annotated

import typer

from forewarn.cli.options import Format, FormatOption, ProjectOption, WaitOption


def ingest(
    project: ProjectOption = None,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="Read files, too, that look as they did.")
    ] = False,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Read every source into the project's facts; say what was kept and what was left out.

    Files that have the size and the time that they had are not read again, but with --afresh.

    Example: forewarn ingest --project my-company
    """
    from forewarn.project import Project
    from forewarn.render import results
    from forewarn.render.terminal import progress

    with Project.open(project, wait_seconds=wait) as opened, progress("reading") as tick:
        report = opened.ingest(afresh=afresh, progress=tick)
    results.ingested(report, format)
