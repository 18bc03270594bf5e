"""Steady bands: no score noise, and the same answer however long the history (SEMANTICS 13).

The band held at a weekly as_of is what evolving from 26 weeks before it gives: the first scored
week starts at its raw band, later weeks move it by the margin or after the dwell time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from forewarn.scorecard.model import Scorecard
from forewarn.scoring.bands import raw_band, upper_edge
from forewarn.scoring.rounding import six_decimals

WARM_UP = timedelta(weeks=26)

Week = tuple[date, float | None]


@dataclass(frozen=True, slots=True)
class Held:
    """The steady state after one weekly as_of.

    Attributes:
        band: the band held; None before the first scored week.
        away_since: first weekly as_of of the unbroken run whose raw band differs from it.
    """

    band: str | None = None
    away_since: date | None = None


START = Held()


def held_weekly(card: Scorecard, weeks: Sequence[Week]) -> tuple[Held, ...]:
    """The state after every week of a history.

    Args:
        card: the scorecard, for its bands, margin and dwell time.
        weeks: (as_of, score or None when withheld) on the weekly grid, ascending, all under this
            scorecard. The first 26 weeks are warm-up: what is said of them rests on less history
            than a longer list would give.

    Raises:
        ValueError: the dates do not ascend.
    """
    _check_ascending(weeks)
    states: list[Held] = []
    state, forgets_on = START, weeks[0][0] if weeks else date.min
    for place, (on, score) in enumerate(weeks):
        state = step(card, state, on, score=score)
        if score is not None and _is_decisive(card, score):
            forgets_on = on
        # A decisive week gives its raw band whatever went before, so a run over all history and
        # a fresh start agree from there on. Without one inside the warm-up, start afresh.
        fresh = forgets_on < on - WARM_UP
        states.append(_evolve(card, _warm_up(weeks[: place + 1])) if fresh else state)
    return tuple(states)


def band_on(card: Scorecard, weeks: Sequence[Week], on: date, *, score: float | None) -> str | None:
    """The steady band at any date, which a date off the weekly grid reads and never advances.

    Off the grid the margin moves the band as it would on the grid; the dwell time, which asks
    for weekly dates, never does.

    Args:
        card: the scorecard, for its bands, margin and dwell time.
        weeks: the weekly history before ``on`` (and at it, if it lies on the grid).
        on: the date asked for.
        score: the score at ``on``; used when ``on`` is not among the weeks.

    Returns:
        None before the first scored date.
    """
    past = [week for week in weeks if week[0] <= on]
    state = _evolve(card, _warm_up(past))
    return state.band if past and past[-1][0] == on else peek(card, state, score)


def peek(card: Scorecard, state: Held, score: float | None) -> str | None:
    """The band of a date between two weekly ones, given the state after the last of them."""
    if score is None or state.band is None:
        return state.band if score is None else raw_band(card, score)
    return raw_band(card, score) if _is_past_margin(card, state.band, score) else state.band


def step(card: Scorecard, state: Held, on: date, *, score: float | None) -> Held:
    """The state after one more weekly as_of; a withheld week keeps the band and breaks the run."""
    if score is None:
        return Held(state.band)
    raw = raw_band(card, score)
    if state.band is None or raw == state.band or _is_past_margin(card, state.band, score):
        return Held(raw)
    since = state.away_since or on
    wait = card.steady.or_after_days
    if wait is not None and (on - since).days >= wait:
        return Held(raw)
    return Held(state.band, since)


def _evolve(card: Scorecard, weeks: Iterable[Week]) -> Held:
    state = START
    for on, score in weeks:
        state = step(card, state, on, score=score)
    return state


def _warm_up(weeks: Sequence[Week]) -> Sequence[Week]:
    """The last week and those up to 26 weeks before it."""
    return [week for week in weeks if week[0] >= weeks[-1][0] - WARM_UP] if weeks else ()


def _is_past_margin(card: Scorecard, held: str, score: float) -> bool:
    """Outside the held band, by at least the margin from its nearest edge."""
    seen, lower, upper = six_decimals(score), card.band(held).from_score, upper_edge(card, held)
    if seen < lower:
        return six_decimals(lower - seen) >= card.steady.margin
    return upper is not None and seen >= upper and six_decimals(seen - upper) >= card.steady.margin


def _is_decisive(card: Scorecard, score: float) -> bool:
    """At least the margin inside its raw band, so that no held band survives it."""
    seen, name = six_decimals(score), raw_band(card, score)
    lower, upper = card.band(name).from_score, upper_edge(card, name)
    above = name == card.bands[0].name or six_decimals(seen - lower) >= card.steady.margin
    return above and (upper is None or six_decimals(upper - seen) >= card.steady.margin)


def _check_ascending(weeks: Sequence[Week]) -> None:
    for (before, _), (after, _) in pairwise(weeks):
        if after <= before:
            raise ValueError(f"weeks must ascend: {before} comes before {after}")
