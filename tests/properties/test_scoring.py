"""What holds of every score, whatever the scorecard and the values."""

import math
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from forewarn.scorecard.model import Curve, Linear, Lookup, Percentile, Scorecard, Steps, Target
from forewarn.scoring.bands import raw_band, upper_edge
from forewarn.scoring.curves import highest, lowest, points
from forewarn.scoring.nearest import nearest_value
from forewarn.scoring.reasons import reasons
from forewarn.scoring.rounding import shown_parts
from forewarn.scoring.score import quick_score, score
from forewarn.terms.signal import SignalValue, missing, not_applicable, observed, stale
from tests.scoring.cards import an_input, band, card

heights = st.integers(0, 100).map(float) | st.floats(0, 100)
places = st.integers(-50, 500).map(float) | st.floats(-1e6, 1e6, allow_subnormal=False)
weights = st.integers(1, 60).map(float) | st.floats(0.01, 100)
raw_values = st.integers(-60, 600) | st.floats(-1e7, 1e7)


@st.composite
def lines(draw: st.DrawFn, *, rising: bool = False) -> tuple[tuple[float, float], ...]:
    xs = sorted(draw(st.lists(places, min_size=1, max_size=6, unique=True)))
    ys = [draw(heights) for _ in xs]
    return tuple(zip(xs, sorted(ys) if rising else ys, strict=True))


numeric_curves: st.SearchStrategy[Curve] = st.one_of(
    lines().map(Linear),
    lines().map(Steps),
    st.builds(Target, st.just("plan"), st.fixed_dictionaries({"pro": st.floats(0.5, 1e5)})),
    st.builds(
        Percentile,
        st.just("plan"),
        st.just(date(2026, 1, 1)),
        st.fixed_dictionaries(
            {"pro": st.lists(places, min_size=2, max_size=9).map(lambda xs: tuple(sorted(xs)))}
        ),
        st.booleans(),
    ),
)
curves = numeric_curves | st.builds(
    Lookup, st.dictionaries(st.sampled_from("abc"), heights, min_size=1), st.none() | heights
)
PRO = {"plan": "pro"}


@st.composite
def books(draw: st.DrawFn) -> tuple[Scorecard, dict[str, SignalValue]]:
    """A scorecard of one to eight inputs and a value for each."""
    inputs = [
        an_input(
            f"I{place}",
            draw(curves),
            draw(weights),
            category=draw(st.sampled_from(["usage", "support", "people"])),
            missing=draw(st.sampled_from(["reweight", "neutral", "poor"])),
        )
        for place in range(draw(st.integers(1, 8)))
    ]
    value = st.one_of(
        raw_values.map(observed),
        st.sampled_from("abcd").map(observed),
        st.just(missing()),
        st.just(not_applicable()),
        raw_values.map(stale),
    )
    made = card(*inputs, coverage_floor=draw(st.sampled_from([0.0, 0.3, 0.6])))
    return made, {each.signal: draw(value) for each in inputs}


@given(books())
def test_the_score_is_the_sum_of_its_parts_and_what_is_shown_adds_up(book):
    the_card, values = book
    found = score(the_card, values, PRO)
    if found.score is None:
        assert found.reason
        assert all(part.contribution is None for part in found.contributions)
        return
    assert 0 <= found.score <= 100
    assert abs(sum(part.contribution for part in found.contributions) - found.score) <= 1e-9
    assert round(sum(part.shown * 10 for part in found.contributions)) == round(found.shown * 10)
    assert abs(found.shown - found.score) <= 0.05 + 1e-9
    for part in found.contributions:
        assert abs(part.shown - part.contribution) < 0.1 + 1e-9
        assert part.points is not None or part.contribution == 0


@given(books())
def test_categories_weigh_up_to_the_score(book):
    the_card, values = book
    found = score(the_card, values, PRO)
    if found.score is not None:
        total = sum(each.weight * (each.score or 0) for each in found.categories)
        assert abs(total - found.score) <= 1e-9


@given(books())
def test_the_quick_score_is_the_score(book):
    the_card, values = book
    assert quick_score(the_card, values, PRO) == score(the_card, values, PRO).score


