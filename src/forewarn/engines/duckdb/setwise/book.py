"""Score a whole book under one scorecard: cells that are alike are told apart and answered once.

A few statements give what tells cells apart; SQL's answers are asked for at one cell of each
reading, and what is left a cell is looking up numbers and one sum.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.setwise import around
from forewarn.engines.duckdb.setwise.cells import Cells, Grid, Span
from forewarn.engines.duckdb.setwise.met import Met
from forewarn.engines.duckdb.setwise.rendering import Output, Rendering
from forewarn.engines.duckdb.setwise.scope import Scope
from forewarn.engines.duckdb.setwise.steadiness import WITHHELD, Machine
from forewarn.engines.duckdb.setwise.supports import asked, in_use
from forewarn.engines.duckdb.setwise.told import Told, told
from forewarn.engines.duckdb.setwise.weighing import Weighing, state
from forewarn.scorecard.model import Percentile, Scorecard, Target

if TYPE_CHECKING:
    from forewarn.engines.duckdb.setwise.alike import Whole
    from forewarn.engines.duckdb.setwise.weighing import Numbers

_NEW = "setwise_new"


@dataclass(slots=True)
class Answered:
    """What is known of a scorecard's readings and caps from parts of a book that were scored.

    Attributes:
        inputs: in file order; by number of a reading the status code that counts, and points.
        caps: in file order; whether they are in force.
    """

    inputs: list[Met] = field(default_factory=list)
    caps: list[Met] = field(default_factory=list)

    def all(self, rendering: Rendering, marked: Sequence[str]) -> list[Met]:
        """Inputs, then caps."""
        apart, count = rendering.apart(marked), len(rendering.card.inputs)
        if not self.inputs and not self.caps:
            self.inputs = [Met((f"counts_{n}", f"points_{n}")) for n in range(count)]
            self.caps = [Met((f"cap_{n}",)) for n in range(len(apart) - count)]
        return [*self.inputs, *self.caps]


@dataclass(frozen=True)
class ScoredBook:
    """Accounts and dates that are scored, as columns in one order.

    Attributes:
        rendering: of the scorecard.
        told: ``a`` and ``i`` (positions of account and date), ``age`` and the days of signals.
        answered: what was found of its readings.
        readings: per input the number of its reading.
        caps: one bit per cap in force, in file order.
        weighing: how weights fall.
        dates: how many the grid has.
    """

    rendering: Rendering
    told: Told
    answered: Answered
    readings: Sequence[Whole]
    caps: Whole
    weighing: Weighing
    dates: int

    @property
    def signals(self) -> dict[str, Output]:
        """Columns by signal in use."""
        return self.rendering.signals

    @property
    def a(self) -> Whole:
        """Position of the account."""
        found: Whole = self.told.columns["a"]
        return found

    @property
    def i(self) -> Whole:
        """Position of the date."""
        found: Whole = self.told.columns["i"]
        return found

    @cached_property
    def places(self) -> Whole:
        """Account and date as one number."""
        import numpy as np

        return self.a.astype(np.int64) * self.dates + self.i

    @cached_property
    def withheld(self) -> Any:
        """Whether there is no score; one truth where that is so of all."""
        return self.weighing.of_each([each.withheld for each in self.weighing.shares])

    @cached_property
    def coverage(self) -> Numbers:
        """Share of weight that rests on what was observed; not a number where nothing applies."""
        import numpy as np

        found = [np.nan if s.coverage is None else s.coverage for s in self.weighing.shares]
        return np.broadcast_to(self.weighing.of_each(found), self.told.cells)

    def parts(self) -> Iterator[Numbers]:
        """Per input what it adds to a score, were there one; 0 where it is not in use."""
        import numpy as np

        inputs = self.rendering.card.inputs
        weights = {each.weight: self.weighing.weight(each) for each in inputs}
        for each, met, numbers in zip(inputs, self.answered.inputs, self.readings, strict=True):
            points = np.array([p or 0.0 for p in met.found[1]])
            weight = weights[each.weight]
            if isinstance(weight, float):
                yield (weight * points)[numbers]
            else:
                yield weight * points[numbers]

    @cached_property
    def score(self) -> Numbers:
        """The scores; not a number where one is withheld."""
        import numpy as np

        total = np.zeros(self.told.cells)
        for part in self.parts():
            total += part
        return np.where(self.withheld, np.nan, np.minimum(np.maximum(total, 0.0), 100.0))

    @cached_property
    def classes(self) -> Whole:
        """The score's class (see ``Edges``); −1 where there is no score."""
        import numpy as np

        found = np.searchsorted(self.rendering.edges.cuts, self.score, side="right")
        return np.where(self.withheld, -1, found)

    def younger(self, days: int) -> Any:
        """Whether the account is younger; not where its first day is not known."""
        import numpy as np

        age = self.told.columns["age"]
        return np.ma.getdata(age < days) & ~np.ma.getmaskarray(age)


