"""What tells cells apart, put into as few columns as will do.

Counts whose ends are known, truths and status codes are small whole numbers, so SQL makes one
number of several of them; such a number means the same in every part of a book. Handing columns
over is most of the time, and looking through them in memory most of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from forewarn.engines.duckdb.setwise import alike
from forewarn.engines.duckdb.setwise.cells import Column, Ends
from forewarn.engines.duckdb.setwise.codes import STATUSES

_TYPES = (("UTINYINT", 1 << 8), ("USMALLINT", 1 << 16), ("INTEGER", 1 << 31), ("BIGINT", 1 << 63))
_SIGNED = (("TINYINT", 1 << 7), ("SMALLINT", 1 << 15), ("INTEGER", 1 << 31), ("BIGINT", 1 << 63))
_STATUS = re.compile(r"s\d+")
_MARK = re.compile(r"mark\d+")
_TRUTH = re.compile(r"\(.*\)|z\d+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Small:
    """A whole number from 0 on, as SQL, and one more than the largest that it may be."""

    sql: str
    count: int


@dataclass(slots=True)
class Columns:
    """Columns by which cells are told apart.

    Attributes:
        primitives: by short name.
        days: columns that are numbers of days.
        chosen: names by the SQL of the columns.
        lasting: of those that are numbers made of others, how many there may be.
        of_days: names of those that are numbers of days.
    """

    primitives: Mapping[str, Column]
    days: Collection[str] = ()
    chosen: dict[str, str] = field(default_factory=dict)
    lasting: dict[str, int] = field(default_factory=dict)
    of_days: set[str] = field(default_factory=set)

    def of(self, facets: Iterable[str]) -> tuple[str, ...]:
        """The columns for what an answer rests on (``Scope.touch``)."""
        joint: list[_Small] = []
        found, together = [], 1
        for facet in facets:
            small = self._small(facet)
            if small is None or together * small.count > alike.LOOKED_UP * alike.MANY:
                found.append(self._alone(facet))
            else:
                joint.append(small)
                together *= small.count
        return (*([self._joined(joint, together)] if joint else ()), *found)

    def _joined(self, joint: Iterable[_Small], count: int) -> str:
        first, *rest = joint
        made = first.sql
        for each in rest:
            made = f"({made} * {each.count} + {each.sql})"
        type_ = next(type_ for type_, most in _TYPES if count <= most)
        name = self._name(f"CAST({made} AS {type_})")
        self.lasting[name] = count
        return name

    def _name(self, sql: str) -> str:
        return self.chosen.setdefault(sql, f"t{len(self.chosen)}")

    def _small(self, facet: str) -> _Small | None:
        if _TRUTH.fullmatch(facet):
            return _Small(f"CAST({facet} AS INTEGER)", 2)
        if _STATUS.fullmatch(facet):
            return _Small(f"CAST({facet} AS INTEGER)", len(STATUSES))
        if _MARK.fullmatch(facet):  # NULL where there is none
            return _Small(f"coalesce(CAST({facet} AS INTEGER), {len(STATUSES)})", len(STATUSES) + 1)
        ends = self._ends(facet)
        if ends is None or ends.high - ends.low >= alike.LOOKED_UP:
            return None
        number = f"({facet} - {ends.low})" if ends.low else facet
        count = ends.high - ends.low + 1
        if not ends.nulls:
            return _Small(number, count)
        return _Small(f"coalesce({number}, {count})", count + 1)

    def _alone(self, facet: str) -> str:
        """A column of its own; of fewer bytes where that is known to do."""
        if facet in self.days:
            name = self._name(f"CAST({facet} AS INTEGER)")
            self.of_days.add(name)
            return name
        ends = self._ends(facet)
        if ends is None:
            return self._name(facet)
        fits = (
            f"CAST({facet} AS {type_})"
            for type_, most in _SIGNED
            if -most <= ends.low and ends.high < most
        )
        return self._name(next(fits))

    def _ends(self, facet: str) -> Ends | None:
        primitive = self.primitives.get(facet)
        return None if primitive is None else primitive.ends
