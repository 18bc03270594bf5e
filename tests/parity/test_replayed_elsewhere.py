"""Cases measured by a warehouse on the common clock: what the native engine says at true dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.evidence.backtest import MAIN
from forewarn.evidence.horizons import Asked, Horizon
from forewarn.evidence.renewals import Case
from forewarn.project import Project, replaying, watching
from forewarn.project.desk import Desk
from forewarn.project.facts import Declared
from forewarn.project.replaying import LOOKED_BACK, Silences, replay
from forewarn.project.true_dates import Bands, Moments, at_true_dates, bands_at_true_dates
from forewarn.project.watching import WATCHED, weekly_bands
from forewarn.scorecard.model import Scorecard
from forewarn.terms.settings import Settings
from tests.engines.portable.places import Place
from tests.oracle.asked import GROUPS
from tests.oracle.measure import Question
from tests.parity.test_elsewhere import place
from tests.parity.test_people import assessed_cards, questions
from tests.parity.worlds import PHASES, made_up, stored
from tests.project.test_replaying import (
    DAYS,
    at_their_ends,
    every,
    horizons,
    over_products,
    says_the_same,
)

__all__ = ["place"]
Key = tuple[str, date]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("ibis") is None, reason="the portable engine is not installed"),
]


@pytest.fixture
def desk(company: Path) -> Iterator[Desk]:
    with Project.open(company) as project:
        yield project._desk(frozenset())


def measured_by(place: Place, desk: Desk) -> Desk:
    """The same desk with its facts elsewhere."""
    assert isinstance(desk.engine, DuckDBEngine)
    return replace(desk, engine=place.engine(desk.engine.connection))


def test_a_replay_says_what_each_true_date_says(
    desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, elsewhere = horizons(desk), measured_by(place, desk)
    one_by_one: list[Asked] = []

    def counted(desk: Desk, asked: Iterable[Asked], *, only: str | None) -> Moments:
        one_by_one.extend(asked)
        return at_true_dates(desk, one_by_one, only=only)

    monkeypatch.setattr(replaying, "at_true_dates", counted)
    found = replay(elsewhere, asked, only=None)
    wanted = at_true_dates(desk, every(asked), only=None)
    assert wanted
    says_the_same(found, wanted, asked)
    silent = Silences(desk, every(asked))
    assert one_by_one == [each for each in every(asked) if silent.falls_on(each)]
    assert len(one_by_one) < len(every(asked))


def test_weekly_bands_are_those_of_the_true_dates(
    desk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, elsewhere = at_their_ends(horizons(desk)), measured_by(place, desk)
    wanted = bands_at_true_dates(desk, asked, only=None)
    one_by_one: list[Asked] = []

    def counted(desk: Desk, asked: Iterable[Asked], *, only: str | None) -> dict[Key, Bands]:
        one_by_one.extend(asked)
        return bands_at_true_dates(desk, one_by_one, only=only)

    monkeypatch.setattr(watching, "bands_at_true_dates", counted)
    assert weekly_bands(elsewhere, asked, only=None) == wanted
    assert any(band is not None for bands in wanted.values() for _, band in bands)
    silent = Silences(desk, asked, back=WATCHED + LOOKED_BACK)
    assert one_by_one == [each for each in asked if silent.falls_on(each)]
    assert len(one_by_one) < len(asked)


def test_one_scorecard_for_all_and_one_with_products(small: Path, place: Place) -> None:
    """Products are left to the reference: it reads the grid that was laid out."""
    with Project.open(small) as project:
        desk = over_products(project._desk(frozenset()))
        for only in (None, "health"):
            asked = horizons(desk)
            wanted = at_true_dates(desk, every(asked), only=only)
            says_the_same(replay(measured_by(place, desk), asked, only=only), wanted, asked)
            assert any(moment.result.products for moment in wanted.values())


@st.composite
def some_horizons(draw: st.DrawFn, question: Question) -> list[Horizon]:
    """Cases of any account that fall due some days after any of a question's dates."""
    accounts = sorted({str(row["account_id"]) for row in question.raw["accounts"]})
    cell = st.tuples(st.sampled_from(accounts), st.sampled_from(question.dates))
    asked: dict[int, list[Asked]] = defaultdict(list)
    for days in {MAIN, *draw(st.sets(st.sampled_from(DAYS)))}:
        for name, on in sorted(draw(st.sets(cell, min_size=1, max_size=8))):
            case = Case(name, None, on + timedelta(days=days), None, "renewed")
            asked[days].append(Asked(case, on))
    return [Horizon(days, tuple(found), 0, 0, 0) for days, found in asked.items()]


def agrees(
    place: Place,
    question: Question,
    cards: list[Scorecard],
    asked: list[Horizon],
) -> None:
    with stored(question) as (engine, declared):
        desk = desk_of(engine, declared, cards)
        elsewhere = measured_by(place, desk)
        wanted = at_true_dates(desk, every(asked), only=None)
        says_the_same(replay(elsewhere, asked, only=None), wanted, asked)
        ends = at_their_ends(asked)
        bands = bands_at_true_dates(desk, ends, only=None)
        assert weekly_bands(elsewhere, ends, only=None) == bands


def desk_of(engine: DuckDBEngine, declared: Declared, cards: list[Scorecard]) -> Desk:
    return Desk(engine, Settings(Path()), cards, declared, lambda: datetime(2030, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=2, phases=PHASES, deadline=None)
@given(data=st.data())
def test_every_kind_on_made_up_facts(group: str, place: Place, data: st.DataObject) -> None:
    question, the_card = data.draw(made_up(group))
    agrees(place, question, [the_card], data.draw(some_horizons(question)))


@settings(max_examples=3, phases=PHASES, deadline=None)
@given(data=st.data(), cards=assessed_cards())
def test_people_s_assessments(place: Place, data: st.DataObject, cards: list[Scorecard]) -> None:
    question = data.draw(questions())
    agrees(place, question, cards, data.draw(some_horizons(question)))
