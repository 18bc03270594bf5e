"""The grid of measures as a whole: every account on every date, in order, whatever is there."""

from collections.abc import Iterator
from datetime import date

import pytest

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.signals.filters.tree import Compare
from forewarn.signals.primitives import (
    Additive,
    Distinct,
    Earliest,
    Facts,
    Latest,
    Open,
    Unmet,
)
from forewarn.terms.ports import Engine, GridRows
from tests.engines.duckdb.facts import day, engine_with, event, window

EVENTS = Facts("events")
CONTRACTS = Open(Facts("contracts"), closes="ends_on", opens="starts_on")
PEOPLE = Facts("contacts")
MEETINGS = Facts("interactions", Compare("kind", "=", "qbr"))


def test_fulfils_the_protocol() -> None:
    engine: Engine = engine_with()
    assert list(engine.grid([], [])) == [GridRows("a", ())]


EVERY = (
    Additive(EVENTS, window(7)),
    Distinct(EVENTS, ("user_id",), window(7)),
    Latest(EVENTS, "event"),
    Latest(EVENTS),
    Earliest(EVENTS),
    CONTRACTS,
    Open(Facts("contracts"), closes="ends_on", least="ends_on"),
    Unmet(PEOPLE, MEETINGS),
    Unmet(PEOPLE, MEETINGS, longest=True),
)
NOTHING = (0, 0, None, None, None, 0, None, 0, None)


@pytest.fixture
def bare() -> Iterator[DuckDBEngine]:
    engine = engine_with(accounts=("b", "a", "b"))
    yield engine
    engine.close()


def test_tables_without_a_source_give_nothing_for_every_account(bare: DuckDBEngine) -> None:
    dates = [day(0), day(7)]
    assert list(bare.grid(EVERY, dates)) == [
        GridRows("a", (NOTHING, NOTHING)),
        GridRows("b", (NOTHING, NOTHING)),
    ]


def test_empty_tables_give_the_same() -> None:
    tables = ("events", "contracts", "contacts", "interactions")
    engine = engine_with(**{name: [] for name in tables})
    assert list(engine.grid(EVERY, [day(0)])) == [GridRows("a", (NOTHING,))]


def test_accounts_come_in_order_each_with_its_own_facts() -> None:
    rows = [event(0, account="z"), event(0, account="B"), event(0, account="ä")]
    rows += [event(0, account="nobody's"), event(1, account="z")]
    engine = engine_with(accounts=("z", "B", "ä", "a", "Z"), events=rows)
    count = [Additive(EVENTS, window(7))]
    found = [(one.account_id, one.rows) for one in engine.grid(count, [day(1), day(2)])]
    assert found == [
        ("B", ((1,), (1,))),
        ("Z", ((0,), (0,))),
        ("a", ((0,), (0,))),
        ("z", ((1,), (2,))),
        ("ä", ((1,), (1,))),
    ]


def test_only_some_accounts() -> None:
    engine = engine_with(accounts=("a", "b", "c"), events=[event(0, account="c")])
    count = [Additive(EVENTS, window(7))]
    found = engine.grid(count, [day(1)], accounts=["c", "a", "who"])
    assert [(one.account_id, one.rows) for one in found] == [("a", ((0,),)), ("c", ((1,),))]
    assert list(engine.grid(count, [day(1)], accounts=[])) == []


def test_without_primitives_or_dates_the_accounts_still_come(bare: DuckDBEngine) -> None:
    assert list(bare.grid([], [day(0), day(1)])) == [
        GridRows("a", ((), ())),
        GridRows("b", ((), ())),
    ]
    assert list(bare.grid(EVERY, [])) == [GridRows("a", ()), GridRows("b", ())]


@pytest.mark.slow
def test_many_accounts_are_cut_apart_rightly() -> None:
    names = [f"{number:04}" for number in range(500)]
    rows = [event(number % 7, account=name) for number, name in enumerate(names)]
    engine = engine_with(accounts=names, events=rows)
    dates = [day(number) for number in range(100)]
    found = list(engine.grid([Earliest(EVENTS), Additive(EVENTS, window(None))], dates))
    assert [one.account_id for one in found] == names
    for number, one in enumerate(found):
        first = number % 7
        assert one.rows == ((None, 0),) * (first + 1) + ((day(first), 1),) * (99 - first)


def test_two_streams_run_side_by_side(bare: DuckDBEngine) -> None:
    one = bare.grid(EVERY, [day(0)])
    other = bare.grid(EVERY, [day(0)])
    assert next(one) == next(other)
    assert next(bare.accounts()).account_id == "a"
    assert next(one) == next(other) == GridRows("b", (NOTHING,))


def test_dates_must_ascend(bare: DuckDBEngine) -> None:
    for dates in ([day(1), day(0)], [day(1), day(1)]):
        with pytest.raises(ValueError, match="ascend"):
            bare.grid(EVERY, dates)


def test_as_many_statements_for_many_accounts_and_dates_as_for_few() -> None:
    def statements(accounts: list[str], dates: list[date]) -> int:
        engine = engine_with(accounts=accounts, events=[event(0)])
        engine.connection.execute("SET GLOBAL enable_logging = true")
        list(engine.grid(EVERY, dates))
        logged = engine.connection.execute(
            "SELECT count(*) FROM duckdb_logs WHERE type = 'QueryLog'"
        ).fetchall()
        engine.close()
        return int(logged[0][0])

    few = statements(["a"], [day(0), day(1)])
    many = statements([str(number) for number in range(50)], [day(n) for n in range(60)])
    assert 0 < few == many
    assert statements(["a"], [day(0)]) <= many + 1  # at one date some are others
