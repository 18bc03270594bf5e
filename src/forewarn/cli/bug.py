"""What is said when Forewarn itself fails."""

from __future__ import annotations

import platform
import traceback

import forewarn
from forewarn.render.terminal import complain


def report_bug() -> None:
    """Say that it is ours, with what a report needs."""
    complain("This is a bug in Forewarn; nothing half-done was kept. Please report these lines:")
    versions = f"forewarn {forewarn.__version__}, Python {platform.python_version()}"
    complain(f"{versions}\n{traceback.format_exc()}", style="dim")
