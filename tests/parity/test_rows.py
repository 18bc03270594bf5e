"""Ledger rows of the two ways of scoring: the same bytes, whoever made them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.engines.duckdb.setwise import alike, chunks
from forewarn.project import Project, telling
from forewarn.project.book import Plan, run_book
from forewarn.project.setwise import SetwiseBook
from forewarn.scorecard.model import Products
from forewarn.terms.time import week_starts
from tests.oracle.asked import GROUPS
from tests.parity.by_account import both, rows_apart
from tests.parity.worlds import PHASES, made_up, stored
from tests.project.companies import END_ON


def check(folder: Path, weeks: int, *, judged: bool = True) -> None:
    with Project.open(folder) as project:
        desk = project._desk(frozenset())
        starts = desk.settings.week_starts
        cards = [card if judged else replace(card, overlay=None) for card in desk.cards]
        for on in (END_ON, END_ON - timedelta(days=3)):
            dates = week_starts(on, weeks=weeks, starts=starts) if on == END_ON else (on,)
            plan = Plan.over(cards, dates, starts=starts, only=None)
            one, two = both(desk.engine, plan, desk.declared)  # type: ignore[arg-type]
            assert rows_apart(one, two) == []
            assert tuple(two.results(dates[-1])) == one.results(dates[-1])
            assert two.parents(on, by="revenue") == one.parents(on, by="revenue")


@pytest.mark.slow
def test_the_small_company(small: Path) -> None:
    check(small, 2)


@pytest.mark.slow
@pytest.mark.parametrize("judged", [True, False])
@pytest.mark.parametrize("name", ["saas", "fintech"])
def test_a_company_of_forty(name: str, judged: bool, request: pytest.FixtureRequest) -> None:
    check(request.getfixturevalue(name), 30, judged=judged)


@pytest.mark.slow
def test_readings_are_told_apart_where_there_are_too_many_to_look_up(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "LOOKED_UP", 2)
    with Project.open(small) as project:
        desk = project._desk(frozenset())
        plan = Plan.over(desk.cards, (END_ON,), starts="monday", only=None)
        one, two = both(desk.engine, plan, desk.declared)  # type: ignore[arg-type]
        assert rows_apart(one, two) == []
        assert not any(each.parted for each in two._telling.whole.in_force())


@pytest.mark.slow
def test_accounts_and_dates_a_few_at_a_time(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CELLS_AT_A_TIME", 60)
    monkeypatch.setattr(telling, "_LEAST_CELLS", 1)
    monkeypatch.setattr(telling, "_PASSES", 2)  # of two dates and of one
    check(small, 3, judged=False)


@pytest.mark.slow
def test_some_accounts_have_the_rows_that_they_have_among_all(small: Path) -> None:
    with Project.open(small) as project:
        desk = project._desk(frozenset())
        plan = Plan.over(desk.cards, (END_ON,), starts="monday", only=None)
        engine: DuckDBEngine = desk.engine  # type: ignore[assignment]
        whole = SetwiseBook(engine, run_book(engine, plan, declared=desk.declared))
        for card in plan.routed:
            ((_, rows),) = whole.rows(card)
            some = [row[0] for row in rows][:2]
            run = run_book(engine, plan, declared=desk.declared, accounts=some)
            ((_, found),) = SetwiseBook(engine, run, accounts=some).rows(card)
            assert list(map(tuple, found)) == [tuple(row) for row in rows if row[0] in some]


@pytest.mark.slow
def test_a_scorecard_over_products_is_left_to_the_reference(small: Path) -> None:
    with Project.open(small) as project:
        desk = project._desk(frozenset())
        first, *rest = desk.cards
        cards = [replace(first, products=Products(("none",), "revenue")), *rest]
        plan = Plan.over(cards, (END_ON,), starts="monday", only=None)
        one, two = both(desk.engine, plan, desk.declared)  # type: ignore[arg-type]
        assert rows_apart(one, two) == []


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=2, phases=PHASES)
@given(data=st.data())
def test_every_kind_on_made_up_facts(group: str, data: st.DataObject) -> None:
    question, the_card = data.draw(made_up(group))
    with stored(question) as (engine, declared):
        plan = Plan.over([the_card], question.dates, starts="monday", only=None)
        assert rows_apart(*both(engine, plan, declared)) == []
