"""Statements on record: the first of a date stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from forewarn.ledger import Ledger
from forewarn.ledger.book import keep_statements, statements
from forewarn.terms.stated import FLAG, PROBABILITY, Stated

AT = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
SAID = Stated(
    said_as_of=date(2026, 6, 1),
    kind=PROBABILITY,
    account_id="a1",
    contract_id="c1",
    due_on=date(2026, 9, 1),
    probability=0.8125,
    low=0.7,
    high=0.9,
    flagged=False,
    because="",
    fingerprint="f1",
    made_by="backtest",
    recorded_at=AT,
    forewarn_version="1.0",
)
BARE = replace(
    SAID, kind=FLAG, contract_id=None, probability=None, low=None, high=None, because="too few"
)


def test_they_read_as_they_were_kept(ledger: Ledger) -> None:
    later = replace(SAID, said_as_of=date(2026, 6, 8))
    assert keep_statements(ledger, [later, SAID, BARE]) == 3
    assert statements(ledger) == (BARE, SAID, later)
    assert statements(ledger, before=date(2026, 6, 8)) == (BARE, SAID)


def test_what_was_stated_first_of_a_date_stands(ledger: Ledger) -> None:
    assert keep_statements(ledger, [SAID, SAID]) == 1
    assert keep_statements(ledger, [replace(SAID, probability=0.1, recorded_at=AT)]) == 0
    assert statements(ledger) == (SAID,)
    assert keep_statements(ledger, [SAID, replace(SAID, fingerprint="f2")]) == 1


def test_many_are_kept_at_once(ledger: Ledger) -> None:
    many = [replace(SAID, due_on=SAID.due_on + timedelta(days=number)) for number in range(500)]
    assert keep_statements(ledger, many) == 500
    assert statements(ledger) == tuple(many)


def test_an_instant_needs_a_zone(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="zone"):
        keep_statements(ledger, [replace(SAID, recorded_at=AT.replace(tzinfo=None))])
    assert statements(ledger) == ()
