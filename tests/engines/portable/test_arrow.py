"""The grid by Arrow batches is the grid by rows, a piece at a time."""

import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from forewarn.engines.portable import arrow
from forewarn.engines.portable.engine import PortableEngine
from forewarn.signals.filters.tree import Compare
from forewarn.signals.primitives import Additive, Distinct, Earliest, Facts, Latest, Open, Primitive
from forewarn.terms.errors import ForewarnError
from forewarn.terms.time import Window
from tests.engines.duckdb.facts import day, engine_with, event
from tests.engines.portable.places import Place, duckdb_place

EVENTS = Facts("events")
ASKED: list[Primitive] = [
    Additive(EVENTS, Window(7)),
    Additive(EVENTS, Window(30), "count"),
    Distinct(EVENTS, ("user_id",), Window(30)),
    Latest(EVENTS),
    Latest(EVENTS, "user_id"),
    Earliest(Facts("events", Compare("event", "=", "export"))),
    Open(Facts("invoices"), closes="paid_on", opens="due_on"),
]
ROWS = [
    event(1, account="a", user_id="u", count=1),
    event(3, account="a", user_id="v", count=0.5),
    event(3, account="b", user_id=None, event="export"),
]


def rows_of(engine: PortableEngine, dates: list[date]) -> list[tuple[str, date, tuple[Any, ...]]]:
    return [
        (account.account_id, as_of, tuple(map(told, row)))
        for account in engine.grid(ASKED, dates)
        for as_of, row in zip(dates, account.rows, strict=True)
    ]


def told(value: Any) -> Any:
    """An answer as the two columns of a batch have it; None where there is neither."""
    if value is None or value == (None, None):
        return (None, None)
    return value if isinstance(value, tuple) else (value, None)


def batched(engine: PortableEngine, dates: list[date]) -> list[tuple[str, date, tuple[Any, ...]]]:
    found = []
    for batch in engine.batches(ASKED, dates):
        for row in batch.to_pylist():
            found.append((row["account_id"], row["as_of"], tuple(columns(row))))
    return found


def columns(row: dict[str, Any]) -> Any:
    for number, primitive in enumerate(ASKED):
        value = row[f"q{number}"]
        if isinstance(value, Decimal):
            value = float(value)
        if isinstance(primitive, Latest):
            on = f"q{number}_on"
            yield (value, row[on]) if on in row else (None, value)
        else:
            yield (value, None)


@pytest.mark.slow
def test_batches_say_what_rows_say(place: Place) -> None:
    engine = place.engine(engine_with(accounts=("a", "b", "c"), events=ROWS).connection)
    dates = [day(number) for number in (2, 4, 9, 60)]
    assert batched(engine, dates) == rows_of(engine, dates)


def test_a_table_without_a_source_has_its_values_too() -> None:
    engine = duckdb_place().engine(engine_with(accounts=("a", "b")).connection)
    assert batched(engine, [day(2), day(4)]) == rows_of(engine, [day(2), day(4)])


@pytest.mark.slow
def test_they_come_a_piece_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from forewarn.engines.portable.warehouses import duckdb

    monkeypatch.setattr(duckdb, "_AT_A_TIME", 2_048)
    monkeypatch.setattr(arrow, "ROWS_A_BATCH", 2_048)
    names = tuple(f"{number:02d}" for number in range(20))
    dates = [day(1) + timedelta(days=number) for number in range(300)]
    for tables in ({"events": ROWS}, {}):
        engine = duckdb_place().engine(engine_with(accounts=names, **tables).connection)
        sizes = [batch.num_rows for batch in engine.batches(ASKED, dates)]
        assert sum(sizes) == 6_000
        assert max(sizes) <= 2_048


def test_without_pyarrow_the_way_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    engine = duckdb_place().engine(engine_with(events=ROWS).connection)
    with pytest.raises(ForewarnError, match="PyArrow") as refusal:
        list(engine.batches(ASKED, [day(2)]))
    assert "portable" in refusal.value.fix
