"""What rows of small tables say, whichever engine handed them out: versions of accounts, feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate
from operator import itemgetter
from typing import Any

from forewarn.engines.fact_tables import UNTIL_ON, shown
from forewarn.terms.account import AccountVersion
from forewarn.terms.ports import Feed

ORDER = ("account_id", "_on", "_at", "_file", "_row")
"""Columns that rows of a small table come in the order of, empty first."""

_DATES = ("_on", "_known_on", "_seen_on", UNTIL_ON, "valid_from", "created_on", "ended_on")
_NOT_ATTRIBUTES = {"account_id", "created_on", "ended_on", "valid_from", "known_at"}


def attributes(columns: Iterable[str]) -> list[str]:
    """Columns of the accounts table that describe an account."""
    return [name for name in shown(columns) if name not in _NOT_ATTRIBUTES]


def columns_of_versions(names: Sequence[str]) -> list[str]:
    """The columns that ``versions`` reads, for accounts with these attributes."""
    return [*_DATES, *names]


def versions(
    rows: Iterable[Sequence[Any]], columns: Sequence[str], names: Sequence[str]
) -> Iterator[AccountVersion]:
    """Versions of accounts.

    ``ended_on`` is handed out as given. It is filled in later, so it counts from the later of the
    day after it and ``seen_on``. A version without ``valid_from`` always held: its ``seen_on`` is
    None unless the row came with ``known_at``.

    Args:
        rows: of the accounts table.
        columns: of the rows: those of ``columns_of_versions`` that there are.
        names: the attributes, which stand last.
    """
    places = {name: place for place, name in enumerate(columns)}
    account_id, known_on, seen_on = (places[n] for n in ("account_id", "_known_on", "_seen_on"))
    valid_on, created_on, ended_on, until_on = (
        _reader(places.get(name)) for name in ("valid_from", "created_on", "ended_on", UNTIL_ON)
    )
    first = len(columns) - len(names)
    for row in rows:
        held_from = valid_on(row)
        yield AccountVersion(
            row[account_id],
            held_from,
            row[known_on] if held_from is None else row[seen_on],
            dict(zip(names, row[first:], strict=True)),
            created_on(row),
            ended_on(row),
            until_on(row),
        )


def _reader(place: int | None) -> Callable[[Sequence[Any]], Any]:
    """Reads a column, which may not be there."""
    return (lambda _: None) if place is None else itemgetter(place)


def feeds_of(
    dates: int, newest: Iterable[tuple[int, date]], passing: Iterable[tuple[int, date]]
) -> tuple[Feed, ...]:
    """What is known of a table at each of so many dates.

    Args:
        dates: how many.
        newest: where a newer day comes into view, index and day, of rows that stay.
        passing: at dates that have one, the newest day of rows that a later version replaces.
    """
    comes: list[date | None] = [None] * dates
    for index, day in newest:
        comes[index] = day
    so_far = list(accumulate(comes, _later))
    for index, day in passing:
        so_far[index] = _later(so_far[index], day)
    return tuple(Feed(day is not None, day) for day in so_far)


def _later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return max(one, other)
