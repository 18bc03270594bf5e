"""The verb ``init``: a small working project, on simulated data or on a folder of exports."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from forewarn.connect.discover import Discovered, look_into
from forewarn.project import clock, templates
from forewarn.project.simulating import HISTORY, refuse_full
from forewarn.simulate import simulate, write
from forewarn.terms.errors import ForewarnError
from forewarn.terms.results import Started

_ACCOUNTS = 24


def start(
    folder: Path, source: Path | None = None, *, now: Callable[[], datetime] = clock.now
) -> Started:
    """Write a project into a new folder.

    Args:
        source: folder of Parquet or CSV files named after the fact tables; None = simulate a
            small company.

    Raises:
        ForewarnError: the folder holds something, or the source has no table in it.
    """
    refuse_full(folder)
    found = look_into(source.resolve()) if source is not None else None
    if source is not None and found is not None and "accounts" not in found.tables:
        raise _no_accounts(source, found)
    try:
        return _write(folder, found.tables if found else None, found.notes if found else (), now())
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ForewarnError(f"{folder} cannot be written: {error.strerror}") from error


def _no_accounts(source: Path, found: Discovered) -> ForewarnError:
    """Says what lies there, since a file with another name or ending is the usual cause."""
    there = ", ".join((*found.tables, *found.others)) or "nothing"
    near = get_close_matches("accounts", found.others, n=1, cutoff=0.5)
    fix = "add accounts.csv or accounts.parquet with a column account_id"
    if near:
        fix = f"if {near[0]} holds the accounts, save it as accounts.csv or accounts.parquet"
    return ForewarnError(f"{source} holds no accounts table (there is {there})", fix=fix)


def _write(
    folder: Path, tables: Mapping[str, Path] | None, notes: tuple[str, ...], now: datetime
) -> Started:
    simulated = tables is None
    if tables is None:
        tables = _simulate(folder, now)
    files = {
        "forewarn.yml": templates.project_file(folder.resolve().name, tables, simulated=simulated),
        "scorecards/health.yml": templates.scorecard(tables),
        "README.md": templates.readme(folder.resolve().name),
        ".gitignore": ".forewarn/\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    shown = {table: str(path) for table, path in tables.items()}
    return Started(str(folder), tuple(files), shown, simulated, notes)


def _simulate(folder: Path, now: datetime) -> Mapping[str, Path]:
    end_on = now.date()
    company = simulate(start_on=end_on - HISTORY, end_on=end_on, accounts=_ACCOUNTS)
    write(company, folder / "data")
    return {table: Path("data") / f"{table}.csv" for table in company.tables}
