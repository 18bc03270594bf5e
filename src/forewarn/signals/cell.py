"""One account as of one date, as far as finishing a signal needs to know it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from forewarn.signals.primitives import Facts, Open
from forewarn.terms.account import AccountAsOf
from forewarn.terms.facts import TABLES
from forewarn.terms.ports import Feed

# A contract is open from starts_on, never from signed_on.
CONTRACTS = Open(Facts("contracts"), closes="ends_on", opens="starts_on")
SEATS = Open(Facts("contracts"), closes="ends_on", opens="starts_on", amount="seats")


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known around the values of one account as of one date.

    Attributes:
        seats: sum of seats over the contracts open then; None = no contract is open.
        seen: per table the first as_of date that knows any row of this account.
        covering: per table the first as_of date from which no rows means none for every account;
            the same mapping serves the whole run (see ``tables_covering``).
        silent: tables whose newest known row is too old as of this date (see ``tables_silent``).
        functions: the project's registered Python functions by name.
    """

    as_of: date
    account: AccountAsOf
    seats: float | None = None
    seen: Mapping[str, date] = field(default_factory=dict)
    covering: Mapping[str, date] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    functions: Mapping[str, Callable[..., object]] = field(default_factory=dict)

    def covered(self, table: str, *, back_days: int = 0) -> bool:
        """Whether no rows in ``table`` means none, ``back_days`` before as_of (SEMANTICS 6)."""
        on = self.day(back_days)
        seen = self.seen.get(table)
        if seen is not None and seen <= on:
            return True
        covering = self.covering.get(table)
        return covering is not None and covering <= on

    def feed_stale(self, table: str) -> bool:
        """Whether the table as a whole has gone silent."""
        return table in self.silent

    def works(self, table: str) -> bool:
        """Whether the table covers the account and has not gone silent."""
        return self.covered(table) and not self.feed_stale(table)

    def day(self, back_days: int) -> date:
        """The date ``back_days`` before as_of."""
        return self.as_of - timedelta(days=back_days) if back_days else self.as_of

    def age_days(self, back_days: int) -> int | None:
        """Age of the account ``back_days`` before as_of; negative before its first day."""
        age = self.account.age_days
        return None if age is None else age - back_days


def seats_of(contracts: float | None, seats: float | None) -> float | None:
    """The cell's ``seats`` from the values of CONTRACTS and SEATS."""
    return float(seats or 0) if contracts else None


def tables_covering(
    first_rows: Mapping[str, Mapping[str, date]], *, declared: Collection[str] = ()
) -> Mapping[str, date]:
    """The cells' ``covering``: from which as_of date on a table speaks for every account.

    Args:
        first_rows: what ``Engine.first_rows`` gives: per table and account the first as_of date
            that knows any row. A complete table covers all from its first known row on.
        declared: tables whose source says ``covers: all accounts``; they always do.
    """
    covering = {
        table: min(rows.values())
        for table, rows in first_rows.items()
        if rows and table in TABLES and TABLES[table].complete
    }
    return covering | dict.fromkeys(declared, date.min)


def tables_silent(
    feeds: Mapping[str, Feed], stale_after: Mapping[str, int], *, as_of: date
) -> frozenset[str]:
    """The cells' ``silent`` as of a date: tables whose newest known row is older than allowed.

    Args:
        feeds: what is known of each table as of that date.
        stale_after: days per table, from the sources; tables that are not named never go silent.
        as_of: the date.
    """
    return frozenset(
        table
        for table, days in stale_after.items()
        if (feed := feeds.get(table)) is not None
        and feed.newest_on is not None
        and (as_of - feed.newest_on).days > days
    )
