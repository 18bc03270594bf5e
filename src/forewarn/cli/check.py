"""``forewarn check``: are the files sound?"""

from __future__ import annotations

from typing import Annotated

import typer

from forewarn.cli.options import AsOfOption, Format, FormatOption, ProjectOption


def check(
    project: ProjectOption = None,
    freeze: Annotated[
        str | None,
        typer.Option("--freeze", metavar="SIGNAL", help="Print this signal's ranks among peers."),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="With --freeze: who is a peer.")] = "segment",
    as_of: AsOfOption = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Check forewarn.yml and scorecards; every problem at once, with its place.

    Example: forewarn check --project my-company
    """
    from forewarn.project import Project
    from forewarn.render import results

    if freeze is not None:
        with Project.open(project) as opened:
            results.frozen(opened.freeze(freeze, by=by, as_of=as_of), format)
        return
    checked = Project.check(project)
    results.checked(checked, format)
    if not checked.sound:
        raise typer.Exit(2)
