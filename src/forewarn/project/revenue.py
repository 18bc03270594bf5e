"""Recurring revenue and the next renewal of accounts, from contracts open as of a date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from forewarn.scoring.rollup import Contract
from forewarn.terms.ports import Aside, Engine
from forewarn.terms.score import Revenue

CONTRACT_COLUMNS = (
    "contract_id", "starts_on", "ends_on", "notice_days", "product", "arr", "currency",
)  # fmt: skip

DAY = timedelta(days=1)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the open contracts of an account say at a date.

    Attributes:
        revenue: recurring, by currency.
        renews_on: the next end; None where no contract ends.
        notice_on: the last day to give notice of what ends then; None where none is asked for.
    """

    revenue: tuple[Revenue, ...]
    renews_on: date | None
    notice_on: date | None


class Contracts:
    """Contracts by account. A contract is open from the day after it starts to its end."""

    def __init__(self, rows: Iterable[Row], currency: str, *, others: Aside | None = None) -> None:
        """Group the rows.

        Args:
            rows: all of them, or none where they are put aside.
            currency: what an empty currency means.
            others: has the rows, which are read when an account is asked for.
        """
        self.currency = currency
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._others = others
        self._add(rows)

    def _add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._rows[row["account_id"]].append(row)

    @classmethod
    def read(
        cls, engine: Engine, currency: str, accounts: Sequence[str] | None = None
    ) -> Contracts:
        """Read the contracts of some accounts; those of all when they are asked for."""
        if accounts is None:
            return cls((), currency, others=engine.rows_aside("contracts", CONTRACT_COLUMNS))
        return cls(engine.rows("contracts", CONTRACT_COLUMNS, accounts=accounts), currency)

    def expect(self, accounts: Iterable[str]) -> None:
        """Read the contracts of accounts that will be asked for."""
        self._fetch(accounts)

    @contextmanager
    def expecting(self, accounts: Iterable[str]) -> Iterator[None]:
        """Has the contracts of accounts at hand, and lets go of those that were read for it."""
        new = self._fetch(accounts)
        yield
        if self._others is not None:
            for each in new:
                self._rows.pop(each, None)

    def _fetch(self, accounts: Iterable[str]) -> list[str]:
        """Read the contracts of those accounts that were not read yet; these."""
        new = [each for each in dict.fromkeys(accounts) if each not in self._rows]
        if self._others is not None and new:
            self._rows.update({each: [] for each in new})
            self._add(self._others.of(new))
        return new

    def _read_all(self) -> None:
        if self._others is not None:
            self._rows.clear()
            self._add(self._others.of(None))
            self._others = None

    def _of(self, account_id: str) -> Sequence[Row]:
        """An account's contracts; whoever was not expected is not the only one."""
        if account_id not in self._rows:
            self._read_all()
        return self._rows.get(account_id, ())

    def open(self, account_id: str, on: date) -> list[Row]:
        """Contracts open and known at a date."""
        return [
            row
            for row in self._of(account_id)
            if _stands(row, on)
            and row["starts_on"] < on
            and (row["ends_on"] is None or on <= row["ends_on"])
        ]

    def turning_days(self, account_id: str) -> set[date]:
        """The as_of dates from which other contracts may be open."""
        found: set[date | None] = set()
        for row in self._of(account_id):
            found |= {row["_seen_on"], row.get("_until_on"), row["starts_on"] + DAY}
            found.add(row["ends_on"] and row["ends_on"] + DAY)
        return {day for day in found if day is not None}

    def terms(self, account_id: str, on: date) -> Terms:
        """Recurring revenue by currency, and the next end of an open contract.

        Currencies are never added up (SEMANTICS 10).
        """
        rows = self.open(account_id, on)
        ending = [row for row in rows if row["ends_on"]]
        ends = min((row["ends_on"] for row in ending), default=None)
        notices = [_notice_on(row) for row in ending if row["ends_on"] == ends]
        notice = min((each for each in notices if each is not None), default=None)
        return Terms(add_up(self._amounts(rows)), ends, notice)

    def products(self, account_id: str, on: date) -> dict[str, tuple[Revenue, ...]]:
        """Products under an open contract with their revenue by currency."""
        held: dict[str, list[Row]] = defaultdict(list)
        for row in self.open(account_id, on):
            if row["product"] is not None:
                held[row["product"]].append(row)
        return {product: add_up(self._amounts(rows)) for product, rows in held.items()}

    def carried(self, account_id: str, on: date) -> tuple[Contract, ...]:
        """Open contracts as roll-ups see them; one without an id is told apart by its place."""
        return tuple(
            Contract(row["contract_id"] or f"{account_id} {place}", amount.currency, amount.arr)
            for place, row in enumerate(self.open(account_id, on))
            for amount in self._amounts([row])
        )

    def _amounts(self, rows: Iterable[Row]) -> Iterable[Revenue]:
        for row in rows:
            if row["arr"] is not None:
                yield Revenue(row["currency"] or self.currency, row["arr"])


def add_up(parts: Iterable[Revenue]) -> tuple[Revenue, ...]:
    """Totals by currency, in order of currency."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for part in parts:
        totals[part.currency] += part.arr
    return tuple(Revenue(currency, totals[currency]) for currency in sorted(totals))


def _notice_on(row: Row) -> date | None:
    days: int = int(row["notice_days"] or 0)
    ends: date = row["ends_on"]
    return ends - timedelta(days=days) if days else None


def _stands(row: Row, on: date) -> bool:
    """Whether a row is known by a date, and no later version of it is."""
    until_on = row.get("_until_on")
    return row["_seen_on"] <= on and (until_on is None or on < until_on)
