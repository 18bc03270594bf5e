"""Why an account asks to be looked at, and which one first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import AccountResult
from forewarn.terms.text import Text

FALL = 5.0
"""Points that make a fall worth a look."""
DRIFT_WEEKS = 6
RENEWAL_DAYS = 90
_MONTH = 4
_NEVER = 10_000
Trend = Sequence[float | None]
"""Weekly scores, oldest first, the newest of the date itself; None where there was none."""


TEXTS: Mapping[str, Text] = {
    "lowest": "in the lowest band ({band})",
    "not_scored": "not scored",
    "fell": "down {points:.1f} points in 4 weeks",
    "drifts": "drifting, down {points:.1f} points in six weeks",
    "differs": "score says {score}, people say {people}: to be answered",
    "renews": "renews in {count} days",
    "renews today": "renews today",
    "assess": "assessment due, last on {date}",
    "never assessed": "never assessed",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to look.

    Attributes:
        kind: ``lowest``, ``not_scored``, ``fell``, ``drifts``, ``differs``, ``renews`` or
            ``assess``.
        text: as part of a sentence, without a full stop, with placeholders.
        values: by placeholder.
    """

    kind: str
    text: Text
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """In English, its placeholders filled in."""
        return self.text.format(**self.values)


def reasons_to_look(card: Scorecard, result: AccountResult, trend: Trend) -> tuple[Reason, ...]:
    """Why an account asks to be looked at, most telling first; empty where it does not."""
    return tuple(_found(card, result, trend))


def _found(card: Scorecard, result: AccountResult, trend: Trend) -> Iterator[Reason]:
    lowest = card.bands[0].name if card.bands else None
    if lowest is not None and result.effective_band == lowest:
        yield _reason("lowest", band=lowest)
    if result.score.score is None:
        yield _reason("not_scored")
    yield from _moved_down(result, trend)
    yield from _drifting(trend)
    yield from _diverging(result)
    yield from _renewing(result)
    yield from _due(card, result)


def _reason(kind: str, text: str = "", /, **values: object) -> Reason:
    return Reason(kind, TEXTS[text or kind], values)


def in_a_sentence(words: Sequence[str]) -> str:
    """Reasons in one sentence; empty for none."""
    said = "; ".join(words)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _moved_down(result: AccountResult, trend: Trend) -> Iterator[Reason]:
    moved = moved_by(result, trend)
    if moved is not None and moved <= -FALL:
        yield _reason("fell", points=-moved)


def _drifting(trend: Trend) -> Iterator[Reason]:
    """A slow fall that no single week shows: most of six weeks down, none of them steep."""
    weeks = [each for each in trend[-(DRIFT_WEEKS + 1) :] if each is not None]
    if len(weeks) <= DRIFT_WEEKS:
        return
    steps = [after - before for before, after in pairwise(weeks)]
    fell = weeks[0] - weeks[-1]
    slow = min(steps) > -FALL and sum(step < 0 for step in steps) > DRIFT_WEEKS // 2
    if slow and fell >= FALL:
        yield _reason("drifts", points=fell)


def _diverging(result: AccountResult) -> Iterator[Reason]:
    case = result.divergence
    if case is not None and case.state == "open":
        yield _reason("differs", score=case.from_band, people=case.to_band)


def _renewing(result: AccountResult) -> Iterator[Reason]:
    left = days_left(result)
    if left is not None and left <= RENEWAL_DAYS:
        yield _reason("renews", "" if left else "renews today", count=left)


def _due(card: Scorecard, result: AccountResult) -> Iterator[Reason]:
    """People's reading is asked for where a scorecard hears it."""
    if card.overlay is None:
        return
    if result.overlay is None:
        yield _reason("assess", "never assessed")
    elif not result.overlay.fresh:
        yield _reason("assess", date=result.overlay.assessed_on)


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
