"""The same project a day earlier: the last day's events lie aside, in a file of their own."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import duckdb

from benchmarks.project import write_project
from benchmarks.sizes import LAST_AS_OF

NEW_DAY = "new-day.parquet"


def run(folder: Path, to: str) -> None:
    """Write the project into a folder of its own; the day's file lies beside it."""
    place, files = Path(to), sorted((folder / "events").glob("*.parquet"))
    shutil.rmtree(place, ignore_errors=True)
    (place / "events").mkdir(parents=True)
    for table in ("accounts", "contracts", "tickets", "invoices"):
        shutil.copy2(folder / f"{table}.parquet", place)
    for file in files[:-1]:
        shutil.copy2(file, place / "events")
    day = LAST_AS_OF - timedelta(days=1)
    parts = ((f"< DATE '{day}'", place / "events" / files[-1].name),
             (f">= DATE '{day}'", place / NEW_DAY))  # fmt: skip
    with duckdb.connect() as connection:
        for when, target in parts:
            connection.execute(
                f"COPY (SELECT * FROM read_parquet('{files[-1]}') WHERE occurred_at {when})"
                f" TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
            )
    write_project(place)
