"""What would lift an account to the next band: the smallest changes that do (SEMANTICS 21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from forewarn.scorecard.model import Cap, Input, Scorecard
from forewarn.scoring.bands import next_better
from forewarn.scoring.caps import applied
from forewarn.scoring.curves import Attributes, highest
from forewarn.scoring.explanation import Change, Lift, LiftToNextBand
from forewarn.scoring.nearest import better_values, nearest_value, range_share
from forewarn.scoring.rounding import added, six_decimals
from forewarn.scoring.score import Values, quick_score, weigh
from forewarn.scoring.standing import Standing
from forewarn.terms.band import Band
from forewarn.terms.score import CapApplied
from forewarn.terms.signal import SignalValue, Status, Value

_HAIR = 1e-9


def lift_to_next_band(
    card: Scorecard,
    values: Values,
    attributes: Attributes,
    *,
    standing: Standing,
    caps: Sequence[Cap] = (),
) -> LiftToNextBand | None:
    """The changes that lift an account above its ``band``.

    Only observed signals are changed, each to a value its curve can earn; a candidate counts
    only if scoring the account again with it reaches the target. Caps are named, not solved.

    Args:
        card: the scorecard.
        values: by signal name, as scored.
        attributes: dated attributes, as scored.
        standing: the account's bands at the same date.
        caps: those in force.

    Returns:
        None when the score is withheld or the account is in the top band; and where products are
        scored apart, because no one raw value is the account's.
    """
    if card.products is not None:
        return None
    score = quick_score(card, values, attributes)
    above = next_better(card, standing.band) if standing.band else None
    if score is None or standing.band is None or above is None:
        return None
    edge = float(above.from_score)
    goal = _Goal(card, values, attributes, score, min(edge + card.steady.margin, 100.0))
    held = _is_held(card, standing, above)
    reached = not goal.gap or card.rank(standing.steady_band or above.name) >= card.rank(above.name)
    singles = () if reached else tuple(sorted(_singles(goal), key=_size))
    return LiftToNextBand(
        from_band=standing.band,
        to_band=above.name,
        edge=edge,
        target=goal.target,
        missing=0.0 if reached else goal.gap,
        blocked_by=_blocking(card, standing, caps, above),
        held_by_steadiness=held,
        waits_days=card.steady.or_after_days if held else None,
        singles=singles,
        pair=None if reached or singles else min(_pairs(goal), key=_size, default=None),
    )


@dataclass(frozen=True, slots=True)
class _Goal:
    """The account as it is, and the score it should reach."""

    card: Scorecard
    values: Values
    attributes: Attributes
    score: float
    target: float

    @property
    def gap(self) -> float:
        return max(six_decimals(self.target - self.score), 0.0)

    def movable(self) -> list[Input]:
        """Inputs whose raw value is there to be changed."""
        return [each for each in self.card.inputs if self.points(each) is not None]

    def points(self, each: Input) -> float | None:
        """Points of an observed input."""
        weighed = weigh(each, self.values[each.signal], self.attributes)
        return weighed.points if weighed.status is Status.OBSERVED else None

    def weight(self, each: Input) -> float:
        """Effective weight."""
        used = [
            one.weight
            for one in self.card.inputs
            if weigh(one, self.values[one.signal], self.attributes).points is not None
        ]
        return each.weight / added(used)

    def with_value(self, each: Input, value: Value) -> _Goal:
        """The same account with another raw value; the score is taken again."""
        changed: Mapping[str, SignalValue] = {
            **self.values,
            each.signal: replace(self.values[each.signal], value=value),
        }
        score = quick_score(self.card, changed, self.attributes)
        return replace(self, values=changed, score=self.score if score is None else score)


def _is_held(card: Scorecard, standing: Standing, above: Band) -> bool:
    if standing.raw_band is None or standing.steady_band is None:
        return False
    needed = card.rank(above.name)
    return card.rank(standing.raw_band) >= needed > card.rank(standing.steady_band)


def _blocking(
    card: Scorecard, standing: Standing, caps: Sequence[Cap], above: Band
) -> tuple[CapApplied, ...]:
    """Caps that would hold the account out of the next band, however high it scored."""
    needed = card.rank(above.name)
    low = [cap for cap in caps if card.rank(cap.not_above) < needed]
    return applied(card, low, held_down=[above.name, standing.steady_band])


def _size(lift: Lift) -> float:
    return round(lift.range_share, 9)


def _singles(goal: _Goal) -> Iterator[Lift]:
    for each in goal.movable():
        change = _closing(goal, each)
        if change is not None:
            yield _lift(goal, change)


def _closing(goal: _Goal, each: Input) -> Change | None:
    """The smallest change of one input that closes the gap; None when none does."""
    now, weight = goal.points(each), goal.weight(each)
    if now is None or weight <= 0:
        return None
    # The exact gap, not the rounded one: a hair too few points would miss the edge.
    wanted = now + max(goal.target - goal.score, 0.0) / weight
    best = highest(each.curve)
    if wanted > best + _HAIR:
        return None
    value = nearest_value(
        each.curve, goal.values[each.signal].value, min(wanted, best), goal.attributes
    )
    return None if value is None else _change(goal, each, value, reaching=True)


def _change(goal: _Goal, each: Input, value: Value, *, reaching: bool) -> Change | None:
    changed = goal.with_value(each, value)
    after, now = changed.points(each), goal.points(each)
    before = goal.values[each.signal].value
    if after is None or now is None or value == before or (reaching and changed.gap):
        return None
    share = range_share(each.curve, before, value, attributes=goal.attributes)
    return Change(each.name, each.signal, before, value, now, after, share)


def _pairs(goal: _Goal) -> Iterator[Lift]:
    """Pairs that close the gap: one input moves to a corner of its curve, another closes the rest.

    Between corners curves are straight, so the smallest pair has one of its two at a corner.
    """
    for first, second in permutations(goal.movable(), 2):
        if first.signal == second.signal:
            continue
        current = goal.values[first.signal].value
        for value in better_values(first.curve, current, goal.attributes):
            start = _change(goal, first, value, reaching=False)
            if start is None:
                continue
            rest = _closing(goal.with_value(first, value), second)
            if rest is not None:
                yield _lift(goal, start, rest)


def _lift(goal: _Goal, *changes: Change) -> Lift:
    by_name = {each.name: each for each in goal.card.inputs}
    reached = goal
    for change in changes:
        reached = reached.with_value(by_name[change.input], change.to_value)
    order = list(by_name)
    changes = tuple(sorted(changes, key=lambda change: order.index(change.input)))
    return Lift(changes, reached.score, added(change.range_share for change in changes))
