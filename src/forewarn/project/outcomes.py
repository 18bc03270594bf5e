"""Contracts and outcomes read from the facts, as evidence asks for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from forewarn.evidence.renewals import Contract, Outcome, Renewals, renewals
from forewarn.terms.ports import Engine

CONTRACT_COLUMNS = (
    "contract_id",
    "starts_on",
    "ends_on",
    "notice_days",
    "arr",
    "currency",
)
OUTCOME_COLUMNS = (
    "contract_id",
    "due_on",
    "decided_on",
    "kind",
    "arr_before",
    "arr_after",
    "reason",
    "avoidable",
)

Row = Mapping[str, Any]


def read_renewals(engine: Engine, as_of: date) -> Renewals:
    """Every renewal whose outcome is known at a date, and those that should have one by now."""
    return renewals(
        _contracts(engine.rows("contracts", CONTRACT_COLUMNS), as_of),
        _outcomes(engine.rows("outcomes", OUTCOME_COLUMNS), as_of),
        as_of=as_of,
        ended_on={
            version.account_id: version.ended_on
            for version in engine.accounts()
            if version.ended_on is not None
            and (version.seen_on is None or version.seen_on <= as_of)
        },
    )


def without_history(engine: Engine, accounts: Collection[str]) -> int:
    """How many of some accounts have no dated attributes: theirs are taken to have always held."""
    dated = {each.account_id for each in engine.accounts() if each.valid_on is not None}
    return len(set(accounts) - dated)


def _contracts(rows: Iterable[Row], as_of: date) -> Iterator[Contract]:
    for row in rows:
        if _stands(row, as_of):
            yield Contract(
                row["account_id"],
                row["contract_id"],
                row["starts_on"],
                row["ends_on"],
                int(row["notice_days"] or 0),
                row["arr"],
                row["currency"],
            )


def _outcomes(rows: Iterable[Row], as_of: date) -> Iterator[Outcome]:
    for row in rows:
        until_on = row.get("_until_on")
        if until_on is None or as_of < until_on:
            yield Outcome(
                row["account_id"],
                row["contract_id"],
                row["due_on"],
                row["decided_on"],
                row["kind"],
                row["_seen_on"],
                row["arr_before"],
                row["arr_after"],
                row["reason"],
                _yes_or_no(row["avoidable"]),
            )


def _yes_or_no(avoidable: Any) -> str | None:
    """Files say it as a boolean or in words of their own."""
    if avoidable is None:
        return None
    return {"true": "yes", "false": "no"}.get(str(avoidable).lower(), str(avoidable))


def _stands(row: Row, on: date) -> bool:
    until_on = row.get("_until_on")
    return row["_seen_on"] <= on and (until_on is None or on < until_on)
