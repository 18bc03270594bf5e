"""GRR and NRR from two books as columns are what finance counts account by account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings

from forewarn.evidence import staying
from forewarn.evidence.portfolio import Day, Stand, money_of
from forewarn.evidence.rates import retention
from forewarn.evidence.staying import quarters, stayed
from forewarn.terms.score import Revenue
from tests.evidence.books import days

HERE = Stand("health", "f", "Healthy")


def book(on: str, *euros: int | None) -> Day:
    """None = not in the book."""
    return Day(
        date.fromisoformat(on),
        (HERE,),
        np.array([0 if each is None else 1 for each in euros], dtype=np.uint32),
        {},
        {"EUR": np.array([100 * (each or 0) for each in euros], dtype=np.int64)},
    )


def test_lost_shrunk_grown_new_and_undecided() -> None:
    # 100 stays, 100 shrinks to 50, 100 grows to 150, 100 is lost, 100 is not decided, 80 is new.
    before = book("2025-03-03", 100, 100, 100, 100, 100, None)
    (found,) = stayed(before, book("2026-03-02", 100, 50, 150, None, 0, 80))
    assert (found.accounts, found.undecided) == (4, 1)
    assert (found.starting, found.undecided_revenue) == (Decimal(400), Decimal(100))
    assert found.grr.value == pytest.approx(250 / 400)
    assert found.nrr.value == pytest.approx(300 / 400)


def test_an_account_that_came_later_has_a_longer_column() -> None:
    (found,) = stayed(book("2025-03-03", 100), book("2026-03-02", 100, 70))
    assert (found.accounts, found.grr.value, found.nrr.value) == (1, 1.0, 1.0)


def test_a_book_without_revenue_has_no_figure() -> None:
    assert stayed(book("2025-03-03", 0, None), book("2026-03-02", 5, 5)) == ()


def test_a_year_is_told_where_both_ends_are_on_record() -> None:
    newest = date(2026, 3, 2)
    weekly = [newest - timedelta(weeks=week) for week in range(66)]
    assert quarters(weekly) == [
        (date(2025, 3, 3), newest),
        (date(2024, 12, 2), date(2025, 12, 1)),
    ]
    assert quarters(weekly[:51]) == quarters([]) == []


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(before=days(), now=days())
def test_it_is_what_is_counted_account_by_account(before: Day, now: Day) -> None:
    size = max(len(before.standing), len(now.standing))
    held = []
    for day in (before.reaching(size), now.reaching(size)):
        held.append(
            {
                f"{number:06d}": tuple(
                    Revenue(name, money_of(cents[number]))
                    for name, cents in day.money.items()
                    if cents[number]
                )
                for number in np.flatnonzero(day.standing).tolist()
            }
        )
    open_ = {name for name, parts in held[1].items() if not parts}
    start = {name: parts for name, parts in held[0].items() if name not in open_}
    told = {each.currency: each for each in stayed(before, now)}
    for each in retention(start, held[1]):
        mine = told[each.currency]
        assert (mine.accounts, mine.starting) == (each.accounts, each.starting)
        assert mine.grr.value == pytest.approx(each.grr.value)
        assert mine.nrr.value == pytest.approx(each.nrr.value)
        assert (mine.grr.low is None) == (each.grr.low is None)


def test_the_formula_of_large_books_says_what_draws_say(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(7)
    then = random.integers(1, 90, 3000)
    later = then * random.choice([0, 1, 2], 3000, p=[0.1, 0.8, 0.1])
    before = book("2025-03-03", *then.tolist())
    now = replace(before, as_of=date(2026, 3, 2), money={"EUR": later * 100})
    (drawn,) = stayed(before, now)
    monkeypatch.setattr(staying, "_DRAWN_UP_TO", 0)
    (by_formula,) = stayed(before, now)
    for one, other in ((drawn.grr, by_formula.grr), (drawn.nrr, by_formula.nrr)):
        assert other.value == pytest.approx(one.value)
        assert other.low == pytest.approx(one.low, abs=0.002)
        assert other.high == pytest.approx(one.high, abs=0.002)
