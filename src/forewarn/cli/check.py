"""``forewarn check``: are the files sound?"""

from __future__ import annotations

import typer

from forewarn.cli.options import Format, FormatOption, ProjectOption


def check(project: ProjectOption = None, format: FormatOption = Format.TEXT) -> None:  # noqa: A002
    """Check forewarn.yml, scorecards and playbooks; every problem at once, with its place.

    Example: forewarn check --project my-company
    """
    from forewarn.project import Project
    from forewarn.render import results

    checked = Project.check(project)
    results.checked(checked, format)
    if not checked.sound:
        raise typer.Exit(2)
