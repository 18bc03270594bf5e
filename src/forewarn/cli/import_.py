"""``forewarn import``: read back what people typed into a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.options import Format, FormatOption, ProjectOption, WaitOption


def import_(
    workbook: Annotated[Path, typer.Argument(help="A workbook that `forewarn export` wrote.")],
    project: ProjectOption = None,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Who assessed, where a row names nobody.")
    ] = "",
    take: Annotated[
        list[str] | None,
        typer.Option(
            "--take",
            metavar="SIDE",
            help="Settle conflicts: sheet or record for all, or ACCOUNT.field=sheet for one cell;"
            " may be given several times.",
        ),
    ] = None,
    accept_good_rows: Annotated[
        bool,
        typer.Option(
            "--accept-good-rows",
            help="Take rows without fault or conflict although others are not.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be taken; write nothing.")
    ] = False,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Read back assessments and edited scorecards from a workbook; all of it or nothing.

    Example: forewarn import health.xlsx --dry-run

    Where sheet and record both changed a cell since the export, both values are shown and nothing
    is written until --take says which.
    """
    from forewarn.project import Importing, Project
    from forewarn.render import results
    from forewarn.render.terminal import progress

    asked = Importing(workbook, by, tuple(take or ()), accept_good_rows, dry_run)
    with Project.open(project, wait_seconds=wait) as opened, progress("opening") as tick:
        imported = opened.import_(asked, progress=tick)
    results.imported(imported, format)
    if imported.refused:
        raise typer.Exit(2)
