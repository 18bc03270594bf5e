"""``forewarn review``: what a meeting about the book needs: the weekly agenda, the monthly pack."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.options import Format, FormatOption, ProjectOption, WaitOption, day


def review(
    project: ProjectOption = None,
    governance: Annotated[
        bool, typer.Option("--governance", help="The monthly governance pack.")
    ] = False,
    month: Annotated[
        str | None,
        typer.Option(
            "--month", metavar="MONTH", help="Such as 2026-10; default: the last one that is over."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Write the pack there as one HTML file and as Markdown."
        ),
    ] = None,
    everyone: Annotated[
        bool, typer.Option("--all", help="Name every account of a list, every wrong call.")
    ] = False,
    owner: Annotated[
        str | None,
        typer.Option("--owner", metavar="NAME", help="The agenda of one CSM; default: of all."),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of", metavar="DATE", help="A date on record; default: the newest.", parser=day
        ),
    ] = None,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """The weekly agenda: promises, whom to look at and why, standing lists. Or the monthly pack.

    Example: forewarn review --owner "Ana Meier"
    """
    from forewarn.terms.errors import ForewarnError

    if governance:
        if owner is not None or as_of is not None:
            raise ForewarnError(
                "--owner and --as-of are of the weekly agenda, not of the governance pack",
                fix="leave them out, or leave --governance out",
            )
        _pack(project, month, out, wait, format, everyone=everyone)
        return
    if month is not None or out is not None:
        raise ForewarnError(
            "--month and --out are of the governance pack",
            fix="add --governance, or leave them out for the weekly agenda",
        )
    from forewarn.project import Project
    from forewarn.render import results

    with Project.open(project, wait_seconds=wait) as opened:
        agenda = opened.agenda(as_of=as_of, owner=owner)
        results.agenda(agenda, opened.cards, format, everyone=everyone)


def _pack(
    project: Path | None,
    month: str | None,
    out: Path | None,
    wait: float,
    format: Format,  # noqa: A002
    *,
    everyone: bool,
) -> None:
    from forewarn.project import Project, Reviewing
    from forewarn.render import results
    from forewarn.render.terminal import progress

    if out is not None:
        results.refuse_pack(out)
    with Project.open(project, wait_seconds=wait) as opened, progress("opening") as tick:
        pack = opened.review(Reviewing(month=month), progress=tick)
    if out is None:
        results.governed(pack, format, everyone=everyone)
    else:
        results.governance_files(pack, out, format)
