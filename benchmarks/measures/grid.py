"""The eight signals for every account at every date, from facts that are ingested already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.signals import eight
from benchmarks.sizes import daily, weekly
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.store import open_store


def run(folder: Path, store: str, dates: str = "104") -> None:
    """Walk through the whole stream, as scoring does, and keep nothing.

    Args:
        folder: not used: the facts are in the store.
        store: the facts file.
        dates: so many weeks, or ``daily``.
    """
    engine = DuckDBEngine(open_store(store))
    seen = sum(len(account.rows) for account in engine.grid(eight(), _dates(dates)))
    engine.close()
    print(f"{seen} account-dates")


def _dates(word: str) -> Sequence[date]:
    return daily() if word == "daily" else weekly(int(word))
