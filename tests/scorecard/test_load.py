"""From a file to the checked value, and every mistake in words."""

import random
from datetime import date

import pytest

from forewarn.scorecard.describe import describe_curve, describe_input
from forewarn.scorecard.load import load_scorecard, load_scorecards
from forewarn.scorecard.model import (
    Linear,
    Lookup,
    Onboarding,
    Percentile,
    Products,
    Scorecard,
    Steady,
    Steps,
    Target,
)
from forewarn.terms.band import Band
from forewarn.terms.issue import Severity
from tests.effort import counted_calls
from tests.scorecard.files import EXPANSION, HEALTH, PATH, changed, errors, line_of, only

LINEAR = "curve: {linear: {0: 0, 5: 40, 20: 100}}"
OVERLAY = "overlay: {wins: people, stale_after: 35d}"


def card(*swaps: tuple[str, str]) -> Scorecard:
    result = load_scorecard(changed(*swaps), PATH)
    assert result.scorecard is not None, [str(issue) for issue in result.issues]
    return result.scorecard


def test_the_example_with_its_growth_scorecard() -> None:
    result = load_scorecards([(PATH, HEALTH), ("scorecards/expansion.yml", EXPANSION)])
    assert [one.name for one in result.scorecards] == ["account health", "expansion"]
    health, expansion = result.scorecards
    assert expansion.purpose == "growth"
    assert (health.version, health.kind, health.candidate) == (1, "heuristic", False)
    assert health.success == ("renewal", "expansion")
    assert list(health.signals) == [
        "logins",
        "key_features",
        "tickets",
        "pulse",
        "days_since_champion_left",
    ]
    assert [one.curve for one in health.inputs] == [
        Linear(((0, 0), (5, 40), (20, 100))),
        Lookup({"no": 0, "yes": 100}),
        Linear(((0, 100), (3, 60), (10, 0))),
        Lookup({"1": 0, "2": 25, "3": 50, "4": 75, "5": 100}),
    ]
    assert [one.weight for one in health.inputs] == [20, 20, 20, 40]
    assert health.bands[0] == Band(
        "At risk", 0, "red", "A save is needed now.", "rescue", respond_within_days=2, review_days=7
    )
    assert [band.from_score for band in health.bands] == [0, 45, 70]
    assert health.bands[2].respond_within_days is None
    assert health.steady == Steady(3, 14)
    assert health.growth is not None
    assert (health.growth.from_score, health.growth.band.name) == (60, "Growth")
    assert health.text == HEALTH
    assert health.path == PATH
    assert set(health.inputs[3].scale) == {"1", "2", "3", "4", "5"}


def test_what_is_left_out_has_its_default() -> None:
    plain = card(
        ("steady: {margin: 3, or_after: 14d}             # no score noise\n", ""),
        ("coverage_floor: 0.6\n", ""),
        (OVERLAY + "\n", ""),
        ("growth: {on: Healthy, scorecard: expansion, from: 60, playbook: expand}\n", ""),
        ("applies_to: segment in ['smb', 'mid']\n", "applies_to:\n"),
        ("version: 1\n", ""),
    )
    assert plain.steady == Steady(0, None)
    assert (plain.coverage_floor, plain.version, plain.purpose) == (0.6, 1, "health")
    assert (plain.overlay, plain.growth, plain.applies_to, plain.products) == (None,) * 4


@pytest.mark.parametrize(
    ("written", "curve", "words"),
    [
        (
            "{steps: {0: 10, 5: 40, 20: 100}}",
            Steps(((0, 10), (5, 40), (20, 100))),
            "10 points below 5, 40 from 5, 100 from 20",
        ),
        (
            "{linear: {0: 0, 5: 40, 20: 100}}",
            Linear(((0, 0), (5, 40), (20, 100))),
            "0 points up to 0, 40 at 5, 100 from 20 on, straight lines between",
        ),
        (
            "{lookup: {1: 0, 2.5: 25, a_b: 50, otherwise: 10}}",
            Lookup({"1": 0, "2.5": 25, "a_b": 50}, 10),
            "0 points for 1, 25 points for 2.5, 50 points for a b, 10 for others",
        ),
        (
            "{target: {by: plan, values: {pro: 20, 7: 10}, otherwise: 5}}",
            Target("plan", {"pro": 20, "7": 10}, 5),
            "share of the target by plan (20 for pro, 10 for 7, 5 for others), 100 when reached",
        ),
        (
            "{percentile: {by: plan, frozen_on: 2026-03-01, values: {a: [1, 2]}, falling: true}}",
            Percentile("plan", date(2026, 3, 1), {"a": (1, 2)}, falling=True),
            "rank within plan as of 1 March 2026, less is better",
        ),
    ],
)
def test_curves(written: str, curve: object, words: str) -> None:
    found = card((LINEAR, f"curve: {written}")).inputs[0].curve
    assert found == curve
    assert describe_curve(found) == words


