"""Forewarn's eight signals written down, to compare other programs' answers with."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.signals import NAMES, eight
from benchmarks.sizes import weekly
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.store import open_store


def run(folder: Path, store: str, to: str) -> None:
    """One row per account and week, as CSV."""
    with Path(to).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("account_id", "as_of", *NAMES))
        writer.writerows(answers(store, weekly()))


def answers(store: str, dates: tuple[date, ...]) -> Iterator[tuple[object, ...]]:
    """Account, date and the eight values; never an event: days_since is empty."""
    engine = DuckDBEngine(open_store(store))
    for account in engine.grid(eight(), dates):
        for on, values in zip(dates, account.rows, strict=True):
            counts = list(values)
            counts[4] = None if values[4] is None else (on - values[4][1]).days
            yield (account.account_id, on, *counts)
    engine.close()
