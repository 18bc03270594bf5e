"""``forewarn audit``: is the data fit?"""

from __future__ import annotations

import typer

from forewarn.cli.options import AsOfOption, Format, FormatOption, ProjectOption, WaitOption


def audit(
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Judge the facts: broken keys, words, dates, orphans, late rows, gaps, silence, by row.

    Example: forewarn audit --project my-company
    """
    from forewarn.project import Project
    from forewarn.render import results

    with Project.open(project, wait_seconds=wait) as opened:
        audited = opened.audit(as_of=as_of)
    results.audited(audited, format)
    if not audited.fit:
        raise typer.Exit(1)
