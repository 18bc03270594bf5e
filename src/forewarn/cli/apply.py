"""``forewarn apply``: put a plan in force, with who wanted it and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.options import Format, FormatOption, ProjectOption, WaitOption


def apply(
    plan: Annotated[
        Path | None,
        typer.Argument(
            help="The plan, as `forewarn plan --out` kept it. Default: the newest on record that "
            "fits the files."
        ),
    ] = None,
    project: ProjectOption = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who applies it.")] = "",
    why: Annotated[
        str, typer.Option("--why", metavar="TEXT", help="Why; it is kept with the plan.")
    ] = "",
    approved_by: Annotated[
        list[str] | None,
        typer.Option(
            "--approved-by",
            metavar='"NAME: role"',
            help="Who approves it in which role; as many as needed.",
        ),
    ] = None,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Put a plan in force exactly as it was made; a stale one is refused.

    Approvals that were given in the workspace count, too.

    Example: forewarn apply plan.json --by "Ana Ruiz" --why "Logins say little" --approved-by
    "Ana Ruiz: revops" "Jo Park: cs"
    """
    from forewarn.project import Project, Wish
    from forewarn.render import results

    wish = Wish(by=by, why=why, approved_by=tuple(approved_by or ()))
    with Project.open(project, wait_seconds=wait) as opened:
        applied = opened.apply(plan, wish)
    results.applied(applied, format)
