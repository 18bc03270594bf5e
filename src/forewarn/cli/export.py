"""``forewarn export``: the book as a workbook with live formulas, or as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.options import AsOfOption, Format, FormatOption, ProjectOption, WaitOption


def export(
    project: ProjectOption = None,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="FILE", help="A workbook with live formulas."),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="FOLDER", help="Snapshots, contributions and plays as CSV files."
        ),
    ] = None,
    parquet: Annotated[
        Path | None,
        typer.Option("--parquet", metavar="FOLDER", help="The same tables as Parquet files."),
    ] = None,
    weeks: Annotated[
        int | None,
        typer.Option("--weeks", min=1, metavar="N", help="History of N weeks in the tables."),
    ] = None,
    as_of: AsOfOption = None,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Write the book as a workbook or as tables; nothing is recorded.

    Example: forewarn export --xlsx health.xlsx

    The workbook's formulas give the engine's scores in Excel, Google Sheets and LibreOffice:
    change a weight in it and every score moves. Tables are for BI tools: one row per account and
    date, and one per account, date and input.
    """
    from forewarn.project import Exporting, Project
    from forewarn.render import results
    from forewarn.render.terminal import progress

    asked = Exporting(as_of=as_of, xlsx=xlsx, csv=csv, parquet=parquet, weeks=weeks)
    with Project.open(project, wait_seconds=wait) as opened, progress("opening") as tick:
        exported = opened.export(asked, progress=tick)
    results.exported(exported, format)
