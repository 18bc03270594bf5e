"""Forewarn: explained health scores of B2B accounts.

``Project.open(folder)`` gives the verbs of the command line as methods::

    with Project.open(Path("my-company")) as project:
        snapshot = project.score(Scoring(weeks=26)).snapshots[-1]
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Project": "forewarn.project",
    "Scoring": "forewarn.project",
    "Question": "forewarn.project",
    "ForewarnError": "forewarn.terms.errors",
    "FilesError": "forewarn.terms.errors",
    "simulate": "forewarn.simulate",
}
__all__ = ["FilesError", "ForewarnError", "Project", "Question", "Scoring", "simulate"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: importing forewarn loads no room."""
    if name not in _HOMES:
        raise AttributeError(f"module 'forewarn' has no attribute '{name}'")
    home = importlib.import_module(_HOMES[name])
    return home if name == "simulate" else getattr(home, name)
