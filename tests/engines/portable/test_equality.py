"""Portable = native = the definitions, on every engine: one body, random facts."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from forewarn.signals.filters.tree import Compare
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
from forewarn.terms.errors import ForewarnError
from forewarn.terms.facts import TABLES
from forewarn.terms.time import Window
from tests.engines.duckdb.facts import day, engine_with, event, placed_row
from tests.engines.duckdb.naive import measure
from tests.engines.duckdb.test_measure_naive import (
    ACCOUNTS,
    accounts,
    grids,
    known,
    primitives,
    stored,
)
from tests.engines.portable.places import Place, duckdb_place

Rows = dict[str, list[dict[str, Any]]]
Some = st.lists(primitives, min_size=1, max_size=8)
only = st.one_of(st.none(), st.none(), st.lists(accounts, max_size=2, unique=True))


def agrees(
    place: Place,
    tables: Rows,
    asked: list[Primitive],
    dates: list[date],
    known_by: date | None,
    only: list[str] | None = None,
) -> None:
    """The body: the portable engine's grid, the native one's and the definitions'."""
    native = engine_with(accounts=ACCOUNTS, **tables)
    portable = place.engine(native.connection)
    found = list(portable.grid(asked, dates, known_by=known_by, accounts=only))
    expected = list(native.grid(asked, dates, known_by=known_by, accounts=only))
    native.close()
    assert found == expected
    placed = {
        name: [placed_row(TABLES[name], number, row) for number, row in enumerate(rows)]
        for name, rows in tables.items()
    }
    for account in found:
        assert account.rows == tuple(
            tuple(
                measure(each, placed, account=account.account_id, as_of=as_of, known_by=known_by)
                for each in asked
            )
            for as_of in dates
        )


drawn = given(tables=stored, asked=Some, dates=grids, known_by=known, only=only)


def up_to(examples: int) -> settings:
    """Not made smaller on a failure, for engines that take seconds for each."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    health = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, phases=phases, suppress_health_check=health)


@pytest.mark.slow
@up_to(15)
@drawn
def test_random_facts_on_duckdb(on_duckdb: Place, **made: Any) -> None:
    agrees(on_duckdb, **made)


@pytest.mark.slow
@up_to(15)
@drawn
def test_random_facts_on_postgres(on_postgres: Place, **made: Any) -> None:
    agrees(on_postgres, **made)


@pytest.mark.slow
@up_to(2)
@drawn
def test_random_facts_on_spark(on_spark: Place, **made: Any) -> None:
    agrees(on_spark, **made)


EVERY: list[Primitive] = [
    Additive(Facts("events"), Window(7)),
    Additive(Facts("events", Compare("event", "=", "pay")), Window(7, 7)),
    Additive(Facts("contracts", at="starts_on"), Window(None), "arr"),
    Distinct(Facts("events"), ("user_id",), Window(7)),
    Distinct(Facts("events"), ("user_id", "day"), Window(30)),
    Latest(Facts("events")),
    Latest(Facts("events"), "user_id"),
    Earliest(Facts("events")),
    Open(Facts("contracts"), closes="ends_on", opens="starts_on", amount="seats"),
    Open(Facts("contracts"), closes="ends_on", least="ends_on", minus_days="notice_days"),
    Unmet(Facts("contacts"), Facts("interactions")),
    Unmet(Facts("contacts"), Facts("interactions"), longest=True),
]


def a_little_of_everything() -> Rows:
    """Late, corrected, resent and long past facts, of accounts known and not."""
    events = [
        event(-20, user_id="u"),
        event(1, user_id="u"),
        event(1, user_id="u"),
        event(2, user_id=None, event="pay", count=3.0),
        event(4, user_id="v", event="pay", _known_on=day(12)),
        event(5, user_id="w", _until_on=day(9)),
        event(5, user_id="z", _known_on=day(9)),
        event(6, account="b", user_id="u", count=0.5),
        event(6, account="nobody's", user_id="u"),
    ]
    contracts = [
        {"account_id": "a", "starts_on": day(0), "ends_on": day(9), "seats": 2.5, "notice_days": 3},
        {"account_id": "a", "starts_on": day(3), "signed_on": day(6), "seats": None, "arr": 19},
    ]
    contacts = [
        {"account_id": "a", "contact_id": "p", "role": "champion", "since": day(0)},
        {"account_id": "a", "contact_id": "q", "role": "user", "since": day(2), "until": day(11)},
    ]
    met = {"account_id": "a", "contact_id": "p", "kind": "qbr", "occurred_at": day_at(5)}
    return {"events": events, "contracts": contracts, "contacts": contacts, "interactions": [met]}


def day_at(number: int) -> Any:
    return event(number)["occurred_at"]


@pytest.mark.slow
def test_every_primitive_at_once(place: Place) -> None:
    for known_by in (None, day(12)) if place.name != "spark" else (None,):
        dates = [day(0), day(7), day(10), day(14)]
        agrees(place, a_little_of_everything(), EVERY, dates, known_by)


def test_some_primitives_on_duckdb() -> None:
    agrees(duckdb_place(), a_little_of_everything(), [EVERY[0], EVERY[3]], [day(7), day(14)], None)


def test_nothing_asked_and_no_accounts() -> None:
    native = engine_with(accounts=("b", "a"))
    portable = duckdb_place().engine(native.connection)
    dates = [day(0), day(7)]
    assert list(portable.grid([], dates)) == list(native.grid([], dates))
    assert list(portable.grid(EVERY, dates)) == list(native.grid(EVERY, dates))
    assert list(portable.grid(EVERY[:1], [])) == list(native.grid(EVERY[:1], []))
    assert list(portable.grid(EVERY, dates, accounts=["x"])) == []
    with pytest.raises(ValueError, match="ascend"):
        portable.grid(EVERY, [day(7), day(0)])


@pytest.mark.slow
def test_a_number_that_cannot_be_summed_is_said(place: Place) -> None:
    native = engine_with(events=[event(1, count=1e300)])
    portable = place.engine(native.connection)
    with pytest.raises(ForewarnError, match="too large to be measured"):
        list(portable.grid([Additive(Facts("events"), Window(7))], [day(5)]))
