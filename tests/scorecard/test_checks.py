"""Every check, with a file that it names and files that it leaves alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from forewarn.scorecard.checks import BOOK_CHECKS, CHECKS, page
from forewarn.scorecard.load import load_scorecard
from forewarn.terms.issue import Severity
from tests.scorecard.files import EXPANSION, PATH, changed, issues, line_of, loaded

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
# What the example itself is told.
NOTED = {"input-count", "missing-origin", "two-bands-alone"}


@dataclass(frozen=True)
class Case:
    """Swaps in the example, and what must be said, at which line."""

    code: str
    swaps: Sequence[tuple[str, str]]
    at: str
    says: str
    severity: Severity = ERROR
    guess: str = ""


EXTRA = """  - input: Extra {n}
    signal: logins
    category: usage
    curve: {{linear: {{0: 0, 9: 100}}}}
    weight: 1
    why: For the test.
    origin: the test
"""
FIVE_MORE = "".join(EXTRA.format(n=n) for n in range(5)) + "\ncaps:\n"
TARGET = "curve: {target: {by: plan, values: {pro: 20}, otherwise: 10}}"
LINEAR = "curve: {linear: {0: 0, 5: 40, 20: 100}}"
LOGINS = "    window: 30d\n  key_features:"
OVERLAY = "overlay: {wins: people, stale_after: 35d}"
TABLE = OVERLAY[:-1] + ", table: [{when: zeros >= 2, band: At risk}, {band: Watch}]}"
PULSE_CURVE = "curve: {lookup: {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}}"
QUANTILES = "curve: {percentile: {by: segment, frozen_on: 2026-01-01, values: {smb: [1, 2, 3]}}}"
GROWTH_CARD = ("version: 1\n", "purpose: growth\n")

CASES = [
    Case("out-of-range", [("version: 1", "version: 0")], "version:", "version 0"),
    Case("out-of-range", [("floor: 0.6", "floor: 60")], "coverage_floor", "floor of 60"),
    Case("no-success", [("success: [renewal, expansion]", "")], "scorecard:", "healthy", WARNING),
    Case("no-success", [("expansion]", "renewal]")], "success", "twice"),
    Case(
        "filter",
        [("segment in ['smb', 'mid']", "status = 'payin'")],
        "applies_to",
        "never 'payin'",
        guess="paying",
    ),
    Case(
        "unknown-attribute",
        [("segment in ['smb'", "segmet in ['smb'")],
        "applies_to",
        "segmet",
        WARNING,
        "segment",
    ),
    Case(
        "unknown-attribute",
        [(LINEAR, TARGET.replace("plan", "plann"))],
        "by: plann",
        "plann",
        WARNING,
        "plan",
    ),
    Case("signal-name", [("  tickets:\n", "  my-tickets:\n")], "my-tickets", "my-tickets"),
    Case("signal-name", [("  tickets:\n", "  missing:\n")], "  missing:", "missing"),
    Case(
        "unknown-signal",
        [("signal: logins", "signal: login")],
        "signal: login",
        "'login'",
        guess="logins",
    ),
    Case(
        "unknown-signal",
        [("when: days_since_champion_left", "when: days_since_champion")],
        "when: days",
        "days_since_champion",
        guess="days_since_champion_left",
    ),
    Case(
        "unknown-signal",
        [("  pulse:\n", "  more:\n    kind: change\n    signal: loginz\n  pulse:\n")],
        "signal: loginz",
        "loginz",
        guess="logins",
    ),
    Case(
        "signal-book",
        [("  pulse:\n", "  more:\n    kind: change\n    signal: more\n  pulse:\n")],
        "signal: more",
        "circle",
    ),
    Case(
        "signal-book",
        [("  pulse:\n", "  more:\n    kind: change\n    signal: key_features\n  pulse:\n")],
        "signal: key_features",
        "yes or no",
    ),
    Case(
        "unused-signal",
        [("  pulse:\n", "  more: {kind: age}\n  pulse:\n")],
        "  more:",
        "'more'",
        NOTE,
    ),
    Case(
        "unknown-column",
        [("where: event = 'login'", "where: evnt_type = 'login'")],
        "where: evnt",
        "evnt_type",
        NOTE,
    ),
    Case("input-count", [("\ncaps:\n", FIVE_MORE)], "inputs:", "9 inputs"),
    Case("input-count", [], "inputs:", "4 inputs are few", NOTE),
    Case("duplicate-input", [("input: Support", "input: logins")], "input: logins", "logins"),
    Case(
        "category-count",
        [("category: support", "category: usage"), ("category: adoption", "category: usage")],
        "inputs:",
        "relationship, usage",
    ),
    Case("weight", [("weight: 40", "weight: 0")], "weight: 0", "weight 0"),
    Case("weight", [("weight: 40", "weight: -5")], "weight: -5", "weight -5"),
    Case("weight-share", [("weight: 40", "weight: 41")], "weight: 41", "41%"),
    Case(
        "easy-outweighs-hard",
        [("category: adoption", "category: usage")],
        "inputs:",
        "60%",
        WARNING,
    ),
    Case(
        "missing-why",
        [("    why: CSMs hear it first.\n", "")],
        "input: CSM",
        "CSM assessment",
        WARNING,
    ),
    Case("missing-origin", [], "input: Key features", "Key features", NOTE),
    Case("two-bands-alone", [], "input: CSM", "At risk to Healthy", NOTE),
    Case("curve-kind", [(LINEAR, "curve: {}")], "curve: {}", "no curve"),
    Case(
        "curve-kind",
        [(LINEAR, "curve: {linear: {0: 0, 1: 9}, steps: {0: 0, 1: 9}}")],
        "curve: {linear: {0: 0, 1",
        "linear and steps",
    ),
    Case("curve-points", [("5: 40, 20: 100", "5: 40, 20: 101")], "20: 101", "101 points"),
    Case("curve-points", [("{no: 0, yes: 100}", "{no: -1, yes: 100}")], "no: -1", "-1 points"),
    Case("curve-order", [("0: 0, 5: 40, 20", "5: 40, 0: 0, 20")], "5: 40, 0", "0 stands after 5"),
    Case("curve-order", [("0: 0, 5: 40, 20: 100", "0: 0")], "{0: 0}", "1 values"),
    Case(
        "curve-fit",
        [("lookup: {no: 0, yes: 100}", "linear: {0: 0, 1: 100}")],
        "{0: 0, 1: 100}",
        "no, yes",
    ),
    Case("lookup-words", [("{no: 0, yes: 100}", "{no: 0, yes: 100, oui: 5}")], "oui", "'oui'"),
    Case("lookup-words", [("{no: 0, yes: 100}", "{yes: 100}")], "{yes", "for no", WARNING),
    Case("lookup-words", [("{no: 0, yes: 100}", "{otherwise: 3}")], "{otherwise", "without words"),
    Case("percentile", [(LINEAR, QUANTILES.replace("1, 2, 3", "3, 2"))], "[3, 2]", "fall"),
    Case("percentile", [(LINEAR, QUANTILES.replace("1, 2, 3", "3"))], "[3]", "1 quantile"),
    Case("target", [(LINEAR, TARGET.replace("20", "0"))], "pro: 0", "target of 0"),
    Case("target", [(LINEAR, TARGET.replace("10", "-1"))], "otherwise: -1", "target of -1"),
    Case("scale", [("      5: They would", "      6: They would")], "scale:", "step 5"),
    Case("scale", [("      3: Works, ", "      3: W\n      9: ")], "9: but", "step '9'"),
    Case(
        "band-count",
        [("  - {band: Watch, from: 45", "  # - {band: Watch, from: 45")],
        "bands:",
        "2 bands",
    ),
    Case("band-edges", [("from: 0, color", "from: 5, color")], "from: 5", "begins at 5"),
    Case("band-edges", [("from: 70", "from: 45")], "from: 45, color: green", "not above 'Watch'"),
    Case("band-edges", [("from: 70", "from: 100")], "from: 100", "no account"),
    Case("duplicate-band", [("band: Watch,", "band: healthy,")], "band: Healthy", "Healthy"),
    Case(
        "duplicate-band",
        [("playbook: expand}", "playbook: expand, band: Watch}")],
        "growth:",
        "Watch",
    ),
    Case("respond-within", [(" respond_within: 7d,", "")], "band: Watch", "'Watch'"),
    Case("steady-margin", [("margin: 3", "margin: -1")], "margin: -1", "-1"),
    Case("steady-margin", [("margin: 3", "margin: 13")], "margin: 13", "wide", WARNING),
    Case(
        "cap-band",
        [("not_above: Watch", "not_above: watch")],
        "not_above",
        "no band 'watch'",
        guess="Watch",
    ),
    Case("cap-band", [("not_above: Watch", "not_above: Healthy")], "not_above", "never", WARNING),
    Case(
        "rated-twice",
        [(OVERLAY, OVERLAY[:-1] + ", fields: [pulse, champion_status, outcome_narrative]}")],
        "overlay:",
        "CSM assessment",
    ),
    Case(
        "overlay-fields",
        [(OVERLAY, OVERLAY[:-1] + ", fields: [champion_status]}")],
        "overlay:",
        "2 fields",
    ),
    Case("overlay-fields", [(OVERLAY, OVERLAY[:-1] + ", at_least: 0}")], "overlay:", "0"),
    Case(
        "overlay-table",
        [(OVERLAY, TABLE.replace("band: Watch", "band: Wacht"))],
        "overlay:",
        "Wacht",
        guess="Watch",
    ),
    Case(
        "overlay-table",
        [(OVERLAY, TABLE.replace("zeros", "zeroes"))],
        "overlay:",
        "zeroes",
        guess="zeros",
    ),
    Case(
        "overlay-table",
        [(OVERLAY, TABLE.replace("zeros >= 2", "pulse = 1"))],
        "overlay:",
        "'pulse' is not",
        WARNING,
    ),
    Case(
        "overlay-table",
        [(OVERLAY, TABLE.replace("{band: Watch}", "{when: ones > 0, band: Watch}"))],
        "overlay:",
        "no band",
        WARNING,
    ),
    Case(
        "overlay-table",
        [(OVERLAY, TABLE.replace("when: zeros >= 2, ", ""))],
        "overlay:",
        "never reached",
        WARNING,
    ),
    Case(
        "overlay-grades",
        [(OVERLAY, OVERLAY[:-1] + ", grades: {champion_status: {gone: 0}}}")],
        "overlay:",
        "'gone'",
    ),
    Case(
        "overlay-grades",
        [(OVERLAY, OVERLAY[:-1] + ", grades: {champion_status: {active: 3}}}")],
        "overlay:",
        "grade of 3",
    ),
    Case(
        "overlay-grades",
        [(OVERLAY, OVERLAY[:-1] + ", grades: {pulse: {1: 0}}}")],
        "overlay:",
        "no grades",
    ),
    Case("growth", [("on: Healthy,", "on: Watch,")], "growth:", "not the top", guess=""),
    Case("growth", [("from: 60", "from: 160")], "growth:", "160"),
    Case("growth", [GROWTH_CARD], "growth:", "no growth of its own"),
    Case("growth-card", [GROWTH_CARD], "applies_to", "no 'applies_to'"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.says}")
def test_a_check_names_what_is_wrong(case: Case) -> None:
    text = changed(*case.swaps)
    found = [issue for issue in issues(case.code, *case.swaps) if case.says in issue.found]
    assert len(found) == 1, "\n".join(str(issue) for issue in loaded(*case.swaps).issues)
    issue = found[0]
    assert issue.severity is case.severity
    assert (issue.path, issue.line) == (PATH, line_of(case.at, text))
    assert issue.did_you_mean == case.guess or not case.guess
    assert 1 <= issue.col <= len(text.splitlines()[issue.line - 1]) + 1


def test_every_check_has_a_case_and_a_page() -> None:
    assert {check.code for check in CHECKS} == {case.code for case in CASES}
    pages = [page(check) for check in (*CHECKS, *BOOK_CHECKS)]
    assert all(one.title.endswith(".") and one.code for one in pages)
    assert len({one.title for one in pages}) == len(pages)


def test_the_example_is_left_alone() -> None:
    result = loaded()
    assert result.scorecard is not None
    assert {issue.code for issue in result.issues} == NOTED
    assert {issue.severity for issue in result.issues} == {NOTE}
    assert load_scorecard(EXPANSION, PATH).issues == ()


@pytest.mark.parametrize(
    "swaps",
    [
        [("weight: 40", "weight: 40.0")],
        [(LINEAR, TARGET)],
        [(LINEAR, QUANTILES)],
        [(LINEAR, QUANTILES.replace("1, 2, 3", "1, 1, 3"))],
        [(OVERLAY, TABLE)],
        [("{no: 0, yes: 100}", "{yes: 100, otherwise: 0}")],
        [("margin: 3", "margin: 12.4")],
        [("coverage_floor: 0.6", "coverage_floor: 1")],
        [(" respond_within: 7d,", " respond_within: 1w,")],
        [(OVERLAY, OVERLAY[:-1] + ", grades: {champion_status: {at_risk: 0}}}")],
        [("applies_to: segment in ['smb', 'mid']", "applies_to: status = 'paying'")],
        [("{band: Watch, ", "{tier: Watch, ")],
        [("review: weekly", "review: quarterly")],
    ],
)
def test_sound_changes_are_left_alone(swaps: list[tuple[str, str]]) -> None:
    assert {issue.code for issue in loaded(*swaps).issues} <= NOTED
    assert loaded(*swaps).scorecard is not None


def test_a_candidate_may_break_the_rules_of_size() -> None:
    swaps = [
        ("version: 1", "candidate: true"),
        ("\ncaps:\n", FIVE_MORE),
        ("weight: 40", "weight: 99"),
    ]
    result = loaded(*swaps)
    assert result.scorecard is not None
    assert result.scorecard.candidate
    assert {i.severity for i in result.issues if i.code in ("input-count", "weight-share")} == {
        WARNING
    }


def test_columns_of_the_projects_sources_are_known() -> None:
    text = changed(
        ("segment in ['smb', 'mid']", "tier = 'gold'"), ("event = 'login'", "kind = 'in'")
    )
    codes = {issue.code for issue in load_scorecard(text, PATH).issues}
    assert {"unknown-column", "unknown-attribute"} <= codes
    columns = {"accounts": {"tier"}, "events": {"kind"}}
    codes = {issue.code for issue in load_scorecard(text, PATH, columns=columns).issues}
    assert codes <= NOTED


def test_a_table_that_no_source_gives_is_named() -> None:
    text = changed(("kind: count\n    from: tickets", "kind: count\n    from: bookins"))
    assert "unknown-column" not in {issue.code for issue in load_scorecard(text, PATH).issues}
    found = load_scorecard(text, PATH, columns={"bookings": {"amount"}}).issues
    issue = next(one for one in found if one.code == "unknown-column")
    assert (issue.severity, issue.did_you_mean) == (WARNING, "bookings")
    assert issue.line == line_of("from: bookins", text)
