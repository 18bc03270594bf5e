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
    """Score a SIMULATED company: the book, the worst account explained, was it right.

    Example: forewarn demo
    """
    from forewarn.demo import play

    play(folder, example=example)
