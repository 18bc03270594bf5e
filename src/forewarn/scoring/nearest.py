"""Curves read backwards: the smallest change of a raw value that earns so many points (S13)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from forewarn.scorecard.model import Curve, Linear, Lookup, Steps, Target
from forewarn.scoring.curves import Attributes, number, points, quantiles, ranks, target, text
from forewarn.terms.signal import Value

_STEPS_IN_RANGE = 1000  # how finely a value is told: a thousandth of the curve's magnitude


def nearest_value(curve: Curve, current: Value, wanted: float, attributes: Attributes) -> Value:
    """The raw value closest to ``current`` that earns at least ``wanted`` points.

    Whole numbers stay whole (half a login does not happen); other numbers are rounded away from
    ``current`` to what a person can read, as long as the points still suffice. Words of a lookup:
    the one with the fewest points that suffice, the first listed on ties.

    Returns:
        ``current`` itself when it already suffices; None when no value does, or when there is no
        current value to change.
    """
    if current is None:
        return None
    if _reaches(curve, current, wanted, attributes):
        return current
    if isinstance(curve, Lookup):
        return _nearest_word(curve, current, wanted)
    here = number(current)
    if here is None:
        return None
    step = _step_size(curve, attributes)
    options = _options(curve, here, wanted, attributes=attributes, step=step)
    return _closest(
        _tellable(options, here, whole=isinstance(current, int), step=step),
        curve, here, wanted, attributes=attributes,
    )  # fmt: skip


def range_share(curve: Curve, a: Value, b: Value, *, attributes: Attributes) -> float:
    """Size of the change from ``a`` to ``b`` as a share of the raw values the curve tells apart.

    0 when nothing changes, 1 from one end to the other, more when a value lies outside. Words
    have no distance of their own: their points stand in.
    """
    span = values_span(curve, attributes)
    x, y = number(a), number(b)
    if span > 0 and x is not None and y is not None:
        return abs(y - x) / span
    if a == b:
        return 0.0
    if isinstance(curve, Lookup):
        return _share_of_points(curve, a, b)
    return 1.0


def values_span(curve: Curve, attributes: Attributes) -> float:
    """Distance from the lowest to the highest raw value that the curve tells apart; 0 for words."""
    values = sorted(_corners(curve, attributes))
    return values[-1] - values[0] if values else 0.0


def better_values(curve: Curve, current: Value, attributes: Attributes) -> tuple[Value, ...]:
    """The curve's own corners, as raw values that earn more points than ``current``."""
    now = points(curve, current, attributes)
    if not isinstance(now, float | int):
        return ()
    wanted = sorted({height for height in _heights(curve, attributes) if height > now})
    found = (nearest_value(curve, current, height, attributes) for height in wanted)
    return tuple(dict.fromkeys(value for value in found if value is not None))


def _reaches(curve: Curve, value: Value, wanted: float, attributes: Attributes) -> bool:
    got = points(curve, value, attributes)
    return isinstance(got, float | int) and got >= wanted


def _nearest_word(curve: Lookup, current: Value, wanted: float) -> Value:
    enough = [(height, key) for key, height in curve.table.items() if height >= wanted]
    here = number(current)
    if here is None:
        return min(enough, key=lambda pair: pair[0])[1] if enough else None
    numbers = [(abs(x - here), x) for _, key in enough if (x := number(key)) is not None]
    if not numbers:
        return None
    nearest = min(numbers)[1]
    return text(nearest) if isinstance(current, str) else _like(nearest)


def _like(x: float) -> int | float:
    return int(x) if x == int(x) else x


def _share_of_points(curve: Lookup, a: Value, b: Value) -> float:
    heights = [points(curve, value, {}) for value in (a, b)]
    every = [*curve.table.values(), *(() if curve.otherwise is None else (curve.otherwise,))]
    span = max(every) - min(every)
    first, second = (height if isinstance(height, float | int) else 0.0 for height in heights)
    return abs(second - first) / span if span else 0.0


def _corners(curve: Curve, attributes: Attributes) -> list[float]:
    """Raw values at which the curve bends or jumps."""
    if isinstance(curve, (Linear, Steps)):
        return [float(x) for x, _ in curve.points]
    if isinstance(curve, Lookup):
        return [x for key in curve.table if (x := number(key)) is not None]
    if isinstance(curve, Target):
        return [0.0, target(curve, attributes)]
    return [float(x) for x in quantiles(curve, attributes)]


def _heights(curve: Curve, attributes: Attributes) -> list[float]:
    if isinstance(curve, (Linear, Steps)):
        return [height for _, height in curve.points]
    if isinstance(curve, Lookup):
        return list(curve.table.values())
    if isinstance(curve, Target):
        return [100.0]
    return ranks(len(quantiles(curve, attributes)))


def _step_size(curve: Curve, attributes: Attributes) -> float:
    span = values_span(curve, attributes)
    magnitude: float = 10.0 ** math.floor(math.log10(span)) if span > 0 else 1.0
    return magnitude / _STEPS_IN_RANGE


def _options(
    curve: Curve, here: float, wanted: float, *, attributes: Attributes, step: float
) -> Iterator[float]:
    """Values at which the points may first suffice: corners, both their sides, and crossings."""
    corners = sorted(set(_corners(curve, attributes)))
    for x in corners:
        yield from (x, x - step, x + step, math.nextafter(x, -math.inf))
    for left, right in pairwise(corners):
        yield from _crossing(curve, left, right, wanted, attributes=attributes)


def _crossing(
    curve: Curve, left: float, right: float, wanted: float, *, attributes: Attributes
) -> Iterator[float]:
    """Where the straight stretch between two corners meets the wanted points, and a hair beyond."""
    # Read off inside the stretch: at a corner that several quantiles share the curve jumps.
    x0, x1 = left + (right - left) / 3, left + (right - left) * 2 / 3
    y0, y1 = points(curve, x0, attributes), points(curve, x1, attributes)
    if not (isinstance(y0, float | int) and isinstance(y1, float | int)) or y0 == y1:
        return
    x = x0 + (x1 - x0) * ((wanted - y0) / (y1 - y0))
    hair = abs(x1 - x0) * 1e-9
    yield from (each for each in (x, x - hair, x + hair) if left <= each <= right)


def _tellable(
    options: Iterable[float], here: float, *, whole: bool, step: float
) -> Iterator[float]:
    """Each option as a value a person can be told, rounded away from where the account is."""
    for x in options:
        away = math.ceil if x > here else math.floor
        if whole:
            # A corner's other side lies one whole step away, not a thousandth.
            yield from (float(away(x)), float(math.ceil(x) - 1), float(math.floor(x) + 1))
        else:
            yield from (round(away(x / step) * step, 12), x)


def _closest(
    options: Iterable[float],
    curve: Curve,
    here: float,
    wanted: float,
    *,
    attributes: Attributes,
) -> Value:
    enough = [x for x in options if _reaches(curve, x, wanted, attributes)]
    if not enough:
        return None
    return _readable(sorted(enough, key=lambda x: (abs(x - here), x)), here)


def _readable(enough: Sequence[float], here: float) -> Value:
    """The closest, or one that reads shorter when it lies almost as close."""
    if enough[0].is_integer():
        return int(enough[0])
    closest = abs(enough[0] - here)
    near = [x for x in enough if abs(x - here) <= closest * 1.01]
    return _like(min(near, key=lambda x: (len(repr(x)), abs(x - here), x)))
