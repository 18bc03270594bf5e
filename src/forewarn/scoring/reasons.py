"""Drags and lifts: why the score is where it is (SEMANTICS 19); and categories over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from forewarn.scorecard.model import Scorecard
from forewarn.scoring.explanation import Driver, Reasons
from forewarn.scoring.rounding import shown_parts, shown_score, six_decimals
from forewarn.terms.score import CategoryScore, Contribution, Score

FALLS_BY = 5.0


def reasons(card: Scorecard, score: Score) -> Reasons:
    """Drags and lifts of a score; both empty when it is withheld.

    An input exactly at the edge is neither. Amounts sum to the score minus the edge.
    """
    edge = float(card.bands[-1].from_score)
    if score.score is None:
        return Reasons(edge, None, (), ())
    drivers = _drivers(score, edge)
    # Python's sort keeps file order on ties.
    drags = sorted((each for each in drivers if each.amount < 0), key=lambda each: each.amount)
    lifts = sorted((each for each in drivers if each.amount > 0), key=lambda each: -each.amount)
    return Reasons(edge, score.score - edge, tuple(drags), tuple(lifts))


def against(
    categories: Iterable[CategoryScore], before: Iterable[CategoryScore]
) -> tuple[CategoryScore, ...]:
    """The categories with their score at an earlier date; falling when lower by 5 or more (S16)."""
    earlier = {category.category: category.score for category in before}
    return tuple(_compared(now, earlier.get(now.category)) for now in categories)


def _drivers(score: Score, edge: float) -> list[Driver]:
    used = [part for part in score.contributions if part.weight > 0]
    amounts = [part.weight * ((part.points or 0.0) - edge) for part in used]
    whole = round(shown_score(score.score or 0.0) - shown_score(edge), 1)
    shown = shown_parts(amounts, whole)
    return [
        _driver(part, amount, tenths)
        for part, amount, tenths in zip(used, amounts, shown, strict=True)
    ]


def _driver(part: Contribution, amount: float, shown: float) -> Driver:
    return Driver(
        input=part.input,
        category=part.category,
        signal=part.signal,
        value=part.value,
        status=part.status,
        points=part.points or 0.0,
        amount=amount,
        shown=shown,
        sentence=part.sentence,
        filled=part.filled,
        detail=part.detail,
    )


def _compared(now: CategoryScore, before: float | None) -> CategoryScore:
    if before is None or now.score is None:
        return replace(now, before=before)
    return replace(now, before=before, falling=six_decimals(before - now.score) >= FALLS_BY)
