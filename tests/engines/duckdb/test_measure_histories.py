"""Versions of accounts, first rows, feeds and rows."""

from decimal import Decimal

import pytest

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.store import open_store
from forewarn.terms.account import AccountVersion
from forewarn.terms.errors import ForewarnError
from forewarn.terms.ports import Feed
from tests.engines.duckdb.facts import day, engine_with, event, fill


def engine_over(*rows: dict[str, object], **types: str) -> DuckDBEngine:
    store = open_store(":memory:", threads=1)
    fill(store.connection, "accounts", list(rows), types=types)
    return DuckDBEngine(store)


def test_an_account_without_dates_always_held() -> None:
    (only,) = engine_over({"account_id": "a", "plan": "pro"}).accounts()
    assert (only.valid_on, only.seen_on, only.created_on, only.ended_on) == (None,) * 4
    assert only.attributes["plan"] == "pro"
    assert only.attributes["segment"] is None


def test_versions_come_by_account_and_date() -> None:
    rows = [
        {"account_id": "b", "created_on": day(0)},
        {"account_id": "a", "valid_from": day(9), "plan": "pro", "_known_on": day(12)},
        {"account_id": "a", "valid_from": day(3), "plan": "basic", "created_on": day(0)},
    ]
    found = [
        (one.account_id, one.valid_on, one.seen_on, one.attributes["plan"])
        for one in engine_over(*rows).accounts()
    ]
    assert found == [
        ("a", day(3), day(4), "basic"),
        ("a", day(9), day(12), "pro"),
        ("b", None, None, None),
    ]


def test_a_version_without_a_date_that_came_late_says_when() -> None:
    (only,) = engine_over({"account_id": "a", "created_on": day(0), "_known_on": day(9)}).accounts()
    assert (only.valid_on, only.seen_on, only.created_on) == (None, day(9), day(0))


def test_attributes_are_all_columns_but_keys_and_dates() -> None:
    row = {"account_id": "a", "tier": 3, "ended_on": day(9), "created_on": day(0)}
    (only,) = engine_over(row, tier="INTEGER").accounts()
    assert isinstance(only, AccountVersion)
    assert only.attributes["tier"] == 3
    assert only.ended_on == day(9)
    assert not {"account_id", "created_on", "ended_on", "valid_from"} & set(only.attributes)
    assert not [name for name in only.attributes if name.startswith("_")]


def test_the_first_row_of_an_account_is_the_first_one_known() -> None:
    rows = [event(0, _known_on=day(20)), event(5), event(9, account="b")]
    engine = engine_with(accounts=("a", "b", "c"), events=rows, tickets=[])
    assert engine.first_rows(["events", "tickets", "surveys"]) == {
        "events": {"a": day(6), "b": day(10)},
        "tickets": {},
        "surveys": {},
    }


def test_a_feed_is_as_new_as_its_newest_known_row() -> None:
    rows = [event(0), event(5, account="b", _known_on=day(20)), event(9)]
    engine = engine_with(events=rows, tickets=[])
    dates = [day(0), day(1), day(7), day(10), day(20)]
    assert engine.feeds(["events", "tickets", "surveys"], dates) == {
        "events": (
            Feed(False, None),
            Feed(True, day(0)),
            Feed(True, day(0)),
            Feed(True, day(9)),
            Feed(True, day(9)),
        ),
        "tickets": (Feed(False, None),) * 5,
        "surveys": (Feed(False, None),) * 5,
    }
    assert engine.feeds(["events"], []) == {"events": ()}


def test_rows_come_by_account_and_date_with_their_dates() -> None:
    rows = [
        {"account_id": "b", "due_on": day(3), "amount": Decimal("1.50")},
        {"account_id": "a", "due_on": day(5), "amount": None},
        {"account_id": "a", "due_on": day(3), "amount": Decimal(2)},
    ]
    engine = engine_with(accounts=("a", "b"), invoices=rows)
    found = list(engine.rows("invoices", ["amount"]))
    assert found[0] == {
        "account_id": "a",
        "amount": Decimal(2),
        "_on": day(3),
        "_seen_on": day(4),
    }
    assert [(row["account_id"], row["_on"]) for row in found] == [
        ("a", day(3)),
        ("a", day(5)),
        ("b", day(3)),
    ]
    assert len(list(engine.rows("invoices", ["amount"], accounts=["b"]))) == 1


def test_rows_put_aside_come_as_they_do_otherwise_whatever_their_order() -> None:
    rows = [
        {"account_id": "ba"[n % 2], "due_on": day(40), "issued_on": day(9 - n % 3), "amount": n}
        for n in range(9)
    ]
    numbered = [{**row, "_row": 20 - n, "_file": "gf"[n % 2]} for n, row in enumerate(rows)]
    engine = engine_with(accounts=("a", "b"), invoices=numbered)
    aside = engine.rows_aside("invoices", ["amount"])
    for some in (None, ["b"]):
        told = list(engine.rows("invoices", ["amount"], accounts=some))
        assert list(aside.of(some)) == told
        assert [each["amount"] for each in told] != sorted(each["amount"] for each in told)


def test_rows_of_what_is_not_there() -> None:
    engine = engine_with(events=[])
    assert list(engine.rows("notes", ["text"])) == []
    with pytest.raises(ForewarnError, match="no column txet"):
        engine.rows("events", ["txet"])
    with pytest.raises(ForewarnError, match="no fact table"):
        engine.rows("happenings", [])
