"""What the core asks of the world outside: protocols that adapters fulfil."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from forewarn.terms.account import AccountVersion


@dataclass(frozen=True, slots=True)
class GridRows:
    """One account's primitive values over the snapshot dates.

    Attributes:
        rows: one tuple per date (in the order asked), one value per primitive (in the order
            asked).
    """

    account_id: str
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """What is known of a whole table as of one date.

    Attributes:
        has_rows: any row was known by then.
        newest_on: the day of the newest row known by then.
    """

    has_rows: bool
    newest_on: date | None


class Aside(Protocol):
    """Rows of a small table, put aside so that they can be read when the facts are closed."""

    def of(self, accounts: Sequence[str] | None) -> Iterable[Mapping[str, Any]]:
        """The rows of some accounts or all, as ``Engine.rows`` gives them."""
        ...


class Engine(Protocol):
    """Runs the four primitives over facts, set-wise: a bounded number of queries per call."""

    def accounts(self) -> Iterator[AccountVersion]:
        """All versions of all accounts, by account and date."""
        ...

    def grid(
        self,
        primitives: Sequence[Any],
        dates: Sequence[date],
        *,
        accounts: Sequence[str] | None = None,
        known_by: date | None = None,
    ) -> Iterator[GridRows]:
        """Primitive values for every account at every date, by account.

        Args:
            primitives: ``forewarn.signals.primitives`` values.
            dates: ascending as_of dates.
            accounts: only these accounts; None = all.
            known_by: hindsight: use every fact known by this later date as soon as it occurred
                (to tell a late fact from a customer's change).
        """
        ...

    def first_rows(self, tables: Sequence[str]) -> Mapping[str, Mapping[str, date]]:
        """Per table and account the first as_of date that knows any row of it."""
        ...

    def feeds(self, tables: Sequence[str], dates: Sequence[date]) -> Mapping[str, Sequence[Feed]]:
        """Per table, for each date, what is known of the table as a whole."""
        ...

    def rows(
        self, table: str, columns: Sequence[str], *, accounts: Sequence[str] | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Rows of a small table by account and date, with ``_on`` and ``_seen_on``.

        Where rows have versions, with ``_until_on``: the first as_of date for which a later one
        stands, None for the last.
        """
        ...

    def rows_aside(self, table: str, columns: Sequence[str]) -> Aside:
        """The same of all accounts, to be read later, and only what is asked for."""
        ...
