"""``forewarn demo``: see it work on a simulated company."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    folder: Annotated[Path, typer.Argument(help="Folder for the demo project.")] = Path(
        "forewarn-demo"
    ),
    example: Annotated[str, typer.Option(help="Which example: saas or fintech.")] = "saas",
) -> None:
    """Score a SIMULATED company: the book, the worst account explained, was it right; serve it.

    Example: forewarn demo
    """
    from forewarn.demo import play

    play(folder, example=example)
    _offer(folder)


def _offer(folder: Path) -> None:
    """On a terminal the same company in a browser, where the packages for it are here."""
    import sys

    from forewarn.cli.serve import missing_packages, serve
    from forewarn.demo import MEMBER

    watched = sys.stdin.isatty() and sys.stdout.isatty()
    if watched and not missing_packages() and typer.confirm("Start the workspace now?"):
        serve(folder, link=MEMBER)
