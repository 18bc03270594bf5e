"""What a run hands to the rendering: the grid of primitives, and the accounts around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Cells:
    """Everything around the grid that finishing a signal needs (see ``signals.cell.Cell``).

    Attributes:
        spans: of every account that is scored at any date; at most one holds at a date.
        seen: per account and table the first as_of date that knows any row.
        covering: per table the first as_of date from which no rows means none for every account.
        silent: per date the tables that have gone silent.
    """

    spans: Sequence[Span]
    seen: Mapping[str, Mapping[str, date]]
    covering: Mapping[str, date]
    silent: Mapping[date, frozenset[str]]
