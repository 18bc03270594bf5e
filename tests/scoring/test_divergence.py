import pytest

from forewarn.scorecard.model import Cap
from forewarn.scoring.caps import windows
from forewarn.scoring.divergence import (
    Said,
    comparison_band,
    divergence,
    judgements,
    without_inputs,
    without_judgements,
)
from forewarn.signals.filters.tree import Compare
from forewarn.signals.forms import read_signal
from forewarn.terms.signal import missing
from tests.scoring.cards import card, mondays, values

R, W, H = "At risk", "Watch", "Healthy"
CARD = card()


def said(*pairs):
    dates = mondays(*[None] * len(pairs))
    return [Said(on, *pair) for (on, _), pair in zip(dates, pairs, strict=True)]


def found(*pairs):
    seen = divergence(CARD, said(*pairs))
    return seen and (seen.from_band, seen.to_band, seen.state, seen.since.day)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], None),
        ([(W, W)], None),
        ([(W, H)], (W, H, "watching", 5)),
        ([(W, H), (W, H)], (W, H, "watching", 5)),
        ([(W, H), (W, H), (W, H)], (W, H, "open", 5)),
        ([(R, W)], (R, W, "open", 5)),
        ([(H, R)], (H, R, "open", 5)),
        # once open it stays open when the bands come nearer
        ([(R, H), (W, H)], (W, H, "open", 5)),
        # agreeing closes it
        ([(W, H), (H, H), (W, H)], (W, H, "watching", 19)),
        ([(W, H), (W, H), (W, W)], None),
        # silence is neither agreement nor another difference for the same pair
        ([(W, H), (None, H), (W, H)], (W, H, "open", 5)),
        ([(R, H), (W, None), (W, H)], (W, H, "watching", 19)),
        ([(W, H), (None, H)], None),
        ([(W, H), (W, None)], None),
    ],
)
def test_divergence(pairs, expected):
    assert found(*pairs) == expected


def test_compared_with_the_score_without_the_rating_under_the_caps():
    bare = without_inputs(CARD, frozenset({"Pulse"}))
    facts = values(logins=20, key_features="yes", support=0, pulse=1)
    assert comparison_band(bare, facts, {}, caps=()) == H
    cap = Cap(Compare("logins", ">", 0), W, "")
    assert comparison_band(bare, facts, {}, caps=(cap,)) == W


def test_no_comparison_when_too_little_is_left():
    bare = without_inputs(CARD, frozenset({"Pulse"}))
    facts = values(logins=missing(), key_features=missing(), support=0, pulse=1)
    assert comparison_band(bare, facts, {}, caps=()) is None
    nothing = without_inputs(CARD, frozenset(each.name for each in CARD.inputs))
    assert comparison_band(nothing, facts, {}, caps=()) is None


SIGNALS = {
    name: read_signal(form)
    for name, form in {
        "logins": {"kind": "active_days", "from": "events", "window": "30d"},
        "key_features": {"kind": "count", "from": "events"},
        "support": {"kind": "count", "from": "tickets", "window": "28d"},
        "rating": {"kind": "latest", "from": "assessments.pulse"},
        "pulse": {"kind": "change", "signal": "rating", "over": "28d"},
    }.items()
}


def test_a_rating_is_known_as_one_through_other_signals_too():
    rated = card(signals=SIGNALS)
    assert judgements(rated) == {"Pulse"}
    assert [each.name for each in without_judgements(rated).inputs] == [
        "Logins", "Key features", "Support",
    ]  # fmt: skip


def test_without_a_rating_among_the_inputs_there_is_nothing_to_leave_out():
    assert without_judgements(card(*CARD.inputs[:3], signals=SIGNALS)) is None


def test_how_far_each_signal_looks_back():
    found = windows(card(signals=SIGNALS))
    assert (found["logins"], found["key_features"], found["support"]) == (30, 0, 28)
