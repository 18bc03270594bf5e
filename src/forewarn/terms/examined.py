"""What outcomes said of a scorecard, and the label that follows from it wherever colours show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from forewarn.terms.score import Plain

VERDICTS = (
    "validated",
    "promising",
    "no better than chance",
    "too few to judge",
    "decaying",
)
VALIDATED, PROMISING, CHANCE, TOO_FEW, DECAYING = VERDICTS
LASTS = timedelta(days=100)
"""How long a verdict speaks for a scorecard: on its 101st day it has to be checked again."""
LAPSED = ", lapsed: check again"

_SAID = {
    VALIDATED: "validated on {on}",
    PROMISING: "promising, not validated ({on})",
    CHANCE: "no better than chance on {on}",
    TOO_FEW: "too few to judge ({on})",
    DECAYING: "decaying since {on}",
}


@dataclass(frozen=True, slots=True)
class Examined(Plain):
    """One verdict on one scorecard, as it was kept.

    Attributes:
        checked_as_of: the outcomes known by this date were asked.
        verdict: validated, promising, no better than chance, too few to judge or decaying.
        because: the verdict's reason with its figures.
        figures: the main ones as plain values: ``n``, ``n_bad``, ``days``, and ``auc`` and
            ``balanced_accuracy`` with value, low and high.
        recorded_at: when it was put on record.
    """

    fingerprint: str
    name: str
    checked_as_of: date
    verdict: str
    because: str
    figures: Mapping[str, Any]
    recorded_at: datetime
    forewarn_version: str


def label(kind: str, examined: Sequence[Examined], on: date) -> str:
    """What stands beside a scorecard's colours at a date (E7).

    The newest verdict checked by that date speaks, for 100 days from the date that it was checked
    at; then it has lapsed. A later one is not known yet at that date.

    Args:
        kind: of the scorecard, heuristic or predictive.
        examined: its verdicts, oldest first; none = nobody held it against outcomes.
        on: the date of the results, or today.
    """
    known = [each for each in examined if each.checked_as_of <= on]
    if not known:
        return f"{kind}, not validated"
    newest = known[-1]
    said = _SAID.get(newest.verdict, newest.verdict + " ({on})").format(on=_since(known))
    if on - newest.checked_as_of > LASTS:
        return said + LAPSED
    figures = _short(newest.figures) if newest.verdict == VALIDATED else ""
    return f"{said}: {figures}" if figures else said


def _since(known: Sequence[Examined]) -> date:
    """The day of the newest verdict; of a decay the first day that it was seen without a break."""
    newest = known[-1]
    if newest.verdict != DECAYING:
        return newest.checked_as_of
    run = list(takewhile(lambda each: each.verdict == DECAYING, reversed(known)))
    return run[-1].checked_as_of


def _short(figures: Mapping[str, Any]) -> str:
    auc = figures.get("auc") or {}
    value, low, high = (auc.get(name) for name in ("value", "low", "high"))
    if value is None or low is None or high is None:
        return ""
    return f"AUC {value:.2f} ({low:.2f}–{high:.2f}) in {figures.get('n')} cases"