@given(books())
def test_drags_and_lifts_sum_to_the_distance_from_the_top_band(book):
    the_card, values = book
    found = score(the_card, values, PRO)
    why = reasons(the_card, found)
    if found.score is None:
        assert why.distance is None
        return
    drivers = [*why.drags, *why.lifts]
    assert abs(sum(each.amount for each in drivers) - (found.score - 70)) <= 1e-9
    tenths = round(sum(each.shown * 10 for each in drivers))
    # An input exactly at the edge is neither drag nor lift and shows 0.0.
    assert tenths == round((found.shown - 70) * 10)


@given(curves, raw_values | st.sampled_from("abcd"))
def test_points_stay_within_the_range_of_the_curve(curve, value):
    got = points(curve, value, PRO)
    if isinstance(got, float | int):
        assert 0 <= lowest(curve) <= got <= highest(curve) <= 100


@given(lines(rising=True), st.sampled_from([Linear, Steps]), raw_values, raw_values)
def test_a_rising_curve_never_falls(line, kind, a, b):
    low, high = sorted((a, b))
    assert points(kind(line), low, {}) <= points(kind(line), high, {})


@given(st.lists(places, min_size=2, max_size=9), raw_values, raw_values, st.booleans())
def test_ranks_never_fall_unless_turned_round(xs, a, b, falling):
    curve = Percentile("plan", date(2026, 1, 1), {"pro": tuple(sorted(xs))}, falling)
    low, high = sorted((a, b), reverse=falling)
    assert points(curve, low, PRO) <= points(curve, high, PRO)


@given(books(), st.data())
def test_more_points_for_one_input_never_lower_the_score(book, data):
    the_card, values = book
    before = score(the_card, values, PRO)
    # Weigh a missing input as it stands in: only the points of one that is there change.
    there = [
        part
        for part in before.contributions
        if part.points is not None and part.status.value == "observed"
    ]
    assume(before.score is not None and there)
    part = data.draw(st.sampled_from(there))
    swapped = [
        an_input("better", Linear(((0, data.draw(st.floats(part.points, 100))),)), each.weight)
        if each.name == part.input
        else each
        for each in the_card.inputs
    ]
    after = quick_score(card(*swapped, coverage_floor=0), {**values, "better": observed(0)}, PRO)
    assert after is None or after >= before.score - 1e-9


@given(st.lists(st.integers(1, 99), min_size=1, max_size=4, unique=True), st.floats(0, 100))
def test_bands_partition_the_scale(edges, value):
    names = [band(str(place), edge) for place, edge in enumerate([0, *sorted(edges)])]
    made = card(bands=tuple(names))
    seen = round(value, 6)
    inside = [
        each.name
        for each in names
        if each.from_score <= seen and seen < (upper_edge(made, each.name) or 101)
    ]
    assert inside == [raw_band(made, value)]


@given(numeric_curves, raw_values, heights)
def test_the_nearest_value_earns_the_points(curve, current, wanted):
    found = nearest_value(curve, current, wanted, PRO)
    if found is not None:
        assert points(curve, found, PRO) >= wanted
        assert not isinstance(current, int) or isinstance(found, int)


@given(lines().map(Linear) | lines().map(Steps), st.integers(-60, 600), heights, st.data())
def test_no_whole_number_nearer_by_earns_the_points(curve, current, wanted, data):
    found = nearest_value(curve, current, wanted, {})
    reach = 700 if found is None else abs(found - current) - 1
    assume(reach >= 0)
    other = data.draw(st.integers(current - min(reach, 10**6), current + min(reach, 10**6)))
    assert points(curve, other, {}) < wanted


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=8))
def test_largest_remainder_adds_up_and_stays_close(parts):
    whole = math.floor(sum(parts) * 10 + 0.5 + 1e-9) / 10
    shown = shown_parts(parts, whole)
    assert round(sum(shown) * 10) == round(whole * 10)
    assert all(abs(a - b) < 0.1 + 1e-6 for a, b in zip(parts, shown, strict=True))
