"""``forewarn sheet sync``: keep a shared sheet up to date."""

from __future__ import annotations

from typing import Annotated

import typer

from forewarn.cli.options import AsOfOption, Format, FormatOption, ProjectOption, WaitOption

app = typer.Typer(help="Keep a shared sheet up to date.", no_args_is_help=True)


@app.callback()
def _sheet() -> None:
    """Keep a shared sheet up to date."""


@app.command()
def sync(
    where: Annotated[
        str,
        typer.Argument(
            metavar="PATH_OR_URL",
            help="An .xlsx file in a shared folder, or a docs.google.com address.",
        ),
    ],
    project: ProjectOption = None,
    as_of: AsOfOption = None,
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
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Read back what people typed into a shared sheet, then write it anew.

    Example: forewarn sheet sync ~/OneDrive/health.xlsx

    Where something typed cannot be taken, or sheet and record both changed a cell, nothing is
    written until it is settled. A sheet that somebody has open or changed meanwhile is left alone.
    """
    from forewarn.project import Project, Syncing
    from forewarn.render import results
    from forewarn.render.terminal import progress

    asked = Syncing(where, as_of, by, tuple(take or ()), accept_good_rows)
    with Project.open(project, wait_seconds=wait) as opened, progress("opening") as tick:
        synced = opened.sync_sheet(asked, progress=tick)
    results.synced(synced, format)
    if not synced.written:
        raise typer.Exit(2)
