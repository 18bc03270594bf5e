"""Replays on the common clock say what a replay at the true dates says, case by case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from forewarn.evidence.backtest import MAIN
from forewarn.evidence.horizons import Asked, Horizon, at_horizon
from forewarn.project import Project, replaying
from forewarn.project.desk import Desk
from forewarn.project.outcomes import read_renewals
from forewarn.project.replaying import Silences, replay
from forewarn.project.true_dates import Moments, at_true_dates, bands_at_true_dates
from forewarn.project.watching import weekly_bands
from forewarn.scorecard.model import Products
from tests.project.companies import END_ON

pytestmark = pytest.mark.slow


DAYS = (30, 60, 90, 180)


@pytest.fixture
def desk(company: Path) -> Iterator[Desk]:
    with Project.open(company) as project:
        yield project._desk(frozenset())


def horizons(desk: Desk) -> list[Horizon]:
    found = read_renewals(desk.engine, END_ON)
    return [at_horizon(found, days) for days in DAYS]


def every(asked: Iterable[Horizon]) -> list[Asked]:
    return [each for horizon in asked for each in horizon.asked]


@pytest.mark.parametrize("clocks", [1, 7])
def test_a_replay_says_what_each_true_date_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, clocks: int
) -> None:
    monkeypatch.setattr(replaying, "CASES_A_CLOCK", 10**9 if clocks == 1 else 0)
    asked = horizons(desk)
    found, wanted = replay(desk, asked, only=None), at_true_dates(desk, every(asked), only=None)
    assert wanted
    says_the_same(found, wanted, asked)
    main = in_full(asked)
    assert sum(found[key].in_words for key in main) > len(main) / 2


def in_full(asked: Iterable[Horizon]) -> set[tuple[str, date]]:
    """The cases that more is told of."""
    return {(e.case.account_id, e.as_of) for h in asked if h.days == MAIN for e in h.asked}


def says_the_same(found: Moments, wanted: Moments, asked: Iterable[Horizon]) -> None:
    """Whether a replay says of every case what is said at its true date."""
    assert found.keys() == wanted.keys()
    main = in_full(asked)
    for key, true in wanted.items():
        moment = found[key]
        assert (moment.score, moment.band) == (true.score, true.band)
        assert moment.effective_band == true.effective_band
        if key in main:
            assert (moment.quarter_before, moment.pulse) == (true.quarter_before, true.pulse)
        if key in main and moment.in_words:
            assert moment.result == true.result


def at_their_ends(asked: list[Horizon]) -> list[Asked]:
    """The cases of the first horizon when they were decided, or due."""
    cases = [each.case for each in asked[0].asked]
    return [Asked(case, min(case.due_on, case.decided_on or case.due_on)) for case in cases]


def test_weekly_bands_are_those_of_the_true_dates(desk: Desk) -> None:
    asked = at_their_ends(horizons(desk))
    found = weekly_bands(desk, asked, only=None)
    wanted = bands_at_true_dates(desk, asked, only=None)
    assert wanted
    assert found == wanted
    assert any(band is not None for bands in found.values() for _, band in bands)


def over_products(desk: Desk) -> Desk:
    """The desk with health over two products; before its first contract an account has none."""
    over = Products(("desk", "flow"), "revenue")
    cards = [replace(c, products=over) if c.name == "health" else c for c in desk.cards]
    return replace(desk, cards=cards)


def test_a_scorecard_over_products(desk: Desk) -> None:
    desk = over_products(desk)
    asked = horizons(desk)
    only = "health"
    wanted = at_true_dates(desk, every(asked), only=only)
    says_the_same(replay(desk, asked, only=only), wanted, asked)
    assert any(moment.result.products for moment in wanted.values())


def test_cases_at_a_silent_feed_are_not_put_on_the_clock(desk: Desk) -> None:
    """Or the comparison above would compare true dates with themselves."""
    asked = every(horizons(desk))
    silent = Silences(desk, asked)
    assert not all(silent.falls_on(each) for each in asked)
    assert Silences(desk, asked, back=timedelta(days=400))._dates >= silent._dates


def test_an_outcome_of_an_unknown_account_is_no_moment(desk: Desk) -> None:
    (first, *_) = every(horizons(desk))
    stranger = Asked(replace(first.case, account_id="nobody"), first.as_of)
    asked = Horizon(MAIN, (first, stranger), 0, 0, 0)
    assert {name for name, _ in replay(desk, [asked], only=None)} == {first.case.account_id}
    assert weekly_bands(desk, [stranger], only=None).keys() <= {("nobody", first.as_of)}


class AskedOneAtATime:
    """An engine that refuses to be asked while moved facts of it are open."""

    def __init__(self, engine: Any) -> None:
        self._engine, self._open = engine, False

    @contextmanager
    def aligned(self, *asked: Any, **more: Any) -> Iterator[Any]:
        with self._engine.aligned(*asked, **more) as there:
            self._open = True
            yield there
            self._open = False

    def __getattr__(self, name: str) -> Any:
        assert not self._open, name
        return getattr(self._engine, name)


@pytest.mark.parametrize("products", [False, True])
def test_the_true_facts_are_not_asked_beside_the_moved_ones(desk: Desk, products: bool) -> None:
    """A load may wait for the run that has those, and whoever asks for these then for the load."""
    desk = over_products(desk) if products else desk
    asked = horizons(desk)
    apart = replace(desk, engine=AskedOneAtATime(desk.engine))
    assert replay(apart, asked, only=None)
    assert weekly_bands(apart, at_their_ends(asked), only="health" if products else None)
