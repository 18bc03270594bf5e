"""Mean, share, share_rise, days_late: parts of a whole, and no whole at all."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.signals.filters.tree import AllOf, Compare, Missing, Not
from forewarn.signals.kinds.share_rise import chance_of_rise
from forewarn.signals.primitives import Additive, Facts
from forewarn.terms.signal import observed, stale
from forewarn.terms.time import Window
from tests.signals.cells import cell, finished, form

HOURS = form("mean", from_="tickets", column="resolution_hours", at="closed_at", window="90d")
HOW_TO = form("share", from_="tickets", of="category = 'how-to'", window="90d")
SHIFT = form("share_rise", from_="tickets", of="category = 'how-to'", window="30d")
LATE = form("days_late", window="180d")


def test_mean_divides_by_the_rows_that_have_the_column() -> None:
    value = finished(HOURS, 19.0, 2, within=cell(seen="tickets"))
    assert value == observed(9.5, detail="2")
    assert HOURS.sentence(value) == ("9.5 resolution hours on average over 2 tickets in 90 days")
    filled = Not(Missing("resolution_hours"))
    facts = Facts("tickets", filled, "closed_at")
    assert HOURS.reductions({}) == (
        Additive(facts, Window(90), "resolution_hours"),
        Additive(facts, Window(90), each_row=True),
    )


def test_mean_keeps_its_own_filter() -> None:
    signal = form("mean", from_="surveys.score", where="kind = 'csat'")
    where = AllOf((Compare("kind", "=", "csat"), Not(Missing("score"))))
    assert signal.reductions({})[1] == Additive(
        Facts("surveys", where), Window(None), each_row=True
    )


@pytest.mark.parametrize("signal", [HOURS, HOW_TO], ids=["mean", "share"])
def test_nothing_to_divide_by(signal: object) -> None:
    assert finished(signal, 0, 0, within=cell(seen="tickets")).status == "not_applicable"
    assert finished(signal, 0, 0, within=cell()).status == "missing"


def test_a_mean_of_zero_is_no_missing_mean() -> None:
    assert finished(LATE, 0, 4, within=cell(seen="invoices")).value == 0
    assert finished(LATE, 0, 0, within=cell(seen="invoices")).status == "not_applicable"
    assert finished(LATE, 0, 0, within=cell()).status == "missing"


def test_days_late() -> None:
    value = finished(LATE, 48, 4, within=cell(seen="invoices"))
    assert LATE.sentence(value) == "paid 12 days late on average over 4 invoices in 180 days"
    facts = Facts("invoices", None, "paid_on")
    assert LATE.reductions({})[0] == Additive(facts, Window(180), "days_late")


def test_share() -> None:
    value = finished(HOW_TO, 6, 8, within=cell(seen="tickets"))
    assert value == observed(0.75, detail="6 of 8")
    assert HOW_TO.sentence(value) == ("75 % of tickets in 90 days (category is how-to; 6 of 8)")
    assert finished(HOW_TO, 0, 8, within=cell(seen="tickets")).value == 0
    assert finished(HOW_TO, 6, 8, within=cell(silent="tickets", seen="tickets")) == stale(
        0.75, detail="6 of 8"
    )


def test_share_counts_of_within_where() -> None:
    signal = form("share", from_="tickets", where="severity = 'high'", of="escalated = true")
    part, whole = signal.reductions({})
    high, escalated = Compare("severity", "=", "high"), Compare("escalated", "=", True)
    assert part == Additive(Facts("tickets", AllOf((high, escalated))), Window(None))
    assert whole == Additive(Facts("tickets", high), Window(None))


# One-sided Fisher exact p by hand: 6 of 8 now, 2 of 9 before; 8 of 17 in all are of the kind.
# C(8,6)C(9,2) + C(8,7)C(9,1) + C(8,8)C(9,0) = 28*36 + 8*9 + 1 = 1081; C(17,8) = 24310.
BY_HAND = [
    ((6, 8, 2, 9), Fraction(1081, 24310)),
    # the lady tasting tea: 3 of 4 right of 4 and 4: (16 + 1) / 70
    ((3, 4, 1, 4), Fraction(17, 70)),
    ((4, 4, 0, 4), Fraction(1, 70)),
    ((0, 5, 0, 5), Fraction(1)),
    ((1, 1, 0, 0), Fraction(1)),
    ((5, 5, 0, 0), Fraction(1)),
]


@pytest.mark.parametrize(("counts", "chance"), BY_HAND)
def test_fisher_by_hand(counts: tuple[int, int, int, int], chance: Fraction) -> None:
    assert chance_of_rise(*counts) == float(chance)


def test_fisher_agrees_with_itself_beyond_the_exact_range() -> None:
    exact = sum(
        math.comb(600, hit) * math.comb(600, 500 - hit) for hit in range(270, 501)
    ) / math.comb(1200, 500)
    assert chance_of_rise(270, 600, 230, 600) == pytest.approx(exact, rel=1e-9)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_fisher_is_a_tail(part: int, rest: int, before: int, rest_before: int) -> None:
    chance = chance_of_rise(part, part + rest, before, before + rest_before)
    assert 0 < chance <= 1
    if part and rest_before:
        # One more of the kind in the window and one fewer before: less likely by chance.
        more = chance_of_rise(part + 1, part + 1 + rest, before, before + rest_before)
        assert more <= chance + 1e-12


@pytest.mark.parametrize(
    ("counts", "flag"),
    [
        ((6, 8, 2, 9), "yes"),
        ((4, 8, 2, 9), "no"),
        ((2, 9, 6, 8), "no"),
        ((6, 8, 0, 0), "no"),
        ((0, 0, 0, 0), "no"),
        ((0, 0, 6, 8), "no"),
        ((0, 8, 0, 9), "no"),
        ((50_000, 100_000, 40_000, 100_000), "yes"),
        ((40_100, 100_000, 40_000, 100_000), "no"),
    ],
)
def test_share_rise_flags_what_chance_does_not_explain(
    counts: tuple[int, int, int, int], flag: str
) -> None:
    value = finished(SHIFT, *counts, within=cell(seen="tickets"))
    part, whole, before, whole_before = counts
    assert value == observed(flag, detail=f"{part} of {whole}, was {before} of {whole_before}")


def test_share_rise_sentence_and_alpha() -> None:
    value = finished(SHIFT, 6, 8, 2, 9, within=cell(seen="tickets"))
    assert SHIFT.sentence(value) == (
        "share of tickets where category is how-to rose in 30 days: 6 of 8, was 2 of 9"
    )
    stricter = form(
        "share_rise", from_="tickets", of="category = 'how-to'", window="30d", alpha=0.01
    )
    value = finished(stricter, 6, 8, 2, 9, within=cell(seen="tickets"))
    assert value.value == "no"
    assert "did not rise beyond chance" in stricter.sentence(value)


def test_share_rise_needs_the_table() -> None:
    assert finished(SHIFT, 0, 0, 0, 0, within=cell()).status == "missing"
    silent = cell(seen="tickets", silent="tickets")
    assert finished(SHIFT, 6, 8, 2, 9, within=silent).status == "stale"


def test_share_rise_looks_at_two_windows() -> None:
    asked = SHIFT.reductions({}, back_days=7)
    assert [each.window for each in asked if isinstance(each, Additive)] == [
        Window(30, 7),
        Window(30, 7),
        Window(30, 37),
        Window(30, 37),
    ]
    assert SHIFT.longest_window_days({}) == 60
    assert SHIFT.in_words()
