"""A scorecard file explained: bands, inputs, rules, and the text itself with what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from forewarn.scorecard.describe import describe_curve
from forewarn.scorecard.diff import Change, diff
from forewarn.scorecard.document import read_document
from forewarn.scorecard.model import Input, Scorecard
from forewarn.signals.filters.describe import describe
from forewarn.signals.words import number_text
from forewarn.terms.band import Band
from forewarn.terms.issue import Issue
from forewarn.workspace.scorecards.versions import Version

_MISSING = {
    "reweight": "left out, the other inputs then weigh more",
    "neutral": "counts as 50 points",
    "poor": "counts as the curve's lowest points",
}
_WINS = {
    "people": "What people say sets the effective band.",
    "score": "What people say is shown, and changes no band.",
    "lower": "The lower of the two sets the effective band.",
}


@dataclass(frozen=True, slots=True)
class BandLine:
    """A band with its interval; ``until`` is the next one's lower edge."""

    band: Band
    until: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class InputLine:
    """An input as the page explains it.

    Attributes:
        place: in the file, from 1.
        share: of the stated weight, 0 to 1.
        signal: how it is measured, as the file writes it.
        curve: how a value becomes points, in words.
        missing: what becomes of it without a value.
    """

    place: int
    stated: Input
    share: float
    signal: str
    curve: str
    missing: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the file with the findings that stand at it."""

    number: int
    text: str
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of two versions side by side: kept, gone or new; numbers where it stands."""

    kind: str
    before: int | None
    after: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A scorecard in words.

    Attributes:
        rules: caps, steadiness, coverage, people, as sentences.
        applies_to: the accounts that it scores, in words.
    """

    bands: tuple[BandLine, ...]
    inputs: tuple[InputLine, ...]
    rules: tuple[str, ...]
    applies_to: str


def explained(card: Scorecard) -> Explained:
    """Everything that the file says, in the field's words."""
    signals = read_document(card.text, card.path).values.get("signals") or {}
    total = sum(each.weight for each in card.inputs) or 1.0
    inputs = tuple(
        InputLine(
            place,
            each,
            each.weight / total,
            _as_written(signals.get(each.signal)),
            describe_curve(each.curve),
            _MISSING[each.missing],
        )
        for place, each in enumerate(card.inputs, 1)
    )
    applies = describe(card.applies_to) if card.applies_to is not None else "every account"
    return Explained(tuple(_bands(card)), inputs, tuple(_rules(card)), applies)


def lines_of(version: Version) -> tuple[tuple[TextLine, ...], tuple[Issue, ...]]:
    """The file's lines with their findings, and the findings that stand at no line."""
    by_line: dict[int, list[Issue]] = defaultdict(list)
    for each in version.issues:
        by_line[each.line].append(each)
    texts = version.text.splitlines()
    lines = tuple(
        TextLine(number, text, tuple(by_line.get(number, ())))
        for number, text in enumerate(texts, 1)
    )
    rest = (
        each for line, found in by_line.items() if not 1 <= line <= len(texts) for each in found
    )
    return lines, tuple(rest)


def changes(before: Version | None, after: Version) -> tuple[Change, ...]:
    """Every value that differs from the version before; empty where either cannot be read."""
    if before is None or before.card is None or after.card is None:
        return ()
    return diff(before.card, after.card)


def diff_lines(before: Version | None, after: Version, *, around: int = 2) -> tuple[DiffLine, ...]:
    """The two files held against each other, with some lines around each change."""
    if before is None:
        return ()
    was, now = before.text.splitlines(), after.text.splitlines()
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    return tuple(
        line
        for group in matcher.get_grouped_opcodes(around)
        for code in group
        for line in _of_code(code, was, now)
    )


def _of_code(
    code: tuple[str, int, int, int, int], was: list[str], now: list[str]
) -> Iterator[DiffLine]:
    kind, first, last, begin, end = code
    if kind == "equal":
        for offset in range(last - first):
            yield DiffLine("kept", first + offset + 1, begin + offset + 1, was[first + offset])
        return
    for place in range(first, last):
        yield DiffLine("gone", place + 1, None, was[place])
    for place in range(begin, end):
        yield DiffLine("new", None, place + 1, now[place])


def _as_written(signal: Any) -> str:
    """A signal's form in one line, as the file writes it."""
    if not isinstance(signal, Mapping):
        return ""
    return ", ".join(f"{name} {_value(value)}" for name, value in signal.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {_value(each)}" for name, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _bands(card: Scorecard) -> Iterator[BandLine]:
    edges = [*(number_text(each.from_score) for each in card.bands[1:]), "100"]
    for band, until in zip(card.bands, edges, strict=True):
        yield BandLine(band, until)
    if card.growth is not None:
        growth = card.growth
        points = number_text(growth.from_score)
        yield BandLine(growth.band, "", f"{growth.on}, and {points} or more of {growth.scorecard}")


def _rules(card: Scorecard) -> Iterator[str]:
    for cap in card.caps:
        yield f"Not above {cap.not_above} while {describe(cap.when)}. {cap.because}"
    steady = card.steady
    if steady.margin or steady.or_after_days:
        stood = f", or has stood there for {steady.or_after_days} days"
        yield (
            f"A band moves when the score is {number_text(steady.margin)} points past its edge"
            f"{stood if steady.or_after_days else ''}."
        )
    yield (
        f"No score when less than {100 * card.coverage_floor:.0f} % of the weight rests on "
        "something measured."
    )
    if card.overlay is not None:
        days = card.overlay.stale_after_days
        yield f"{_WINS[card.overlay.wins]} An assessment counts for {days} days."
    if card.onboarding is not None:
        yield f"It serves accounts until day {card.onboarding.days} or go-live, whichever is first."
