"""Every account of either date is in exactly one cell, and both books come out of the sums."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.evidence.migration import (
    NOWHERE,
    Place,
    by_part,
    by_place,
    migration,
    place_of,
    places_of,
    went,
)
from forewarn.evidence.portfolio import CENT, Day, counted, sums_of
from tests.evidence.books import ON, OWNERS, STANDS, days


def where(day: Day, number: int) -> str:
    """The same told one account at a time."""
    code = int(day.standing[number]) if number < len(day.standing) else 0
    return place_of(STANDS[code - 1]).name if code else NOWHERE.name


def accounts(*some: Day) -> range:
    return range(max(len(day.standing) for day in some))


@pytest.mark.slow
@given(before=days(), now=days())
@settings(max_examples=150, deadline=None)
def test_rows_and_columns_sum_to_both_books(before: Day, now: Day) -> None:
    found = migration(before, now)
    assert found.row(NOWHERE).before == {}
    assert found.column(NOWHERE).after == {}
    for sums, day, paid in (
        (found.row, before, lambda cell: cell.before),
        (found.column, now, lambda cell: cell.after),
    ):
        there = by_place(day)
        for place in found.places:
            if place != NOWHERE:
                expected = next((c for p, c in there.items() if p.name == place.name), None)
                cell = sums(place)
                assert cell.accounts == (expected.accounts if expected else 0)
                assert paid(cell) == (expected.revenue if expected else {})
    assert sum(c.accounts for c in by_place(before).values()) == before.accounts
    assert found.came == now.accounts - (
        sum(cell.accounts for cell in found.cells.values()) - found.left - found.came
    )


@pytest.mark.slow
@given(before=days(), now=days())
@settings(max_examples=150, deadline=None)
def test_cells_hold_whom_one_finds_account_by_account(before: Day, now: Day) -> None:
    found = migration(before, now)
    expected = Counter((where(before, n), where(now, n)) for n in accounts(before, now))
    expected.pop((NOWHERE.name, NOWHERE.name), None)
    assert {(a.name, b.name): c.accounts for (a, b), c in found.cells.items()} == expected
    for (old, new), cell in found.cells.items():
        numbers = went(before, now, old.name, new.name)
        assert len(numbers) == cell.accounts
        assert all(where(before, n) == old.name and where(now, n) == new.name for n in numbers)
    assert len(went(before, now, None, None)) == sum(expected.values())


@pytest.mark.slow
@given(day=days())
@settings(max_examples=100, deadline=None)
def test_parts_sum_to_the_book(day: Day) -> None:
    parts = by_part(day, "owner")
    assert sum(part.accounts for part in parts) == day.accounts
    assert {part.name for part in parts} <= set(OWNERS)
    for part in parts:
        alone = by_place(day.only(None, {"owner": part.name}))
        assert part.at == {place.name: some for place, some in alone.items()}


@pytest.mark.slow
@given(day=days(), kept=st.sets(st.integers(0, 15)))
@settings(max_examples=100, deadline=None)
def test_whoever_is_left_out_counts_nowhere(day: Day, kept: set[int]) -> None:
    numbers = np.array(sorted(kept), dtype=np.intp)
    some = day.only(numbers)
    assert some.accounts == sum(int(day.standing[n]) > 0 for n in kept if n < len(day.standing))
    rest = day.only(np.array([n for n in range(len(day.standing)) if n not in kept], dtype=np.intp))
    assert some.accounts + rest.accounts == day.accounts
    for currency, cents in day.money.items():
        assert int(some.money[currency].sum() + rest.money[currency].sum()) == int(cents.sum())


def test_sums_are_exact_beyond_what_a_float_holds() -> None:
    cents = np.array([2**53 + 1, 2, 2**40 + 7], dtype=np.int64)
    found = sums_of(np.array([1, 1, 0]), cents, 2)
    assert found.tolist() == [2**40 + 7, 2**53 + 3]


def test_paused_accounts_stand_outside_the_bands() -> None:
    day = Day(ON, STANDS, np.array([3, 6, 5], dtype=np.uint32))
    places = by_place(day)
    assert [(p.name, p.is_band, c.accounts) for p, c in places.items()] == [
        ("Healthy", True, 1),
        ("(paused)", False, 1),
        ("(not scored)", False, 1),
    ]


def test_bands_of_one_name_are_one_place_and_in_order() -> None:
    day = Day(ON, STANDS, np.arange(1, 7, dtype=np.uint32))
    assert list(places_of(day)) == ["At risk", "Watch", "Healthy", "(paused)", "(not scored)"]
    assert places_of(day)["Healthy"] == Place(0, 2, "Healthy", "green")


def test_money_is_told_to_the_cent() -> None:
    day = Day(ON, STANDS, np.array([1], np.uint32), {}, {"EUR": np.array([123456])})
    (some,) = counted(day).values()
    assert some.revenue == {"EUR": Decimal("1234.56")}
    assert Decimal("0.01") == CENT
