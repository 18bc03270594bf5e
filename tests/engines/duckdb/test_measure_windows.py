"""Hand-worked values of counts, sums and keys at the edges of windows and of knowledge."""

from datetime import datetime, time
from decimal import Decimal

import pytest

from forewarn.signals.filters.tree import Compare
from forewarn.signals.primitives import (
    Additive,
    Distinct,
    Facts,
    Latest,
)
from tests.engines.duckdb.facts import day, engine_with, event, noon, values, window

EVENTS = Facts("events")


# Windows


def test_a_window_of_n_days_holds_a_fact_from_the_day_after_for_n_days() -> None:
    engine = engine_with(events=[event(0)])
    assert values(engine, Additive(EVENTS, window(7)), 0, 1, 2, 6, 7, 8) == [0, 1, 1, 1, 1, 0]


def test_a_window_before_begins_where_the_window_ends() -> None:
    engine = engine_with(events=[event(0)])
    before = Additive(EVENTS, window(7, 7))
    assert values(engine, before, 7, 8, 14, 15) == [0, 1, 1, 0]


def test_a_window_of_another_length_back() -> None:
    engine = engine_with(events=[event(0)])
    assert values(engine, Additive(EVENTS, window(3, 10)), 10, 11, 13, 14) == [0, 1, 1, 0]


def test_a_window_without_a_beginning_forgets_nothing() -> None:
    engine = engine_with(events=[event(-4000), event(0), event(5)])
    assert values(engine, Additive(EVENTS, window(None)), 0, 1, 5, 6, 900) == [1, 2, 2, 3, 3]
    assert values(engine, Additive(EVENTS, window(None, 10)), 10, 11, 15, 16) == [1, 2, 2, 3]


def test_a_fact_that_left_before_the_first_date_leaves_nothing_behind() -> None:
    engine = engine_with(events=[event(-100), event(-8), event(-7)])
    assert values(engine, Additive(EVENTS, window(7)), 0, 1, 2) == [1, 0, 0]


def test_old_facts_that_only_some_windows_remember_stay_out_of_the_others() -> None:
    rows = [event(number) for number in (-500, -8, -7, -6)]
    asked = [Additive(EVENTS, window(days, back)) for days in (None, 7) for back in (0, 3)]
    (only,) = engine_with(events=rows).grid(asked, [day(-1), day(0), day(3)])
    assert only.rows == ((4, 4, 3, 3), (4, 4, 2, 3), (4, 4, 0, 2))


def test_a_late_old_fact_is_remembered_from_when_it_was_known() -> None:
    engine = engine_with(events=[event(-500, _known_on=day(3)), event(-500)])
    assert values(engine, Additive(EVENTS, window(None)), 0, 2, 3) == [1, 1, 2]


def test_a_table_of_the_projects_own_is_measured_like_any_other() -> None:
    rows = [{"account_id": "a", "occurred_at": noon(0), "total": 3}] * 2
    engine = engine_with(orders=rows, types={"total": "INTEGER"})
    asked = [
        Additive(Facts("orders"), window(7)),
        Additive(Facts("orders"), window(7), "total"),
        Distinct(Facts("orders"), ("total",), window(7)),
        Latest(Facts("orders"), "total"),
    ]
    (only,) = engine.grid(asked, [day(1)])
    assert only.rows == ((2, 6, 1, (3, day(0))),)


def test_the_first_and_last_instant_of_a_day_are_the_same_day() -> None:
    late = datetime.combine(day(0), time.max)
    engine = engine_with(events=[event(0, hour=0), event(0) | {"occurred_at": late}])
    assert values(engine, Additive(EVENTS, window(1)), 0, 1, 2) == [0, 2, 0]


def test_dates_may_lie_anyhow() -> None:
    engine = engine_with(events=[event(0), event(3), event(40)])
    assert values(engine, Additive(EVENTS, window(7)), 1, 2, 11, 41, 400) == [1, 1, 0, 1, 0]
    assert values(engine, Additive(EVENTS, window(7)), 4) == [2]


