"""What a run hands to the rendering: the grid of primitives, and the accounts around it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import overload

from forewarn.terms.signal import SignalValue

NOTHING = "CAST(NULL AS DOUBLE)"
"""A column of nothing."""


@dataclass(frozen=True, slots=True)
class Ends:
    """What stands in a column of whole numbers.

    Attributes:
        low, high: the smallest and the largest of all.
        nulls: whether there may be NULLs.
    """

    low: int
    high: int
    nulls: bool


@dataclass(frozen=True, slots=True)
class Column:
    """Where a primitive's value stands.

    Attributes:
        value: SQL over the grid by the name ``g``.
        type: DuckDB's name of the value's type, such as ``DOUBLE`` or ``DECIMAL(38,2)``.
        on: SQL of the day that belongs to a latest value, else None.
        ends: of all values of the grid, where they are whole numbers and that is known.
    """

    value: str
    type: str
    on: str | None = None
    ends: Ends | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A relation with one row per account and date.

    Attributes:
        relation: name of a table, or a query in parentheses, with INTEGER columns ``a`` (position
            in ``accounts``) and ``i`` (position in ``dates``).
        columns: by ``layers.identity`` of the primitive.
    """

    relation: str
    accounts: Sequence[str]
    dates: Sequence[date]
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Span:
    """Dates in a row at which the same is known of one account, and it is scored.

    Attributes:
        first, after: positions in the grid's dates, ``after`` exclusive.
        attributes: dated attributes then in force.
        created_on: first day of the account as known then.
        marks: what stands in for signals that people marked (O5), by signal.
        card: name of the scorecard that the account is routed to; None = none applies.
    """

    account_id: str
    first: int
    after: int
    attributes: Mapping[str, object]
    created_on: date | None
    marks: Mapping[str, SignalValue] = field(default_factory=dict)
    card: str | None = None


_UNMARKED: Mapping[str, SignalValue] = {}


@dataclass(slots=True)
class Spans(Sequence[Span]):
    """Spans by account and date, as columns: a book has one for each account, or more.

    Attributes:
        account_ids, first, after, attributes, created_on, cards: a value per span, see ``Span``.
        marked: marks of the spans that have any, by place.
    """

    account_ids: list[str] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    attributes: list[Mapping[str, object]] = field(default_factory=list)
    created_on: list[date | None] = field(default_factory=list)
    cards: list[str | None] = field(default_factory=list)
    marked: dict[int, Mapping[str, SignalValue]] = field(default_factory=dict)

    def add(self, span: Span) -> None:
        """One more, after all others."""
        if span.marks:
            self.marked[len(self)] = span.marks
        account, ends = span.account_id, (span.first, span.after)
        self.put(account, ends, span.attributes, span.created_on, span.card)

    def put(
        self,
        account_id: str,
        ends: tuple[int, int],
        attributes: Mapping[str, object],
        created_on: date | None,
        card: str | None,
    ) -> None:
        """One more without marks; an object for each would cost as much again."""
        self.account_ids.append(account_id)
        self.first.append(ends[0])
        self.after.append(ends[1])
        self.attributes.append(attributes)
        self.created_on.append(created_on)
        self.cards.append(card)

    def some(self, places: Sequence[int]) -> Spans:
        """The spans at some places, in their order."""
        return Spans(
            [self.account_ids[n] for n in places],
            [self.first[n] for n in places],
            [self.after[n] for n in places],
            [self.attributes[n] for n in places],
            [self.created_on[n] for n in places],
            [self.cards[n] for n in places],
            {n: self.marked[at] for n, at in enumerate(places) if at in self.marked},
        )

    def at(self, place: int, accounts: Container[str] | None = None) -> list[Span]:
        """Those that hold at a date, by its position; of some accounts or all."""
        told = zip(self.account_ids, self.first, self.after, strict=True)
        return [
            self[n]
            for n, (account, first, after) in enumerate(told)
            if first <= place < after and (accounts is None or account in accounts)
        ]

    def __len__(self) -> int:
        return len(self.account_ids)

    @overload
    def __getitem__(self, place: int) -> Span: ...

    @overload
    def __getitem__(self, place: slice) -> Spans: ...

    def __getitem__(self, place: int | slice) -> Span | Spans:
        if isinstance(place, slice):
            return self.some(range(len(self))[place])
        place = range(len(self))[place]
        return Span(
            self.account_ids[place],
            self.first[place],
            self.after[place],
            self.attributes[place],
            self.created_on[place],
            self.marked.get(place, _UNMARKED),
            self.cards[place],
        )

    def __iter__(self) -> Iterator[Span]:
        return map(self.__getitem__, range(len(self)))


@dataclass(frozen=True, slots=True)
class Cells:
    """Everything around the grid that finishing a signal needs (see ``signals.cell.Cell``).

    Attributes:
        spans: of every account that is scored at any date; at most one holds at a date.
        seen: per account and table the first as_of date that knows any row.
        covering: per table the first as_of date from which no rows means none for every account.
        silent: per date the tables that have gone silent.
    """

    spans: Spans
    seen: Mapping[str, Mapping[str, date]]
    covering: Mapping[str, date]
    silent: Mapping[date, frozenset[str]]
