"""What rendering a signal may ask for, and the columns that it has asked for so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from forewarn.engines.duckdb.setwise.cells import NOTHING, Cells, Column, Grid
from forewarn.engines.duckdb.sql import Parameters
from forewarn.engines.grids import identity
from forewarn.signals.primitives import Primitive
from forewarn.signals.signal import Signal
from forewarn.signals.words import plain_value

Attributes = Mapping[str, object]
_BY_DAY = "by day"
"""Among what an answer rests on: a day."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A signal's value as SQL: what ``SignalValue`` is for one account.

    Attributes:
        value: a DOUBLE, or a VARCHAR where ``text``; means nothing unless observed or stale.
        status: its code (``codes.CODES``), never NULL.
        on: a DATE, or None where the kind has none.
        days: the value as a whole number, where it is one of days.
    """

    value: str
    status: str
    on: str | None = None
    text: bool = False
    days: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One signal at one distance back: a column each for value, status and day.

    Attributes:
        level: 0 for what rests on facts alone, one more than the deepest signal it builds on.
        by_day: whether it rests on days, so that its own value and status tell it apart.
    """

    level: int
    made: Rendered
    column: Rendered
    by_day: bool = False


@dataclass(frozen=True, slots=True)
class OfAccount:
    """What depends on an account's attributes alone, worked out by Python once a profile."""

    type: str
    answer: Callable[[Attributes], Any]


@dataclass(frozen=True, slots=True)
class Rise:
    """Four counts and how rare chance must be, for ``share_rise``; looked up in a small table."""

    counts: tuple[str, str, str, str]
    alpha: float


class Scope:
    """Collects columns, each once, under names of its own; names that users gave never occur."""

    def __init__(self, book: Mapping[str, Signal], grid: Grid, cells: Cells) -> None:
        self.book = book
        self.parameters = Parameters()
        self.primitives: dict[str, Column] = {}
        self.of_account: list[OfAccount] = []
        self.rises: list[Rise] = []
        self.tables: list[str] = []
        self.silent_tables: list[str] = []
        self.parts: dict[tuple[str, int], Part] = {}
        self._grid = grid
        self._always = {table for table, on in cells.covering.items() if on == date.min}
        self._goes_silent = frozenset[str]().union(*cells.silent.values())
        self._spans = cells.spans
        self._positions: dict[str, int] = {}
        self._touched: list[dict[str, None]] = []
        self._facets: dict[tuple[str, int], dict[str, None]] = {}

    @contextmanager
    def touching(self) -> Iterator[dict[str, None]]:
        """Collects what is asked for meanwhile: columns and conditions that an answer rests on.

        Days stand there as whether there is one, and as ``_BY_DAY``: what comes of a day is told
        by the answer itself.
        """
        found: dict[str, None] = {}
        self._touched.append(found)
        yield found
        self._touched.pop()
        if self._touched:
            self._touched[-1].update(found)

    def touch(self, *expressions: str) -> None:
        """Notes that an answer rests on these, beyond what it asked the scope for.

        What stands in parentheses is true or false, and never NULL.
        """
        if self._touched:
            self._touched[-1].update(dict.fromkeys(expressions))

    def facets(self, name: str, back_days: int = 0) -> Iterable[str]:
        """What a signal rests on: where these are equal it has one value and one reading."""
        return self._facets[name, back_days]

    def column(self, primitive: Primitive) -> Column:
        """The columns of a primitive: ``on`` is there for latest values."""
        given = self._grid.columns[identity(primitive)]
        number = self._positions.setdefault(identity(primitive), len(self._positions))
        on = None if given.on is None else f"p{number}_on"
        self.primitives[f"p{number}"] = given
        dated = given.type == "DATE"
        if given.value != NOTHING:
            self.touch(*((f"(p{number} IS NULL)", _BY_DAY) if dated else (f"p{number}",)))
        if on is not None:
            self.touch(f"({on} IS NULL)", _BY_DAY)
        return Column(f"p{number}", given.type, on)

    def number(self, primitive: Primitive) -> str:
        """A primitive as a double, NULL as 0."""
        return f"coalesce(CAST({self.column(primitive).value} AS DOUBLE), 0e0)"

    def date(self, primitive: Primitive) -> str:
        """A primitive that is a DATE; a table without a source has a column of nothing instead."""
        column = self.column(primitive)
        return column.value if column.type == "DATE" else "CAST(NULL AS DATE)"

    def covered(self, table: str, back_days: int) -> str:
        """Whether no rows in a table means none, so many days before."""
        if table in self._always:
            return "true"
        if table not in self.tables:
            self.tables.append(table)
        covered = f"(c{self.tables.index(table)} <= {self._shifted('n', back_days)})"
        self.touch(covered)
        return covered

    def silent(self, table: str) -> str:
        """Whether a table as a whole has gone silent."""
        if table not in self._goes_silent:
            return "false"
        if table not in self.silent_tables:
            self.silent_tables.append(table)
        self.touch(f"z{self.silent_tables.index(table)}")
        return f"z{self.silent_tables.index(table)}"

    def day(self, back_days: int) -> str:
        """The DATE so many days before as_of."""
        self.touch(_BY_DAY)
        return self._shifted("d", back_days)

    def age(self, back_days: int) -> str:
        """Age of the account in days so many days before; NULL when its first day is not known."""
        self.touch(_BY_DAY)
        return self._shifted("age", back_days)

    def younger(self, needed: int, back_days: int) -> str:
        """Whether the account was younger so many days before, or its first day is not known."""
        age = self._shifted("age", back_days)
        young = f"({age} IS NULL OR {age} < {needed})"
        self.touch(young)
        return young

    def about(self, type_: str, answer: Callable[[Attributes], Any]) -> str:
        """A column that depends on the account's attributes alone."""
        self.of_account.append(OfAccount(type_, answer))
        column = f"x{len(self.of_account) - 1}"
        self.touch(column)
        return column

    def worded(self, column: str) -> bool:
        """Whether an attribute is a word for any account at any date."""
        return any(
            isinstance(plain_value(each.get(column)), str) for each in self._spans.attributes
        )

    def rise(self, counts: tuple[str, str, str, str], alpha: float) -> str:
        """Whether the first share is above the second by more than chance explains."""
        self.rises.append(Rise(counts, alpha))
        return f"rise{len(self.rises) - 1}"

    def part(self, name: str, back_days: int = 0) -> Rendered:
        """The columns of a signal so many days back; they are made when first asked for."""
        from forewarn.engines.duckdb.setwise.finish import settle

        key = (name, back_days)
        if key not in self.parts:
            with self.touching() as facets:
                made = settle(self.book[name], self, back_days)
                number = len(self.parts)
                on = None if made.on is None else f"o{number}"
                column = replace(made, value=f"v{number}", status=f"s{number}", on=on)
                if by_day := _BY_DAY in facets:
                    del facets[_BY_DAY]
                    self.touch(column.value, column.status)
            self._facets[key] = facets
            self.parts[key] = Part(self._depth(name), made, column, by_day)
        self.touch(*self._facets[key])
        return self.parts[key].column

    def _depth(self, name: str) -> int:
        return 1 + max(map(self._depth, self.book[name].refers_to()), default=-1)

    @staticmethod
    def _shifted(column: str, back_days: int) -> str:
        return f"({column} - {back_days})" if back_days else column