def test_two_windows_over_the_same_rows() -> None:
    engine = engine_with(events=[event(0), event(5)])
    asked = [Additive(EVENTS, window(2)), Additive(EVENTS, window(30)), Additive(EVENTS, window(2))]
    (only,) = engine.grid(asked, [day(6), day(8)])
    assert only.rows == ((1, 2, 1), (0, 2, 0))


# What is known late


def test_a_late_fact_enters_late_and_leaves_on_time() -> None:
    engine = engine_with(events=[event(0, _known_on=day(4))])
    assert values(engine, Additive(EVENTS, window(7)), 1, 3, 4, 7, 8) == [0, 0, 1, 1, 0]


def test_a_fact_known_after_its_window_never_counts() -> None:
    engine = engine_with(events=[event(0, _known_on=day(9))])
    assert values(engine, Additive(EVENTS, window(7)), 1, 7, 8, 9, 10) == [0] * 5
    assert values(engine, Distinct(EVENTS, ("event",), window(7)), 1, 8, 9) == [0] * 3


def test_a_fact_known_before_it_happens_waits_for_its_day() -> None:
    engine = engine_with(events=[event(5, _known_on=day(2))])
    assert values(engine, Additive(EVENTS, window(7)), 3, 5, 6) == [0, 0, 1]


def test_hindsight_uses_what_was_known_by_a_later_date_at_once() -> None:
    engine = engine_with(events=[event(0, _known_on=day(9)), event(0, _known_on=day(30)), event(0)])
    count = Additive(EVENTS, window(None))
    assert values(engine, count, 1, 9, 30) == [1, 2, 3]
    assert values(engine, count, 1, 9, 30, known_by=day(9)) == [2, 2, 3]
    assert values(engine, count, 1, known_by=day(30)) == [3]


# Counts and sums


def test_the_count_column_of_events_stands_for_that_many_rows() -> None:
    rows = [event(0, count=5.0), event(0), event(0, count=0.0)]
    (found,) = values(engine_with(events=rows), Additive(EVENTS, window(7)), 1)
    assert (found, type(found)) == (6, int)
    rows.append(event(0, count=0.5))
    assert values(engine_with(events=rows), Additive(EVENTS, window(7)), 1) == [6.5]


def test_a_count_column_elsewhere_is_a_column_like_any_other() -> None:
    rows = [{"account_id": "a", "opened_at": noon(0), "count": 5}]
    engine = engine_with(tickets=rows, types={"count": "BIGINT"})
    tickets = Facts("tickets")
    assert values(engine, Additive(tickets, window(7)), 1) == [1]
    assert values(engine, Additive(tickets, window(7), "count"), 1) == [5]


def test_sums_pass_over_what_is_empty() -> None:
    rows = [event(0, count=2.0), event(0)]
    assert values(engine_with(events=rows), Additive(EVENTS, window(7), "count"), 1, 30) == [2, 0]


def test_sums_of_doubles_do_not_depend_on_the_order_of_rows() -> None:
    amounts = [1e16, 0.1, -1e16, 0.2, 0.3] * 20
    one = engine_with(events=[event(0, count=value) for value in amounts])
    other = engine_with(events=[event(0, count=value) for value in reversed(amounts)])
    total = Additive(EVENTS, window(7), "count")
    assert values(one, total, 1) == values(other, total, 1) == [12.0]


@pytest.mark.slow
def test_money_is_summed_to_the_cent() -> None:
    rows = [{"account_id": "a", "due_on": day(0), "amount": Decimal("0.10")} for _ in range(1000)]
    engine = engine_with(invoices=rows)
    (found,) = values(engine, Additive(Facts("invoices"), window(7), "amount"), 1)
    assert (found, type(found)) == (100.0, float)


def test_whole_numbers_and_truths_are_summed_as_integers() -> None:
    rows = [
        {"account_id": "a", "opened_at": noon(0), "escalated": truth, "size": 2**40}
        for truth in (True, True, False, None)
    ]
    engine = engine_with(tickets=rows, types={"size": "BIGINT"})
    sums = [Additive(Facts("tickets"), window(7), column) for column in ("escalated", "size")]
    (only,) = engine.grid(sums, [day(1)])
    assert only.rows == ((2, 4 * 2**40),)
    assert all(type(value) is int for value in only.rows[0])


