"""Count, sum, distinct, active days, open, overdue: zero, missing, stale, per seats."""

from decimal import Decimal

import pytest

from forewarn.signals.cell import CONTRACTS, SEATS
from forewarn.signals.filters.tree import Compare
from forewarn.signals.forms import Signal
from forewarn.signals.primitives import Additive, Distinct, Facts, Open
from forewarn.terms.signal import missing, not_applicable, observed, stale
from forewarn.terms.time import Window
from tests.signals.cells import cell, finished, form

TICKETS = form("count", from_="tickets", window="30d")
ALL_TOTALS = [
    TICKETS,
    form("sum", from_="invoices", column="amount", window="90d"),
    form("distinct", from_="events", column="user_id", window="4w"),
    form("active_days", from_="events", where="event = 'login'", window="30d"),
    form("open", from_="contacts", where="role = 'champion'"),
    form("overdue"),
]


def table(signal: Signal) -> str:
    return next(iter(signal.tables({})))


@pytest.mark.parametrize("signal", ALL_TOTALS, ids=lambda signal: signal.kind)
def test_none_is_zero_only_where_the_table_covers_the_account(signal: Signal) -> None:
    for nothing in (0, None, Decimal(0)):
        assert finished(signal, nothing, within=cell(seen=table(signal))) == observed(0)
        unknown = finished(signal, nothing, within=cell())
        assert (unknown.value, unknown.status) == (None, "missing")
        assert "data for this account" in signal.sentence(unknown)


@pytest.mark.parametrize("signal", ALL_TOTALS, ids=lambda signal: signal.kind)
def test_some_are_counted(signal: Signal) -> None:
    assert finished(signal, 12, within=cell(seen=table(signal))) == observed(12)


@pytest.mark.parametrize("signal", ALL_TOTALS, ids=lambda signal: signal.kind)
def test_a_silent_table_makes_stale_but_shows(signal: Signal) -> None:
    value = finished(signal, 12, within=cell(seen=table(signal), silent=table(signal)))
    assert value == stale(12)
    assert signal.sentence(value).startswith("12 ")
    assert signal.sentence(value).endswith("has sent nothing new for too long")


@pytest.mark.parametrize("signal", ALL_TOTALS, ids=lambda signal: signal.kind)
def test_coverage_is_that_of_the_earlier_date(signal: Signal) -> None:
    late = cell(covering={table(signal): cell().day(20)})
    assert finished(signal, 0, within=late, back_days=20) == observed(0)
    assert finished(signal, 0, within=late, back_days=21).status == "missing"


@pytest.mark.parametrize(
    ("raw", "value"), [(Decimal("12.50"), 12.5), (Decimal("12.00"), 12), (12.0, 12), (0.1, 0.1)]
)
def test_whole_numbers_are_whole(raw: object, value: float) -> None:
    signal = form("sum", from_="invoices", column="amount")
    found = finished(signal, raw, within=cell(seen="invoices")).value
    assert (found, type(found)) == (value, type(value))


def test_per_seats_puts_the_total_into_the_sentence() -> None:
    signal = form("count", from_="tickets", window="30d", per_seats=10)
    value = finished(signal, 3, within=cell(seen="tickets", seats=50))
    assert value == observed(0.6, detail="3 tickets in 30 days")
    assert signal.sentence(value) == "3 tickets in 30 days (0.6 per 10 seats)"


@pytest.mark.parametrize("seats", [None, 0.0])
def test_per_seats_needs_seats(seats: float | None) -> None:
    signal = form("count", from_="tickets", window="30d", per_seats=10)
    value = finished(signal, 3, within=cell(seen="tickets", seats=seats))
    assert value == not_applicable("no contract, so no seats to compare with")


def test_per_seats_keeps_missing_and_stale() -> None:
    signal = form("active_days", from_="events", per_seats=1)
    assert finished(signal, 0, within=cell(seats=50)).status == "missing"
    value = finished(signal, 10, within=cell(seats=50, seen="events", silent="events"))
    assert value == stale(0.2, detail="10 active days so far")
    assert signal.sentence(value).startswith("10 active days so far (0.2 per seat), but")


