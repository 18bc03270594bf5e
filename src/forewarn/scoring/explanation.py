"""Reasons as values: drags and lifts, moves, and what would lift an account. JSON-ready."""

from __future__ import annotations

from dataclasses import dataclass

from forewarn.terms.score import CapApplied, Plain
from forewarn.terms.signal import Status, Value


@dataclass(frozen=True, slots=True)
class Driver(Plain):
    """One input's pull below (a drag) or above (a lift) the lower edge of the top band.

    Attributes:
        amount: effective weight times (points minus that edge); drags and lifts together sum to
            the score's distance from it.
        shown: one decimal; the shown ones add up to the shown score minus the edge.
        sentence: the input in words; rendered on reading.
    """

    input: str
    category: str
    signal: str
    value: Value
    status: Status
    points: float
    amount: float
    shown: float
    sentence: str = ""
    filled: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Reasons(Plain):
    """Drags and lifts, strongest first, ties in file order.

    Attributes:
        edge: lower edge of the top band.
        distance: score minus edge, the sum of all amounts; None when withheld.
    """

    edge: float
    distance: float | None
    drags: tuple[Driver, ...]
    lifts: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class Move(Plain):
    """One input's part in the difference between two dates.

    Attributes:
        customer: the raw value moved on the curve.
        scorecard: the file changed: curve, weight, or the input itself.
        data: a late fact, a status that changed, or a weight that others' status shifted.
        total: the three together.
        shown: total to one decimal; the shown ones add up to the shown difference.
        value_before, value_after, points_before, points_after, status_before, status_after: at
            the two dates under the scorecard of each; None where an input was not there.
        causes: what lies behind ``data`` and ``scorecard``, in words.
        sentence: the move in words; rendered on reading.
    """

    input: str
    category: str
    customer: float
    scorecard: float
    data: float
    total: float
    shown: float
    value_before: Value
    value_after: Value
    points_before: float | None
    points_after: float | None
    status_before: Status | None
    status_after: Status | None
    causes: tuple[str, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Moves(Plain):
    """Why a score moved between two dates.

    Attributes:
        before, after: the scores; None when withheld.
        total: after minus before; None when either is withheld (then ``moves`` is empty and
            ``reason`` says why).
        customer, scorecard, data: sums over the inputs; together they are the total.
        moves: inputs with a part in it, largest first, ties in file order.
    """

    before: float | None
    after: float | None
    total: float | None
    shown: float | None
    customer: float
    scorecard: float
    data: float
    moves: tuple[Move, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Change(Plain):
    """Another raw value of one input.

    Attributes:
        range_share: size of the change as a share of the curve's range of raw values.
    """

    input: str
    signal: str
    from_value: Value
    to_value: Value
    from_points: float
    to_points: float
    range_share: float


@dataclass(frozen=True, slots=True)
class Lift(Plain):
    """One change, or a pair of them, that reaches the next band.

    Attributes:
        changes: in file order.
        score: what the account would score then.
        range_share: sum over the changes; smaller is less to do.
    """

    changes: tuple[Change, ...]
    score: float
    range_share: float


@dataclass(frozen=True, slots=True)
class LiftToNextBand(Plain):
    """What would lift an account into the next band (S13).

    Attributes:
        from_band: the band now, after caps.
        to_band: the band above it.
        edge: lower edge of that band.
        target: score at which the band moves at once: edge plus the steady margin, at most 100.
        missing: points between the score and the target; 0 when the score is there already.
        blocked_by: caps that keep the account out of that band, whatever the score: first things
            first.
        waits_days: set when steadiness alone holds the band down: the score lies over the edge,
            and standing there for so many days moves the band even without the margin; None when
            steadiness does not hold it or there is no dwell time.
        held_by_steadiness: the raw band is the next band or better, the band held is not.
        singles: single changes that reach the target, smallest first.
        pair: the smallest pair, looked for when no single change does.
    """

    from_band: str
    to_band: str
    edge: float
    target: float
    missing: float
    blocked_by: tuple[CapApplied, ...]
    held_by_steadiness: bool
    waits_days: int | None
    singles: tuple[Lift, ...]
    pair: Lift | None