def test_filters_choose_the_rows_of_each_measure() -> None:
    rows = [event(0), event(0, event="pay"), event(1, event="pay", count=3.0)]
    asked = [
        Additive(Facts("events", Compare("event", "=", "pay")), window(7)),
        Additive(EVENTS, window(7)),
        Additive(Facts("events", Compare("event", "=", "pay")), window(1), "count"),
    ]
    (only,) = engine_with(events=rows).grid(asked, [day(1), day(2), day(9)])
    assert only.rows == ((1, 2, 0), (4, 5, 3), (0, 0, 0))


def test_a_filter_on_one_is_not_a_filter_on_true() -> None:
    rows = [event(0, team="1"), event(0, team="1.0"), event(0, team="yes")]
    asked = [
        Additive(Facts("events", Compare("team", "=", literal)), window(7)) for literal in (1, True)
    ]
    (only,) = engine_with(events=rows).grid(asked, [day(1)])
    assert only.rows == ((2, 2),)
    rows.append(event(0, team="yes"))
    (only,) = engine_with(events=rows).grid(asked, [day(1)])
    assert only.rows == ((2, 3),)


def test_identical_rows_count_as_many_times_as_they_are_there() -> None:
    engine = engine_with(events=[event(0), event(0)])
    assert values(engine, Additive(EVENTS, window(7)), 1) == [2]


def test_rows_may_be_placed_by_another_date() -> None:
    opened, closed = noon(0), noon(10)
    rows = [
        {"account_id": "a", "opened_at": opened, "closed_at": closed},
        {"account_id": "a", "opened_at": opened, "closed_at": None},
        {"account_id": "a", "opened_at": opened, "closed_at": closed, "_known_on": day(13)},
    ]
    at_close = Additive(Facts("tickets", at="closed_at"), window(7))
    assert values(engine_with(tickets=rows), at_close, 10, 11, 13, 17, 18) == [0, 1, 2, 2, 0]


# Distinct


def test_a_key_counts_once_while_any_of_its_rows_is_inside() -> None:
    users = [event(0, user_id="u"), event(3, user_id="u"), event(3, user_id="v")]
    active = Distinct(EVENTS, ("user_id",), window(7))
    engine = engine_with(events=users)
    assert values(engine, active, 0, 1, 3, 4, 7, 8, 10, 11) == [0, 1, 1, 2, 2, 2, 2, 0]


def test_a_key_comes_back_after_a_gap() -> None:
    engine = engine_with(events=[event(0, user_id="u"), event(20, user_id="u")])
    active = Distinct(EVENTS, ("user_id",), window(7))
    assert values(engine, active, 1, 7, 8, 20, 21, 27, 28) == [1, 1, 0, 0, 1, 1, 0]


def test_a_late_row_inside_another_ones_time_adds_nothing() -> None:
    rows = [event(0, user_id="u"), event(2, user_id="u", _known_on=day(5))]
    active = Distinct(EVENTS, ("user_id",), window(7))
    assert values(engine_with(events=rows), active, 1, 5, 8, 9, 10) == [1, 1, 1, 1, 0]


def test_rows_without_the_key_are_not_counted() -> None:
    rows = [event(0), event(0, user_id="u"), event(0, user_id="u", team="t")]
    engine = engine_with(events=rows)
    assert values(engine, Distinct(EVENTS, ("user_id",), window(7)), 1) == [1]
    assert values(engine, Distinct(EVENTS, ("user_id", "team"), window(7)), 1) == [1]


def test_days_are_keys_too() -> None:
    rows = [event(0), event(0, hour=1), event(1), event(1, user_id="u")]
    engine = engine_with(events=rows)
    assert values(engine, Distinct(EVENTS, ("day",), window(7)), 1, 2, 8, 9) == [1, 2, 1, 0]
    assert values(engine, Distinct(EVENTS, ("user_id", "day"), window(None)), 2) == [1]