def test_per_seats_of_an_earlier_date_takes_the_seats_of_then() -> None:
    signal = form("count", from_="tickets", window="30d", per_seats=10)
    asked = signal.reductions({}, back_days=30)
    assert len(asked) == 3
    assert [type(each) for each in asked] == [Additive, Open, Open]
    assert [each.back_days for each in asked[1:] if isinstance(each, Open)] == [30, 30]
    within = cell(seen="tickets", seats=1000)
    assert finished(signal, 3, 1, 30, within=within, back_days=30).value == 1
    assert finished(signal, 3, 0, 0, within=within, back_days=30).status == "not_applicable"


def test_seats_count_from_the_day_a_contract_starts() -> None:
    assert Open(Facts("contracts"), closes="ends_on", opens="starts_on") == CONTRACTS
    assert SEATS.amount == "seats"
    assert SEATS.opens == "starts_on"


def test_only_for_leaves_other_accounts_out() -> None:
    signal = form("count", from_="tickets", only_for="segment = 'enterprise'")
    assert finished(signal, 3, within=cell(seen="tickets", segment="enterprise")) == observed(3)
    value = finished(signal, 3, within=cell(seen="tickets", segment="smb"))
    assert value == not_applicable("only for accounts where segment is enterprise")
    assert finished(signal, 3, within=cell(seen="tickets")).status == "not_applicable"


def test_what_is_asked_of_the_engine() -> None:
    login = Compare("event", "=", "login")
    days = form("active_days", from_="events", where="event = 'login'", window="4w")
    assert days.reductions({}) == (Distinct(Facts("events", login), ("day",), Window(28)),)
    pairs = form("distinct", from_="events", column=["user_id", "day"], window="7d")
    assert pairs.reductions({}, back_days=7) == (
        Distinct(Facts("events"), ("user_id", "day"), Window(7, 7)),
    )
    closed = form("count", from_="tickets", at="closed_at")
    assert closed.reductions({}) == (Additive(Facts("tickets", None, "closed_at"), Window(None)),)
    seats = form("open", from_="contracts", column="seats")
    assert seats.reductions({}) == (SEATS,)
    unpaid = form("overdue", column="amount")
    assert unpaid.reductions({}) == (
        Open(Facts("invoices"), closes="paid_on", opens="due_on", amount="amount"),
    )


@pytest.mark.parametrize(
    ("signal", "value", "words"),
    [
        (TICKETS, 1, "1 ticket in 30 days"),
        (TICKETS, 1200, "1,200 tickets in 30 days"),
        (form("count", from_="tickets"), 3, "3 tickets so far"),
        (
            form("count", from_="tickets", where="severity = 'high'", window="1d"),
            2,
            "2 tickets in 1 day (severity is high)",
        ),
        (form("count", from_="store_visits", window="7d"), 2, "2 store visits rows in 7 days"),
        (form("count", from_="events", label="logins", window="30d"), 7, "7 logins in 30 days"),
        (ALL_TOTALS[1], 99.5, "99.5 amount of invoices in 90 days"),
        (ALL_TOTALS[2], 14, "14 different users in events in 28 days"),
        (ALL_TOTALS[3], 12, "12 active days in 30 days"),
        (ALL_TOTALS[3], 1, "1 active day in 30 days"),
        (ALL_TOTALS[4], 2, "2 open contacts (role is champion)"),
        (form("open", from_="contracts", column="seats"), 250, "250 seats in open contracts"),
        (form("open", from_="contacts", label="sponsors"), 2, "2 sponsors"),
        (ALL_TOTALS[5], 1, "1 invoice overdue"),
        (form("overdue", column="amount"), 900, "900 in invoices overdue"),
    ],
)
def test_sentences(signal: Signal, value: float, words: str) -> None:
    assert signal.sentence(observed(value)) == words


def test_units() -> None:
    assert TICKETS.unit() == "tickets"
    assert form("active_days", from_="events").unit() == "days"
    assert form("count", from_="tickets", unit="cases").unit() == "cases"


def test_missing_says_what_is_missing() -> None:
    value = finished(ALL_TOTALS[3], 0, within=cell())
    assert value == missing("no usage data for this account")
    assert finished(TICKETS, 0, within=cell()) == missing("no ticket data for this account")
