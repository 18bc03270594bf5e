"""``forewarn review``: what a meeting about the book needs; for now the monthly governance pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.options import Format, FormatOption, ProjectOption, WaitOption


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
    everyone: Annotated[bool, typer.Option("--all", help="Name every wrong call.")] = False,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """The month's governance pack: verdicts, owned figures, shift, drift, false calls, people.

    Example: forewarn review --governance --month 2026-10 --out packs
    """
    from forewarn.terms.errors import ForewarnError

    if not governance:
        raise ForewarnError(
            "the weekly agenda is not built yet: it comes with plays",
            fix="ask for what there is: forewarn review --governance",
        )
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
