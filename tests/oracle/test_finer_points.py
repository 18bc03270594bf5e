"""Corners where an engine that keeps days and wall times could differ from the definitions.

Each is small enough to be worked out by hand; the oracle says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from forewarn.terms.signal import Value
from tests.oracle.compare import ask, world_of
from tests.oracle.facts import RawRow
from tests.oracle.kinds import answer
from tests.oracle.measure import Question, measure

Form = Mapping[str, Any]
A: RawRow = {"account_id": "a", "created_on": "2004-01-01"}


def both(
    form: Form,
    dates: Sequence[date],
    *,
    zone: str = "UTC",
    beside: Mapping[str, Form] | None = None,
    **tables: Sequence[RawRow],
) -> tuple[list[Value], list[Value]]:
    """The values of one signal of account a: the real thing's and the oracle's."""
    facts = {name: [{"account_id": "a", **row} for row in rows] for name, rows in tables.items()}
    signals = {"asked": form, **(beside or {})}
    question = Question(zone, {"accounts": [A], **facts}, signals, dates)
    found, world = measure(question), world_of(question)
    real = [found["a", on].values["asked"].value for on in dates]
    return real, [answer(ask(question, world, "asked", "a", on)).value for on in dates]


def test_mean_over_events_divides_by_rows_not_by_their_counts() -> None:
    form = {"kind": "mean", "from": "events", "column": "seconds"}
    events = [
        {"event": "run", "occurred_at": "2024-03-01T10:00:00", "count": 1, "seconds": "10"},
        {"event": "run", "occurred_at": "2024-03-02T10:00:00", "count": 4, "seconds": "30"},
    ]
    real, oracle = both(form, [date(2024, 3, 5)], events=events)
    assert oracle == [20]
    assert real == [20]


def test_newest_by_instant_in_the_hour_that_comes_twice() -> None:
    form = {"kind": "latest", "from": "surveys.score"}
    surveys = [
        # 02:50 summer time is 00:50 UTC; 02:10 winter time is 01:10 UTC, twenty minutes later.
        {"kind": "nps", "score": 3, "responded_at": "2024-10-27T02:50:00+02:00"},
        {"kind": "nps", "score": 9, "responded_at": "2024-10-27T02:10:00+01:00"},
    ]
    real, oracle = both(form, [date(2024, 10, 28)], zone="Europe/Berlin", surveys=surveys)
    assert oracle == [9]
    assert real == [9]


def test_hours_to_resolution_from_the_hour_that_comes_twice() -> None:
    form = {"kind": "mean", "from": "tickets", "column": "resolution_hours", "at": "closed_at"}
    tickets = [{"opened_at": "2024-10-27T02:30:00+01:00", "closed_at": "2024-10-27T04:30:00+01:00"}]
    real, oracle = both(form, [date(2024, 10, 28)], zone="Europe/Berlin", tickets=tickets)
    assert oracle == [2]
    assert real == [2]


def test_contract_signed_after_its_start_is_not_known_before_it_was_signed() -> None:
    # SEMANTICS 3: a contract happens at signed_on; nothing may use it before that.
    form = {"kind": "open", "from": "contracts", "column": "seats"}
    contracts = [
        {"contract_id": "k1", "starts_on": "2024-01-01", "seats": 5},
        {"contract_id": "k2", "starts_on": "2024-03-01", "signed_on": "2024-03-10", "seats": 7},
    ]
    dates = [date(2024, 3, 5), date(2024, 3, 10), date(2024, 3, 11)]
    real, oracle = both(form, dates, contracts=contracts)
    assert oracle == [5, 5, 12]
    assert real == [5, 5, 12]


def test_role_that_becomes_known_later_says_nothing_before() -> None:
    form = {"kind": "count", "from": "interactions", "where": "contact_role = 'champion'"}
    contacts = [
        {
            "contact_id": "c1",
            "role": "champion",
            "since": "2024-01-01",
            "known_at": "2024-03-20T10:00:00",
        }
    ]
    interactions = [
        {"contact_id": "c1", "kind": "call", "occurred_at": "2024-03-01T10:00:00"},
        {"contact_id": "c2", "kind": "call", "occurred_at": "2024-03-01T10:00:00"},
    ]
    dates = [date(2024, 3, 10), date(2024, 3, 21)]
    real, oracle = both(form, dates, contacts=contacts, interactions=interactions)
    assert oracle == [0, 1]
    assert real == [0, 1]


def test_event_sent_again_later_was_known_from_the_first_time_on() -> None:
    form = {"kind": "count", "from": "events"}
    sent = {"event_id": "e1", "event": "login", "occurred_at": "2024-03-01T10:00:00"}
    other = {"event_id": "e2", "event": "login", "occurred_at": "2024-03-02T10:00:00"}
    events = [
        {**sent, "known_at": "2024-03-01T11:00:00"},
        {**sent, "known_at": "2024-03-20T11:00:00"},
        {**other, "known_at": "2024-03-02T11:00:00"},
    ]
    dates = [date(2024, 3, 10), date(2024, 3, 21)]
    real, oracle = both(form, dates, events=events)
    assert oracle == [2, 2]
    assert real == [2, 2]


def test_first_use_of_an_earlier_period_that_came_in_late() -> None:
    # api was used on 1 January (known in late February) and on 1 February (known at once).
    form = {"kind": "change", "signal": "features", "over": "60d"}
    beside = {"features": {"kind": "adopted", "features": ["api", "sso"]}}
    events = [
        {"event": "login", "occurred_at": "2023-06-01T10:00:00"},
        {"event": "api", "occurred_at": "2024-01-01T10:00:00", "known_at": "2024-02-25T10:00:00"},
        {"event": "api", "occurred_at": "2024-02-01T10:00:00"},
    ]
    # 60 days before 10 March is 10 January, when the use of 1 January had happened.
    real, oracle = both(form, [date(2024, 3, 10)], beside=beside, events=events)
    assert oracle == [0]
    assert real == [0]
