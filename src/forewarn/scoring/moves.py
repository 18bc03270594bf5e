"""Why a score moved between two dates: the customer, the scorecard, or the data (SEMANTICS 20).

The way from the old score to the new one is walked in four steps, input by input: the old
scorecard at t1; the new scorecard at t1 (scorecard); the same with what is known later (data);
the new scorecard at t2 (customer, and data where a status changed). The steps telescope, so the
parts sum to the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forewarn.scoring.explanation import Move, Moves
from forewarn.scoring.rounding import added, shown_parts
from forewarn.terms.score import Contribution, Score
from forewarn.terms.signal import Status

_NOTHING = 1e-9


def moves(
    old_before: Score,
    new_before: Score,
    after: Score,
    *,
    new_before_hindsight: Score | None = None,
) -> Moves:
    """Take the difference between two dates apart.

    Args:
        old_before: the old scorecard at t1, as known at t1.
        new_before: the new scorecard at t1, as known at t1; the same as ``old_before`` when the
            scorecard did not change.
        after: the new scorecard at t2.
        new_before_hindsight: the new scorecard at t1 with what is known at t2; without it late
            facts cannot be told from the customer's change and count as such.
    """
    if old_before.score is None or after.score is None:
        return _not_comparable(old_before, after)
    hindsight = new_before_hindsight or new_before
    path = [_by_input(each) for each in (old_before, new_before, hindsight, after)]
    steps = [_step(name, path) for name in dict.fromkeys(name for at in path[::-1] for name in at)]
    shown = round((after.shown or 0.0) - (old_before.shown or 0.0), 1)
    parts = shown_parts([each.total for each in steps], shown)
    found = [_move(step, tenths) for step, tenths in zip(steps, parts, strict=True)]
    return Moves(
        before=old_before.score,
        after=after.score,
        total=after.score - old_before.score,
        shown=shown,
        customer=added(each.customer for each in steps),
        scorecard=added(each.scorecard for each in steps),
        data=added(each.data for each in steps),
        moves=_ranked(found),
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """One input's parts, with the contributions they were read from."""

    name: str
    old: Contribution | None
    new: Contribution | None
    hindsight: Contribution | None
    after: Contribution | None
    scorecard: float
    late: float
    customer: float
    rest: float

    @property
    def data(self) -> float:
        return self.late + self.rest

    @property
    def total(self) -> float:
        return self.scorecard + self.data + self.customer


def _by_input(score: Score) -> Mapping[str, Contribution]:
    return {part.input: part for part in score.contributions}


def _amount(part: Contribution | None) -> float:
    """What the input would contribute, also where the score on the way was withheld."""
    return 0.0 if part is None else part.weight * (part.points or 0.0)


def _step(name: str, path: list[Mapping[str, Contribution]]) -> _Step:
    old, new, hindsight, after = (at.get(name) for at in path)
    customer = _customer(hindsight, after)
    return _Step(
        name, old, new, hindsight, after,
        scorecard=_amount(new) - _amount(old),
        late=_amount(hindsight) - _amount(new),
        customer=customer,
        rest=_amount(after) - _amount(hindsight) - customer,
    )  # fmt: skip


def _customer(before: Contribution | None, after: Contribution | None) -> float:
    """The raw value's own move: a change of status, or of others' weights, is data."""
    if before is None or after is None:
        return 0.0
    if before.status is not Status.OBSERVED or after.status is not Status.OBSERVED:
        return 0.0
    return after.weight * ((after.points or 0.0) - (before.points or 0.0))


def _move(step: _Step, shown: float) -> Move:
    known = step.after or step.new or step.old
    return Move(
        input=step.name,
        category=known.category if known else "",
        customer=step.customer,
        scorecard=step.scorecard,
        data=step.data,
        total=step.total,
        shown=shown,
        value_before=step.old.value if step.old else None,
        value_after=step.after.value if step.after else None,
        points_before=step.old.points if step.old else None,
        points_after=step.after.points if step.after else None,
        status_before=step.old.status if step.old else None,
        status_after=step.after.status if step.after else None,
        causes=tuple(_causes(step)),
    )


def _causes(step: _Step) -> Iterable[str]:
    if abs(step.scorecard) > _NOTHING:
        yield _scorecard_cause(step)
    if abs(step.late) > _NOTHING:
        yield "facts that became known later"
    if abs(step.rest) > _NOTHING:
        yield _data_cause(step.hindsight, step.after)


def _scorecard_cause(step: _Step) -> str:
    if step.old is None:
        return "new in the scorecard"
    if step.new is None:
        return "no longer in the scorecard"
    return "another curve or weight in the scorecard"


def _data_cause(before: Contribution | None, after: Contribution | None) -> str:
    if before is None or after is None or before.status is after.status:
        return "weight shifted because the data of other inputs changed"
    words = {
        Status.OBSERVED: "data arrived",
        Status.MISSING: "no data any more",
        Status.STALE: "the last value has gone stale",
        Status.NOT_APPLICABLE: "no longer applies to this account",
    }
    return words[after.status]


def _ranked(found: Iterable[Move]) -> tuple[Move, ...]:
    moved = [
        each
        for each in found
        if any(abs(part) > _NOTHING for part in (each.customer, each.scorecard, each.data))
        or each.shown
    ]
    return tuple(sorted(moved, key=lambda each: -round(abs(each.total), 9)))


def _not_comparable(before: Score, after: Score) -> Moves:
    which = "then" if before.score is None else "now"
    reason = (before if before.score is None else after).reason
    return Moves(
        before.score, after.score, None, None, 0.0, 0.0, 0.0, (), f"No score {which}: {reason}"
    )
