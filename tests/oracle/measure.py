"""The real thing: raw rows to files, files to the store, the store to finished signals."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.ingest import ingest
from forewarn.engines.duckdb.store import open_store
from forewarn.project.accounts import AccountBook
from forewarn.signals.cell import CONTRACTS, SEATS, Cell, seats_of, tables_covering, tables_silent
from forewarn.signals.forms import Signal, read_signal
from forewarn.signals.primitives import Primitive
from forewarn.terms.facts import TABLES
from forewarn.terms.settings import SourceSpec
from forewarn.terms.signal import SignalValue
from tests.oracle.facts import RawRow, Source

INGESTED_AT = datetime(2030, 1, 1, tzinfo=UTC)
Raw = Mapping[str, Sequence[RawRow]]


@dataclass(frozen=True)
class Question:
    """Facts as a source gives them, how they are declared, and what is asked of them."""

    zone: str
    raw: Raw
    signals: Mapping[str, Mapping[str, Any]]
    dates: Sequence[date]
    sources: Mapping[str, Source] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    parquet: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Measured:
    """One account at one date: its attributes and first day, and every signal's value."""

    account: str
    as_of: date
    attributes: Mapping[str, object]
    created_on: date | None
    values: Mapping[str, SignalValue]


def measure(question: Question) -> dict[tuple[str, date], Measured]:
    """Every signal at every date for every account that was known of by then."""
    folder = Path(tempfile.mkdtemp(prefix="oracle-"))
    try:
        with open_store(":memory:", threads=1) as store:
            specs = [_source(question, table, rows, folder) for table, rows in question.raw.items()]
            ingest(store.connection, specs, zone=question.zone, now=INGESTED_AT)
            engine = DuckDBEngine(store)
            return {(each.account, each.as_of): each for each in _finished(question, engine)}
    finally:
        shutil.rmtree(folder)


def _source(question: Question, table: str, rows: Sequence[RawRow], folder: Path) -> SourceSpec:
    path = folder / f"{table}.csv"
    _write_csv(path, table, rows)
    if table in question.parquet:
        path = _as_parquet(path)
    declared = question.sources.get(table, Source())
    return SourceSpec(
        table,
        shown=path.name,
        path=str(path),
        timezone=declared.timezone,
        covers_all=declared.covers_all,
        stale_after_days=declared.stale_after_days,
        drop_duplicates=declared.drop_duplicates,
    )


def _write_csv(path: Path, table: str, rows: Sequence[RawRow]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        form = TABLES.get(table)
        names = list(form.required) if form else ["account_id", "occurred_at"]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def _as_parquet(path: Path) -> Path:
    import duckdb

    target = path.with_suffix(".parquet")
    with duckdb.connect(":memory:") as connection:
        rows = connection.read_csv(str(path), all_varchar=True)
        rows.write_parquet(str(target))
    path.unlink()
    return target


def _finished(question: Question, engine: DuckDBEngine) -> Iterator[Measured]:
    book = {name: read_signal(form) for name, form in question.signals.items()}
    primitives: dict[Primitive, int] = {}

    def position(primitive: Primitive) -> int:
        return primitives.setdefault(primitive, len(primitives))

    places = {
        name: [position(part) for part in signal.reductions(book)] for name, signal in book.items()
    }
    contracts, seats = position(CONTRACTS), position(SEATS)
    around = _Around(question, engine, book)
    for grid in engine.grid(tuple(primitives), question.dates):
        for on, row in zip(question.dates, grid.rows, strict=True):
            cell = around.cell(grid.account_id, on, seats_of(row[contracts], row[seats]))
            if cell is not None:
                values = {
                    name: signal.finish([row[place] for place in places[name]], cell, book)
                    for name, signal in book.items()
                }
                account = cell.account
                yield Measured(
                    account.account_id, on, account.attributes, account.created_on, values
                )


class _Around:
    """What the project knows around the values: accounts, coverage, silent feeds."""

    def __init__(
        self, question: Question, engine: DuckDBEngine, book: Mapping[str, Signal]
    ) -> None:
        self.functions = question.functions
        tables = sorted({table for signal in book.values() for table in signal.tables(book)})
        others = sorted({*tables, *question.raw} - {"accounts"})
        self.first_rows = engine.first_rows(others)
        first_days: dict[str, date] = {}
        for rows in self.first_rows.values():
            for account, on in rows.items():
                first_days[account] = min(on, first_days.get(account, on))
        self.accounts = AccountBook(engine.accounts(), first_days)
        declared = [name for name, source in question.sources.items() if source.covers_all]
        self.covering = tables_covering(self.first_rows, declared=declared)
        self.silent = self._silent(question, engine, tables)

    def _silent(
        self, question: Question, engine: DuckDBEngine, tables: Sequence[str]
    ) -> dict[date, frozenset[str]]:
        allowed = {
            name: source.stale_after_days
            for name, source in question.sources.items()
            if source.stale_after_days is not None
        }
        feeds = engine.feeds(tables, question.dates)
        return {
            on: tables_silent({name: feeds[name][i] for name in tables}, allowed, as_of=on)
            for i, on in enumerate(question.dates)
        }

    def cell(self, account_id: str, on: date, seats: float | None) -> Cell | None:
        account = self.accounts.as_of(account_id, on)
        if account is None:
            return None
        seen = {
            table: rows[account_id] for table, rows in self.first_rows.items() if account_id in rows
        }
        return Cell(on, account, seats, seen, self.covering, self.silent[on], self.functions)
