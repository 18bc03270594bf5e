"""A project that was just started, and what to do next."""

from __future__ import annotations

from os.path import commonpath, relpath
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from forewarn.terms.results import Started


def started(result: Started) -> Group:
    """What was written, where the facts come from, and the next commands."""
    parts: list[RenderableType] = [Text(f"Started {result.folder}", style="bold green")]
    parts += [Text(f"  {name}") for name in result.files]
    if result.simulated:
        parts.append(Text("The data in it is SIMULATED; replace it with yours.", style="yellow"))
    else:
        parts += _facts(result)
    parts += [Text(f"! {note}", style="yellow") for note in result.notes]
    parts.append(Text("Next:", style="bold"))
    for verb in ("check", "audit", "score"):
        parts.append(Text(f"  forewarn {verb} --project {result.folder}"))
    return Group(*parts)


def _facts(result: Started) -> list[Text]:
    """The folder once, then each table with its file."""
    folder = commonpath(str(Path(file).parent) for file in result.tables.values())
    names = {table: relpath(file, folder) for table, file in result.tables.items()}
    found = ", ".join(f"{table} ({file})" for table, file in names.items())
    return [Text(f"Facts from {folder}:"), Text(f"  {found}")]
