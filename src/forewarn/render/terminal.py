"""Where text goes: results to stdout, progress and complaints to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment

from forewarn.render.characters import shown
from forewarn.terms.errors import ForewarnError
from forewarn.terms.whole import beside

Tick = Callable[[str, int, int], None]

_UNWATCHED = 180
"""Columns where no terminal says how many there are: a row of the book with its reason."""


def stdout() -> Console:
    """The console for results; wide enough for tables when nobody watches, or as COLUMNS says."""
    console = _console()
    asked = console.is_terminal or os.environ.get("COLUMNS", "").isdigit()
    return console if asked else _console(width=_UNWATCHED)


def stderr() -> Console:
    """The console for progress and complaints."""
    return _console(stderr=True)


def _console(*, stderr: bool = False, width: int | None = None) -> Console:
    """A console that takes square brackets and colons in people's text for what they are."""
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


@dataclass(frozen=True, slots=True)
class _Plainly:
    """A result whose text cannot steer the terminal."""

    result: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in console.render(self.result, options):
            yield part if part.control else Segment(shown(part.text), part.style)


def show(result: RenderableType) -> None:
    """Print a result for people."""
    stdout().print(_Plainly(result))


def show_lines(result: RenderableType) -> None:
    """Print lines for people to copy: the terminal folds them, nothing here does."""
    stdout().print(_Plainly(result), soft_wrap=True)


def write(text: str) -> None:
    """Write machine-readable text alone on stdout."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def keep(file: Path, text: str) -> None:
    """Write machine-readable text into a file, wholly or not at all.

    Raises:
        ForewarnError: the file cannot be written.
    """
    try:
        with beside(file) as new:
            new.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise ForewarnError(
            f"{file} cannot be written ({error.strerror})", fix="name another file"
        ) from None


def complain(words: str, *, style: str = "bold red") -> None:
    """Say on stderr what is wrong."""
    head, *tails = shown(words).split("\n")
    console = stderr()
    console.print(head, style=style, soft_wrap=True)
    for tail in tails:
        console.print(tail, soft_wrap=True)


def tell(words: str) -> None:
    """Say on stderr what was done beside the result."""
    complain(words, style="dim")


@contextmanager
def progress(words: str) -> Iterator[Tick]:
    """A progress bar on stderr; silent when stderr is no terminal."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = stderr()
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(words, total=None)

        def tick(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        yield tick
