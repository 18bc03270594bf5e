"""What rows of small tables say, whichever engine handed them out: versions of accounts, feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate
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
    """The columns that ``version`` reads, for accounts with these attributes."""
    return [*_DATES, *names]


def version(row: Mapping[str, Any], names: Sequence[str]) -> AccountVersion:
    """A version of an account.

    ``ended_on`` is handed out as given. It is filled in later, so it counts from the later of the
    day after it and ``seen_on``. A version without ``valid_from`` always held: its ``seen_on`` is
    None unless the row came with ``known_at``.

    Args:
        row: of the accounts table.
        names: its attributes.
    """
    held_from = row.get("valid_from")
    return AccountVersion(
        account_id=row["account_id"],
        valid_on=held_from,
        seen_on=row["_known_on"] if held_from is None else row["_seen_on"],
        attributes={name: row[name] for name in names},
        created_on=row.get("created_on"),
        ended_on=row.get("ended_on"),
        until_on=row.get(UNTIL_ON),
    )


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
