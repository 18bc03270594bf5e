"""Decisions that tests of the review find on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from forewarn.ledger.book import decide_within, decision_count
from forewarn.plays.promises import Decision
from forewarn.workspace.project import ledger
from tests.workspace.company import ON

PROMISE = Decision(
    number=1,
    promise=1,
    account_id="a1",
    as_of=ON - timedelta(days=7),
    said_by="Ana",
    decision="Call the sponsor",
    owner="Ana",
    due_on=ON - timedelta(days=2),
    note="",
    state="open",
    recorded_at=datetime(2026, 2, 23, 9, tzinfo=UTC),
)


def promised(account_id: str, *, as_of: date | None = None, **changes: object) -> Decision:
    """A promise put on record; of the week before unless said otherwise."""
    number = decision_count(ledger()) + 1
    row = replace(
        PROMISE,
        number=number,
        promise=number,
        account_id=account_id,
        as_of=as_of or PROMISE.as_of,
        **changes,
    )
    decide_within(ledger(), [row])
    return row
