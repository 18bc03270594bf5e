"""Where the example projects lie: in the repository, or beside the installed package."""

from __future__ import annotations

from pathlib import Path

import forewarn
from forewarn.terms.errors import ForewarnError

SIMULATED = ("saas", "fintech")


def example_folder(name: str) -> Path:
    """The folder of an example whose data can be simulated.

    Raises:
        ForewarnError: there is no such example.
    """
    if name not in SIMULATED:
        raise ForewarnError(
            f"there is no example '{name}' with simulated data",
            fix=f"choose one of: {', '.join(SIMULATED)}",
        )
    package = Path(forewarn.__file__).parent
    for home in (package / "examples", package.parents[1] / "examples"):
        if (home / name / "forewarn.yml").is_file():
            return home / name
    raise ForewarnError(
        f"the example '{name}' was not installed",
        fix="install Forewarn again, or use its repository",
    )
