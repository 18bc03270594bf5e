"""Retention against hand-worked numbers."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.evidence.rates import (
    WHOLE_BOOK,
    Due,
    at_risk,
    counted,
    renewal_rate,
    retention,
)
from forewarn.evidence.renewals import Case
from forewarn.terms.score import Revenue


def eur(amount):
    return (Revenue("EUR", Decimal(amount)),)


def test_grr_caps_each_account_and_nrr_does_not() -> None:
    start = {"grows": eur(100), "shrinks": eur(200), "goes": eur(50), "stays": eur(150)}
    later = {"grows": eur(180), "shrinks": eur(120), "stays": eur(150), "is new": eur(900)}
    (found,) = retention(start, later)
    assert (found.accounts, found.starting) == (4, 500)
    assert (found.kept, found.ending) == (Decimal(370), Decimal(450))
    assert found.grr.value == pytest.approx(0.74)
    assert found.nrr.value == pytest.approx(0.90)
    assert found.grr.low is None
    assert "fewer than 10 accounts" in found.grr.because


def test_the_interval_of_money_draws_accounts() -> None:
    start = {f"a{n}": eur(100) for n in range(40)}
    later = {name: parts for name, parts in start.items() if name > "a13"}
    (found,) = retention(start, later)
    kept = len(later) / 40
    assert found.grr.low < kept < found.grr.high
    # Equal amounts make it a share: about as wide as the binomial says.
    spread = (kept * (1 - kept) / 40) ** 0.5
    assert found.grr.high - found.grr.low == pytest.approx(2 * 1.96 * spread, rel=0.1)


def test_equal_accounts_show_no_spread_and_say_so() -> None:
    start = {f"a{n}": eur(100) for n in range(40)}
    (found,) = retention(start, start)
    assert (found.grr.value, found.grr.low) == (1.0, None)
    assert "no spread" in found.grr.because


def test_currencies_are_never_added_up() -> None:
    start = {"a": (Revenue("EUR", Decimal(100)), Revenue("USD", Decimal(100))), "b": eur(100)}
    later = {"a": (Revenue("USD", Decimal(300)),), "b": eur(100)}
    in_eur, in_usd = retention(start, later)
    assert (in_eur.currency, in_eur.accounts, in_eur.nrr.value) == ("EUR", 2, 0.5)
    assert (in_usd.currency, in_usd.accounts, in_usd.nrr.value) == ("USD", 1, 3.0)
    assert in_usd.grr.value == 1.0


AMOUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 999).map(eur), min_size=1)


@given(AMOUNTS, AMOUNTS)
def test_grr_lies_between_nothing_and_nrr_and_never_above_one(start, later) -> None:
    (found,) = retention(start, later)
    assert 0 <= found.grr.value <= min(1, found.nrr.value)
    assert found.kept <= found.starting
    assert found.kept <= found.ending


def test_money_is_exact() -> None:
    start = {f"a{n}": eur("0.10") for n in range(30)}
    (found,) = retention(start, start)
    assert found.starting == found.kept == Decimal("3.00")


def case(account, due, kind="renewed", before=None, after=None, **more):
    amounts = [None if each is None else Decimal(each) for each in (before, after)]
    return Case(account, None, due, due, kind, *amounts, currency="EUR", **more)


SINCE, UNTIL = date(2025, 11, 1), date(2026, 11, 1)
IN = date(2026, 3, 1)


def test_a_year_of_renewals_worked_by_hand() -> None:
    cases = [
        case("a", IN, "renewed", 100, 110),
        case("b", IN, "churned", 300),
        case("c", IN, "downsold", 200, 50),
        case("d", IN, "expanded", 400, 800),
        case("e", IN, "renewed"),
        case("too early", date(2025, 10, 31), "churned", 999),
        case("too late", UNTIL, "churned", 999),
        case("checkpoint", IN, "active", 100, 100, evergreen=True),
    ]
    found = renewal_rate(cases, since=SINCE, until=UNTIL, undecided=3)
    assert (found.by_count.value, found.by_count.n) == (0.8, 5)
    assert found.by_count.low < 0.8 < found.by_count.high
    assert found.by_revenue["EUR"].value == pytest.approx((100 + 0 + 50 + 400) / 1000)
    assert found.by_revenue["EUR"].n == 4
    assert (found.without_amounts, found.undecided) == (1, 3)


def test_a_year_without_renewals_says_so() -> None:
    found = renewal_rate([], since=SINCE, until=UNTIL)
    assert found.by_count.value is None
    assert found.by_count.because
    assert found.by_revenue == {}


def test_revenue_at_risk_is_lowest_and_soon() -> None:
    book = [
        Due("lowest and soon", True, date(2026, 12, 1), eur(100)),
        Due("lowest, later", True, date(2027, 5, 1), eur(200)),
        Due("soon, not lowest", False, date(2026, 12, 1), eur(300)),
        Due("lowest, without an end", True, None, eur(400)),
        Due("another currency", True, date(2026, 12, 1), (Revenue("USD", Decimal(7)),)),
    ]
    in_eur, in_usd = at_risk(book, until=date(2027, 2, 1), within_months=3)
    assert (in_eur.accounts, in_eur.arr, in_eur.of) == (1, 100, 1000)
    assert in_eur.share.value == pytest.approx(0.1)
    assert (in_eur.share.low, in_eur.share.because) == (None, WHOLE_BOOK)
    assert (in_usd.accounts, in_usd.arr) == (1, 7)


def test_the_day_itself_is_not_within() -> None:
    (found,) = at_risk(
        [Due("a", True, date(2027, 2, 1), eur(1))], until=date(2027, 2, 1), within_months=3
    )
    assert found.accounts == 0


def test_nothing_to_count_is_no_share() -> None:
    assert counted(0, 0).value is None
    assert counted(3, 4).value == 0.75
