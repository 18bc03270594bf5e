"""Writes the shipped schemas again: ``python -m forewarn.scorecard.schema``.

Forms of rooms above this one are named by arguments (``MODULE:FORM FILE TITLE``), so that
nothing here imports upward.
"""

from __future__ import annotations

import sys
from importlib import import_module

from forewarn.scorecard.schema import write, write_scorecard


def main(arguments: list[str]) -> None:
    """Write the scorecard's schema, and that of each form named by three arguments."""
    write_scorecard()
    for start in range(0, len(arguments) - 2, 3):
        place, name, title = arguments[start : start + 3]
        module, _, form = place.partition(":")
        write(getattr(import_module(module), form), name, title=title)


if __name__ == "__main__":
    main(sys.argv[1:])
