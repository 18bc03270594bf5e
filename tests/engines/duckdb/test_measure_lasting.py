"""Hand-worked values of what lasts: the latest, what is open, who was met."""

from datetime import datetime
from decimal import Decimal

from forewarn.signals.filters.tree import Compare
from forewarn.signals.primitives import (
    Earliest,
    Facts,
    Latest,
    Open,
    Unmet,
)
from tests.engines.duckdb.facts import day, engine_with, event, noon, values

EVENTS = Facts("events")
CONTRACTS = Open(Facts("contracts"), closes="ends_on", opens="starts_on")


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