def score(
    connection: DuckDBPyConnection,
    card: Scorecard,
    grid: Grid,
    cells: Cells,
    *,
    answered: Answered | None = None,
) -> ScoredBook:
    """Score accounts at every date of the grid under one scorecard, whatever it applies to.

    Args:
        connection: where the grid stands; small temporary tables are made beside it.
        card: one that ``supports`` has nothing against.
        grid: the primitives' values.
        cells: what is known around them.
        answered: of other parts of the book; it is added to.
    """
    answered = answered or Answered()
    rendering = Rendering(card, Scope(card.signals, grid, cells), in_use(card))
    marked = _load(connection, rendering, grid, cells)
    found = told(connection, *_asking(rendering, rendering.told(grid.relation, marked)))
    mets, apart = answered.all(rendering, marked), rendering.apart(marked)
    numbered = [
        met.number(found, each.columns, each.meaning) for met, each in zip(mets, apart, strict=True)
    ]
    found.forget()
    _answer(connection, rendering, grid, marked, found, mets, [new for _, new in numbered])
    numbers, inputs = [each for each, _ in numbered], len(card.inputs)
    readings, caps = numbers[:inputs], _bits(answered.caps, numbers[inputs:], found.cells)
    states = [[state(*each) for each in zip(*met.found, strict=True)] for met in answered.inputs]
    weighing = Weighing.of(card, readings, states, found.cells)
    return ScoredBook(rendering, found, answered, readings, caps, weighing, len(grid.dates))


def _load(
    connection: DuckDBPyConnection, rendering: Rendering, grid: Grid, cells: Cells
) -> list[str]:
    """Make the small tables beside the grid; the signals that have marks."""
    scope, card = rendering.scope, rendering.card
    marked = around.marked_signals(cells.spans, in_use(card), scope)
    around.load_dates(connection, grid, cells, scope)
    around.load_spans(
        connection,
        cells.spans,
        cells,
        scope,
        positions={account: place for place, account in enumerate(grid.accounts)},
        profile=_profile(card),
        marked=marked,
    )
    return marked


def _answer(
    connection: DuckDBPyConnection,
    rendering: Rendering,
    grid: Grid,
    marked: Sequence[str],
    found: Told,
    mets: Sequence[Met],
    new: Sequence[Sequence[int]],
) -> None:
    """Have SQL answer what is new, at one cell each."""
    import numpy as np

    cells = sorted({cell for each in new for cell in each})
    if not cells:
        return
    a, i = (found.columns[name][cells].tolist() for name in ("a", "i"))
    around.load(connection, _NEW, {"a": ("INTEGER", a), "i": ("INTEGER", i)})
    some = f"(SELECT * FROM {grid.relation} AS g SEMI JOIN {_NEW} USING (a, i))"
    around.load_rises(connection, rendering.scope, rendering.base().format(grid=some))
    answers = connection.execute(*_asking(rendering, rendering.select(some, marked))).fetchnumpy()
    dates = len(grid.dates)
    order = np.argsort(answers["a"].astype(np.int64) * dates + answers["i"])
    rows = np.argsort(np.asarray(a, np.int64) * dates + np.asarray(i, np.int64))
    row_of = dict(zip((cells[row] for row in rows), order.tolist(), strict=True))
    for met, asked_for in zip(mets, new, strict=True):
        at = [row_of[cell] for cell in asked_for]
        met.learn([answers[name][at].tolist() for name in met.answers])


def _asking(rendering: Rendering, select: str) -> tuple[str, Mapping[str, object]]:
    """A statement with the parameters that it names; words of a curve may lead to no comparison."""
    values = rendering.scope.parameters.values
    return select, {name: value for name, value in values.items() if _named(name, select)}


def _bits(caps: Sequence[Met], numbers: Sequence[Whole], cells: int) -> Whole:
    import numpy as np

    found = np.zeros(cells, np.int64)
    for place, (met, numbered) in enumerate(zip(caps, numbers, strict=True)):
        found |= (np.asarray(met.found[0], np.int64) << place)[numbered]
    return found


def _named(parameter: str, select: str) -> bool:
    return re.search(rf"\${parameter}\b", select) is not None


def _profile(card: Scorecard) -> Callable[[Span], tuple[object, ...]]:
    """What spans have in common whose attributes and marks mean the same to a scorecard."""
    curves = {each.curve.by for each in card.inputs if isinstance(each.curve, Target | Percentile)}
    forms = (card.signals[name] for name in asked(card))
    columns = sorted(curves.union(*(form.columns_used().get("accounts", ()) for form in forms)))

    def key(span: Span) -> tuple[object, ...]:
        if not columns and not span.marks:
            return ()
        marks = tuple(sorted((name, mark.status) for name, mark in span.marks.items()))
        return (marks, *((type(v := span.attributes.get(c)), v) for c in columns))

    return key


def held(scored: ScoredBook, grid: Grid, weekly: Sequence[int]) -> dict[str, bytes]:
    """Per account, a byte per weekly date: the rank of the band held after it, or NO_BAND.

    Args:
        weekly: positions of the weekly dates in the grid's dates, ascending.
    """
    import numpy as np

    rendering, a = scored.rendering, scored.a
    machine = Machine(rendering.card, rendering.edges, [grid.dates[place] for place in weekly])
    there = np.zeros(len(grid.accounts), bool)
    there[a] = True
    accounts = np.flatnonzero(there)
    rows = np.cumsum(there) - 1
    columns = np.full(len(grid.dates), len(weekly))  # other dates: one column more, cut off again
    columns[list(weekly)] = np.arange(len(weekly))
    classes = np.full((len(accounts), len(weekly) + 1), WITHHELD, np.uint8)
    classes[rows[a], columns[scored.i]] = scored.classes + (WITHHELD + 1)
    bands = machine.held_by_all(classes[:, :-1])
    return {
        grid.accounts[a]: row.tobytes() for a, row in zip(accounts.tolist(), bands, strict=True)
    }
