"""Score a whole book under one scorecard: a fixed number of statements, then steady bands."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.setwise import around
from forewarn.engines.duckdb.setwise.cells import Cells, Grid, Span
from forewarn.engines.duckdb.setwise.rendering import Output, Rendering
from forewarn.engines.duckdb.setwise.scope import Scope
from forewarn.engines.duckdb.setwise.steadiness import WITHHELD, Machine
from forewarn.engines.duckdb.setwise.supports import asked, in_use
from forewarn.scorecard.model import Percentile, Scorecard, Target


@dataclass(frozen=True, slots=True)
class ScoredBook:
    """A table with one row per account and date that is scored.

    Columns: ``a`` and ``i`` (positions of account and date), ``score`` and ``coverage`` (DOUBLE or
    NULL), ``why`` (``weighing``: 0 scored, else why withheld), ``used`` (stated weights in use: an
    input with points has the effective weight ``stated / used``, one without has 0), ``class`` (of
    the score, see ``Edges``; −1 without one), ``caps`` (one bit per cap in force, in file order);
    per signal those of ``signals``; per input ``counts_N`` (status code that counts), ``points_N``
    and ``contribution_N``, N its place in the file.
    """

    table: str
    rendering: Rendering

    @property
    def signals(self) -> dict[str, Output]:
        """Columns by signal in use."""
        return self.rendering.signals


def score(
    connection: DuckDBPyConnection,
    card: Scorecard,
    grid: Grid,
    cells: Cells,
    *,
    table: str,
    accounts: Collection[str] | None = None,
    parts: bool = True,
) -> ScoredBook:
    """Score accounts at every date of the grid under one scorecard, whatever it applies to.

    Args:
        connection: where the grid stands; small temporary tables are made beside it.
        card: one that ``supports`` has nothing against.
        grid: the primitives' values.
        cells: what is known around them.
        table: name of the temporary table to make.
        accounts: only these; None = all.
        parts: give the parts of each score; else ``age``, ``counts`` (the inputs' status codes as
            digits where the score is withheld), the points, the day of each signal that has one
            as days before the date, and the columns that ``Rendering.keys`` names.
    """
    scope = Scope(card.signals, grid, cells)
    rendering = Rendering(card, scope, in_use(card))
    spans = [each for each in cells.spans if accounts is None or each.account_id in accounts]
    marked = around.marked_signals(spans, in_use(card), scope)
    around.load_dates(connection, grid, cells, scope)
    around.load_spans(
        connection,
        spans,
        cells,
        scope,
        positions={account: place for place, account in enumerate(grid.accounts)},
        profile=_profile(card),
        marked=marked,
    )
    around.load_rises(connection, scope, rendering.base().format(grid=grid.relation))
    select = rendering.select(grid.relation, marked, parts=parts)
    asked_for = {name: v for name, v in scope.parameters.values.items() if _named(name, select)}
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}", asked_for)
    return ScoredBook(table, rendering)


def _named(parameter: str, select: str) -> bool:
    """Whether a statement uses a parameter; a curve's words may have led to no comparison."""
    return re.search(rf"\${parameter}\b", select) is not None


def _profile(card: Scorecard) -> Callable[[Span], tuple[object, ...]]:
    """What spans have in common whose attributes and marks mean the same to a scorecard."""
    curves = {each.curve.by for each in card.inputs if isinstance(each.curve, Target | Percentile)}
    forms = (card.signals[name] for name in asked(card))
    columns = sorted(curves.union(*(form.columns_used().get("accounts", ()) for form in forms)))

    def key(span: Span) -> tuple[object, ...]:
        marks = tuple(sorted((name, mark.status) for name, mark in span.marks.items()))
        return (marks, *((type(v := span.attributes.get(c)), v) for c in columns))

    return key


def held(
    connection: DuckDBPyConnection, scored: ScoredBook, grid: Grid, weekly: Sequence[int]
) -> dict[str, bytes]:
    """Per account, a byte per weekly date: the rank of the band held after it, or NO_BAND.

    Args:
        weekly: positions of the weekly dates in the grid's dates, ascending.
    """
    import numpy as np

    rendering = scored.rendering
    machine = Machine(rendering.card, rendering.edges, [grid.dates[place] for place in weekly])
    cells = connection.execute(f"SELECT a, i, class FROM {scored.table}").fetchnumpy()
    accounts, rows = np.unique(np.asarray(cells["a"]), return_inverse=True)
    columns = np.full(len(grid.dates), len(weekly))  # other dates: one column more, cut off again
    columns[list(weekly)] = np.arange(len(weekly))
    classes = np.full((len(accounts), len(weekly) + 1), WITHHELD, np.uint8)
    found = np.asarray(cells["class"], np.int16) + (WITHHELD + 1)
    classes[rows, columns[np.asarray(cells["i"])]] = found
    bands = machine.held_by_all(classes[:, :-1])
    return {grid.accounts[a]: row.tobytes() for a, row in zip(accounts, bands, strict=True)}
