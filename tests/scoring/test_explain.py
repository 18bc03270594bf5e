import pytest

from forewarn.scorecard.model import Cap, Linear, Products, Steady
from forewarn.scoring.explain import against, lift_to_next_band, moves, reasons
from forewarn.scoring.score import score
from forewarn.scoring.standing import standing
from forewarn.signals.filters.tree import Compare
from forewarn.terms.score import CategoryScore
from forewarn.terms.signal import Status, missing, stale
from tests.scoring.cards import FINTECH, LOGINS, PULSE, YES_NO, an_input, card, values

R, W, H = "At risk", "Watch", "Healthy"
CARD = card()


def scored(the_card=CARD, **raw):
    return score(the_card, values(**raw), {})


def test_drags_and_lifts_are_measured_from_the_lower_edge_of_the_top_band():
    # Points 40, 0, 100, 75: weight times (points - 70) is -6, -14, +6, +2.
    found = reasons(CARD, scored(logins=5, key_features="no", support=0, pulse=4))
    assert [(each.input, round(each.amount, 9)) for each in found.drags] == [
        ("Key features", -14),
        ("Logins", -6),
    ]
    assert [(each.input, round(each.amount, 9)) for each in found.lifts] == [
        ("Support", 6),
        ("Pulse", 2),
    ]
    assert found.distance == pytest.approx(-12)
    assert found.drags[0].to_dict()["shown"] == -14.0


def test_a_withheld_score_has_no_drags():
    found = reasons(CARD, scored(logins=missing(), key_features=missing(), support=1, pulse=2))
    assert (found.drags, found.lifts, found.distance) == ((), (), None)


def test_an_input_that_is_not_in_use_is_neither_drag_nor_lift():
    found = reasons(CARD, scored(logins=5, key_features="no", support=missing(), pulse=4))
    assert "Support" not in [each.input for each in (*found.drags, *found.lifts)]


def test_a_falling_category_is_named_even_when_the_total_holds():
    before = (CategoryScore("usage", 60, 0.5), CategoryScore("support", 40, 0.5))
    now = (
        CategoryScore("usage", 55, 0.5),
        CategoryScore("support", 45, 0.5),
        CategoryScore("value", 9, 0),
    )
    compared = against(now, before)
    assert [(each.before, each.falling) for each in compared] == [
        (60, True), (40, False), (None, False),
    ]  # fmt: skip
    assert not against([CategoryScore("usage", 55.000002, 1)], before)[0].falling


def parts(found):
    return {
        each.input: (round(each.customer, 9), round(each.scorecard, 9), round(each.data, 9))
        for each in found.moves
    }


BEFORE = {"logins": 5, "key_features": "yes", "support": 0, "pulse": 4}


def test_the_customer_moved():
    old = scored(**BEFORE)
    found = moves(old, old, scored(**{**BEFORE, "logins": 20, "support": 3}))
    assert parts(found) == {"Logins": (12, 0, 0), "Support": (-8, 0, 0)}
    assert (round(found.customer, 9), found.shown) == (4, 4.0)


def test_the_scorecard_changed():
    new = card(an_input("Logins", Linear(((0, 0), (10, 100))), 20), *FINTECH[1:])
    old = scored(**BEFORE)
    found = moves(old, scored(new, **BEFORE), scored(new, **BEFORE))
    assert parts(found) == {"Logins": (0, 2, 0)}
    assert found.moves[0].causes == ("another curve or weight in the scorecard",)


def test_an_input_came_and_another_went():
    new = card(*FINTECH[:2], an_input("Sponsor", YES_NO, 20, category="people"), FINTECH[3])
    facts = {**BEFORE, "sponsor": "no"}
    old = scored(**BEFORE)
    found = moves(old, scored(new, **facts), scored(new, **facts))
    assert parts(found) == {"Support": (0, -20, 0)}
    facts["sponsor"] = "yes"
    found = moves(old, scored(new, **facts), scored(new, **facts))
    causes = {each.input: each.causes for each in found.moves}
    assert causes == {
        "Support": ("no longer in the scorecard",),
        "Sponsor": ("new in the scorecard",),
    }


def test_an_expired_assessment_is_data_and_so_is_the_weight_it_leaves_to_others():
    old, new = scored(**BEFORE), scored(**{**BEFORE, "pulse": stale(4), "logins": 20})
    found = moves(old, old, new)
    # Weights of the others go from 0.2 to 1/3.
    assert parts(found) == {
        "Logins": (20, 0, round(40 * (1 / 3 - 0.2), 9)),
        "Key features": (0, 0, round(100 * (1 / 3 - 0.2), 9)),
        "Support": (0, 0, round(100 * (1 / 3 - 0.2), 9)),
        "Pulse": (0, 0, -30),
    }
    causes = {each.input: each.causes for each in found.moves}
    assert causes["Pulse"] == ("the last value has gone stale",)
    assert causes["Support"] == ("weight shifted because the data of other inputs changed",)
    assert found.total == pytest.approx(100 - old.score)


def test_a_late_fact_is_data():
    old, later = scored(**BEFORE), scored(**{**BEFORE, "support": 3})
    found = moves(old, old, scored(**{**BEFORE, "support": 10}), new_before_hindsight=later)
    assert parts(found) == {"Support": (-12, 0, -8)}
    assert found.moves[0].causes == ("facts that became known later",)


