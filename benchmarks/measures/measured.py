"""A project's sources read and its eight signals measured, without scores or a ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from benchmarks.signals import eight
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.project import Project


def run(folder: Path, place: str, as_of: str, weeks: str = "1") -> None:
    """Into the facts file that FOREWARN_ENGINE names.

    Args:
        folder: not used: the project lies elsewhere.
        place: the project's folder.
        as_of: the newest date.
        weeks: so many weekly dates.
    """
    on = date.fromisoformat(as_of)
    now = datetime.combine(on, time(6), UTC)
    dates = [on - timedelta(weeks=back) for back in reversed(range(int(weeks)))]
    with Project.open(Path(place), now=lambda: now) as project:
        engine = project._desk(frozenset()).engine
        assert isinstance(engine, DuckDBEngine)
        laid = engine.laid(eight(), dates)
    print(f"{len(laid.accounts) * len(laid.dates)} account-dates")
