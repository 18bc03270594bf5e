"""``forewarn init``: start a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.options import Format, FormatOption


def init(
    folder: Annotated[Path, typer.Argument(help="New folder for the project.")],
    source: Annotated[
        Path | None,
        typer.Option("--from", help="Folder of Parquet or CSV files named after the fact tables."),
    ] = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Start a small working project, with simulated data or with your own.

    Example: forewarn init my-company --from exports/
    """
    from forewarn.project.starting import start
    from forewarn.render import results

    results.started(start(folder, source), format)