def test_a_withheld_score_cannot_be_compared_but_one_on_the_way_can():
    none = scored(logins=missing(), key_features=missing(), support=1, pulse=2)
    full = scored(**BEFORE)
    found = moves(none, none, full)
    assert (found.total, found.moves) == (None, ())
    assert found.reason.startswith("No score then: Not scored: too little data")
    assert moves(full, full, none).reason.startswith("No score now")
    found = moves(full, none, full)
    assert found.total == pytest.approx(0)
    assert sum(each.total for each in found.moves) == pytest.approx(0)


def lifted(the_card, caps=(), steady_band=None, **raw):
    facts = values(**raw)
    total = score(the_card, facts, {}).score
    where = standing(the_card, total, steady_band=steady_band, caps=caps)
    return lift_to_next_band(the_card, facts, {}, standing=where, caps=caps)


def changes(lift):
    return [(one.input, one.from_value, one.to_value) for one in lift.changes]


LOW = {"logins": 5, "key_features": "no", "support": 3, "pulse": 3}  # 8 + 0 + 12 + 20 = 40


def test_single_changes_that_reach_the_next_band_smallest_first():
    found = lifted(CARD, **LOW)
    assert (found.from_band, found.to_band, found.edge, found.missing) == (R, W, 45, 5)
    assert [changes(each) for each in found.singles] == [
        [("Support", 3, 1)],
        [("Pulse", 3, 4)],
        [("Logins", 5, 12)],
        [("Key features", "no", "yes")],
    ]
    assert [round(each.score, 6) for each in found.singles] == [45.333333, 50, 45.6, 60]
    assert [round(each.range_share, 9) for each in found.singles] == [0.2, 0.25, 0.35, 1]
    assert found.pair is None


def test_the_margin_has_to_be_reached_too():
    found = lifted(card(steady=Steady(margin=5)), **LOW)
    assert found.target == 50
    assert changes(found.singles[0]) == [("Pulse", 3, 4)]


def test_else_the_smallest_pair():
    inputs = (
        an_input("Logins", LOGINS, 40),
        an_input("Key features", YES_NO, 30),
        an_input("Pulse", PULSE, 30),
    )
    # 16 + 0 + 0: Watch at 45 needs 29 more, Logins can give 24, either of the others 30.
    found = lifted(card(*inputs), logins=5, key_features="no", pulse=1)
    assert [changes(each) for each in found.singles] == [
        [("Key features", "no", "yes")],
        [("Pulse", 1, 5)],
    ]
    # From 0 + 0 + 0 none suffices.
    found = lifted(card(*inputs), logins=0, key_features="no", pulse=1)
    assert found.singles == ()
    # Pulse 4 gives 22.5, so logins 11 (25.6): 0.75 + 0.55; pulse 3 with 15: 0.5 + 0.75; pulse 2
    # gives 7.5, so logins 19 (38.4): 0.25 + 0.95, the smallest.
    assert changes(found.pair) == [("Logins", 0, 19), ("Pulse", 1, 2)]
    assert found.pair.range_share == pytest.approx(1.2)
    assert found.pair.score == pytest.approx(45.9)


def test_what_is_not_observed_is_not_changed():
    found = lifted(CARD, logins=5, key_features="no", support=3, pulse=missing())
    changed = {one.input for each in found.singles for one in each.changes}
    assert "Pulse" not in changed


def test_a_binding_cap_is_named_first():
    cap = Cap(Compare("pulse", "<", 4), R, "Low pulse.")
    found = lifted(CARD, caps=(cap,), logins=20, key_features="yes", support=0, pulse=3)
    assert (found.from_band, found.to_band, found.missing) == (R, W, 0)
    assert [(each.band, each.because, each.binding) for each in found.blocked_by] == [
        (R, "Low pulse.", True)
    ]
    assert found.singles == ()
    both = lifted(CARD, caps=(cap,), **LOW)
    assert both.blocked_by
    assert both.singles


def test_held_by_steadiness_is_named_with_the_days_it_takes():
    steady = card(steady=Steady(margin=3, or_after_days=14))
    found = lifted(steady, steady_band=R, logins=8, key_features="no", support=3, pulse=3)
    # 52 + 60 at 0.2, 50 at 0.4: 42.4, not over the edge.
    assert (found.held_by_steadiness, found.waits_days) == (False, None)
    found = lifted(steady, steady_band=R, logins=13, key_features="no", support=3, pulse=3)
    # 72 + 60 at 0.2, 50 at 0.4: 46.4, over the edge and under 48.
    assert (found.held_by_steadiness, found.waits_days) == (True, 14)
    assert found.missing == pytest.approx(1.6)


def test_nothing_to_lift_at_the_top_or_without_a_score():
    assert lifted(CARD, logins=20, key_features="yes", support=0, pulse=5) is None
    assert (
        lifted(CARD, logins=missing(), key_features=missing(), support=0, pulse=missing()) is None
    )


def test_no_one_raw_value_is_the_accounts_where_products_are_scored_apart():
    apart = card(products=Products(("crm", "mail"), "count"))
    assert lifted(apart, **LOW) is None


def test_results_are_ready_for_json():
    found = lifted(CARD, **LOW).to_dict()
    assert found["singles"][0]["changes"][0]["to_value"] == 1
    old = scored(**BEFORE)
    assert moves(old, old, old).to_dict()["moves"] == []
    assert (
        moves(old, old, scored(**{**BEFORE, "pulse": 5})).moves[0].status_after is Status.OBSERVED
    )
