"""One scorecard as SQL over the grid: what tells cells apart; signals, points and caps of some.

Every stage is a query over the one before, so that a column is worked out once and then named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from forewarn.engines.duckdb.catalog import StoredColumn
from forewarn.engines.duckdb.filters import condition
from forewarn.engines.duckdb.setwise import curves, weighing
from forewarn.engines.duckdb.setwise.apart import Columns
from forewarn.engines.duckdb.setwise.around import DAY_ONE, Tables, mark_column
from forewarn.engines.duckdb.setwise.codes import OBSERVED, STALE
from forewarn.engines.duckdb.setwise.edges import Edges
from forewarn.engines.duckdb.setwise.scope import Part, Scope
from forewarn.scorecard.model import Scorecard
from forewarn.signals.filters.tree import names


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

    def __init__(
        self, card: Scorecard, scope: Scope, signals: Sequence[str], tables: Tables
    ) -> None:
        """Walk through the scorecard and collect what it needs.

        Args:
            card: one that ``supports`` has nothing against.
            scope: collects columns; fresh.
            signals: names of those whose values are wanted.
            tables: the small ones beside the grid.
        """
        self.card = card
        self.tables = tables
        self.scope = scope
        self.edges = Edges.of(card) if card.bands else Edges((), (0,), ())
        parts = {name: scope.part(name) for name in signals}
        self._parts = parts
        self.signals = {
            name: Output(f"value_{n}", f"status_{n}", f"on_{n}" if part.on else None, part.text)
            for n, (name, part) in enumerate(parts.items())
        }
        self._curves: list[tuple[str, str]] = []
        self._facets: list[dict[str, None]] = []
        for each in card.inputs:
            out = self.signals[each.signal]
            with scope.touching() as facets:
                curve = curves.points(each.curve, scope, out.value, text=out.text)
            self._curves.append(curve)
            self._facets.append(facets)

    def apart(self, marked: Sequence[str]) -> tuple[list[tuple[str, ...]], Columns]:
        """Per input, then per cap, the columns that tell its cells apart; and what these are."""
        days = {part.column.value for part in self.scope.parts.values() if part.made.days}
        columns = Columns(self.scope.primitives, days)
        return [columns.of(some) for some in self._rests_on(marked)], columns

    def _rests_on(self, marked: Sequence[str]) -> Iterable[dict[str, None]]:
        """Per input, then per cap, what its answer rests on."""
        for each, facets in zip(self.card.inputs, self._facets, strict=True):
            yield self._of_signal(each.signal, marked) | facets
        for cap in self.card.caps:
            found: dict[str, None] = {}
            for name in sorted(names(cap.when)):
                found |= self._of_signal(name, marked)
            yield found

    def _of_signal(self, name: str, marked: Sequence[str]) -> dict[str, None]:
        mark = [mark_column(name, marked)] if name in marked else []
        return dict.fromkeys((*self.scope.facets(name), *mark))

    def base(self) -> str:
        """The grid's own columns under short names."""
        columns = [
            f"{each.value} AS {name}" + (f", {each.on} AS {name}_on" if each.on else "")
            for name, each in self.scope.primitives.items()
        ]
        return f"SELECT {', '.join(['g.a', 'g.i', *columns])} FROM {{grid}} AS g"

    def told(self, relation: str, marked: Sequence[str], columns: Columns) -> str:
        """Per cell what tells it apart, its age, and the days of its signals.

        Args:
            relation: the grid.
            marked: signals with marks, whose profiles have a column for each.
            columns: that tell cells apart (``apart``).
        """
        # Kinds that ask for days rest on facts alone, so one stage gives them all.
        dated = [part for part in self.scope.parts.values() if part.by_day]
        query = self._laid(relation, marked, rises=False)
        if dated:
            answers = [column for part in map(_in_days, dated) for column in _columns(part)]
            query = f"SELECT *, {', '.join(answers)}\nFROM ({query})"
        told = [f"{sql} AS {name}" for sql, name in columns.chosen.items()]
        days = [
            f"CAST(CASE WHEN {part.status} IN ({OBSERVED}, {STALE}) THEN d - {part.on} END"
            f" AS INTEGER) AS {self.signals[name].on}"
            for name, part in self._parts.items()
            if part.on is not None
        ]
        age = "CAST(age AS INTEGER) AS age"
        return f"SELECT {', '.join(['a', 'i', age, *days, *told])}\nFROM ({query})"

    def select(self, relation: str, marked: Sequence[str]) -> str:
        """Signals, points and caps of some cells: the whole statement.

        Columns: ``a`` and ``i``; per signal those of ``signals``; per input ``counts_N`` (status
        code that counts) and ``points_N``, N its place in the file; per cap ``cap_N``.

        Args:
            relation: rows of the grid.
            marked: as for ``told``.
        """
        query = self._laid(relation, marked)
        for stage in self._stages(marked):
            query = f"SELECT *, {', '.join(stage)}\nFROM ({query})" if stage else query
        return f"SELECT {', '.join(self._outputs())}\nFROM ({query})"

    def _laid(self, relation: str, marked: Sequence[str], *, rises: bool = True) -> str:
        """Grid rows of scored accounts with what is known around them."""
        scope = self.scope
        own = ["d.d", "d.n", f"({DAY_ONE} + s.born - 1) AS born", "(d.n - s.born) AS age"]
        own += [f"s.c{place}" for place in range(len(scope.tables))]
        own += [f"d.z{place}" for place in range(len(scope.silent_tables))]
        own += [f"o.x{place}" for place in range(len(scope.of_account))]
        own += [f"o.{mark_column(name, marked)}" for name in marked]
        profiles = (
            f"JOIN {self.tables.profiles} AS o ON o.p = s.p" if scope.of_account or marked else ""
        )
        laid = f"""SELECT b.*, {", ".join(own)}
FROM ({self.base().format(grid=relation)}) AS b
JOIN {self.tables.dates} AS d ON d.i = b.i
JOIN {self.tables.spans} AS s ON s.a = b.a AND b.i >= s.f AND b.i < s.u
{profiles}"""
        return self._with_rises(laid) if rises and self.scope.rises else laid

    def _with_rises(self, laid: str) -> str:
        rises = range(len(self.scope.rises))
        found = ", ".join(f"(r{n}.k0 IS NOT NULL) AS rise{n}" for n in rises)
        joins = "\n".join(
            f"LEFT JOIN {self.tables.rises(n)} AS r{n} ON "
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

    def _signal(self, name: str, marked: Sequence[str]) -> list[str]:
        """A signal after people's marks; its value only where it counts or is shown."""
        part, out = self._parts[name], self.signals[name]
        status, there = part.status, f"{part.status} IN ({OBSERVED}, {STALE})"
        if name in marked:
            mark = mark_column(name, marked)
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
        held = (
            condition(cap.when, self._usable_column, self.scope.parameters)
            for cap in self.card.caps
        )
        return [f"coalesce({each}, false) AS cap_{place}" for place, each in enumerate(held)]

    def _usable_column(self, name: str) -> StoredColumn:
        out = self.signals[name]
        return _Usable("signals", f"usable_{out.value}", "VARCHAR" if out.text else "DOUBLE")

    def _outputs(self) -> list[str]:
        columns = ["a", "i"]
        for out in self.signals.values():
            columns += [each for each in (out.value, out.status, out.on) if each]
        for place in range(len(self.card.inputs)):
            columns += [f"counts_{place}", f"points_{place}"]
        return columns + [f"cap_{place}" for place in range(len(self.card.caps))]


class _Usable(StoredColumn):
    """A signal's usable value where filters expect a stored column."""

    @property
    def key(self) -> str:
        """The column itself; its name is ours, and no table's."""
        return self.name


def _in_days(part: Part) -> Part:
    """The same where a number of days is told as it is counted."""
    days = part.made.days
    return part if days is None else replace(part, made=replace(part.made, value=days))


def _columns(part: Part) -> list[str]:
    made, column = part.made, part.column
    status = f"CAST({made.status} AS UTINYINT) AS {column.status}"
    found = [f"{made.value} AS {column.value}", status]
    if made.on is not None and column.on is not None:
        found.append(f"{made.on} AS {column.on}")
    return found