def test_an_input_in_words() -> None:
    assert describe_input(card().inputs[0], share=0.2) == (
        "Logins (usage, 20 % of the weight): 0 points up to 0, 40 at 5, 100 from 20 on, "
        "straight lines between. Left out when there is no value, the other inputs then weigh "
        "more. The first thing every CSM checks when worried. Origin: named by 6 of 7 CSMs, "
        "2026-03."
    )


def test_the_default_overlay_table_is_written_out() -> None:
    overlay = card().overlay
    assert overlay is not None
    assert (overlay.wins, overlay.stale_after_days, overlay.at_least) == ("people", 35, 2)
    assert [rule.band for rule in overlay.rules] == ["At risk", "Healthy", "Watch"]
    assert overlay.rules[-1].when is None
    assert overlay.grades["executive_engagement"] == {"active": 2, "lapsed": 1, "none": 0}


def test_what_an_input_measures_is_left_out_of_the_overlay() -> None:
    overlay = card().overlay
    assert overlay is not None
    assert overlay.fields == ("champion_status", "executive_engagement", "outcome_narrative")
    champion = card(
        ("from: assessments.pulse", "from: assessments.champion_status"),
        ("{1: 0, 2: 25, 3: 50, 4: 75, 5: 100}", "{active: 100, at_risk: 50, missing: 0}"),
        (HEALTH[HEALTH.index("    scale:") : HEALTH.index("    curve: {lookup: {1")], ""),
    ).overlay
    assert champion is not None
    assert champion.fields == ("executive_engagement", "outcome_narrative", "pulse")
    assert set(champion.grades) == {"executive_engagement", "outcome_narrative"}


def test_a_rating_that_is_only_followed_counts_as_used() -> None:
    swaps = [
        ("  days_since", "  mood: {kind: change, signal: pulse, over: 28d}\n  days_since"),
        ("signal: pulse", "signal: mood"),
    ]
    text = changed(swaps[1])
    text = text.replace(*swaps[0], 1)
    overlay = load_scorecard(text.replace("lookup: {1", "linear: {1"), PATH).scorecard
    assert overlay is not None
    assert overlay.overlay is not None
    assert "pulse" not in overlay.overlay.fields


def test_an_overlay_of_ones_own() -> None:
    own = (
        "{wins: lower, fields: [champion_status, outcome_narrative], at_least: 1, "
        "grades: {champion_status: {at_risk: 0}}, "
        'table: [{when: "zeros > 0", tier: At risk}, {band: Healthy}]}'
    )
    overlay = card((OVERLAY, f"overlay: {own}")).overlay
    assert overlay is not None
    assert overlay.grades["champion_status"] == {"active": 2, "at_risk": 0, "missing": 0}
    assert [rule.band for rule in overlay.rules] == ["At risk", "Healthy"]


def test_onboarding_and_products() -> None:
    more = "onboarding: {go_live: stage = 'live'}\nproducts: {names: [core, 7], roll_up: lowest}\n"
    found = card((OVERLAY + "\n", OVERLAY + "\n" + more))
    assert isinstance(found.onboarding, Onboarding)
    assert (found.onboarding.days, found.onboarding.go_live is None) == (90, False)
    assert found.products == Products(("core", "7"), "lowest")


