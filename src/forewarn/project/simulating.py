"""An example project filled with a simulated company, for demos, first steps and tests."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from forewarn.project.examples import example_folder
from forewarn.simulate import simulate, write
from forewarn.terms.errors import ForewarnError

HISTORY = timedelta(days=455)


def fill_example(
    folder: Path, *, example: str, end_on: date, accounts: int = 120, seed: int = 7
) -> None:
    """Copy an example's files into a new folder and simulate its data.

    Args:
        end_on: the day after the last simulated one.

    Raises:
        ForewarnError: the folder already holds something.
    """
    home = example_folder(example)
    refuse_full(folder)
    shutil.copytree(home, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("data", ".*"))
    company = simulate(start_on=end_on - HISTORY, end_on=end_on, accounts=accounts, seed=seed)
    write(company, folder / "data")


def refuse_full(folder: Path) -> None:
    """Refuse a folder that holds something: nothing of the user's is overwritten.

    Raises:
        ForewarnError: it does, or it is a file.
    """
    if folder.is_file():
        raise ForewarnError(f"{folder} is a file", fix="name a new folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise ForewarnError(
            f"{folder} already holds something; nothing was changed", fix="name a new folder"
        )
