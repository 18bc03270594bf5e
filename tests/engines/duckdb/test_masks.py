"""Distinct counts by masks: many dates, many keys, parts that are added up."""

from __future__ import annotations

import random

import pytest

from forewarn.engines.duckdb import masks
from forewarn.engines.duckdb.calendar import calendar
from forewarn.engines.duckdb.primitives import distinct
from forewarn.signals.primitives import Distinct, Facts
from forewarn.terms.facts import TABLES
from forewarn.terms.time import Window
from tests.engines.duckdb.facts import day, engine_with, event, placed_row
from tests.engines.duckdb.naive import measure

pytestmark = pytest.mark.slow


EVENTS = Facts("events")
WINDOWS = (Window(7), Window(30), Window(None), Window(30, 30))
ASKED = [Distinct(EVENTS, ("user_id",), window) for window in WINDOWS]


def facts(count: int) -> list[dict[str, object]]:
    chance = random.Random(3)
    return [
        event(
            chance.randrange(-40, 320),
            account=chance.choice("ab"),
            user_id=f"u{chance.randrange(40)}",
            _known_on=chance.choice([None, None, day(chance.randrange(0, 300))]),
        )
        for _ in range(count)
    ]


def agree(rows: list[dict[str, object]], dates: list[int]) -> None:
    engine = engine_with(accounts=("a", "b", "c"), events=rows)
    found = {each.account_id: each.rows for each in engine.grid(ASKED, [day(n) for n in dates])}
    engine.close()
    placed = {"events": [placed_row(TABLES["events"], n, row) for n, row in enumerate(rows)]}
    for account, cells in found.items():
        assert len(cells) == len(dates)
        for number, row in list(zip(dates, cells, strict=True))[:: max(1, len(dates) // 12)]:
            wanted = (measure(p, placed, account=account, as_of=day(number)) for p in ASKED)
            assert row == tuple(wanted), (account, number)


@pytest.mark.parametrize("count", [1, 21, 61, 121, 250])
def test_any_number_of_dates(count: int) -> None:
    agree(facts(200), list(range(count)))


def test_dates_far_apart() -> None:
    agree(facts(200), [0, 1, 100, 101, 290, 400])


def test_parts_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rows a part stand for the half million that a lane would hold."""
    monkeypatch.setattr(distinct, "ROWS_SHIFT", 2)
    agree(facts(300), list(range(0, 70, 7)))


def test_a_part_cannot_run_over_its_lane() -> None:
    assert 1 << masks.ROWS_SHIFT <= (1 << masks.LANE) - 1


def test_blocks_cover_the_dates_once() -> None:
    over = calendar([day(n) for n in range(250)])
    assert [(each.start, each.length) for each in masks.blocks(over)] == [
        (0, 120), (120, 120), (240, 10),
    ]  # fmt: skip
