"""``forewarn ingest``: bring the facts in."""

from __future__ import annotations

from forewarn.cli.options import Format, FormatOption, ProjectOption, WaitOption


def ingest(
    project: ProjectOption = None,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Read every source into the project's facts; say what was kept and what was left out.

    Example: forewarn ingest --project my-company
    """
    from forewarn.project import Project
    from forewarn.render import results
    from forewarn.render.terminal import progress

    with Project.open(project, wait_seconds=wait) as opened, progress("reading") as tick:
        report = opened.ingest(progress=tick)
    results.ingested(report, format)
