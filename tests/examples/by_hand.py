"""Third-party rows read without our engine, and scored by the oracle alone."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.oracle import scores
from tests.oracle.asking import Answer, Ask
from tests.oracle.facts import RawRow, Source, World, read_world
from tests.oracle.kinds import answer

EXAMPLES = Path(__file__).parents[2] / "examples"
Raw = Mapping[str, Sequence[RawRow]]
COVERING = {"events": Source(covers_all=True)}


def card(example: str, name: str) -> dict[str, Any]:
    """A scorecard as its file says it."""
    return YAML(typ="safe").load(EXAMPLES / example / "scorecards" / f"{name}.yml")


def answers(world: World, card: Mapping[str, Any], account: str, as_of: date) -> dict[str, Answer]:
    """Every signal of the card, by the oracle."""
    book = card["signals"]
    return {name: answer(Ask(world, book, form, account, as_of)) for name, form in book.items()}


def differences(
    world: World, card: Mapping[str, Any], account: str, said: Mapping[str, Any]
) -> Iterator[str]:
    """Where a result of ours is not what the oracle says of the same rows."""
    at = f"{account} at {said['as_of']}"
    wanted = answers(world, card, account, date.fromisoformat(said["as_of"]))
    scored = scores.score(card, wanted, {})
    for part, mine in zip(said["contributions"], scored.parts, strict=True):
        expected = wanted[part["signal"]]
        if not same(part["value"], expected.value) or part["status"] != mine.status:
            yield f"{at}: {part['signal']} is {part['value']} {part['status']}, by hand {expected}"
        if not same(part["points"], mine.points):
            yield f"{at}: {part['input']} has {part['points']} points, by hand {mine.points}"
    if not same(said["score"], scored.score):
        yield f"{at}: score {said['score']}, by hand {scored.score}"
    elif scored.score is not None and said["raw_band"] != scores.raw_band(card, scored.score):
        yield f"{at}: {said['raw_band']}"


def same(one: Any, other: Any) -> bool:
    if one is None or other is None or isinstance(one, str):
        return one == other
    return abs(float(one) - float(other)) <= 1e-9 * max(1.0, abs(float(other)))


# -- online_retail -------------------------------------------------------------------------------


def orders(file: Path, accounts: Sequence[str]) -> dict[str, World]:
    """A world for each customer, from the raw lines."""
    import duckdb

    marks = ", ".join("?" for _ in accounts)
    with duckdb.connect(":memory:") as connection:
        lines = connection.execute(
            "SELECT CAST(CustomerID AS VARCHAR), InvoiceNo, StockCode, Quantity, InvoiceDate,"
            f" UnitPrice FROM '{file}' WHERE CAST(CustomerID AS VARCHAR) IN ({marks})",
            [*accounts],
        ).fetchall()
    return {
        account: _customer(account, [line for line in lines if line[0] == account])
        for account in accounts
    }


def _customer(account: str, lines: Sequence[tuple[Any, ...]]) -> World:
    first = min(line[4] for line in lines).date().isoformat()
    raw: Raw = {
        "accounts": [{"account_id": account, "created_on": first}],
        "events": [_line(*line) for line in lines if not line[1].startswith("A")],
    }
    return read_world(raw, zone="Europe/London", sources=COVERING)


def _line(account: str, invoice: str, product: str, quantity: int, at: Any, price: float) -> RawRow:
    amount = Decimal(repr(quantity * price)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return {
        "account_id": account,
        "event": "cancellation" if invoice.startswith("C") else "order",
        "occurred_at": at.isoformat(),
        "order_id": invoice,
        "product": product,
        "amount": amount,
    }


# -- ravenstack ----------------------------------------------------------------------------------


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


class RavenStack:
    """The raw files, and a world for any of the accounts."""

    def __init__(self, folder: Path) -> None:
        self.accounts = {row["account_id"]: row for row in rows(folder / "accounts.csv")}
        self.usage = rows(folder / "feature_usage.csv")
        self.tickets = rows(folder / "support_tickets.csv")
        self.subscriptions = rows(folder / "subscriptions.csv")
        self.owner = {row["subscription_id"]: row["account_id"] for row in self.subscriptions}

    def world(self, account: str) -> World:
        tickets = [row for row in self.tickets if row["account_id"] == account]
        raw: Raw = {
            "accounts": [
                {"account_id": account, "created_on": self.accounts[account]["signup_date"]}
            ],
            "events": [self._use(row) for row in self._first_of_each(account)],
            # Somebody's: a table with any ticket in it is known to be complete.
            "tickets": [*map(self._ticket, tickets), SOMEBODYS_TICKET],
            "surveys": [self._survey(row) for row in tickets if row["satisfaction_score"]],
        }
        return read_world(raw, zone="UTC", sources=COVERING)

    def _first_of_each(self, account: str) -> list[dict[str, str]]:
        """Rows of one account whose usage id stands for one row alone, of all accounts."""
        mine = [row for row in self.usage if self.owner.get(row["subscription_id"]) == account]
        return [row for row in mine if row["usage_id"] not in self.doubtful]

    @property
    def doubtful(self) -> set[str]:
        """Usage ids that stand for several rows: which of them counts is a convention."""
        seen: dict[str, int] = {}
        for row in self.usage:
            seen[row["usage_id"]] = seen.get(row["usage_id"], 0) + 1
        return {usage_id for usage_id, count in seen.items() if count > 1}

    def _use(self, row: Mapping[str, str]) -> RawRow:
        return {
            "event_id": row["usage_id"],
            "account_id": self.owner[row["subscription_id"]],
            "event": row["feature_name"],
            "occurred_at": row["usage_date"],
            "count": row["usage_count"],
        }

    def _ticket(self, row: Mapping[str, str]) -> RawRow:
        opened, closed = row["submitted_at"], row["closed_at"]
        return {
            "account_id": row["account_id"],
            "opened_at": opened,
            "closed_at": closed.replace(" ", "T"),
        }

    def _survey(self, row: Mapping[str, str]) -> RawRow:
        return {
            "account_id": row["account_id"],
            "kind": "csat",
            "score": row["satisfaction_score"],
            "responded_at": row["closed_at"].replace(" ", "T"),
        }


SOMEBODYS_TICKET: RawRow = {"account_id": "somebody", "opened_at": "2023-01-01T00:00:00"}
