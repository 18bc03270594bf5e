"""The four reductions that engines run; every kind of signal is made of these and nothing else.

A fact is seen from ``first = max(day it happened + 1, first midnight at or after known_at)`` and
is inside a window of ``n`` days, ``b`` days back, at the as_of dates

    max(day + 1 + b, first) <= as_of <= day + b + n

so a late fact enters late but leaves on time, and an interval whose end precedes its start is
empty. A row that another date column places (``at``, ``opens``) is still not seen before the day
after it happened by its table's own rule: a contract signed after its start is none before.

Values are wanted for every account at every date of the grid: no facts gives 0 for Additive,
Distinct and Open, and None for Latest, Earliest and Least.
"""

from __future__ import annotations

from dataclasses import dataclass

from forewarn.signals.filters.tree import Expression
from forewarn.terms.time import Window


@dataclass(frozen=True, slots=True)
class Facts:
    """Which rows of which table, and which date places them.

    Attributes:
        where: filter on the table's columns; None = all rows.
        at: the date column that places a row on the clock; None = the table's own rule
            (SEMANTICS 3). A column that is filled in later, such as ``closed_at``, counts rows
            at that date.
    """

    table: str
    where: Expression | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Additive:
    """Count of facts, or sum of a column, over a window.

    ``amount=None`` counts rows (the ``count`` column of events is honoured: a row stands for that
    many, an empty one for 1). Otherwise sums the column, empty = 0.

    Attributes:
        each_row: count rows as they stand, whatever their ``count`` column says.
    """

    facts: Facts
    window: Window
    amount: str | None = None
    each_row: bool = False


@dataclass(frozen=True, slots=True)
class Distinct:
    """Number of distinct keys over a window; rows with an empty key column are not counted.

    ``keys`` are columns of the table; ``day`` stands for the local day of the fact.
    """

    facts: Facts
    keys: tuple[str, ...]
    window: Window


@dataclass(frozen=True, slots=True)
class Latest:
    """Newest fact before ``as_of - back_days``: the tuple (value, day), or None.

    ``column=None`` gives (None, day). Rows whose column is empty are passed over. Newest by
    instant; at the same instant the lowest value counts (the more cautious reading), numbers by
    size and words by alphabet.
    """

    facts: Facts
    column: str | None = None
    back_days: int = 0


@dataclass(frozen=True, slots=True)
class Earliest:
    """Day of the oldest fact known by then and before ``as_of - back_days``, or None."""

    facts: Facts
    back_days: int = 0


@dataclass(frozen=True, slots=True)
class Open:
    """Number of rows open at as_of, or the sum of a column over them.

    A row opens the day after ``opens`` (or when known, if later) and closes the day after
    ``closes``: open at ``opens + 1 <= as_of <= closes``, both shifted by ``back_days``. An empty
    ``closes`` never closes. A ``closes`` column that is filled in later (see the registry) closes
    from ``max(closes + 1, first midnight at or after known_at)``.

    Attributes:
        opens, closes: date columns; ``opens=None`` = the table's own rule.
        amount: column to sum; None counts rows.
        least: instead, the smallest value of this date column over the open rows (a date).
        minus_days: with ``least``: whole-number column subtracted from it in days, empty = 0
            (notice periods).
    """

    facts: Facts
    closes: str
    opens: str | None = None
    amount: str | None = None
    least: str | None = None
    minus_days: str | None = None
    back_days: int = 0


@dataclass(frozen=True, slots=True)
class Unmet:
    """Contacts and the interactions with them, as of a date.

    ``longest=False``: number of open contacts (rows of ``contacts`` that pass ``people``) with
    whom no interaction that passes ``meetings`` was ever known. ``longest=True``: over the open
    contacts, the largest number of days since the last such interaction (since ``since`` when
    there was none); None when no such contact is open. Reduces to Open over the pieces of a
    contact's time between two meetings.
    """

    people: Facts
    meetings: Facts
    longest: bool = False
    back_days: int = 0


Primitive = Additive | Distinct | Latest | Earliest | Open | Unmet
