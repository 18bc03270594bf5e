"""Why an account asks to be looked at, and which one first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import AccountResult

FALL = 5.0
"""Points that make a fall worth a look."""
DRIFT_WEEKS = 6
RENEWAL_DAYS = 90
_MONTH = 4
_NEVER = 10_000
Trend = Sequence[float | None]
"""Weekly scores, oldest first, the newest of the date itself; None where there was none."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to look.

    Attributes:
        kind: ``lowest``, ``not_scored``, ``fell``, ``drifts``, ``differs``, ``renews`` or
            ``assess``.
        words: as part of a sentence, without a full stop.
    """

    kind: str
    words: str


def reasons_to_look(card: Scorecard, result: AccountResult, trend: Trend) -> tuple[Reason, ...]:
    """Why an account asks to be looked at, most telling first; empty where it does not."""
    return tuple(_found(card, result, trend))


def _found(card: Scorecard, result: AccountResult, trend: Trend) -> Iterator[Reason]:
    lowest = card.bands[0].name if card.bands else None
    words = {
        "lowest": f"in the lowest band ({lowest})" if result.effective_band == lowest else "",
        "not_scored": "not scored" if result.score.score is None else "",
        "fell": _moved_down(result, trend),
        "drifts": _drifting(trend),
        "differs": _diverging(result),
        "renews": _renewing(result),
        "assess": _due(card, result),
    }
    yield from (Reason(kind, said) for kind, said in words.items() if said)


def in_a_sentence(reasons: Sequence[Reason]) -> str:
    """All of them in one sentence; empty for none."""
    said = "; ".join(each.words for each in reasons)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _moved_down(result: AccountResult, trend: Trend) -> str:
    moved = moved_by(result, trend)
    if moved is None or moved > -FALL:
        return ""
    return f"down {-moved:.1f} points in 4 weeks"


def _drifting(trend: Trend) -> str:
    """A slow fall that no single week shows: most of six weeks down, none of them steep."""
    weeks = [each for each in trend[-(DRIFT_WEEKS + 1) :] if each is not None]
    if len(weeks) <= DRIFT_WEEKS:
        return ""
    steps = [after - before for before, after in pairwise(weeks)]
    fell = weeks[0] - weeks[-1]
    slow = min(steps) > -FALL and sum(step < 0 for step in steps) > DRIFT_WEEKS // 2
    return f"drifting, down {fell:.1f} points in six weeks" if slow and fell >= FALL else ""


def _diverging(result: AccountResult) -> str:
    said = result.divergence
    if said is None or said.state != "open":
        return ""
    return f"score says {said.from_band}, people say {said.to_band}: to be answered"


def _renewing(result: AccountResult) -> str:
    left = days_left(result)
    if left is None or left > RENEWAL_DAYS:
        return ""
    return "renews today" if left == 0 else f"renews in {left} days"


def _due(card: Scorecard, result: AccountResult) -> str:
    """People's reading is asked for where a scorecard hears it."""
    if card.overlay is None:
        return ""
    said = result.overlay
    if said is None:
        return "never assessed"
    return "" if said.fresh else f"assessment due, last on {said.assessed_on}"


def moved_by(result: AccountResult, trend: Trend) -> float | None:
    """Points gained in four weeks; None where either score is not known."""
    if len(trend) <= _MONTH:
        return None
    before, now = trend[-_MONTH - 1], result.score.score
    return None if before is None or now is None else round(now - before, 1)


def days_left(result: AccountResult) -> int | None:
    """Days until the renewal; None without one."""
    on = result.renews_on
    return None if on is None else (on - result.as_of).days


def urgency(
    card: Scorecard, result: AccountResult, moved: float | None
) -> tuple[int, float, float, int]:
    """Worst band first, then the steepest fall, most revenue, fewest days left."""
    band = result.effective_band
    known = [each.name for each in card.bands]
    rank = known.index(band) if band in known else len(known)
    revenue = sum((float(each.arr) for each in result.revenue), 0.0)
    left = days_left(result)
    return rank, moved or 0.0, -revenue, _NEVER if left is None else left
