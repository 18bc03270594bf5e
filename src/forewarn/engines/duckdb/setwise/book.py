"""Score a whole book under one scorecard: cells that are alike are told apart and answered once.

A few statements give what tells cells apart; SQL's answers are asked for at one cell of each
reading, and what is left a cell is looking up numbers and one sum.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.setwise import around
from forewarn.engines.duckdb.setwise.alike import BLOCK, blocks, looked_up
from forewarn.engines.duckdb.setwise.around import Tables
from forewarn.engines.duckdb.setwise.cells import Cells, Grid, Spans
from forewarn.engines.duckdb.setwise.met import Met
from forewarn.engines.duckdb.setwise.rendering import Output, Rendering
from forewarn.engines.duckdb.setwise.scope import Scope
from forewarn.engines.duckdb.setwise.steadiness import WITHHELD, Machine
from forewarn.engines.duckdb.setwise.supports import asked, in_use
from forewarn.engines.duckdb.setwise.told import Told, told, worded
from forewarn.engines.duckdb.setwise.weighing import Weighing, state
from forewarn.scorecard.model import Percentile, Scorecard, Target

if TYPE_CHECKING:
    from forewarn.engines.duckdb.setwise.alike import Whole
    from forewarn.engines.duckdb.setwise.weighing import Numbers

AT_ONCE = 4
"""So many parts of a book are numbered before SQL is asked what is new in them."""
_NUMBERS = count()  # several scorecards are scored beside one grid


@dataclass(frozen=True)
class ScoredBook:
    """Accounts and dates that are scored, as columns in one order.

    Attributes:
        rendering: of the scorecard.
        told: ``a`` and ``i`` (positions of account and date), ``age`` and the days of signals.
        inputs: in file order; by number of a reading the status code that counts, and points.
        readings: per input the number of its reading.
        caps: one bit per cap in force, in file order.
        weighing: how weights fall.
        dates: how many the grid has.
    """

    rendering: Rendering
    told: Told
    inputs: Sequence[Met]
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
        import numpy as np

        found = self.weighing.of_each([each.withheld for each in self.weighing.shares])
        return np.asarray(found, bool)

    @cached_property
    def coverage(self) -> Numbers:
        """Share of weight that rests on what was observed; not a number where nothing applies."""
        import numpy as np

        found = [np.nan if s.coverage is None else s.coverage for s in self.weighing.shares]
        return np.broadcast_to(self.weighing.of_each(found), self.told.cells)

    def contributions(self, into: Any = None) -> Any:
        """A row an input: what it adds to a score, were there one; 0 where it is not in use.

        Scores are added up on the way, and kept as ``score``.

        Args:
            into: an array that takes them, of other cells before.
        """
        import numpy as np

        shape = (len(self.inputs), self.told.cells)
        rows = np.empty(shape) if into is None else into[:, : shape[1]]
        self.__dict__["score"] = self._added_up(rows)
        return rows

    @cached_property
    def score(self) -> Numbers:
        """The scores; not a number where one is withheld."""
        return self._added_up(None)

    def _added_up(self, rows: Any) -> Numbers:
        """The scores; contributions are kept where there are rows for them."""
        import numpy as np

        total, some = np.zeros(self.told.cells), np.empty(BLOCK)
        for block in blocks(self.told.cells):
            size = min(block.stop, len(total)) - block.start
            kept = [some[:size]] * len(self.inputs) if rows is None else rows[:, block]
            weights = self._weights_at(block)
            for place, each in enumerate(self.rendering.card.inputs):
                np.take(
                    self._points[place], self.readings[place][block], out=kept[place], mode="clip"
                )
                kept[place] *= weights[each.weight]
                total[block] += kept[place]
        np.clip(total, 0.0, 100.0, out=total)
        total[self.withheld] = np.nan
        return total

    def _weights_at(self, block: slice) -> dict[float, Any]:
        """By weight what it is of those in use, at some cells."""
        of_cell = self.weighing.of_cell[block]
        return {weight: each.take(of_cell) for weight, each in self._weights.items()}

    @cached_property
    def _points(self) -> list[Numbers]:
        """Per input the points by number of a reading; 0 where there are none."""
        import numpy as np

        return [np.array([p or 0.0 for p in met.found[1]]) for met in self.inputs]

    @cached_property
    def _weights(self) -> dict[float, Numbers]:
        """By weight what it is of those in use, by pattern."""
        import numpy as np

        inputs = {each.weight: each for each in self.rendering.card.inputs}
        return {weight: np.array(self.weighing.weights(each)) for weight, each in inputs.items()}

    @cached_property
    def classes(self) -> Whole:
        """The score's class (see ``Edges``); −1 where there is no score."""
        import numpy as np

        found = np.zeros(self.told.cells, np.int16)
        for cut in self.rendering.edges.cuts:
            found += self.score >= cut
        found[self.withheld] = -1
        return found

    def younger(self, days: int) -> Any:
        """Whether the account is younger; not where its first day is not known."""
        import numpy as np

        age = self.told.columns["age"]
        return np.ma.getdata(age < days) & ~np.ma.getmaskarray(age)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A part of a book whose cells are told apart.

    Attributes:
        told: what else is known of them.
        numbers: per input, then per cap, of every cell.
        new: for each of these, accounts and dates of the cells that SQL has to be asked at.
    """

    told: Told
    numbers: Sequence[Whole]
    new: Sequence[tuple[Whole, Whole]]


@dataclass
class Scoring:
    """One scorecard over a book, of which a part is scored at a time.

    Attributes:
        connection: where the grid stands; small temporary tables are made beside it.
        rendering: of the scorecard.
        grid: the primitives' values.
        marked: the signals that have marks.
        inputs: in file order; by number of a reading the status code that counts, and points.
        caps: in file order; whether they are in force.
    """

    connection: DuckDBPyConnection
    rendering: Rendering
    grid: Grid
    marked: Sequence[str]
    inputs: list[Met] = field(init=False)
    caps: list[Met] = field(init=False)

    def __post_init__(self) -> None:
        card = self.rendering.card
        self.inputs = [Met((f"counts_{n}", f"points_{n}")) for n in range(len(card.inputs))]
        self.caps = [Met((f"cap_{n}",)) for n in range(len(card.caps))]
        self._states: list[list[int]] = [[] for _ in card.inputs]
        self._worded: list[tuple[str, bool]] | None = None
        self._apart, self._columns = self.rendering.apart(self.marked)

    @classmethod
    def begun(
        cls, connection: DuckDBPyConnection, card: Scorecard, grid: Grid, cells: Cells
    ) -> Scoring:
        """Make the small tables beside the grid.

        Args:
            connection: where the grid stands.
            card: one that ``supports`` has nothing against.
            grid: the primitives' values.
            cells: what is known around them, with the spans of every account to be scored.
        """
        scope, tables = Scope(card.signals, grid, cells), Tables(next(_NUMBERS))
        rendering = Rendering(card, scope, in_use(card), tables)
        marked = around.marked_signals(cells.spans, in_use(card), scope)
        around.load_dates(connection, tables, grid, cells, scope)
        around.load_spans(
            connection,
            tables,
            cells,
            scope,
            positions={account: place for place, account in enumerate(grid.accounts)},
            profiles=_profiles(card),
            marked=marked,
        )
        return cls(connection, rendering, grid, marked)

    def part(self, where: str = "true") -> ScoredBook:
        """Score some accounts, whatever the scorecard applies to.

        Args:
            where: what is so of the grid's rows.
        """
        (found,) = self.parts([where])
        return found

    def parts(self, wheres: Sequence[str]) -> Iterator[ScoredBook]:
        """Score parts of a book, as ``part`` does each.

        What is new in some parts is asked at once: planning the statement takes longer than
        answering it.
        """
        for start in range(0, len(wheres), AT_ONCE):
            numbered = [self._numbered(where) for where in wheres[start : start + AT_ONCE]]
            self._answer(numbered)
            while numbered:  # a part is let go of when the next is asked for
                yield self._scored(numbered.pop(0))

    def _numbered(self, where: str) -> _Numbered:
        found = self._told(f"(SELECT * FROM {self.grid.relation} WHERE {where})")
        mets = [*self.inputs, *self.caps]
        numbered = [met.number(found, of) for met, of in zip(mets, self._apart, strict=True)]
        found.forget(self._columns.chosen.values())
        places = [(found.columns["a"][new], found.columns["i"][new]) for _, new in numbered]
        return _Numbered(found, [numbers for numbers, _ in numbered], places)

    def _scored(self, part: _Numbered) -> ScoredBook:
        found, inputs = part.told, len(self.inputs)
        readings = part.numbers[:inputs]
        caps = _bits(self.caps, part.numbers[inputs:], found.cells)
        weighing = Weighing.of(self.rendering.card, readings, self._states, found.cells)
        dates = len(self.grid.dates)
        return ScoredBook(self.rendering, found, self.inputs, readings, caps, weighing, dates)

    def _told(self, relation: str) -> Told:
        select = self.rendering.told(relation, self.marked, self._columns)
        asked = _asking(self.rendering, select)
        if self._worded is None:
            self._worded = worded(self.connection, *asked)
        return told(self.connection, *asked, self._worded, self._columns)

    def _answer(self, parts: Sequence[_Numbered]) -> None:
        """Have SQL answer what is new in parts, at one cell each."""
        import numpy as np

        dates, mets = len(self.grid.dates), [*self.inputs, *self.caps]
        new = [
            np.concatenate([a.astype(np.int64) * dates + i for a, i in of_each])
            for of_each in zip(*(part.new for part in parts), strict=True)
        ]
        places: Any = np.unique(np.concatenate([np.zeros(0, np.int64), *new]))
        if not len(places):
            return
        answers = self._answers(places // dates, places % dates)
        found = answers["a"].astype(np.int64) * dates + answers["i"]
        rows = np.argsort(found)
        for met, asked_for in zip(mets, new, strict=True):
            at = rows[np.searchsorted(places, asked_for)]
            met.learn([answers[name][at].tolist() for name in met.answers])
        for states, met in zip(self._states, self.inputs, strict=True):
            states += map(state, *(each[len(states) :] for each in met.found))

    def _answers(self, a: Whole, i: Whole) -> Mapping[str, Any]:
        rendering = self.rendering
        with around.arrays(self.connection, {"a": a, "i": i}) as new:
            some = f"(SELECT * FROM {self.grid.relation} AS g SEMI JOIN {new} USING (a, i))"
            base = rendering.base().format(grid=some)
            around.load_rises(self.connection, rendering.tables, rendering.scope, base)
            asked = _asking(rendering, rendering.select(some, self.marked))
            return self.connection.execute(*asked).fetchnumpy()


def _asking(rendering: Rendering, select: str) -> tuple[str, Mapping[str, object]]:
    """A statement with the parameters that it names; words of a curve may lead to no comparison."""
    values = rendering.scope.parameters.values
    return select, {name: value for name, value in values.items() if _named(name, select)}


def _bits(caps: Sequence[Met], numbers: Sequence[Whole], cells: int) -> Whole:
    import numpy as np

    found = np.zeros(cells, np.int64)
    for place, (met, numbered) in enumerate(zip(caps, numbers, strict=True)):
        found |= looked_up(np.asarray(met.found[0], np.int64) << place, numbered)
    return found


def _named(parameter: str, select: str) -> bool:
    return re.search(rf"\${parameter}\b", select) is not None


def _profiles(card: Scorecard) -> Callable[[Spans], Sequence[around.Profile]]:
    """Tells the profile of each span."""
    curves = {each.curve.by for each in card.inputs if isinstance(each.curve, Target | Percentile)}
    forms = (card.signals[name] for name in asked(card))
    columns = sorted(curves.union(*(form.columns_used().get("accounts", ()) for form in forms)))

    def profiles(spans: Spans) -> list[around.Profile]:
        found: list[around.Profile] = [()] * len(spans)
        if columns:
            found = [tuple((type(v := of.get(c)), v) for c in columns) for of in spans.attributes]
        for place, marks in spans.marked.items():
            marked = sorted((name, mark.status) for name, mark in marks.items())
            found[place] = (*found[place], tuple(marked))
        return found

    return profiles


def held(scored: ScoredBook, grid: Grid, weekly: Sequence[int]) -> dict[str, bytes]:
    """Per account, a byte per weekly date: the rank of the band held after it, or NO_BAND.

    Args:
        weekly: positions of the weekly dates in the grid's dates, ascending.
    """
    import numpy as np

    edges, dates = scored.rendering.edges, len(grid.dates)
    machine = Machine(scored.rendering.card, edges, [grid.dates[place] for place in weekly])
    if not scored.told.cells:
        return {}
    first, last = int(scored.a.min()), int(scored.a.max())
    classes = np.zeros((last + 1 - first) * dates, np.uint8)
    for block in blocks(scored.told.cells):
        classes[scored.places[block] - first * dates] = scored.classes[block] + (WITHHELD + 1)
    by_account = classes.reshape(-1, dates)
    there = np.flatnonzero(by_account.any(axis=1))
    weeks = by_account[np.ix_(there, np.array(weekly, np.int64))]
    np.maximum(weeks, WITHHELD, out=weeks)  # also where nothing stands
    bands, width = machine.held_by_all(weeks).tobytes(), len(weekly)
    return {
        grid.accounts[first + a]: bands[row * width : (row + 1) * width]
        for row, a in enumerate(there.tolist())
    }
