"""The arithmetic of scoring alone: from the grid to columns, without words and without a ledger.

Contributions, coverage, score and caps as columns, and the band held after each week, a byte an
account and week.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import chain
from pathlib import Path

from duckdb import DuckDBPyConnection

from benchmarks.sizes import LAST_AS_OF, weekly
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.setwise.book import Answered, held, score
from forewarn.engines.duckdb.setwise.cells import Cells, Grid, Span
from forewarn.engines.duckdb.setwise.laying import as_grid
from forewarn.engines.duckdb.setwise.said import CELLS_AT_A_TIME, one_thread
from forewarn.project import Project
from forewarn.project.book import BookRun, Plan, run_book
from forewarn.project.spans import spans


def run(folder: Path, upto: str = "bands") -> None:
    """From facts that are ingested already, in the file that FOREWARN_ENGINE names.

    Args:
        folder: the project.
        upto: ``grid`` stops where the arithmetic would begin.
    """
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
            done = 0 if upto == "grid" else sum(_scored(laid.cursor, book, grid, cells))
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
    return Cells(list(stretches), around.seen, around.covering, around.silent)


def _scored(cursor: DuckDBPyConnection, run: BookRun, grid: Grid, cells: Cells) -> Iterator[int]:
    """Cells that were scored, a part of the book at a time, as ``score`` does it."""
    places = {account: a for a, account in enumerate(grid.accounts)}
    (card,), answered = run.plan.routed, Answered()
    for some in _parts(cells.spans, len(grid.dates)):
        mine = [places[span.account_id] for span in some]
        between = f"a BETWEEN {min(mine)} AND {max(mine)}"
        part = replace(grid, relation=f"(SELECT * FROM {grid.relation} WHERE {between})")
        book = score(cursor, card, part, replace(cells, spans=some), answered=answered)
        parts = list(book.parts())  # the score works them out once more
        columns = [*parts, book.coverage, book.score, book.caps]
        bands = held(book, grid, range(len(grid.dates)))
        assert len({len(column) for column in columns}) == 1
        yield sum(map(len, bands.values()))


def _parts(stretches: Sequence[Span], dates: int) -> Iterator[list[Span]]:
    by_account: defaultdict[str, list[Span]] = defaultdict(list)
    for span in stretches:
        by_account[span.account_id].append(span)
    groups, size = list(by_account.values()), CELLS_AT_A_TIME // dates
    for start in range(0, len(groups), size):
        yield list(chain(*groups[start : start + size]))
