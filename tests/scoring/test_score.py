import pytest

from forewarn.scorecard.model import Lookup, Target
from forewarn.scoring.rounding import percent, shown_parts, shown_score
from forewarn.scoring.score import quick_score, score
from forewarn.terms.signal import Status, missing, not_applicable, observed, stale
from tests.scoring.cards import LOGINS, PULSE, an_input, card, values

FULL = {"logins": 12, "key_features": "yes", "support": 3, "pulse": 4}


def scored(the_card=None, **changed):
    the_card = the_card or card()
    facts = values(**{**FULL, **changed})
    found = score(the_card, facts, {})
    assert quick_score(the_card, facts, {}) == found.score
    return found


def test_worked_by_hand():
    found = scored()
    # 12 logins: 40 + 7/15 of 60 = 68; features 100; 3 tickets 60; pulse 4: 75.
    assert [part.points for part in found.contributions] == [68, 100, 60, 75]
    assert [part.weight for part in found.contributions] == [0.2, 0.2, 0.2, 0.4]
    assert found.score == pytest.approx(75.6, abs=1e-12)
    assert found.coverage == 1.0
    assert [(each.category, each.score) for each in found.categories] == [
        ("usage", 68),
        ("adoption", 100),
        ("support", 60),
        ("relationship", 75),
    ]


def test_a_missing_input_is_dropped_and_the_others_weigh_more():
    found = scored(support=missing("no ticket feed"))
    part = found.contributions[2]
    assert (part.status, part.points, part.weight, part.contribution) == (
        Status.MISSING, None, 0, 0,
    )  # fmt: skip
    assert part.detail == "no ticket feed"
    assert found.score == pytest.approx((20 * 68 + 20 * 100 + 40 * 75) / 80)
    assert found.coverage == pytest.approx(0.8)


@pytest.mark.parametrize(("policy", "points"), [("neutral", 50), ("poor", 0)])
def test_a_missing_input_may_be_neutral_or_poor_but_is_not_covered(policy, points):
    inputs = (*card().inputs[:3], an_input("Pulse", PULSE, 40, missing=policy))
    found = scored(card(*inputs), pulse=missing())
    assert found.score == pytest.approx(0.2 * (68 + 100 + 60) + 0.4 * points)
    assert found.contributions[3].filled == policy
    assert found.coverage == pytest.approx(0.6)


def test_a_stale_value_is_shown_and_counts_as_missing():
    found = scored(pulse=stale(5))
    part = found.contributions[3]
    assert (part.value, part.status, part.points) == (5, Status.STALE, None)
    assert found.score == pytest.approx(76)


def test_not_applicable_leaves_coverage_and_always_reweights():
    inputs = (*card().inputs[:3], an_input("Pulse", PULSE, 40, missing="poor"))
    found = scored(card(*inputs), pulse=not_applicable("no seats"))
    assert found.coverage == 1.0
    assert found.score == pytest.approx(76)
    assert found.contributions[3].points is None


def test_withheld_below_the_coverage_floor_names_what_is_missing():
    found = scored(logins=missing(), support=stale(2), key_features=missing())
    assert found.reason == (
        "Not scored: too little data (coverage 40 %, at least 60 % is needed; "
        "missing: Logins, Key features, Support (stale))"
    )
    assert found.score is None
    assert found.shown is None
    assert [part.contribution for part in found.contributions] == [None] * 4
    assert [part.shown for part in found.contributions] == [None] * 4
    assert found.contributions[3].points == 75


@pytest.mark.parametrize(("floor", "is_scored"), [(0.8, True), (0.81, False)])
def test_exactly_at_the_floor_is_scored(floor, is_scored):
    # In binary 0.3 + 0.4 + 0.1 of all is a hair below 0.8.
    shares = {"A": 0.3, "B": 0.4, "C": 0.1, "D": 0.2}
    inputs = [an_input(name, weight=share) for name, share in shares.items()]
    made = card(*inputs, coverage_floor=floor)
    found = score(made, values(a=5, b=5, c=5, d=missing()), {})
    assert (found.score is not None) is is_scored


