"""A project scored and recorded, with the clock at six in the morning of the date asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from forewarn.cli import start_lean, without_algebra


def run(folder: Path, place: str, as_of: str, weeks: str = "") -> None:
    """Into the files that FOREWARN_ENGINE and FOREWARN_LEDGER name.

    Args:
        folder: not used: the project lies elsewhere.
        place: the project's folder.
        as_of: the date.
        weeks: so many weekly snapshots; empty = one, at the date.
    """
    start_lean()  # as the command line does
    without_algebra()
    from forewarn.project import Project, Scoring

    on = date.fromisoformat(as_of)
    now = datetime.combine(on, time(6), UTC)
    asked = Scoring(as_of=on, weeks=int(weeks) if weeks else None, all_in_words=False)
    with Project.open(Path(place), now=lambda: now) as project:
        done = project.score(asked)
    print(f"{done.recorded} recorded, {done.restated} restated, {done.unchanged} unchanged")
