"""One scorecard as one SELECT over the grid: signals, points, contributions, score, caps.

Every stage is a query over the one before, so that a column is worked out once and then named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from forewarn.engines.duckdb.catalog import StoredColumn
from forewarn.engines.duckdb.filters import condition
from forewarn.engines.duckdb.setwise import around, curves, weighing
from forewarn.engines.duckdb.setwise.codes import OBSERVED, STALE, double
from forewarn.engines.duckdb.setwise.edges import Edges
from forewarn.engines.duckdb.setwise.scope import Part, Scope
from forewarn.engines.duckdb.setwise.weighing import SCORED
from forewarn.scorecard.model import Scorecard


@dataclass(frozen=True, slots=True)
class Output:
    """Where a signal's answer stands in the result.

    Attributes:
        value, status, on: columns; ``on`` None where the kind has no day.
        text: whether the value is a word.
    """

    value: str
    status: str
    on: str | None
    text: bool


class Rendering:
    """The statement of one scorecard; build it, load the small tables, then run ``select``."""

    def __init__(self, card: Scorecard, scope: Scope, signals: Sequence[str]) -> None:
        """Walk through the scorecard and collect what it needs.

        Args:
            card: one that ``supports`` has nothing against.
            scope: collects columns; fresh.
            signals: names of those whose values are wanted.
        """
        self.card = card
        self.scope = scope
        self.edges = Edges.of(card) if card.bands else Edges((), (0,), ())
        parts = {name: scope.part(name) for name in signals}
        self._parts = parts
        self.signals = {
            name: Output(f"value_{n}", f"status_{n}", f"on_{n}" if part.on else None, part.text)
            for n, (name, part) in enumerate(parts.items())
        }
        self._curves: list[tuple[str, str]] = []
        self._told_apart: list[tuple[str, ...]] = []
        for each in card.inputs:
            out = self.signals[each.signal]
            if out.text:
                scope.words.add(out.value)
            with scope.touching() as facets:
                curve = curves.points(each.curve, scope, out.value, text=out.text)
            self._curves.append(curve)
            told = dict.fromkeys((out.value, out.status, *scope.facets(each.signal), *facets))
            self._told_apart.append(tuple(told))

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Per input the two columns that tell its readings apart, where they are asked for.

        Each is a hash of 64 bits of all that a reading depends on, for narrow rows are what most
        of the time is spent on. The first tells readings apart but for one book in millions; the
        second is made in another way, and both together are as good as what they stand for.
        """
        return tuple((f"key_{place}", f"also_{place}") for place in range(len(self._told_apart)))

    def _hashes(self) -> Iterable[str]:
        for (key, also), told in zip(self.keys, self._told_apart, strict=True):
            yield f"hash({', '.join(told)}) AS {key}"
            yield f"hash({', '.join(self.scope.otherwise(told))}) AS {also}"

    def base(self) -> str:
        """The grid's own columns under short names."""
        columns = [
            f"{each.value} AS {name}" + (f", {each.on} AS {name}_on" if each.on else "")
            for name, each in self.scope.primitives.items()
        ]
        return f"SELECT {', '.join(['g.a', 'g.i', *columns])} FROM {{grid}} AS g"

    def select(self, relation: str, marked: Sequence[str], *, parts: bool = True) -> str:
        """The whole statement.

        Args:
            relation: the grid.
            marked: signals with marks, whose profiles have a column for each.
            parts: give the parts of each score; else what tells readings apart (``keys``).
        """
        query = self._laid(relation, marked)
        for stage in self._stages(marked):
            query = f"SELECT *, {', '.join(stage)}\nFROM ({query})" if stage else query
        outputs = self._outputs() if parts else self._told()
        return f"SELECT {', '.join(outputs)}\nFROM ({query})"

    def _laid(self, relation: str, marked: Sequence[str]) -> str:
        """Grid rows of scored accounts with what is known around them."""
        scope = self.scope
        own = ["d.d", "d.n", "s.born", "(d.d - s.born) AS age"]
        own += [f"s.c{place}" for place in range(len(scope.tables))]
        own += [f"d.z{place}" for place in range(len(scope.silent_tables))]
        own += [f"o.x{place}" for place in range(len(scope.of_account))]
        own += [f"o.{around.mark_column(name, marked)}" for name in marked]
        laid = f"""SELECT b.*, {", ".join(own)}
FROM ({self.base().format(grid=relation)}) AS b
JOIN {around.DATES} AS d ON d.i = b.i
JOIN {around.SPANS} AS s ON s.a = b.a AND b.i >= s.f AND b.i < s.u
JOIN {around.PROFILES} AS o ON o.p = s.p"""
        return self._with_rises(laid)

    def _with_rises(self, laid: str) -> str:
        if not self.scope.rises:
            return laid
        rises = range(len(self.scope.rises))
        found = ", ".join(f"(r{n}.k0 IS NOT NULL) AS rise{n}" for n in rises)
        joins = "\n".join(
            f"LEFT JOIN {around.rise_table(n)} AS r{n} ON "
            + " AND ".join(f"r{n}.k{k} = {counts}" for k, counts in enumerate(rise.counts))
            for n, rise in enumerate(self.scope.rises)
        )
        return f"SELECT l.*, {found}\nFROM ({laid}) AS l\n{joins}"

    def _stages(self, marked: Sequence[str]) -> Iterable[list[str]]:
        parts = sorted(self.scope.parts.values(), key=lambda part: part.level)
        for _, level in groupby(parts, key=lambda part: part.level):
            yield [column for part in level for column in _columns(part)]
        yield [column for name in self._parts for column in self._signal(name, marked)]
        yield self._points() + self._usable()
        yield [
            column
            for place, each in enumerate(self.card.inputs)
            for column in weighing.weighed(
                each, place, self.signals[each.signal].status, self._curves[place][1]
            )
        ] + self._caps()
        yield weighing.sums(self.card.inputs)
        yield weighing.withheld(self.card.inputs, self.card.coverage_floor)
        yield [f"CASE WHEN why = {SCORED} THEN total END AS score"]

    def _signal(self, name: str, marked: Sequence[str]) -> list[str]:
        """A signal after people's marks; its value only where it counts or is shown."""
        part, out = self._parts[name], self.signals[name]
        status, there = part.status, f"{part.status} IN ({OBSERVED}, {STALE})"
        if name in marked:
            mark = around.mark_column(name, marked)
            status, there = f"coalesce({mark}, {status})", f"{mark} IS NULL AND {there}"
        columns = [
            f"{status} AS {out.status}",
            f"CASE WHEN {there} THEN {part.value} END AS {out.value}",
        ]
        if out.on is not None:
            columns.append(f"CASE WHEN {there} THEN {part.on} END AS {out.on}")
        return columns

    def _points(self) -> list[str]:
        columns = []
        for place, each in enumerate(self.card.inputs):
            observed = f"{self.signals[each.signal].status} = {OBSERVED}"
            points = self._curves[place][0]
            columns.append(f"CASE WHEN {observed} THEN {points} END AS y{place}")
        return columns

    def _usable(self) -> list[str]:
        """Values as caps see them: only what is observed."""
        if not self.card.caps:
            return []
        return [
            f"CASE WHEN {out.status} = {OBSERVED} THEN {out.value} END AS usable_{out.value}"
            for out in self.signals.values()
        ]

    def _caps(self) -> list[str]:
        if not self.card.caps:
            return ["0 AS caps"]
        bits = []
        for place, cap in enumerate(self.card.caps):
            holds = condition(cap.when, self._usable_column, self.scope.parameters)
            bits.append(f"CASE WHEN {holds} THEN {1 << place} ELSE 0 END")
        return [f"{' + '.join(bits)} AS caps"]

    def _usable_column(self, name: str) -> StoredColumn:
        out = self.signals[name]
        return _Usable("signals", f"usable_{out.value}", "VARCHAR" if out.text else "DOUBLE")

    def _told(self) -> list[str]:
        """The score, what decides the standing, and what tells readings apart."""
        counts = " || ".join(f"chr(48 + counts_{n}::INTEGER)" for n in range(len(self._curves)))
        days = {out.on for out in self.signals.values() if out.on}
        return [
            *self._standing(),
            f"CASE WHEN why = {SCORED} THEN '' ELSE {counts} END AS counts",
            "age",
            *(f"points_{n}" for n in range(len(self._curves))),
            *(f"CAST(d - {on} AS INTEGER) AS {on}" for on in sorted(days)),
            *self._hashes(),
        ]

    def _standing(self) -> list[str]:
        caps = "CAST(caps AS UINTEGER) AS caps"
        return ["a", "i", "score", "coverage", "why", f"{self._class()} AS class", caps]

    def _outputs(self) -> list[str]:
        columns = [*self._standing(), "used"]
        for out in self.signals.values():
            columns += [each for each in (out.value, out.status, out.on) if each]
        for place, each in enumerate(self.card.inputs):
            columns += [f"counts_{place}", f"points_{place}"]
            columns.append(weighing.contribution(place, each))
        return columns

    def _class(self) -> str:
        """The score's class (see ``Edges``); −1 where there is no score."""
        reached = [f"CAST(score >= {double(cut)} AS TINYINT)" for cut in self.edges.cuts]
        place = " + ".join(reached) or "0"
        return f"CAST(CASE WHEN score IS NULL THEN -1 ELSE {place} END AS TINYINT)"


class _Usable(StoredColumn):
    """A signal's usable value where filters expect a stored column."""

    @property
    def key(self) -> str:
        """The column itself; its name is ours, and no table's."""
        return self.name


def _columns(part: Part) -> list[str]:
    made, column = part.made, part.column
    status = f"CAST({made.status} AS UTINYINT) AS {column.status}"
    found = [f"{made.value} AS {column.value}", status]
    if made.on is not None and column.on is not None:
        found.append(f"{made.on} AS {column.on}")
    return found