def test_withheld_when_reweighting_leaves_one_input_above_sixty_percent():
    inputs = (
        an_input("Logins", weight=30),
        an_input("Support", weight=30),
        an_input("Pulse", weight=40),
    )
    made = card(*inputs, coverage_floor=0.5)
    facts = values(logins=missing(), support=not_applicable(), pulse=4)
    found = score(made, facts, {})
    assert found.reason == (
        "Not scored: too little data (Pulse alone would be 100 % of it, at most 60 % is allowed; "
        "missing: Logins; not applicable: Support)"
    )
    assert quick_score(made, facts, {}) is None


def test_sixty_percent_itself_is_allowed_and_stated_weights_are_not_judged_here():
    inputs = (
        an_input("Logins", weight=30),
        an_input("Support", weight=20),
        an_input("Pulse", weight=50),
    )
    facts = values(logins=missing(), support=2, pulse=4)
    assert score(card(*inputs), facts, {}).score is None  # 50 of 70
    inputs = (
        an_input("Logins", weight=30),
        an_input("Support", weight=28),
        an_input("Pulse", weight=42),
    )
    assert score(card(*inputs), facts, {}).score is not None  # 42 of 70
    alone = card(an_input("Logins", weight=100))
    assert score(alone, values(logins=5), {}).score == 40


def test_no_input_applies():
    found = score(card(an_input("Logins")), values(logins=not_applicable()), {})
    assert found.reason == "Not scored: no input applies to this account"
    assert found.coverage is None


def test_a_word_the_curve_does_not_list_is_missing():
    found = scored(key_features="maybe")
    part = found.contributions[1]
    assert (part.value, part.status) == ("maybe", Status.MISSING)
    assert part.detail == "'maybe' has no place on the curve"


def test_an_account_without_a_target_is_not_asked_even_when_the_value_is_missing():
    inputs = (
        an_input("Seats", Target("plan", {"pro": 10})),
        an_input("Logins"),
        an_input("Support"),
    )
    found = score(card(*inputs), values(seats=missing(), logins=5, support=5), {"plan": "x"})
    assert found.contributions[0].status is Status.NOT_APPLICABLE
    assert found.coverage == 1.0


def test_shown_parts_add_up_to_the_shown_score():
    thirds = [an_input(name, Lookup({"x": 100 / 3}), 1) for name in ("A", "B", "C")]
    found = score(card(*thirds), values(a="x", b="x", c="x"), {})
    assert found.shown == 33.3
    assert [part.shown for part in found.contributions] == [11.1, 11.1, 11.1]
    found = score(card(*thirds[:2]), values(a="x", b="x"), {})
    assert [part.shown for part in found.contributions] == [16.7, 16.6]


@pytest.mark.parametrize(
    ("exact", "shown"), [(62.25, 62.3), (0.05, 0.1), (99.95, 100.0), (69.94999999, 69.9), (0, 0)]
)
def test_one_decimal_half_up(exact, shown):
    assert shown_score(exact) == shown


def test_largest_remainder_with_negative_parts():
    assert shown_parts([-10.04, 3.04, 0.0], -7.0) == (-10.0, 3.0, 0.0)
    assert shown_parts([], 0.0) == ()
    # Far apart, as a damaged record may be: spread over all, in one pass whatever the distance.
    assert shown_parts([0.0, 0.0], 1e12) == (5e11, 5e11)


def test_percent_never_seems_to_meet_a_limit_it_misses():
    assert (percent(0.5999), percent(0.6001, up=True), percent(0.29)) == ("59 %", "61 %", "29 %")


def test_a_zero_is_no_missing_value():
    found = score(card(an_input("Logins", LOGINS)), {"logins": observed(0)}, {})
    assert (found.score, found.coverage) == (0.0, 1.0)
