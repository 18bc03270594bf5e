"""Curves: a raw value put on 0 to 100.

Every function takes the account's dated attributes, because a target or a rank among peers
depends on them. Numbers may come as text (a dated column of a CSV file); text that is no plain
decimal number is no number.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Final

from forewarn.scorecard.model import Curve, Linear, Lookup, Percentile, Steps, Target

Attributes = Mapping[str, object]

_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


class NotApplicable(Enum):
    """The curve has nothing to say for this account: no target, or no peers."""

    NOT_APPLICABLE = "not_applicable"


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE
Points = float | None | NotApplicable


def number(value: object) -> float | None:
    """The value as a finite number; None for words, empties, and what is not a number."""
    if isinstance(value, float):  # by far the most frequent, so asked first
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return float(value) if _DECIMAL.fullmatch(value.strip()) else None
    if isinstance(value, (int, Decimal)) and math.isfinite(value):
        return float(value)
    return None


def text(value: object) -> str:
    """The value as lookups write it: ``3`` for 3.0, ``2.5``, ``true``; words as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)) and math.isfinite(value):
        return str(int(value)) if value == int(value) else str(float(value))
    return str(value)


def points(curve: Curve, value: object, attributes: Attributes) -> Points:
    """Points of a raw value, 0 to 100.

    Returns:
        None when the value is empty, is no number where one is wanted, or is a word that a
        lookup without ``otherwise`` does not list: the input is then missing. NOT_APPLICABLE,
        whatever the value, when the account's attribute has no target or no peers.
    """
    if isinstance(curve, Lookup):
        return None if value is None else _looked_up(curve, value)
    if not applies(curve, attributes):
        return NOT_APPLICABLE
    x = number(value)
    return None if x is None else _on_numbers(curve, x, attributes)


def applies(curve: Curve, attributes: Attributes) -> bool:
    """Whether the curve has a target above zero, or peers, for an account of these attributes."""
    if isinstance(curve, Target):
        return target(curve, attributes) > 0
    if isinstance(curve, Percentile):
        return len(quantiles(curve, attributes)) > 1
    return True


def lowest(curve: Curve) -> float:
    """The fewest points the curve gives."""
    return min(_range(curve))


def highest(curve: Curve) -> float:
    """The most points the curve gives."""
    return max(_range(curve))


def target(curve: Target, attributes: Attributes) -> float:
    """The account's target; 0 when there is none for its attribute."""
    listed = curve.targets.get(text(attributes.get(curve.by)))
    return listed if listed is not None else curve.otherwise or 0.0


def quantiles(curve: Percentile, attributes: Attributes) -> tuple[float, ...]:
    """Values at equal steps of rank among the account's peers; empty when it has none."""
    return curve.quantiles.get(text(attributes.get(curve.by)), ())


def between(line: Sequence[tuple[float, float]], x: float) -> float:
    """Height at ``x`` of straight lines through points that ascend by x; flat outside."""
    x0, y0 = line[0]
    if x <= x0:
        return float(y0)
    for x1, y1 in line:  # a curve has a handful of points: no search beats looking at each
        if x < x1:
            break
        x0, y0 = x1, y1
    else:
        return float(y0)
    if x == x0:
        return float(y0)
    y = y0 + (y1 - y0) * ((x - x0) / (x1 - x0))
    # Rounding may leave the segment by a hair, and a rising curve would dip at its next point.
    return float(min(max(y, min(y0, y1)), max(y0, y1)))


def ranks(count: int) -> list[float]:
    """Rank of each of ``count`` quantiles, 0 to 100 in equal steps."""
    return [100.0 * place / (count - 1) for place in range(count)]


def _on_numbers(
    curve: Linear | Steps | Target | Percentile, x: float, attributes: Attributes
) -> float:
    if isinstance(curve, Linear):
        return between(curve.points, x)
    if isinstance(curve, Steps):
        return _step(curve, x)
    if isinstance(curve, Target):
        return _share_of_target(x, target(curve, attributes))
    return _rank(curve, quantiles(curve, attributes), x)


def _looked_up(curve: Lookup, value: object) -> float | None:
    found = curve.table.get(text(value))
    if found is None and (x := number(value)) is not None:
        found = curve.table.get(text(x))
    return curve.otherwise if found is None else found


def _step(curve: Steps, x: float) -> float:
    place = bisect_right(curve.points, x, key=lambda point: point[0])
    return float(curve.points[max(place - 1, 0)][1])


def _share_of_target(x: float, wanted: float) -> float:
    return min(max(100.0 * (x / wanted), 0.0), 100.0)


def _rank(curve: Percentile, values: Sequence[float], x: float) -> float:
    rank = _rising_rank(values, x)
    return 100.0 - rank if curve.falling else rank


def _rising_rank(values: Sequence[float], x: float) -> float:
    step = ranks(len(values))
    low, high = bisect_left(values, x), bisect_right(values, x)
    if low < high:  # x is a quantile; when several share it, the middle of their ranks
        return (step[low] + step[high - 1]) / 2
    if low == 0:
        return 0.0
    if low == len(values):
        return 100.0
    return between(((values[low - 1], step[low - 1]), (values[low], step[low])), x)


def _range(curve: Curve) -> Iterable[float]:
    if isinstance(curve, (Linear, Steps)):
        return [height for _, height in curve.points]
    if isinstance(curve, Lookup):
        rest = () if curve.otherwise is None else (curve.otherwise,)
        return [*curve.table.values(), *rest]
    return [0.0, 100.0]
