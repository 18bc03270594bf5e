"""``forewarn note``: notes, contexts and marks of an account, put on record or taken back."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from forewarn.cli.options import Format, FormatOption, ProjectOption, WaitOption, day


class Kind(StrEnum):
    """What is noted."""

    NOTE = "note"
    CONTEXT = "context"
    NOT_APPLICABLE = "not_applicable"
    WRONG = "wrong"


def note(
    account: Annotated[str, typer.Argument(help="Account id, as `forewarn score` shows it.")],
    text: Annotated[
        str, typer.Argument(help="The note, or the reason; without it what is there is listed.")
    ] = "",
    project: ProjectOption = None,
    kind: Annotated[
        Kind,
        typer.Option(
            "--kind",
            help="A note; a context, which holds alarms back; a signal that does not apply to the"
            " account; or one whose source is wrong there.",
        ),
    ] = Kind.NOTE,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Who says it, as the facts write the name.")
    ] = "",
    signal: Annotated[
        str, typer.Option("--signal", metavar="SIGNAL", help="The signal that is marked.")
    ] = "",
    starts: Annotated[
        date | None,
        typer.Option("--from", metavar="DATE", help="Its first day; default: today.", parser=day),
    ] = None,
    until: Annotated[
        date | None,
        typer.Option(
            "--until", metavar="DATE", help="Its last day; only a note needs none.", parser=day
        ),
    ] = None,
    take_back: Annotated[
        int | None,
        typer.Option(
            "--take-back",
            metavar="NUMBER",
            help="This one does not count any more; it stays in the history.",
        ),
    ] = None,
    wait: WaitOption = 0.0,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Note something about an account, or list what people noted.

    Example: forewarn note A-001 "Migrates to the new plan" --kind context --until 2026-12-31
    --by "Ana Ruiz"

    Scores from the next day on know it; a context never changes a band.
    """
    from forewarn.project import NoteWish, Project
    from forewarn.render import results

    wish = NoteWish(account, text, kind.value, by, starts, until, signal, take_back)
    with Project.open(project, wait_seconds=wait) as opened:
        found = opened.note(wish)
    results.noted(found, format)
