"""The eight signals for every account at every date, from facts that are ingested already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.signals import eight
from benchmarks.sizes import daily, weekly
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.store import open_store


def run(folder: Path, store: str, dates: str = "104", where: str = "engine") -> None:
    """Work the grid out, and keep nothing.

    Args:
        folder: not used: the facts are in the store.
        store: the facts file.
        dates: so many of the newest weeks, ``fourth`` for every fourth of all, or ``daily``.
        where: ``engine`` leaves the grid where scoring reads it; ``python`` streams it out.
    """
    engine = DuckDBEngine(open_store(store))
    count = _streamed if where == "python" else _laid
    print(f"{count(engine, _dates(dates))} account-dates")
    engine.close()


def _laid(engine: DuckDBEngine, dates: Sequence[date]) -> int:
    laid = engine.laid(eight(), dates)
    return len(laid.accounts) * len(laid.dates)


def _streamed(engine: DuckDBEngine, dates: Sequence[date]) -> int:
    return sum(len(account.rows) for account in engine.grid(eight(), dates))


def _dates(word: str) -> Sequence[date]:
    if word == "fourth":
        return weekly()[3::4]
    return daily() if word == "daily" else weekly(int(word))
