"""Scorecard files for the tests: the example, and the same with one thing changed."""

from __future__ import annotations

from pathlib import Path

from forewarn.scorecard.load import LoadResult, load_scorecard
from forewarn.terms.issue import Issue, Severity

CARDS = Path(__file__).parent / "cards"
HEALTH = (CARDS / "health.yml").read_text(encoding="utf-8")
EXPANSION = (CARDS / "expansion.yml").read_text(encoding="utf-8")
PATH = "scorecards/health.yml"


def changed(*swaps: tuple[str, str], text: str = HEALTH) -> str:
    """The example with texts swapped; each must stand in it exactly once."""
    for old, new in swaps:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def loaded(*swaps: tuple[str, str], text: str = HEALTH) -> LoadResult:
    return load_scorecard(changed(*swaps, text=text), PATH)


def issues(code: str, *swaps: tuple[str, str], text: str = HEALTH) -> list[Issue]:
    """Issues of one code after the swaps."""
    return [issue for issue in loaded(*swaps, text=text).issues if issue.code == code]


def only(code: str, *swaps: tuple[str, str], text: str = HEALTH) -> Issue:
    """The one issue of a code after the swaps."""
    found = issues(code, *swaps, text=text)
    assert len(found) == 1, [str(issue) for issue in loaded(*swaps, text=text).issues]
    return found[0]


def errors(*swaps: tuple[str, str], text: str = HEALTH) -> list[Issue]:
    found = loaded(*swaps, text=text).issues
    return [issue for issue in found if issue.severity is Severity.ERROR]


def line_of(part: str, text: str) -> int:
    """1-based line of the first place where a part stands."""
    return text[: text.index(part)].count("\n") + 1
