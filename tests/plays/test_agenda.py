"""Why an account is on the agenda, in which order, and what a context holds back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.plays.agenda import PER_CSM, Asks, in_order, kept
from forewarn.plays.lists import lists_of
from forewarn.scorecard.model import Cap, Growth, Scorecard
from forewarn.scoring.attention import decides_on, respond_by
from forewarn.scoring.past import Past, Stay, stay_of, weekly
from forewarn.scoring.worry import is_worried
from forewarn.signals.filters.parse import parse
from forewarn.signals.forms import read_signal
from forewarn.terms.score import (
    AccountResult,
    CapApplied,
    Context,
    Contribution,
    Divergence,
    Overlay,
    Reading,
    Revenue,
    Score,
)
from forewarn.terms.signal import Status
from tests.scoring.cards import GROWTH, MONDAY, band, card

WITH_CLOCK = (
    replace(band("At risk", 0), respond_within_days=2),
    replace(band("Watch", 45), respond_within_days=7),
    band("Healthy", 70),
)
SIGNALS = {
    "champion_gone": {"kind": "days_without", "from": "contacts", "where": "role = 'champion'"},
    "how_to": {
        "kind": "share_rise", "from": "tickets", "of": "category = 'how-to'", "window": "90d",
    },
}  # fmt: skip
CARD = replace(
    card(bands=WITH_CLOCK),
    signals={name: read_signal(form) for name, form in SIGNALS.items()},
    caps=(
        Cap(parse("champion_gone > 60"), "Watch", "No champion."),
        Cap(parse("how_to = 'yes'"), "Watch", "Questions."),
    ),
    growth=Growth("Healthy", "expansion", 60, GROWTH),
)
FALLING = (80.0, 79.0, 78.0, 77.0, 76.0, 75.0, 74.0)
FLAT = (74.0,) * 7


def part(signal: str, value: Any, detail: str | None = None) -> Contribution:
    return Contribution(
        signal, "c", signal, value, Status.OBSERVED, 50.0, 1.0, 1.0, 50.0, 50.0, detail=detail
    )


def result(
    account_id: str = "a",
    *parts: Contribution,
    score: float | None = 74.0,
    effective: str | None = "Healthy",
    **more: Any,
) -> AccountResult:
    return AccountResult(
        account_id, MONDAY, "health", "f", Score(score, score, None, 1.0, parts, ()),
        effective, effective, effective, **more,
    )  # fmt: skip


def reading(on: date = MONDAY - timedelta(days=3), **more: Any) -> Reading:
    told = {"pulse": 4, "champion_status": "active", "note": None, **more}
    return Reading(
        "CSM", "Ana", on, True, told["pulse"], told["champion_status"], None, None, told["note"],
        "Healthy",
    )  # fmt: skip


def heard(now: Reading) -> Overlay:
    return Overlay(now.band, (now,), now.assessed_on, now.assessed_by, now.fresh)


def kinds(found: AccountResult, past: Past | None = None, of: Scorecard = CARD) -> list[str]:
    return [each.kind for each in Asks.of(of, found, past or Past(FLAT)).why]


def test_nothing_asks_where_all_is_well():
    assert kinds(result()) == []


def test_a_drift_that_people_see_too_is_one_alarm_with_both_reasons():
    before = reading(MONDAY - timedelta(days=50))
    now = heard(reading(pulse=3, champion_status="at_risk", note="They may cancel."))
    asks = Asks.of(CARD, result(overlay=now), Past(FALLING, readings=(before,)))
    assert [each.kind for each in asks.why] == ["slips"]
    assert asks.sentence == (
        "Drifting, down 6.0 points in six weeks, and at the same time the pulse fell from 4 to 3, "
        "the champion went from active to at risk, a worried note: “They may cancel.”."
    )


@pytest.mark.parametrize(
    "now",
    [
        reading(),  # nothing is worse
        reading(MONDAY - timedelta(days=43), pulse=1),  # said before these six weeks
        reading(pulse=5),
        reading(note="No concerns. They are not worried."),
    ],
)
def test_a_drift_alone_is_a_drift(now: Reading):
    past = Past(FALLING, readings=(reading(MONDAY - timedelta(days=50)),))
    assert kinds(result(overlay=heard(now)), past) == ["drifts"]


def test_a_drift_that_people_see_ranks_above_a_steeper_one_alone():
    alone = result("alone", overlay=heard(reading()))
    seen = result("seen", overlay=heard(reading(pulse=2)), score=78.0)
    steep = (95.0, 92.0, 89.0, 86.0, 83.0, 80.0, 77.0)
    asks = [
        Asks.of(CARD, alone, Past(steep)),
        Asks.of(CARD, seen, Past(FALLING, readings=(reading(),))),
    ]
    assert [each.result.account_id for each in in_order(asks)] == ["seen", "alone"]


@pytest.mark.parametrize(
    ("since", "before", "said"),
    [
        (0, "Healthy", ["moved_down", "response"]),
        (6, "Growth", ["moved_down", "response"]),
        (7, "Healthy", ["response"]),
        (3, "At risk", ["response"]),  # it moved up
        (3, None, ["response"]),  # the record begins there
    ],
)
def test_moved_down_a_band_within_the_week(since: int, before: str | None, said: list[str]):
    stay = Stay("Watch", MONDAY - timedelta(days=since), before)
    assert kinds(result(effective="Watch"), Past(FLAT, stay)) == said


@pytest.mark.parametrize(
    ("days", "before", "words"),
    [
        (7, "Healthy", "Response due by 5 Jan 2026."),
        (8, "Healthy", "Response overdue since 4 Jan 2026."),
        (40, None, "No response on record for 40 days or more."),
    ],
)
def test_the_response_clock_counts_from_when_the_band_was_entered(days, before, words):
    stay = Stay("Watch", MONDAY - timedelta(days=days), before)
    assert Asks.of(CARD, result(effective="Watch"), Past(FLAT, stay)).sentence == words


def test_a_decision_since_then_is_the_response():
    stay = Stay("Watch", MONDAY - timedelta(days=14), "Healthy")
    since, earlier = stay.since, stay.since - timedelta(days=1)
    assert respond_by(CARD, Past(FLAT, stay, answered_on=since)) is None
    assert respond_by(CARD, Past(FLAT, stay, answered_on=earlier)) is not None
    assert respond_by(CARD, Past(FLAT, Stay("Healthy", since, "Watch"))) is None


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (result("a", part("champion_gone", 61)), "No champion for 61 days."),
        (result("a", part("champion_gone", 0)), ""),
        (result("a", part("how_to", "yes", "6 of 8, was 2 of 9")), "More how-to questions than "
         "chance explains (6 of 8, was 2 of 9)."),
        (result("a", part("how_to", "no")), ""),
        (result(caps=(CapApplied("Watch", "No champion.", True),)), "Champion gone."),
        (result(caps=(CapApplied("Watch", "Questions.", True),)), "More how-to questions than "
         "chance explains."),
        (result(overlay=heard(reading(champion_status="missing"))), "Champion gone."),
    ],
)  # fmt: skip
def test_signals_caps_and_people_say_that_the_champion_is_gone(found: AccountResult, said: str):
    assert Asks.of(CARD, found, Past(FLAT)).sentence == said


@pytest.mark.parametrize(
    ("notice", "ends", "said"),
    [
        (20, 80, "Notice deadline in 20 days."),
        (0, 80, "Notice deadline today."),
        (-1, 80, "Renews in 80 days."),
        (None, 80, "Renews in 80 days."),
        (90, 400, "Notice deadline in 90 days."),
        (91, 400, ""),
        (None, -1, ""),
    ],
)
def test_lead_times_count_to_the_earlier_of_notice_and_end(notice, ends, said):
    found = result(
        renews_on=MONDAY + timedelta(days=ends),
        notice_on=None if notice is None else MONDAY + timedelta(days=notice),
    )
    asks = Asks.of(CARD, found, Past(FLAT))
    assert asks.sentence == said
    assert decides_on(found) in (found.notice_on, found.renews_on)


CONTEXT = Context("Migration until spring", "Ana", MONDAY, MONDAY + timedelta(days=30))


def test_a_context_holds_alarms_back_and_leaves_duties():
    split = Divergence("Healthy", "At risk", "open", MONDAY)
    found = result(
        effective="At risk", score=30.0, divergence=split, contexts=(CONTEXT,), renews_on=MONDAY
    )
    asks = Asks.of(CARD, found, Past(FLAT))
    assert [each.kind for each in asks.why] == ["renews"]
    assert [each.kind for each in asks.held] == ["lowest", "fell", "differs"]
    assert asks.context == CONTEXT
    assert "intervene" not in [each.name for each in lists_of(asks)]


def test_twelve_a_csm_are_kept_and_the_others_counted():
    found = [
        Asks.of(CARD, result(f"{owner}{n:02}", effective="At risk", owner=owner), Past(FLAT))
        for owner, count in (("ana", 15), ("ben", 2), (None, 13))
        for n in range(count)
    ]
    chosen, left_out = kept(in_order(found), lambda each: each)
    assert len(chosen) == PER_CSM + 2 + PER_CSM
    assert left_out == {"ana": 3, "": 1}


def test_worse_bands_then_movement_revenue_and_time():
    def one(name: str, *, band: str = "Watch", score: float = 70.0, arr: int = 1, days: int = 80):
        found = result(
            name, effective=band, score=score, revenue=(Revenue("EUR", Decimal(arr)),),
            renews_on=MONDAY + timedelta(days=days),
        )  # fmt: skip
        return Asks.of(CARD, found, Past(FLAT))

    wanted = [
        one("1", band="At risk"), one("2", score=60.0, days=90), one("3", arr=9, days=90),
        one("4", days=10), one("5"),
    ]  # fmt: skip
    assert in_order(reversed(wanted)) == wanted


def test_the_four_lists_say_why_and_what_next():
    soon = MONDAY + timedelta(days=30)
    at_risk = Asks.of(CARD, result(effective="At risk", renews_on=soon), Past(FLAT))
    watch = Asks.of(CARD, result(effective="Watch"), Past(FLAT))
    grown = Asks.of(CARD, result(effective="Growth", growth_score=71.0), Past(FLAT))
    fine = Asks.of(CARD, result(renews_on=soon), Past(FLAT))
    assert [e.name for e in lists_of(at_risk)] == ["intervene", "renewal"]
    assert [(e.name, e.reason) for e in lists_of(watch)] == [("help", "Stands in Watch.")]
    (expand,) = lists_of(grown)
    assert (expand.reason, expand.next_step) == ("Expansion 71.0, from 60 on.", "Play expand.")
    assert lists_of(fine) == ()
    assert lists_of(at_risk)[1].next_step == "Play rescue. Before 4 Feb 2026."


@pytest.mark.parametrize(
    ("note", "worried"),
    [
        ("I am worried about the renewal.", True),
        ("Two COMPETITORS were in the room", True),
        ("Nobody answers me any more", True),
        ("No complaints, no enthusiasm.", False),
        ("not worried at all", False),
        ("without any risk", False),
        ("Asterisk migration went well", False),
        ("Good talk. One more team next month.", False),
        (None, False),
    ],
)
def test_a_worried_note(note: str | None, worried: bool):
    assert is_worried(note) is worried


class On:
    fingerprint = "f1"

    def __init__(self, back: int, band: str | None, score: float | None = 50.0) -> None:
        self.as_of = MONDAY - timedelta(days=back)
        self.effective_band, self.score = band, score


def test_a_stay_begins_where_the_band_was_entered():
    line = [On(21, "Healthy"), On(14, "Watch"), On(7, "Watch"), On(0, "Watch")]
    assert stay_of(line, "Watch", MONDAY, fingerprint="f1") == Stay(
        "Watch", line[1].as_of, "Healthy"
    )
    assert stay_of(line[1:], "Watch", MONDAY, fingerprint="f1") == Stay(
        "Watch", line[1].as_of, None
    )
    assert stay_of(line, "At risk", MONDAY, fingerprint="f1") == Stay("At risk", MONDAY, "Watch")
    assert stay_of(line, None, MONDAY, fingerprint="f1") is None
    assert weekly(line, MONDAY, weeks=4, fingerprint="f1") == [50.0] * 4


words = st.sampled_from(["At risk", "Watch", "Healthy", "Growth", None])


@given(st.lists(words, min_size=1, max_size=8))
def test_a_stay_is_of_the_band_of_the_date_and_never_begins_after_it(bands):
    line = [On(7 * back, band) for back, band in zip(range(len(bands), 0, -1), bands, strict=True)]
    stay = stay_of(line, "Watch", MONDAY, fingerprint="f1")
    assert stay is not None
    assert stay.since <= MONDAY
    assert stay.before != "Watch"
