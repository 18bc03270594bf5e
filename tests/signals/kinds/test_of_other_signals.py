"""Ratio, change, trend, python: values made of other signals' values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.signals.kinds.trend import slope
from forewarn.signals.primitives import Additive, Distinct
from forewarn.terms.errors import ForewarnError
from forewarn.terms.signal import missing, not_applicable, observed, stale
from tests.signals.cells import ago, cell, finished, form

WEEKLY = form("distinct", from_="events", column="user_id", window="7d")
MONTHLY = form("distinct", from_="events", column="user_id", window="30d")
SEATS = form("open", from_="contracts", column="seats")
PULSE = form("latest", from_="assessments.pulse")
STATUS = form("latest", from_="assessments.champion_status")
BOOK = {
    "weekly_users": WEEKLY,
    "monthly_users": MONTHLY,
    "seats": SEATS,
    "pulse": PULSE,
    "status": STATUS,
    "tickets": form("count", from_="tickets", window="30d", per_seats=10),
    "enterprise_only": form("count", from_="tickets", only_for="segment = 'enterprise'"),
}
STICKY = form("ratio", of="weekly_users", to="monthly_users")
FELL = form("change", signal="monthly_users")
SEEN = cell(seen=("events", "contracts", "assessments", "tickets"))


def test_ratio() -> None:
    value = finished(STICKY, 9, 15, within=SEEN, book=BOOK)
    assert value == observed(0.6, detail="9 / 15")
    assert STICKY.sentence(value) == "0.6 weekly users per monthly users (9 / 15)"
    percent = form("ratio", of="monthly_users", to="seats", times=100, unit="%")
    assert finished(percent, 30, 40, within=SEEN, book=BOOK).value == 75
    assert STICKY.tables(BOOK) == {"events"}
    assert percent.tables(BOOK) == {"events", "contracts"}
    assert STICKY.longest_window_days(BOOK) == 30


def test_ratio_of_missing_zero_and_stale() -> None:
    use = form("ratio", of="monthly_users", to="seats")
    assert finished(use, 3, 0, within=SEEN, book=BOOK).status == "not_applicable"
    assert finished(use, 0, 5, within=SEEN, book=BOOK) == observed(0, detail="0 / 5")
    assert finished(use, 0, 5, within=cell(seen="contracts"), book=BOOK).status == "missing"
    assert finished(use, 0, 0, within=cell(seen="contracts"), book=BOOK).status == (
        "not_applicable"
    )
    assert finished(use, 3, 0, within=cell(seen="events"), book=BOOK).status == "missing"
    silent = cell(seen=("events", "contracts"), silent="events")
    assert finished(use, 3, 6, within=silent, book=BOOK) == stale(0.5, detail="3 / 6")


def test_ratio_passes_not_applicable_on() -> None:
    signal = form("ratio", of="enterprise_only", to="seats")
    value = finished(signal, 3, 6, within=SEEN, book=BOOK)
    assert value == not_applicable("only for accounts where segment is enterprise")


def test_ratio_of_words_is_missing() -> None:
    signal = form("ratio", of="status", to="seats")
    value = finished(signal, ("active", ago(1)), 6, within=SEEN, book=BOOK)
    assert value == missing("status and seats are not both numbers")


def test_change_against_the_window_before() -> None:
    asked = FELL.reductions(BOOK, back_days=2)
    assert [each.window.back_days for each in asked if isinstance(each, Distinct)] == [2, 32]
    value = finished(FELL, 6, 10, within=SEEN, book=BOOK)
    assert value == observed(-4, detail="10 to 6")
    assert FELL.sentence(value) == "monthly users -4 against the period before (10 to 6)"
    assert FELL.longest_window_days(BOOK) == 60


def test_change_in_per_cent() -> None:
    signal = form("change", signal="monthly_users", as_="percent")
    value = finished(signal, 15, 10, within=SEEN, book=BOOK)
    assert value == observed(50, detail="10 to 15")
    assert signal.sentence(value) == ("monthly users +50 % against the period before (10 to 15)")
    assert finished(signal, 15, 0, within=SEEN, book=BOOK).status == "not_applicable"
    assert finished(signal, 0, 10, within=SEEN, book=BOOK).value == -100
    assert signal.unit() == "%"


def test_change_against_last_year() -> None:
    signal = form("change", signal="monthly_users", against="last_year")
    asked = signal.reductions(BOOK)
    assert [each.window.back_days for each in asked if isinstance(each, Distinct)] == [0, 364]
    assert "the same weeks last year" in signal.sentence(observed(0))


def test_change_of_a_signal_without_window() -> None:
    signal = form("change", signal="pulse", over="4w")
    value = finished(signal, (3, ago(2)), (5, ago(40)), within=SEEN, book=BOOK)
    assert value == observed(-2, detail="5 to 3")
    assert signal.sentence(value) == "pulse -2 against 28 days ago (5 to 3)"
    # then it was 12 days old, so it counted; one of 70 days ago had expired by then
    old = finished(signal, (3, ago(2)), (5, ago(70)), within=SEEN, book=BOOK)
    assert old == stale(-2, detail="5 to 3")


@pytest.mark.parametrize(("age", "status"), [(60, "observed"), (59, "missing"), (None, "missing")])
def test_change_needs_an_earlier_period(age: int | None, status: str) -> None:
    within = cell(seen="events", age=age)
    value = finished(FELL, 6, 0, within=within, book=BOOK)
    assert value.status == status
    if status == "missing":
        assert value.detail == "no earlier period to compare with"


def test_change_when_the_source_began_in_between() -> None:
    within = cell(covering={"events": ago(10)})
    assert finished(FELL, 6, 0, within=within, book=BOOK) == missing(
        "no usage data for this account"
    )


def test_change_passes_status_on() -> None:
    assert finished(FELL, 0, 0, within=cell(), book=BOOK).status == "missing"
    silent = cell(seen="events", silent="events")
    assert finished(FELL, 6, 10, within=silent, book=BOOK) == stale(-4, detail="10 to 6")
    words = form("change", signal="status", over="28d")
    value = finished(words, ("a", ago(1)), ("b", ago(30)), within=SEEN, book=BOOK)
    assert value.status == "missing"


def test_change_per_seats_takes_the_seats_of_each_date() -> None:
    signal = form("change", signal="tickets")
    within = cell(seen="tickets", seats=100)
    value = finished(signal, 20, 10, 1, 50, within=within, book=BOOK)
    assert value.value == 0
    gone = finished(signal, 20, 10, 0, 0, within=within, book=BOOK)
    assert gone == not_applicable("no contract, so no seats to compare with")


def test_trend() -> None:
    signal = form("trend", signal="weekly_users", periods=4)
    asked = signal.reductions(BOOK)
    assert [each.window.back_days for each in asked if isinstance(each, Distinct)] == [
        0,
        7,
        14,
        21,
    ]
    value = finished(signal, 1, 3, 5, 7, within=SEEN, book=BOOK)
    assert value == observed(-2, detail="7 to 1")
    assert signal.sentence(value) == "weekly users -2 every 7 days over 4 periods (7 to 1)"
    assert signal.longest_window_days(BOOK) == 28


def test_trend_needs_every_value() -> None:
    signal = form("trend", signal="pulse", periods=4, every="28d")
    fresh = [(4, ago(1)), (4, ago(30)), (3, ago(60)), (2, ago(90))]
    assert finished(signal, *fresh, within=SEEN, book=BOOK).value == 0.7
    assert finished(signal, *fresh[:3], None, within=SEEN, book=BOOK).status == "missing"
    expired = [*fresh[:3], (2, ago(300))]
    assert finished(signal, *expired, within=SEEN, book=BOOK).status == "stale"
    young = cell(seen="assessments", age=83)
    assert finished(signal, *fresh, within=young, book=BOOK).status == "missing"


@given(
    st.integers(-1000, 1000),
    st.integers(-1000, 1000),
    st.integers(4, 26),
)
def test_slope_of_a_straight_line_is_its_step(start: int, step: int, periods: int) -> None:
    assert slope([start + step * each for each in range(periods)]) == step


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=26))
def test_slope_turns_with_time(values: list[float]) -> None:
    assert slope(values) == -slope(values[::-1])


def test_slope_by_hand() -> None:
    # means 2.5 and 3.25; sum((x - 2.5)(y - 3.25)) = 2.5, sum((x - 2.5)²) = 5
    assert slope([2, 4, 3, 4]) == 0.5


def momentum(users: float | None, pulse: float | None) -> object:
    return None if users is None or pulse is None else users * pulse / 10


OWN = form("python", function="momentum", of=["monthly_users", "pulse"])


def test_python() -> None:
    within = cell(seen=("events", "assessments"), functions={"momentum": momentum})
    value = finished(OWN, 8, (3, ago(1)), within=within, book=BOOK)
    assert value == observed(2.4)
    assert OWN.sentence(value) == "momentum 2.4"
    assert OWN.tables(BOOK) == {"events", "assessments"}


def test_python_is_given_none_for_what_does_not_count() -> None:
    within = cell(seen=("events", "assessments"), functions={"momentum": momentum})
    stale_pulse = finished(OWN, 8, (3, ago(90)), within=within, book=BOOK)
    assert stale_pulse == missing("momentum gave no value")


@pytest.mark.parametrize(
    "result", [[1], {}, object(), float("nan"), float("inf"), b"x"], ids=lambda each: repr(each)[:9]
)
def test_python_returns_plain_values(result: object) -> None:
    within = cell(seen=("events", "assessments"), functions={"momentum": lambda *_: result})
    with pytest.raises(ForewarnError, match="it returned"):
        finished(OWN, 8, (3, ago(1)), within=within, book=BOOK)


def test_python_yes_and_no() -> None:
    within = cell(seen=("events", "assessments"), functions={"momentum": lambda *_: True})
    assert finished(OWN, 8, (3, ago(1)), within=within, book=BOOK) == observed("yes")


def test_python_failures_are_for_people() -> None:
    with pytest.raises(ForewarnError, match="no function momentum is registered"):
        finished(OWN, 8, (3, ago(1)), within=cell(seen="events"), book=BOOK)

    def broken(users: float, pulse: float) -> float:
        return users / (pulse - 3)

    within = cell(seen=("events", "assessments"), functions={"momentum": broken})
    with pytest.raises(ForewarnError, match=r"momentum\(8, 3\) failed for account a1: ZeroDiv"):
        finished(OWN, 8, (3, ago(1)), within=within, book=BOOK)


def test_each_part_takes_its_own_values() -> None:
    book = {**BOOK, "sticky": STICKY, "fell": FELL}
    both = form("python", function="pair", of=["fell", "sticky", "pulse"])
    seen: list[object] = []
    functions = {"pair": lambda *parts: seen.extend(parts) or 1}
    within = cell(seen=("events", "assessments"), functions=functions, age=10)
    finished(both, 6, 10, 9, 15, (4, ago(1)), within=within, book=book)
    assert seen == [None, 0.6, 4]


def test_additive_too() -> None:
    signal = form("change", signal="enterprise_only", over="28d")
    within = cell(seen="tickets", segment="enterprise")
    assert finished(signal, 5, 3, within=within, book=BOOK).value == 2
    assert all(isinstance(each, Additive) for each in signal.reductions(BOOK))
