"""What holds of bands over time, of people's word, and of reasons for a change."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.scorecard.model import Steady
from forewarn.scoring.bands import raw_band
from forewarn.scoring.lifting import lift_to_next_band
from forewarn.scoring.moves import moves
from forewarn.scoring.overlay import overlay
from forewarn.scoring.rounding import six_decimals
from forewarn.scoring.score import quick_score, score
from forewarn.scoring.standing import standing
from forewarn.scoring.steady import START, WARM_UP, band_on, held_weekly, step
from tests.properties.test_scoring import PRO, books
from tests.scoring.cards import GRADES, MONDAY, card, mondays, spec

pytestmark = pytest.mark.slow


# Scores that jitter about the edges 45 and 70, where steadiness has work to do.
near_an_edge = st.sampled_from([45.0, 70.0]).flatmap(
    lambda edge: st.floats(-4, 4).map(lambda off: round(edge + off, 2))
)
histories = st.lists(st.none() | near_an_edge | st.floats(0, 100), max_size=90)
jitters = st.lists(st.sampled_from([44.0, 46.0, 69.0, 71.0, None]), min_size=40, max_size=120)
steadies = st.builds(
    Steady, st.sampled_from([0.0, 1.0, 3.0]), st.sampled_from([None, 7, 14, 21, 70])
)


@given(histories | jitters, steadies)
def test_a_long_pass_equals_a_fresh_26_week_pass_at_every_date(scores, steady):
    the_card = card(steady=steady)
    weeks = mondays(*scores)
    for (on, _), held in zip(weeks, held_weekly(the_card, weeks), strict=True):
        state = START
        for week, value in weeks:
            if on - WARM_UP <= week <= on:
                state = step(the_card, state, week, score=value)
        assert held == state
        assert band_on(the_card, weeks, on, score=None) == held.band


@given(histories | jitters, steadies, st.integers(0, 40))
def test_backfills_of_any_length_agree(scores, steady, cut):
    the_card = card(steady=steady)
    weeks = mondays(*scores)
    first_sure = cut + WARM_UP // timedelta(weeks=1)
    long, short = held_weekly(the_card, weeks), held_weekly(the_card, weeks[cut:])
    assert long[first_sure:] == short[first_sure - cut :]


@given(histories)
def test_without_margin_and_dwell_the_band_is_the_raw_band(scores):
    the_card, last = card(), None
    for held, value in zip(held_weekly(the_card, mondays(*scores)), scores, strict=True):
        last = last if value is None else raw_band(the_card, value)
        assert held.band == last


words = {name: st.sampled_from([*grades, None]) for name, grades in GRADES.items()}
assessments = st.fixed_dictionaries(
    {
        **words,
        "pulse": st.none() | st.integers(1, 5),
        "assessed_by": st.sampled_from(["ana", "bo", None]),
        "_on": st.integers(0, 60).map(lambda days: MONDAY - timedelta(days=days)),
        "late": st.integers(1, 20),
    }
).map(lambda row: {**row, "_seen_on": row["_on"] + timedelta(days=row["late"])})


@given(books(), st.lists(assessments, max_size=5), st.sampled_from(["people", "score", "lower"]))
def test_people_never_move_the_computed_score(book, rows, wins):
    the_card, values = book
    with_people = card(*the_card.inputs, overlay=spec(wins), coverage_floor=0.3)
    people = overlay(with_people, rows, MONDAY, owner="ana", account_manager="bo")
    total = score(with_people, values, PRO)
    said = people.band if people else None
    where = standing(with_people, total.score, steady_band=None, overlay_band=said)
    alone = standing(with_people, total.score, steady_band=None)
    assert (where.raw_band, where.band) == (alone.raw_band, alone.band)
    assert total == score(card(*the_card.inputs, coverage_floor=0.3), values, PRO)


@given(st.lists(assessments, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_assessments_does_not_matter(rows, random):
    the_card = card(overlay=spec())
    shuffled = random.sample(rows, len(rows))
    team = {"owner": "ana", "account_manager": "bo"}
    assert overlay(the_card, rows, MONDAY, **team) == overlay(the_card, shuffled, MONDAY, **team)


@given(st.lists(assessments, max_size=5), st.dates(date(2025, 10, 1), date(2026, 3, 1)))
def test_an_assessment_that_is_known_later_changes_nothing(rows, as_of):
    the_card = card(overlay=spec())
    team = {"owner": "ana", "account_manager": "bo"}
    known = [row for row in rows if row["_seen_on"] <= as_of]
    assert overlay(the_card, rows, as_of, **team) == overlay(the_card, known, as_of, **team)


@given(books(), books(), st.data())
def test_moves_sum_to_the_difference(one, other, data):
    (old_card, old_values), (new_card, new_values) = one, other
    shared = {**new_values, **old_values}
    later = {
        name: data.draw(st.sampled_from([value, new_values.get(name, value)]))
        for name, value in shared.items()
    }
    states = [
        score(old_card, shared, PRO),
        score(new_card, shared, PRO),
        score(new_card, later, PRO),
        score(new_card, {**shared, **new_values}, PRO),
    ]
    found = moves(states[0], states[1], states[3], new_before_hindsight=states[2])
    if found.total is None:
        assert found.reason
        return
    assert abs(found.total - (states[3].score - states[0].score)) <= 1e-9
    assert abs(found.customer + found.scorecard + found.data - found.total) <= 1e-9
    assert abs(sum(each.total for each in found.moves) - found.total) <= 1e-7
    assert round(sum(each.shown * 10 for each in found.moves)) == round(found.shown * 10)
    for each in found.moves:
        assert abs(each.customer + each.scorecard + each.data - each.total) <= 1e-9


@given(books())
def test_nothing_moves_when_nothing_changed(book):
    the_card, values = book
    same = score(the_card, values, PRO)
    assert moves(same, same, same).moves == ()


@given(books(), st.sampled_from([0.0, 3.0]))
def test_a_lift_really_lifts(book, margin):
    the_card, values = book
    the_card = card(*the_card.inputs, steady=Steady(margin), coverage_floor=the_card.coverage_floor)
    where = standing(the_card, quick_score(the_card, values, PRO), steady_band=None)
    found = lift_to_next_band(the_card, values, PRO, standing=where)
    if found is None:
        assert where.band in (None, "Healthy")
        return
    for lift in (*found.singles, *([found.pair] if found.pair else [])):
        changed = dict(values)
        for change in lift.changes:
            old = changed[change.signal]
            changed[change.signal] = type(old)(change.to_value, old.status)
        reached = quick_score(the_card, changed, PRO)
        assert reached == lift.score
        assert six_decimals(reached) >= found.target
        assert raw_band(the_card, reached) != found.from_band
    shares = [lift.range_share for lift in found.singles]
    assert shares == sorted(shares, key=lambda share: round(share, 9))
