"""Zero, missing, stale and not applicable, decided in one place (SEMANTICS 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from forewarn.signals.cell import Cell, seats_of
from forewarn.signals.words import no_facts, number
from forewarn.terms.signal import (
    SignalValue,
    Status,
    Value,
    missing,
    not_applicable,
    observed,
    stale,
)

NO_SEATS = "no contract, so no seats to compare with"
NO_EARLIER = "no earlier period to compare with"


def known(
    value: Value, *, cell: Cell, table: str, on: date | None = None, detail: str | None = None
) -> SignalValue:
    """A value that rests on a table: observed, or stale when the table has gone silent."""
    if cell.feed_stale(table):
        return stale(value, on=on, detail=detail)
    return observed(value, on=on, detail=detail)


def counted(raw: float | Decimal | None, *, cell: Cell, table: str, back_days: int) -> SignalValue:
    """A count or a sum: nothing found is 0 where the table covers the account, else missing."""
    if not raw and not cell.covered(table, back_days=back_days):
        return missing(no_facts(table))
    return known(number(raw or 0), cell=cell, table=table)


def nothing(why: str, *, cell: Cell, table: str, back_days: int) -> SignalValue:
    """No rows to work on: not applicable where the table covers the account, else missing."""
    if cell.covered(table, back_days=back_days):
        return not_applicable(why)
    return missing(no_facts(table))


def first_of(status: Status, *values: SignalValue) -> SignalValue | None:
    """The first of several values that has a status, without its value."""
    for value in values:
        if value.status is status:
            return SignalValue(None, status, None, value.detail)
    return None


def gone(
    now: SignalValue, earlier: Sequence[SignalValue], *, age: int | None, needed: int
) -> SignalValue | None:
    """Why a value cannot be held against earlier ones; None when it can.

    Args:
        now: the value of the date.
        earlier: the same signal at earlier dates.
        age: days of the account as of the date.
        needed: days the account must have lived for the earlier values to mean anything.
    """
    if (found := first_of(Status.NOT_APPLICABLE, now)) is not None:
        return found
    if age is None or age < needed:
        return first_of(Status.MISSING, now) or missing(NO_EARLIER)
    return first_of(Status.NOT_APPLICABLE, *earlier) or first_of(Status.MISSING, now, *earlier)


def combined(value: Value, *values: SignalValue, detail: str | None = None) -> SignalValue:
    """What several values make together: stale as soon as one of them is."""
    if any(part.status is Status.STALE for part in values):
        return stale(value, detail=detail)
    return observed(value, detail=detail)


def as_number(value: SignalValue) -> int | float | None:
    """The value if it is a number, else None."""
    return value.value if isinstance(value.value, (int, float)) else None


def per_seats(
    total: SignalValue,
    *,
    seats: float | None,
    every: int,
    phrase: Callable[[SignalValue], str],
) -> SignalValue:
    """A total put in relation to the seats bought; its own words move into the detail."""
    raw = as_number(total)
    if total.status is Status.MISSING or total.status is Status.NOT_APPLICABLE or raw is None:
        return total
    if not seats:
        return not_applicable(NO_SEATS)
    return SignalValue(number(raw * every / seats), total.status, total.on, phrase(total))


def seats_then(values: Iterator[Any], cell: Cell, back_days: int) -> float | None:
    """Seats of the open contracts: the cell's own, or for an earlier date the next two values."""
    if not back_days:
        return cell.seats
    contracts, seats = next(values), next(values)
    return seats_of(contracts, seats)
