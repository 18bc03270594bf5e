"""Recurring revenue on any day as it is known now, and what of it stayed: GRR, NRR, at risk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from forewarn.evidence.measured import Measured
from forewarn.evidence.rates import AtRisk, Due, Retention, at_risk, proportion, retention
from forewarn.evidence.renewals import Contract, Renewals, months_after
from forewarn.project.accounts import AccountBook
from forewarn.project.desk import Desk
from forewarn.project.revenue import add_up
from forewarn.terms.facts import TABLES
from forewarn.terms.score import AccountResult, Plain, Revenue

Row = Mapping[str, Any]
CONTRACT_COLUMNS = ("contract_id", "starts_on", "ends_on", "notice_days", "arr", "currency")
OPPORTUNITY_COLUMNS = ("kind", "amount", "closed_on", "result")
AT_RISK_MONTHS = (3, 6)
YEAR = 12


class Money:
    """Contracts as they are known at a date, asked for any day."""

    def __init__(self, desk: Desk, known_on: date) -> None:
        self._currency = desk.declared.currency
        self._known_on = known_on
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in desk.engine.rows("contracts", CONTRACT_COLUMNS):
            if stands(row, known_on):
                self._rows[row["account_id"]].append(row)
        first_rows = desk.engine.first_rows(sorted(TABLES))
        self._accounts = AccountBook(desk.engine.accounts(), _first_days(first_rows))

    def held(self, on: date, *, without: Iterable[str] = ()) -> dict[str, tuple[Revenue, ...]]:
        """Revenue by account of paying and paused accounts, from contracts that run on a day."""
        left_out = set(without)
        found = {
            account_id: add_up(self._amounts(rows, on))
            for account_id, rows in self._rows.items()
            if account_id not in left_out and self._pays(account_id, on)
        }
        return {account_id: parts for account_id, parts in found.items() if parts}

    def _pays(self, account_id: str, on: date) -> bool:
        if account_id not in self._accounts:
            return False
        standing = self._accounts.standing(account_id, on)
        return standing is not None and standing.left_out is None

    def _amounts(self, rows: Iterable[Row], on: date) -> Iterable[Revenue]:
        for row in rows:
            runs = row["starts_on"] < on and (row["ends_on"] is None or on <= row["ends_on"])
            if runs and row["arr"] is not None:
                yield Revenue(row["currency"] or self._currency, row["arr"])

    def due_on(self, account_id: str) -> date | None:
        """The next renewal's earlier of notice deadline and end, of contracts still running."""
        days = [
            row["ends_on"] - timedelta(days=int(row["notice_days"] or 0))
            for row in self._rows.get(account_id, ())
            if row["ends_on"] is not None and row["starts_on"] < self._known_on <= row["ends_on"]
        ]
        return min(days, default=None)


def stands(row: Row, on: date) -> bool:
    """Whether a row is known by a date, and no later version of it is."""
    until_on = row.get("_until_on")
    return bool(row["_seen_on"] <= on and (until_on is None or on < until_on))


def _first_days(first_rows: Mapping[str, Mapping[str, date]]) -> dict[str, date]:
    earliest: dict[str, date] = {}
    for days in first_rows.values():
        for account_id, day in days.items():
            earliest[account_id] = min(day, earliest.get(account_id, day))
    return earliest


def trailing(
    money: Money, found: Renewals, *, start: date, end: date
) -> tuple[tuple[Retention, ...], int]:
    """GRR and NRR between two days, and how many accounts stand out because of open outcomes.

    An account whose contract ended in between without a known outcome is neither kept nor lost:
    it is left out and counted (SEMANTICS 25).
    """
    later = money.held(end)
    open_ = {each.account_id for each in _ended(found.censored, start, end)} - later.keys()
    before = money.held(start, without=open_)
    return retention(before, later), len(open_)


def _ended(contracts: Sequence[Contract], start: date, end: date) -> list[Contract]:
    return [e for e in contracts if e.ends_on is not None and start <= e.ends_on < end]


def undecided(found: Renewals, *, start: date, end: date) -> int:
    """Contracts that ended in a period without a known outcome."""
    return len(_ended(found.censored, start, end))


def risks(
    money: Money, book: Sequence[AccountResult], lowest: Mapping[str, str], *, as_of: date
) -> tuple[AtRisk, ...]:
    """Revenue at risk within three and six months.

    Args:
        money: as known at ``as_of``.
        book: the results of that date.
        lowest: the lowest band by scorecard.
        as_of: the date.
    """
    due = [
        Due(
            each.account_id,
            each.effective_band is not None
            and each.effective_band == lowest.get(each.scorecard or ""),
            money.due_on(each.account_id),
            each.revenue,
        )
        for each in book
    ]
    return tuple(
        risk
        for months in AT_RISK_MONTHS
        for risk in at_risk(due, until=months_after(as_of, months), within_months=months)
    )


@dataclass(frozen=True, slots=True)
class Pipeline(Plain):
    """Expansion opportunities.

    Attributes:
        open: not closed at the date; ``amounts`` of them by currency.
        won: share of those closed in the last twelve months that were won.
    """

    open: int
    amounts: tuple[Revenue, ...]
    won: Measured


def pipeline(desk: Desk, as_of: date) -> Pipeline | None:
    """The pipeline as known at a date; None where there is no such table."""
    rows = [
        row
        for row in desk.engine.rows("opportunities", OPPORTUNITY_COLUMNS)
        if stands(row, as_of) and row["_on"] < as_of and _is_expansion(row)
    ]
    if not rows:
        return None
    open_ = [row for row in rows if row["closed_on"] is None or row["closed_on"] >= as_of]
    since = months_after(as_of, -YEAR)
    closed = [r for r in rows if r["closed_on"] is not None and since <= r["closed_on"] < as_of]
    won = [str(row["result"]).lower() == "won" for row in closed]
    currency = desk.declared.currency
    amounts = add_up(Revenue(currency, Decimal(r["amount"])) for r in open_ if r["amount"])
    share = proportion(won, [row["account_id"] for row in closed])
    return Pipeline(len(open_), amounts, share)


def _is_expansion(row: Row) -> bool:
    return row["kind"] is None or str(row["kind"]).lower() in ("expansion", "upsell", "cross-sell")
