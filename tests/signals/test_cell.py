"""Which tables speak for an account as of a date."""

from datetime import date

import pytest

from forewarn.signals.cell import Cell, seats_of, tables_covering, tables_silent
from forewarn.terms.account import AccountAsOf
from forewarn.terms.ports import Feed
from tests.signals.cells import AS_OF, ago

ACCOUNT = AccountAsOf("a1", AS_OF, {}, ago(100), 100)


def test_a_row_seen_covers_from_that_date_on() -> None:
    cell = Cell(AS_OF, ACCOUNT, seen={"events": ago(10)})
    assert cell.covered("events")
    assert cell.covered("events", back_days=10)
    assert not cell.covered("events", back_days=11)
    assert not cell.covered("tickets")


def test_a_row_seen_later_does_not_cover_yet() -> None:
    assert not Cell(AS_OF, ACCOUNT, seen={"events": ago(-1)}).covered("events")


def test_a_complete_table_covers_all_from_its_first_row_of_anybody() -> None:
    first = {
        "tickets": {"b": ago(5), "c": ago(9)},
        "events": {"b": ago(90)},
        "invoices": {},
        "own": {"b": ago(9)},
    }
    covering = tables_covering(first)
    assert covering == {"tickets": ago(9)}
    cell = Cell(AS_OF, ACCOUNT, covering=covering)
    assert cell.covered("tickets", back_days=9)
    assert not cell.covered("tickets", back_days=10)
    assert not cell.covered("events")


def test_a_declared_source_always_covers_all() -> None:
    covering = tables_covering({}, declared=("events", "own"))
    assert covering == {"events": date.min, "own": date.min}


@pytest.mark.parametrize(("newest", "silent"), [(14, False), (15, True)])
def test_a_feed_is_silent_beyond_its_days(newest: int, silent: bool) -> None:
    feeds = {"events": Feed(True, ago(newest)), "tickets": Feed(False, None)}
    found = tables_silent(feeds, {"events": 14, "tickets": 14, "own": 1}, as_of=AS_OF)
    assert found == (frozenset({"events"}) if silent else frozenset())


def test_works_needs_cover_and_news() -> None:
    cell = Cell(AS_OF, ACCOUNT, seen={"events": ago(9)}, silent=frozenset({"events"}))
    assert cell.covered("events")
    assert cell.feed_stale("events")
    assert not cell.works("events")
    assert Cell(AS_OF, ACCOUNT, seen={"events": ago(9)}).works("events")
    assert not Cell(AS_OF, ACCOUNT).works("events")


@pytest.mark.parametrize(
    ("contracts", "seats", "given"), [(0, 0, None), (None, None, None), (2, 50, 50), (1, None, 0)]
)
def test_seats_are_none_only_without_a_contract(
    contracts: int | None, seats: int | None, given: float | None
) -> None:
    assert seats_of(contracts, seats) == given


def test_age_counts_back() -> None:
    cell = Cell(AS_OF, ACCOUNT)
    assert cell.age_days(0) == 100
    assert cell.age_days(101) == -1
    assert Cell(AS_OF, AccountAsOf("a1", AS_OF)).age_days(7) is None
