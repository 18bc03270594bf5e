"""Checks across a project's scorecards: who overlaps whom, names, order, all files at once."""

from collections.abc import Sequence

import pytest

from forewarn.scorecard.checks import BOOK_CHECKS
from forewarn.scorecard.load import load_scorecards
from forewarn.terms.issue import Severity
from tests.scorecard.files import EXPANSION, HEALTH, changed, line_of, loaded

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def card(name: str, applies_to: str, *more: str) -> tuple[str, str]:
    text = changed(
        ("scorecard: account health", f"scorecard: {name}"),
        ("applies_to: segment in ['smb', 'mid']\n", applies_to and f"applies_to: {applies_to}\n"),
        ("growth: {on: Healthy, scorecard: expansion, from: 60, playbook: expand}\n", ""),
    )
    return f"scorecards/{name}.yml", text + "".join(f"{line}\n" for line in more)


def codes(*files: tuple[str, str], order: Sequence[str] = ()) -> list[str]:
    found = load_scorecards(files, order=order).issues
    return [issue.code for issue in found if issue.code in {one.code for one in BOOK_CHECKS}]


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("segment = 'smb'", "segment = 'mid'", False),
        ("segment in ['smb', 'mid']", "segment in ['mid', 'big']", True),
        ("segment = 'smb'", "plan = 'pro'", True),
        ("segment = 'smb'", "", True),
        ("", "", True),
        ("segment != 'smb'", "segment = 'smb'", False),
        ("segment != 'smb'", "segment != 'mid'", True),
        ("segment is missing", "segment = 'smb'", False),
        ("segment is missing", "not segment = 'smb'", True),
        ("seats > 100", "seats <= 100", False),
        ("seats > 100", "seats <= 101", True),
        ("seats > 100", "seats < 101", True),
        ("seats >= 100 and seats < 200", "seats >= 200", False),
        ("region starts_with 'de'", "region starts_with 'dk'", False),
        ("region starts_with 'de'", "region contains 'sued'", True),
        ("vip = true", "vip = false", False),
        ("vip = true and segment = 'a'", "vip != false", True),
        ("not (segment = 'a' or plan = 'b')", "segment = 'a' and plan = 'c'", False),
    ],
)
def test_routing_overlaps(one: str, other: str, overlap: bool) -> None:
    files = (card("one", one), card("other", other))
    assert codes(*files) == (["overlap"] if overlap else [])
    assert codes(*files, order=["one", "other"]) == []


def test_an_overlap_shows_an_account_and_both_files() -> None:
    first, second = card("one", "plan = 'pro'"), card("other", "segment = 'smb'")
    found = load_scorecards([first, second]).issues
    issue = next(one for one in found if one.code == "overlap")
    assert issue.path == second[0]
    assert issue.line == line_of("applies_to", second[1])
    assert "plan = 'pro'" in issue.found
    assert "segment = 'smb'" in issue.found
    assert first[0] in issue.found


def test_what_is_too_much_to_try_is_said() -> None:
    wide = " or ".join(f"a{n} = 'x' and a{n} = 'y'" for n in range(12))
    found = load_scorecards([card("one", wide), card("other", "a1 = 'z'")]).issues
    issue = next(one for one in found if one.code == "overlap")
    assert issue.severity is WARNING
    assert "could not decide" in issue.found


def test_candidates_growth_and_onboarding_do_not_overlap() -> None:
    everyone = card("one", "")
    assert codes(everyone, card("other", "", "candidate: true")) == []
    assert codes(everyone, ("scorecards/expansion.yml", EXPANSION)) == []
    new = card("new", "", "onboarding: {until: 90d}")
    assert codes(everyone, new) == []
    assert codes(new, card("newer", "", "onboarding: {until: 30d}")) == ["overlap"]


def test_names_growth_and_order_across_files() -> None:
    growing = ("scorecards/health.yml", HEALTH)
    expansion = ("scorecards/expansion.yml", EXPANSION)
    assert codes(growing, expansion) == []
    assert codes(growing) == ["growth-scorecard"]
    assert codes(growing, card("expansion", "segment = 'x'")) == ["growth-scorecard"]
    assert codes(expansion, ("b.yml", EXPANSION)) == ["duplicate-scorecard"]
    assert codes(expansion, order=["expansoin"]) == ["routing-order"]
    broken = (expansion[0], EXPANSION.replace("weight: 30", "wieght: 30"))
    assert codes(growing, broken) == []


def test_all_files_are_judged_at_once() -> None:
    bad = HEALTH.replace("weight: 40", "weight: x")
    worse = "a: [\n"
    result = load_scorecards([("a.yml", bad), ("b.yml", worse), ("c.yml", EXPANSION)])
    assert result.scorecards == ()
    assert {issue.path for issue in result.issues if issue.severity is ERROR} == {"a.yml", "b.yml"}


def test_errors_of_all_kinds_at_once() -> None:
    """A wrong key does not hide what the checks have to say of the rest."""
    result = loaded(
        ("    weight: 40", "    wieght: 40"),
        ("5: 40, 20: 100", "5: 400, 20: 100"),
        ("signal: logins", "signal: login"),
        ("not_above: Watch", "not_above: Wacht"),
    )
    found = {issue.code for issue in result.issues if issue.severity is ERROR}
    assert found == {"unknown-key", "curve-points", "unknown-signal", "cap-band"}


def test_a_required_key_that_is_misspelt_is_said_once() -> None:
    assert errors("wieght") == [("unknown-key", "weight")]
    assert errors("colour") == [("missing-key", ""), ("unknown-key", "")]


def errors(key: str) -> list[tuple[str, str]]:
    result = loaded(("    weight: 40", f"    {key}: 40"))
    found = (each for each in result.issues if each.severity is ERROR)
    return sorted((each.code, each.did_you_mean) for each in found)
