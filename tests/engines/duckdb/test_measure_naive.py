"""The engine against the definitions, on random facts."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.signals.filters.tree import AllOf, Compare, Missing, Not
from forewarn.signals.primitives import (
    Additive,
    Distinct,
    Earliest,
    Facts,
    Latest,
    Open,
    Primitive,
    Unmet,
)
from forewarn.terms.facts import TABLES
from forewarn.terms.time import Window
from tests.engines.duckdb.facts import day, engine_with, placed_row
from tests.engines.duckdb.naive import measure

ACCOUNTS = ("a", "b", "c")
WHERE = (
    None,
    Compare("event", "=", "login"),
    Not(Compare("event", "=", "login")),
    AllOf((Compare("event", "!=", "pay"), Not(Missing("user_id")))),
)
numbers = st.integers(-25, 45)
days = numbers.map(day)
instants = st.builds(
    lambda on, hour: datetime.combine(on, time(hour)), days, st.sampled_from([0, 9, 23])
)
known = st.one_of(st.none(), st.none(), days)
accounts = st.sampled_from([*ACCOUNTS, "nobody's"])
maybe_day = st.one_of(st.none(), days)


def row(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    fixed = st.fixed_dictionaries({"account_id": accounts, "_known_on": known, **columns})
    return st.lists(fixed, max_size=8)


def row_with_versions(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of a table with a key, some of which a later version replaces."""
    return st.one_of(row(**columns), row(_until_on=known, **columns))


events = row_with_versions(
    occurred_at=instants,
    event=st.sampled_from(["login", "pay", "export"]),
    user_id=st.sampled_from([None, "u", "v", "w"]),
    count=st.sampled_from([None, None, 1.0, 3.0, 0.5]),
    team=st.sampled_from([None, "x", "y"]),
)
tickets = row_with_versions(opened_at=instants, closed_at=st.one_of(st.none(), instants))
contracts = row_with_versions(
    starts_on=days,
    ends_on=maybe_day,
    signed_on=maybe_day,
    seats=st.sampled_from([None, 1.0, 2.5]),
    notice_days=st.sampled_from([None, 3]),
    arr=st.sampled_from([None, Decimal("0.10"), Decimal("19.99")]),
)
assessments = row(
    assessed_on=days,
    pulse=st.sampled_from([None, 1, 2, 5]),
    champion_status=st.sampled_from([None, "active", "missing"]),
)
people = st.sampled_from([None, "p", "q"])
contacts = row_with_versions(
    contact_id=people, role=st.sampled_from(["champion", "user"]), since=days, until=maybe_day
)
interactions = row(contact_id=people, kind=st.sampled_from(["qbr", "call"]), occurred_at=instants)
windows = st.builds(Window, st.sampled_from([None, 1, 2, 7, 30]), st.sampled_from([0, 0, 1, 7, 30]))
backs = st.sampled_from([0, 0, 1, 7])
of_events = st.builds(Facts, st.just("events"), st.sampled_from(WHERE))
of_tickets = st.builds(Facts, st.just("tickets"), at=st.sampled_from([None, "closed_at"]))
of_contracts = st.builds(Facts, st.just("contracts"), at=st.sampled_from([None, "starts_on"]))
keys = st.sampled_from([("user_id",), ("day",), ("event", "team"), ("user_id", "day")])
champions = st.sampled_from([None, Compare("role", "=", "champion")])
qbrs = st.sampled_from([None, Compare("kind", "=", "qbr")])
primitives: st.SearchStrategy[Primitive] = st.one_of(
    st.builds(Additive, of_events, windows),
    st.builds(Additive, of_events, windows, st.just("count")),
    st.builds(Additive, of_tickets, windows),
    st.builds(Additive, of_contracts, windows, st.sampled_from(["arr", "seats", "notice_days"])),
    st.builds(Distinct, of_events, keys, windows),
    st.builds(Distinct, of_tickets, st.just(("day",)), windows),
    st.builds(Latest, of_events, st.sampled_from([None, "user_id", "count"]), backs),
    st.builds(Latest, of_tickets, back_days=backs),
    st.builds(
        Latest, st.just(Facts("assessments")), st.sampled_from(["pulse", "champion_status"]), backs
    ),
    st.builds(Earliest, st.one_of(of_events, of_tickets), backs),
    st.builds(
        Open,
        st.just(Facts("contracts")),
        closes=st.just("ends_on"),
        opens=st.sampled_from([None, "starts_on"]),
        amount=st.sampled_from([None, "seats", "arr"]),
        back_days=backs,
    ),
    st.builds(
        Open,
        st.just(Facts("contracts")),
        closes=st.just("ends_on"),
        opens=st.just("starts_on"),
        least=st.just("ends_on"),
        minus_days=st.sampled_from([None, "notice_days"]),
        back_days=backs,
    ),
    st.builds(Open, st.just(Facts("tickets")), closes=st.just("closed_at"), back_days=backs),
    st.builds(
        Unmet,
        st.builds(Facts, st.just("contacts"), champions),
        st.builds(Facts, st.just("interactions"), qbrs),
        st.booleans(),
        backs,
    ),
)
grids = st.one_of(
    st.builds(
        lambda first, every, count: [day(first + every * i) for i in range(count)],
        st.integers(-5, 25),
        st.sampled_from([1, 7]),
        st.integers(1, 12),
    ),
    st.lists(days, min_size=1, max_size=6, unique=True).map(sorted),
)
stored = st.fixed_dictionaries(
    {
        "events": events,
        "tickets": tickets,
        "contracts": contracts,
        "assessments": assessments,
        "contacts": contacts,
        "interactions": interactions,
    }
)


@pytest.mark.slow
@settings(max_examples=15)
@given(stored, st.lists(primitives, min_size=1, max_size=8), grids, known)
def test_engine_agrees_with_the_definitions(
    tables: dict[str, list[dict[str, Any]]],
    asked: list[Primitive],
    dates: list[date],
    known_by: date | None,
) -> None:
    placed = {
        name: [placed_row(TABLES[name], number, row) for number, row in enumerate(rows)]
        for name, rows in tables.items()
    }
    engine = engine_with(accounts=ACCOUNTS, **tables)
    found = {
        account.account_id: account.rows for account in engine.grid(asked, dates, known_by=known_by)
    }
    engine.close()
    assert found == {
        account: tuple(
            tuple(
                measure(primitive, placed, account=account, as_of=as_of, known_by=known_by)
                for primitive in asked
            )
            for as_of in dates
        )
        for account in ACCOUNTS
    }


def test_a_day_is_one_day() -> None:
    assert day(1) - day(0) == timedelta(days=1)
