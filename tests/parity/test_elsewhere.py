"""Signals that a warehouse measured, laid out here: the rows that the reference makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.project import Project
from forewarn.project.book import Plan
from forewarn.scorecard.model import Products, Scorecard
from forewarn.terms.time import week_starts
from tests.engines.portable.places import Place
from tests.oracle.asked import GROUPS
from tests.oracle.measure import Question
from tests.parity.by_account import both, rows_apart
from tests.parity.test_people import DATES, LAST, assessed_cards, questions
from tests.parity.worlds import PHASES, made_up, stored
from tests.project.companies import END_ON

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("ibis") is None, reason="the portable engine is not installed"),
]
PLACES = ["on_duckdb", "on_postgres"]


@pytest.fixture(scope="session", params=PLACES)
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


def test_a_company_of_forty(small: Path, place: Place) -> None:
    """Growth scorecards, people's assessments."""
    with Project.open(small) as project:
        desk = project._desk(frozenset())
        starts = desk.settings.week_starts
        store = project._open_facts().store
        elsewhere = place.engine(store.connection)
        for on in (END_ON, END_ON - timedelta(days=3)):
            dates = week_starts(on, weeks=8, starts=starts) if on == END_ON else (on,)
            plan = Plan.over(desk.cards, dates, starts=starts, only=None)
            one, two = both(desk.engine, plan, desk.declared, laid_by=elsewhere)
            assert rows_apart(one, two) == []
            assert tuple(two.results(dates[-1])) == one.results(dates[-1])
            assert two.parents(on, by="revenue") == one.parents(on, by="revenue")


def test_products_are_left_to_the_reference(small: Path, place: Place) -> None:
    with Project.open(small) as project:
        desk = project._desk(frozenset())
        first, *rest = desk.cards
        cards = [replace(first, products=Products(("none",), "revenue")), *rest]
        plan = Plan.over(cards, (END_ON,), starts="monday", only=None)
        elsewhere = place.engine(project._open_facts().store.connection)
        assert rows_apart(*both(desk.engine, plan, desk.declared, laid_by=elsewhere)) == []


@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=2, phases=PHASES, deadline=None)
@given(data=st.data())
def test_every_kind_on_made_up_facts(group: str, place: Place, data: st.DataObject) -> None:
    question, the_card = data.draw(made_up(group))
    with stored(question) as (engine, declared):
        plan = Plan.over([the_card], question.dates, starts="monday", only=None)
        elsewhere = place.engine(engine.connection)
        one, two = both(engine, plan, declared, laid_by=elsewhere)
        assert rows_apart(one, two) == []


@settings(max_examples=3, phases=PHASES, deadline=None)
@given(question=questions(), the_cards=assessed_cards())
def test_people_s_assessments(place: Place, question: Question, the_cards: list[Scorecard]) -> None:
    with stored(question) as (engine, declared):
        plan = Plan.over(the_cards, DATES, starts="monday", only=None)
        one, two = both(engine, plan, declared, laid_by=place.engine(engine.connection))
        assert rows_apart(one, two) == []
        assert tuple(two.results(LAST)) == one.results(LAST)