@pytest.mark.parametrize(
    ("swap", "code", "at", "found", "guess"),
    [
        (("weight: 40", "wieght: 40"), "unknown-key", "wieght", "'wieght'", "weight"),
        (
            ("coverage_floor", "coverage"),
            "unknown-key",
            "coverage:",
            "'coverage'",
            "coverage_floor",
        ),
        (("per_seats: 10", "per_seat: 10"), "unknown-key", "per_seat", "'per_seat'", "per_seats"),
        (("    kind: count", "    kind: cuont"), "unknown-kind", "cuont", "cuont", "count"),
        (("    kind: count\n", ""), "missing-key", "  tickets:", "kind", ""),
        (("color: red", "color: rad"), "unknown-word", "color: rad", "rad", "red"),
        (("[renewal, expansion]", "[renewals]"), "unknown-word", "success", "renewals", "renewal"),
        (("weight: 40", "weight: 1_000"), "number", "1_000", "underscores", ""),
        (("weight: 40", "weight: 040"), "number", "040", "zeros", ""),
        (("weight: 40", "weight: 12:30"), "number", "12:30", "time", ""),
        (("weight: 40", "weight: 4e1"), "number", "4e1", "exponent", ""),
        (("weight: 40", "weight: .5"), "number", ".5", "zero before", ""),
        (("weight: 40", "weight: 0x28"), "number", "0x28", "decimal", ""),
        (("weight: 40", "weight: .inf"), "number", ".inf", "finite", ""),
        (("weight: 40", "weight: nan"), "number", "weight: nan", "finite", ""),
        (("weight: 40", "weight: '40'"), "number", "weight: '40'", "without quotes", ""),
        (("weight: 40", "weight: 40 %"), "number", "40 %", "percent", ""),
        (("weight: 40", "weight: heavy"), "number", "heavy", "heavy", ""),
        (("weight: 40", "weight: [1]"), "number", "[1]", "a list", ""),
        (("weight: 40", "weight:"), "missing-key", "weight:\n", "empty", ""),
        (("    weight: 40\n", ""), "missing-key", "input: CSM", "'weight'", ""),
        (("version: 1", "version: 1.5"), "number", "1.5", "whole", ""),
        (("version: 1", "candidate: yes"), "truth", "candidate", "yes", "true"),
        (("version: 1", "candidate: off"), "truth", "candidate", "off", "false"),
        (("version: 1", "candidate: True"), "truth", "candidate", "True", "true"),
        (("or_after: 14d", "or_after: 14"), "duration", "or_after", "14", "14d"),
        (("or_after: 14d", "or_after: 2 weeks"), "duration", "or_after", "2 weeks", ""),
        (("review: weekly", "review: weekley"), "duration", "weekley", "weekley", "weekly"),
        (
            ("    window: 30d\n    per", "    window: 30\n    per"),
            "duration",
            "window: 30\n",
            "30",
            "30d",
        ),
        (("when: days_since_champion_left > 60", "when: x > > 1"), "filter", "when: x", "'>'", ""),
        (("left > 60", "left == 60"), "filter", "left ==", "'='", ""),
        (("event = 'login'", "event = login"), "filter", "= login", "login", ""),
        (("caps:", "caps: 3\nkaps:"), "shape", "caps: 3", "a list", ""),
        (("scorecard: account health", "scorecard: [a]"), "text", "scorecard", "a list", ""),
        (("20: 100}}     #", "x: 100}}     #"), "number", "x: 100", "'x'", ""),
    ],
)
def test_a_mistake_is_named_at_its_place(
    swap: tuple[str, str], code: str, at: str, found: str, guess: str
) -> None:
    text = changed(swap)
    issue = next(one for one in errors(swap) if one.code == code)
    assert issue.line == line_of(at, text)
    assert found in issue.found + issue.fix
    assert not guess or issue.did_you_mean == guess
    assert issue.accepted or issue.fix
    assert "pydantic" not in str(issue)
    assert load_scorecard(text, PATH).scorecard is None


def test_the_branch_of_a_union_that_was_not_meant_is_not_mentioned() -> None:
    found = errors(("features: [invoicing, approvals, api]", "features: [1, a, b]"))
    assert [issue.code for issue in found] == ["shape"]
    assert "put it in quotes" in found[0].fix


