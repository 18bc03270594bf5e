import pytest

from forewarn.scorecard.model import Cap, Growth
from forewarn.scoring.caps import caps_in_force, new_account_floor
from forewarn.scoring.score import score
from forewarn.scoring.standing import standing
from forewarn.signals.filters.tree import Compare
from forewarn.terms.score import CapApplied
from forewarn.terms.signal import missing, observed, stale
from tests.scoring.cards import GROWTH, PULSE, an_input, card, spec, values

R, W, H = "At risk", "Watch", "Healthy"
GONE = Cap(Compare("days_without_champion", ">", 60), W, "No champion for two months.")
DEAD = Cap(Compare("logins", "=", 0), R, "Nobody logs in.")
CARD = card(caps=(GONE, DEAD), overlay=spec(), growth=Growth("Healthy", "expansion", 60, GROWTH))


def test_caps_rest_on_usable_values_only():
    assert caps_in_force(CARD, values(days_without_champion=61, logins=0)) == (GONE, DEAD)
    assert caps_in_force(CARD, values(days_without_champion=60, logins=1)) == ()
    unknown = {"days_without_champion": stale(99), "logins": missing()}
    assert caps_in_force(CARD, unknown) == ()


def test_a_cap_acts_at_once_and_on_the_overlay_again():
    found = standing(CARD, 80, steady_band=H, caps=(GONE,), overlay_band=H)
    assert (found.raw_band, found.band, found.effective_band) == (H, W, W)
    assert found.caps == (CapApplied(W, GONE.because, binding=True),)


def test_a_cap_that_holds_nothing_down_is_shown_as_not_binding():
    found = standing(CARD, 30, steady_band=R, caps=(GONE,))
    assert (found.band, found.caps[0].binding) == (R, False)
    assert standing(CARD, 30, steady_band=R, caps=(GONE,), overlay_band=H).caps[0].binding


def test_the_lowest_of_several_caps_counts():
    found = standing(CARD, 80, steady_band=H, caps=(GONE, DEAD))
    assert (found.band, [cap.binding for cap in found.caps]) == (R, [True, True])


@pytest.mark.parametrize(
    ("wins", "overlay", "effective"),
    [
        ("people", H, "Growth"), ("people", R, R), ("people", None, W),
        ("score", R, W), ("lower", R, R), ("lower", H, W), ("lower", None, W),
    ],
)  # fmt: skip
def test_who_wins(wins, overlay, effective):
    the_card = card(overlay=spec(wins), growth=CARD.growth)
    found = standing(the_card, 60, steady_band=W, overlay_band=overlay, growth_score=70)
    assert (found.band, found.effective_band) == (W, effective)


@pytest.mark.parametrize(
    ("steady", "growth", "effective"),
    [(H, 60, "Growth"), (H, 59.9, H), (H, None, H), (W, 99, W)],
)
def test_growth_is_a_healthy_account_that_also_passes_the_second_scorecard(
    steady, growth, effective
):
    found = standing(CARD, 80, steady_band=steady, growth_score=growth)
    assert found.effective_band == effective
    assert found.band == steady


def test_withheld_takes_the_overlays_band_under_the_caps():
    found = standing(CARD, None, steady_band=H, caps=(GONE,), overlay_band=H, growth_score=99)
    assert (found.raw_band, found.band, found.effective_band) == (None, None, W)
    assert found.caps[0].binding
    assert standing(CARD, None, steady_band=None).effective_band is None
    shown_only = card(overlay=spec("score"))
    assert standing(shown_only, None, steady_band=None, overlay_band=H).effective_band is None


def test_without_a_history_the_raw_band_stands():
    assert standing(CARD, 50, steady_band=None).band == W


WINDOWS = {"logins": 30, "pulse": 0}


def floor(logins, pulse, *, age_days=10, band=R, **policy):
    two = card(an_input("Logins", weight=60, **policy), an_input("Pulse", PULSE, 40))
    found = score(two, {"logins": logins, "pulse": pulse}, {})
    return new_account_floor(two, band, score=found, windows=WINDOWS, age_days=age_days)


def test_a_new_account_is_lifted_out_of_the_lowest_band_for_lack_of_history():
    lift = floor(observed(0), observed(3))
    assert lift == CapApplied(
        W, "New account, 10 days old: no history yet for Logins", True, "new_account"
    )
    found = standing(CARD, 20, steady_band=R, lift=lift)
    assert (found.raw_band, found.steady_band, found.band) == (R, R, W)
    assert found.caps == (lift,)


def test_nothing_is_left_without_the_history_so_it_is_lifted():
    assert floor(observed(0), missing()) is not None


def test_a_stand_in_for_a_missing_value_is_lack_of_history_too():
    assert floor(missing(), observed(3), age_days=80, missing="poor") is not None


def test_a_new_account_in_trouble_by_what_is_known_stays_in_the_lowest_band():
    assert floor(observed(0), observed(1)) is None


def test_an_account_older_than_its_windows_stays():
    assert floor(observed(0), observed(3), age_days=30) is None


def test_only_the_lowest_band_is_lifted():
    assert floor(observed(0), observed(3), band=W) is None


def test_caps_act_on_the_lifted_band():
    lift = floor(observed(0), observed(3))
    assert standing(CARD, 20, steady_band=R, lift=lift, caps=(DEAD,)).band == R
