"""Hand-worked values of every primitive at the edges of windows and of knowledge."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.signals.filters.tree import Compare
from forewarn.signals.primitives import (
    Additive,
    Distinct,
    Earliest,
    Facts,
    Latest,
    Open,
    Unmet,
)
from forewarn.terms.ports import Engine, GridRows
from tests.engines.duckdb.facts import day, engine_with, event, values, window

EVENTS = Facts("events")
CONTRACTS = Open(Facts("contracts"), closes="ends_on", opens="starts_on")


def test_fulfils_the_protocol() -> None:
    engine: Engine = engine_with()
    assert list(engine.grid([], [])) == [GridRows("a", ())]


def noon(on: int) -> datetime:
    return datetime.combine(day(on), time(12))


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


# Latest and earliest


def assessed(on: int, pulse: int | None, **more: object) -> dict[str, object]:
    return {"account_id": "a", "assessed_on": day(on), "pulse": pulse, **more}


def test_the_latest_value_holds_until_the_next() -> None:
    engine = engine_with(assessments=[assessed(0, 4), assessed(10, 2)])
    pulse = Latest(Facts("assessments"), "pulse")
    assert values(engine, pulse, 0, 1, 10, 11, 99) == [
        None,
        (4, day(0)),
        (4, day(0)),
        (2, day(10)),
        (2, day(10)),
    ]


def test_a_fact_known_late_does_not_replace_a_newer_one() -> None:
    rows = [assessed(0, 4, _known_on=day(20)), assessed(10, 2), assessed(5, 5, _known_on=day(30))]
    engine = engine_with(assessments=rows)
    pulse = Latest(Facts("assessments"), "pulse")
    assert values(engine, pulse, 1, 11, 20, 30) == [None] + [(2, day(10))] * 3


def test_the_more_cautious_of_two_values_at_one_instant_counts() -> None:
    rows = [assessed(0, 5), assessed(0, 2), assessed(0, 3), assessed(0, 1, _known_on=day(9))]
    engine = engine_with(assessments=rows)
    pulse = Latest(Facts("assessments"), "pulse")
    assert values(engine, pulse, 1, 8, 9) == [(2, day(0)), (2, day(0)), (1, day(0))]


def test_empty_values_are_passed_over_but_their_day_counts_without_a_column() -> None:
    engine = engine_with(assessments=[assessed(0, 4), assessed(5, None)])
    assert values(engine, Latest(Facts("assessments"), "pulse"), 9) == [(4, day(0))]
    assert values(engine, Latest(Facts("assessments")), 0, 1, 9) == [
        None,
        (None, day(0)),
        (None, day(5)),
    ]


def test_latest_some_days_back() -> None:
    engine = engine_with(assessments=[assessed(0, 4), assessed(10, 2)])
    pulse = Latest(Facts("assessments"), "pulse", back_days=7)
    assert values(engine, pulse, 7, 8, 17, 18) == [None, (4, day(0)), (4, day(0)), (2, day(10))]


def test_the_later_hour_of_a_day_is_newer() -> None:
    rows = [event(0, hour=20, team="evening"), event(0, hour=8, team="morning")]
    engine = engine_with(events=rows)
    assert values(engine, Latest(EVENTS, "team"), 1) == [("evening", day(0))]


def test_latest_money_is_a_float_and_text_stays_text() -> None:
    rows = [{"account_id": "a", "due_on": day(0), "amount": Decimal("9.90")}]
    (found,) = values(engine_with(invoices=rows), Latest(Facts("invoices"), "amount"), 1)
    assert found == (9.9, day(0))
    assert type(found[0]) is float


def test_the_earliest_day_may_move_back_when_an_older_fact_comes_in_late() -> None:
    engine = engine_with(events=[event(5), event(0, _known_on=day(20))])
    assert values(engine, Earliest(EVENTS), 5, 6, 19, 20) == [None, day(5), day(5), day(0)]
    assert values(engine, Earliest(EVENTS, back_days=3), 8, 9, 20) == [None, day(5), day(0)]


# Open and least


def contract(starts: int, ends: int | None, **more: object) -> dict[str, object]:
    closes = None if ends is None else day(ends)
    return {"account_id": "a", "starts_on": day(starts), "ends_on": closes, **more}


def test_open_from_the_day_after_opening_through_the_closing_day() -> None:
    engine = engine_with(contracts=[contract(0, 10)])
    assert values(engine, CONTRACTS, 0, 1, 10, 11) == [0, 1, 1, 0]


def test_what_never_closes_stays_open() -> None:
    engine = engine_with(contracts=[contract(-3000, None), contract(0, 10)])
    assert values(engine, CONTRACTS, 0, 1, 10, 11, 5000) == [1, 2, 2, 1, 1]


def test_what_closed_before_the_first_date_is_not_open() -> None:
    engine = engine_with(contracts=[contract(-30, -1), contract(-30, 0)])
    assert values(engine, CONTRACTS, 0, 1) == [1, 0]


def test_what_closes_before_it_opens_was_never_open() -> None:
    engine = engine_with(contracts=[contract(10, 5), contract(10, 10)])
    assert values(engine, CONTRACTS, 5, 6, 10, 11, 12) == [0] * 5


def test_a_contract_opens_when_it_starts_and_not_when_it_is_signed() -> None:
    engine = engine_with(contracts=[contract(10, None, signed_on=day(0))])
    assert values(engine, CONTRACTS, 1, 10, 11) == [0, 0, 1]


def test_a_planned_end_is_known_from_the_start_and_another_only_when_it_is_written() -> None:
    late = {"_known_on": day(20)}
    assert values(engine_with(contracts=[contract(0, 10, **late)]), CONTRACTS, 5, 20) == [0, 0]
    ticket = {
        "account_id": "a",
        "opened_at": noon(0),
        "closed_at": noon(10),
    }
    open_tickets = Open(Facts("tickets"), closes="closed_at")
    assert values(engine_with(tickets=[ticket]), open_tickets, 1, 10, 11) == [1, 1, 0]
    assert values(engine_with(tickets=[ticket | late]), open_tickets, 1, 11, 20) == [0, 0, 0]


def test_open_some_days_back() -> None:
    engine = engine_with(contracts=[contract(0, 10)])
    back = Open(Facts("contracts"), closes="ends_on", opens="starts_on", back_days=30)
    assert values(engine, back, 30, 31, 40, 41) == [0, 1, 1, 0]


def test_sums_over_what_is_open() -> None:
    rows = [contract(0, 10, seats=5.0, arr=Decimal("10.10")), contract(5, None, seats=2.5)]
    engine = engine_with(contracts=rows)
    seats = Open(Facts("contracts"), closes="ends_on", opens="starts_on", amount="seats")
    revenue = Open(Facts("contracts"), closes="ends_on", opens="starts_on", amount="arr")
    assert values(engine, seats, 0, 1, 6, 11) == [0, 5, 7.5, 2.5]
    assert values(engine, revenue, 0, 1, 6, 11) == [0, 10.1, 10.1, 0]


def test_the_next_end_of_what_is_open() -> None:
    rows = [contract(0, 10, notice_days=3), contract(0, 30), contract(0, None)]
    engine = engine_with(contracts=rows)
    renewal = Open(Facts("contracts"), closes="ends_on", opens="starts_on", least="ends_on")
    notice = Open(
        Facts("contracts"),
        closes="ends_on",
        opens="starts_on",
        least="ends_on",
        minus_days="notice_days",
    )
    assert values(engine, renewal, 0, 1, 10, 11, 31) == [None, day(10), day(10), day(30), None]
    assert values(engine, notice, 1, 11) == [day(7), day(30)]


# Contacts and meetings


def contact(who: str | None, since: int, until: int | None = None) -> dict[str, object]:
    ends = None if until is None else day(until)
    return {"account_id": "a", "contact_id": who, "since": day(since), "until": ends}


def meeting(who: str | None, on: int, **more: object) -> dict[str, object]:
    at = datetime.combine(day(on), datetime.min.time())
    return {"account_id": "a", "contact_id": who, "kind": "qbr", "occurred_at": at, **more}


PEOPLE = Facts("contacts")
MEETINGS = Facts("interactions", Compare("kind", "=", "qbr"))


def test_a_contact_is_unmet_until_the_first_meeting_and_while_it_is_open() -> None:
    engine = engine_with(
        contacts=[contact("p", 0), contact("q", 0, 5), contact(None, 0)],
        interactions=[meeting("p", 3), meeting("q", 9), meeting(None, 1)],
    )
    assert values(engine, Unmet(PEOPLE, MEETINGS), 0, 1, 3, 4, 6) == [0, 3, 3, 2, 1]


def test_a_meeting_before_the_contact_was_entered_was_a_meeting() -> None:
    engine = engine_with(contacts=[contact("p", 10)], interactions=[meeting("p", 3)])
    assert values(engine, Unmet(PEOPLE, MEETINGS), 11, 12) == [0, 0]
    assert values(engine, Unmet(PEOPLE, MEETINGS, longest=True), 10, 11, 12) == [None, 8, 9]


def test_another_kind_of_contact_is_no_meeting() -> None:
    engine = engine_with(contacts=[contact("p", 0)], interactions=[meeting("p", 3, kind="email")])
    assert values(engine, Unmet(PEOPLE, MEETINGS), 4) == [1]


def test_the_longest_time_without_a_meeting() -> None:
    engine = engine_with(
        contacts=[contact("p", 0), contact("q", 2, 20)],
        interactions=[meeting("p", 5), meeting("p", 8), meeting("q", 9, _known_on=day(15))],
    )
    longest = Unmet(PEOPLE, MEETINGS, longest=True)
    assert values(engine, longest, 0, 1, 5, 6, 9, 15, 21) == [None, 1, 5, 4, 7, 7, 13]


def test_contacts_without_any_table_of_meetings_are_unmet() -> None:
    engine = engine_with(contacts=[contact("p", 0)])
    assert values(engine, Unmet(PEOPLE, MEETINGS), 1) == [1]
    assert values(engine, Unmet(PEOPLE, MEETINGS, longest=True), 4) == [4]


# The grid as a whole

EVERY = (
    Additive(EVENTS, window(7)),
    Distinct(EVENTS, ("user_id",), window(7)),
    Latest(EVENTS, "event"),
    Latest(EVENTS),
    Earliest(EVENTS),
    CONTRACTS,
    Open(Facts("contracts"), closes="ends_on", least="ends_on"),
    Unmet(PEOPLE, MEETINGS),
    Unmet(PEOPLE, MEETINGS, longest=True),
)
NOTHING = (0, 0, None, None, None, 0, None, 0, None)


@pytest.fixture
def bare() -> Iterator[DuckDBEngine]:
    engine = engine_with(accounts=("b", "a", "b"))
    yield engine
    engine.close()


def test_tables_without_a_source_give_nothing_for_every_account(bare: DuckDBEngine) -> None:
    dates = [day(0), day(7)]
    assert list(bare.grid(EVERY, dates)) == [
        GridRows("a", (NOTHING, NOTHING)),
        GridRows("b", (NOTHING, NOTHING)),
    ]


def test_empty_tables_give_the_same() -> None:
    tables = ("events", "contracts", "contacts", "interactions")
    engine = engine_with(**{name: [] for name in tables})
    assert list(engine.grid(EVERY, [day(0)])) == [GridRows("a", (NOTHING,))]


def test_accounts_come_in_order_each_with_its_own_facts() -> None:
    rows = [event(0, account="z"), event(0, account="B"), event(0, account="ä")]
    rows += [event(0, account="nobody's"), event(1, account="z")]
    engine = engine_with(accounts=("z", "B", "ä", "a", "Z"), events=rows)
    count = [Additive(EVENTS, window(7))]
    found = [(one.account_id, one.rows) for one in engine.grid(count, [day(1), day(2)])]
    assert found == [
        ("B", ((1,), (1,))),
        ("Z", ((0,), (0,))),
        ("a", ((0,), (0,))),
        ("z", ((1,), (2,))),
        ("ä", ((1,), (1,))),
    ]


def test_only_some_accounts() -> None:
    engine = engine_with(accounts=("a", "b", "c"), events=[event(0, account="c")])
    count = [Additive(EVENTS, window(7))]
    found = engine.grid(count, [day(1)], accounts=["c", "a", "who"])
    assert [(one.account_id, one.rows) for one in found] == [("a", ((0,),)), ("c", ((1,),))]
    assert list(engine.grid(count, [day(1)], accounts=[])) == []


def test_without_primitives_or_dates_the_accounts_still_come(bare: DuckDBEngine) -> None:
    assert list(bare.grid([], [day(0), day(1)])) == [
        GridRows("a", ((), ())),
        GridRows("b", ((), ())),
    ]
    assert list(bare.grid(EVERY, [])) == [GridRows("a", ()), GridRows("b", ())]


@pytest.mark.slow
def test_many_accounts_are_cut_apart_rightly() -> None:
    names = [f"{number:04}" for number in range(500)]
    rows = [event(number % 7, account=name) for number, name in enumerate(names)]
    engine = engine_with(accounts=names, events=rows)
    dates = [day(number) for number in range(100)]
    found = list(engine.grid([Earliest(EVENTS), Additive(EVENTS, window(None))], dates))
    assert [one.account_id for one in found] == names
    for number, one in enumerate(found):
        first = number % 7
        assert one.rows == ((None, 0),) * (first + 1) + ((day(first), 1),) * (99 - first)


def test_two_streams_run_side_by_side(bare: DuckDBEngine) -> None:
    one = bare.grid(EVERY, [day(0)])
    other = bare.grid(EVERY, [day(0)])
    assert next(one) == next(other)
    assert next(bare.accounts()).account_id == "a"
    assert next(one) == next(other) == GridRows("b", (NOTHING,))


def test_dates_must_ascend(bare: DuckDBEngine) -> None:
    for dates in ([day(1), day(0)], [day(1), day(1)]):
        with pytest.raises(ValueError, match="ascend"):
            bare.grid(EVERY, dates)


def test_as_many_statements_for_many_accounts_and_dates_as_for_one() -> None:
    def statements(accounts: list[str], dates: list[date]) -> int:
        engine = engine_with(accounts=accounts, events=[event(0)])
        engine.connection.execute("SET GLOBAL enable_logging = true")
        list(engine.grid(EVERY, dates))
        logged = engine.connection.execute(
            "SELECT count(*) FROM duckdb_logs WHERE type = 'QueryLog'"
        ).fetchall()
        engine.close()
        return int(logged[0][0])

    one = statements(["a"], [day(0)])
    many = statements([str(number) for number in range(50)], [day(n) for n in range(60)])
    assert 0 < one == many
