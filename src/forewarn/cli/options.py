"""Options that several verbs share."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def day(text: str) -> date:
    """A date as it is typed, such as 2026-03-31."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 a date has no zone
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no date: write it as 2026-03-31") from None


ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", "-p", help="Project folder; default: found upward from here."),
]
FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="Text for people, or JSON, or Markdown.")
]
AsOfOption = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        help="Start of this date (data through the day before); default: today.",
        metavar="DATE",
        parser=day,
    ),
]
SinceOption = Annotated[
    date | None,
    typer.Option(
        "--since",
        help="Date to compare with; default: 28 days before.",
        metavar="DATE",
        parser=day,
    ),
]
IncludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--include", help="Also score accounts of this status: trial, free, internal or ended."
    ),
]
ScorecardOption = Annotated[
    str | None, typer.Option("--scorecard", help="Score every account by this scorecard.")
]
WaitOption = Annotated[
    float,
    typer.Option(
        "--wait",
        min=0,
        metavar="SECONDS",
        help="Wait so long while another process has the facts file; default: do not wait.",
    ),
]