def test_a_filters_error_points_into_the_filter() -> None:
    issue = only("filter", ("where: event = 'login'", "where: event = login"))
    line = changed(("where: event = 'login'", "where: event = login")).splitlines()[issue.line - 1]
    assert line[issue.col - 1 :].startswith("login")


def test_accepted_keys_are_those_of_the_form() -> None:
    issue = only("unknown-key", ("per_seats: 10", "per_seat: 10"))
    assert "window" in issue.accepted
    assert "features" not in issue.accepted
    assert "missing" in only("unknown-key", ("missing: reweight", "mising: reweight")).accepted


def test_duplicate_keys_do_not_hide_other_errors() -> None:
    found = errors(("weight: 40", "weight: 40\n    weight: x"))
    assert {issue.code for issue in found} == {"duplicate-key", "number"}


MUTATIONS = 2000
PIECES = [
    ":", " ", "\n", "\t", "'", '"', "{", "}", "[", "]", ",", "- ", "&a ", "*a", "!x ", "#", "|",
    "0", "-1", "1_0", "nan", "yes", "null", "~", "%", "@", "`", "<<: ", "---\n",
    "\x00", "é", "\u2028",
    "kind: ", "band: ", "when: ", "a = 'b", "🙂", "1" * 400, "[" * 30, "\r", "\ufeff", "? ",
]  # fmt: skip


def mutated(chance: random.Random) -> str:
    text = HEALTH
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        at = chance.randrange(len(text))
        to = min(len(text), at + chance.choice([0, 0, 1, 1, 3, 20, 80]))
        how = chance.randrange(4)
        if how == 0:
            text = text[:at] + chance.choice(PIECES) + text[to:]
        elif how == 1:
            text = text[:at] + text[to:]
        elif how == 2:
            text = text[:at] + text[at:to] * 2 + text[to:]
        else:
            lines = text.splitlines(keepends=True)
            first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[first], lines[second] = lines[second], lines[first]
            text = "".join(lines)
    return text


@pytest.mark.slow
def test_mutated_files_never_crash_and_every_error_names_a_line() -> None:
    chance = random.Random(16)
    refused = 0
    for _ in range(MUTATIONS):
        text = mutated(chance)
        result = load_scorecard(text, PATH)
        bad = [issue for issue in result.issues if issue.severity is Severity.ERROR]
        assert (result.scorecard is None) is bool(bad)
        refused += bool(bad)
        lines = len(text.splitlines()) + 1
        for issue in result.issues:
            assert 1 <= issue.line <= lines, (issue, text)
            assert issue.col >= 1
            assert issue.found
    assert refused > MUTATIONS / 2


def test_a_scorecard_is_read_quickly() -> None:
    load_scorecard(HEALTH, PATH)
    with counted_calls() as calls:
        load_scorecard(HEALTH, PATH)
    assert calls() < 400 * len(HEALTH)


@pytest.mark.parametrize(
    ("swap", "code", "found"),
    [
        (("per_seats: 10", "per_seats: ten"), "number", "'ten' is not a"),
        (("per_seats: 10", "per_seats: 1_0"), "number", "'1_0'"),
        (("per_seats: 10", "per_seats: 0"), "out-of-range", "at least 1"),
        (("    from: tickets", "    from: tick-ets"), "name", "tick-ets"),
        (("    from: tickets", "    from: 5"), "shape", "text belongs here, not '5'"),
        (("window: 30d\n    per", "window: 99999d\n    per"), "duration", "99999d"),
        (("features: [invoicing, approvals, api]", "features: []"), "length", "too few"),
        (("features: [invoicing, approvals, api]", "features: [1, a, b]"), "shape", "'1'"),
        (("at_least: 2", "at_least: 9"), "features", "only 3 features"),
        (("role = 'champion'", "role = 'champoin'"), "filter", "champoin"),
        (("means: Still cheap to turn.", "means: ''"), "text", "means"),
    ],
)
def test_mistakes_inside_signals_are_in_plain_words(
    swap: tuple[str, str], code: str, found: str
) -> None:
    said = [one for one in errors(swap) if one.code == code]
    assert said, [str(issue) for issue in errors(swap)]
    assert any(found in one.found for one in said)
    assert not any("Input should" in one.found or "valid" in one.found for one in errors(swap))
