"""Decisions go on record once, in order, and are read back as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from forewarn.ledger import Ledger, book
from forewarn.terms.errors import ForewarnError
from tests.plays.test_promises import MONDAY, ROW


def put(ledger: Ledger, *rows: object) -> None:
    book.decide_within(ledger, rows)  # type: ignore[arg-type]


def test_what_was_decided_is_read_back(ledger: Ledger):
    other = replace(ROW, number=2, promise=2, account_id="b", due_on=None, state="noted")
    put(ledger, ROW)
    put(ledger, other)
    assert book.decisions(ledger) == (ROW, other)
    assert book.decisions(ledger, accounts=["b", "c"]) == (other,)
    assert book.decisions(ledger, since=MONDAY + timedelta(days=1)) == ()
    assert book.decision_count(ledger) == 2


def test_of_two_at_once_one_is_told(ledger: Ledger):
    put(ledger, ROW)
    with pytest.raises(ForewarnError, match="somebody else decided something just now"):
        put(ledger, replace(ROW, account_id="b"))
    assert book.decisions(ledger) == (ROW,)


def test_open_promises_and_those_settled_since(ledger: Ledger):
    settled = replace(ROW, number=2, state="kept", as_of=MONDAY + timedelta(days=7))
    other = replace(ROW, number=3, promise=3, owner="Cleo")
    for row in (ROW, settled, other):
        put(ledger, row)
    assert book.promised(ledger) == (other,)
    assert book.promised(ledger, owner="Ben") == ()
    assert book.promised(ledger, owner="Cleo", accounts=["a"]) == (other,)
    since: date = settled.as_of
    assert book.promised(ledger, settled_since=since) == (ROW, settled, other)
    assert book.promised(ledger, settled_since=since + timedelta(days=1)) == (other,)
    assert book.promise(ledger, 1) == (ROW, settled)


@pytest.mark.parametrize("bad", [{"state": "perhaps"}, {"recorded_at": None}])
def test_nonsense_is_a_bug(bad: dict[str, object], ledger: Ledger):
    naive = ROW.recorded_at.replace(tzinfo=None)
    row = replace(ROW, **({"recorded_at": naive} if "recorded_at" in bad else bad))
    with pytest.raises(ValueError, match=r"zone|state"):
        put(ledger, row)
