"""The arithmetic of scoring alone: from the grid to columns, without words and without a ledger.

Contributions, coverage, score and caps as columns; with bands also the one held after each week, a
byte an account and week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time
from math import ceil
from pathlib import Path

from duckdb import DuckDBPyConnection

from benchmarks.sizes import LAST_AS_OF, weekly
from forewarn.cli import without_algebra
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.setwise.book import Scoring, held
from forewarn.engines.duckdb.setwise.cells import Cells, Grid
from forewarn.engines.duckdb.setwise.chunks import CELLS_AT_A_TIME
from forewarn.engines.duckdb.setwise.laying import as_grid
from forewarn.engines.duckdb.setwise.said import one_thread
from forewarn.project import Project
from forewarn.project.book import BookRun, Plan, run_book
from forewarn.project.spans import spans


def run(folder: Path, upto: str = "bands") -> None:
    """From facts that are ingested already, in the file that FOREWARN_ENGINE names.

    Args:
        folder: the project.
        upto: ``grid`` stops where the arithmetic would begin, ``contributions`` before bands.
    """
    without_algebra()  # as ``score`` does
    now = datetime.combine(LAST_AS_OF, time(6), UTC)
    with Project.open(folder, now=lambda: now) as project:
        desk = project._desk(frozenset())
        assert isinstance(desk.engine, DuckDBEngine)
        plan = Plan.over(desk.cards, weekly(), starts="monday", only=None)
        book = run_book(desk.engine, plan, declared=desk.declared)
        laid = desk.engine.laid(book.primitives, weekly())
        grid = as_grid(laid, book.primitives)
        cells = _cells(book)
        with one_thread(laid.cursor):
            bands = upto == "bands"
            done = 0 if upto == "grid" else sum(_scored(laid.cursor, book, grid, cells, bands))
        print(f"{done} scored cells of {len(laid.accounts) * len(laid.dates)}")


def _cells(run: BookRun) -> Cells:
    plan, around = run.plan, run.around
    left_out = {on: Counter[str]() for on in weekly()}
    stretches = spans(
        around,
        weekly(),
        card_of=run.card_of,
        cards=plan.routed,
        accounts=None,
        left_out=left_out,
    )
    return Cells(stretches, around.seen, around.covering, around.silent)


def _scored(
    cursor: DuckDBPyConnection, run: BookRun, grid: Grid, cells: Cells, bands: bool
) -> Iterator[int]:
    """Cells that were scored, a part of the book at a time, as ``score`` does it."""
    import numpy as np  # not before: it is part of what is measured

    (card,) = run.plan.routed
    scoring = Scoring.begun(cursor, card, grid, cells)
    accounts, dates = len(grid.accounts), len(grid.dates)
    size = ceil(accounts / max(1, ceil(accounts * dates / CELLS_AT_A_TIME)))
    rows = np.empty((len(card.inputs), size * dates))
    starts = range(0, accounts, size)
    for book in scoring.parts([f"a BETWEEN {a} AND {a + size - 1}" for a in starts]):
        columns = [*book.contributions(rows), book.coverage, book.score, book.caps]
        (count,) = {len(column) for column in columns}
        if bands:
            assert sum(map(len, held(book, grid, range(dates)).values())) == count
        yield count
