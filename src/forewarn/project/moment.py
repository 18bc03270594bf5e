"""An account as of one date, as a replay found it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from forewarn.project.recorded import worded
from forewarn.scorecard.model import Scorecard
from forewarn.signals.kinds.adopted import Adopted
from forewarn.signals.words import with_dates_moved
from forewarn.terms.score import AccountResult, Context, Divergence, Overlay, Score

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(slots=True)
class Moment:
    """An account as of one date.

    Attributes:
        card: the scorecard that applied then.
        score, band, effective_band, new: of the result.
        quarter_before: the score 91 days earlier, None without one.
        pulse: the newest pulse then, None without one.
    """

    card: Scorecard
    score: float | None
    band: str | None
    effective_band: str | None
    new: bool
    make: Callable[[], tuple[AccountResult, bool]]
    quarter_before: float | None = None
    pulse: float | None = None
    _made: tuple[AccountResult, bool] | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        card: Scorecard,
        result: AccountResult,
        *,
        quarter_before: float | None,
        pulse: float | None,
    ) -> Moment:
        """A moment whose result is there, in words."""
        return cls(
            card,
            result.score.score,
            result.band,
            result.effective_band,
            result.new,
            lambda: (result, True),
            quarter_before,
            pulse,
        )

    @property
    def result(self) -> AccountResult:
        """All of it; made when it is read."""
        return self._both[0]

    @property
    def in_words(self) -> bool:
        """Whether every input of the result has its sentence."""
        return self._both[1]

    @property
    def _both(self) -> tuple[AccountResult, bool]:
        if self._made is None:
            self._made = self.make()
        return self._made


def set_back(
    card: Scorecard, result: AccountResult, *, days: int, trend: tuple[float | None, ...]
) -> tuple[AccountResult, bool]:
    """A result of the common clock as it reads on the true one, with its sentences.

    Args:
        days: how far its account was moved.
        trend: scores at the weekly dates before it and at its own.

    Returns:
        The result, and False where the row does not hold what a sentence would say.
    """
    back = timedelta(days=days)

    def true(on: date) -> date:
        return on - back

    result = replace(
        result,
        as_of=true(result.as_of),
        trend=trend,
        renews_on=_maybe(result.renews_on, back),
        notice_on=_maybe(result.notice_on, back),
        overlay=result.overlay and _overlay(result.overlay, back),
        divergence=result.divergence and _divergence(result.divergence, back),
        contexts=tuple(_context(each, back) for each in result.contexts),
        dated={name: true(on) for name, on in (result.dated or {}).items()},
        score=_score(card, result.score, back),
    )
    told = None if _names_a_day(result.score) else worded(card, result)
    return (result, False) if told is None else (told, True)


def _names_a_day(score: Score) -> bool:
    """Whether the value of an input is itself a day."""
    values = (part.value for part in score.contributions)
    return any(isinstance(value, str) and _DAY.match(value) for value in values)


def _score(card: Scorecard, score: Score, back: timedelta) -> Score:
    """The words that belong to a value may name days, too: of first uses."""
    parts = tuple(
        replace(part, detail=with_dates_moved(part.detail, -back))
        if part.detail is not None and isinstance(card.signals[part.signal], Adopted)
        else part
        for part in score.contributions
    )
    return replace(score, contributions=parts)


def _maybe(on: date | None, back: timedelta) -> date | None:
    return None if on is None else on - back


def _overlay(word: Overlay, back: timedelta) -> Overlay:
    readings = tuple(replace(e, assessed_on=e.assessed_on - back) for e in word.readings)
    return replace(word, readings=readings, assessed_on=word.assessed_on - back)


def _divergence(split: Divergence, back: timedelta) -> Divergence:
    return replace(split, since=split.since - back)


def _context(said: Context, back: timedelta) -> Context:
    ends_on = _maybe(said.ends_on, back)
    return replace(said, starts_on=said.starts_on - back, ends_on=ends_on)
