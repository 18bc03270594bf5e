"""Where text goes: results to stdout, progress and complaints to stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Tick = Callable[[str, int, int], None]


def stdout() -> Console:
    """The console for results; wide enough for tables when nobody watches."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=160)


def stderr() -> Console:
    """The console for progress and complaints."""
    return Console(stderr=True, highlight=False)


def show(result: RenderableType) -> None:
    """Print a result for people."""
    stdout().print(result)


def write(text: str) -> None:
    """Write machine-readable text alone on stdout."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def complain(words: str, *, style: str = "bold red") -> None:
    """Say on stderr what is wrong."""
    head, *tails = words.split("\n")
    console = stderr()
    console.print(head, style=style, markup=False, soft_wrap=True)
    for tail in tails:
        console.print(tail, markup=False, soft_wrap=True)


@contextmanager
def progress(words: str) -> Iterator[Tick]:
    """A progress bar on stderr; silent when stderr is no terminal."""
    console = stderr()
    columns = (
        TextColumn("{task.description}"),
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
