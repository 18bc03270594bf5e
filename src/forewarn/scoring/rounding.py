"""Numbers as people see them: one decimal, and parts that add up to the shown whole."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

_HAIR = 1e-9  # swallows what binary fractions leave behind, so that 0.5 is a tie


def added(numbers: Iterable[float]) -> float:
    """Sum from left to right: from Python 3.12 on the built-in one compensates: other bits."""
    total = 0.0
    for each in numbers:
        total += each
    return total


def six_decimals(score: float) -> float:
    """The score as every band test sees it: rounded to 6 decimals (SEMANTICS 9)."""
    return round(score, 6)


def shown_score(score: float) -> float:
    """One decimal, half up."""
    return math.floor(score * 10 + 0.5 + _HAIR) / 10


def shown_parts(parts: Sequence[float], whole: float) -> tuple[float, ...]:
    """Parts to one decimal that add up to ``whole``, a number of one decimal.

    Every part is rounded down, then the tenths that are left go to the largest remainders, ties
    in the order given. Parts may be negative. The sum of the parts must lie within half a tenth
    of ``whole``, or the rest is spread over all.
    """
    tenths = [math.floor(part * 10 + _HAIR) for part in parts]
    left = round(whole * 10) - sum(tenths)
    order = sorted(
        range(len(parts)), key=lambda place: -round(parts[place] * 10 - tenths[place], 6)
    )
    # Too much was given only when rounding lifted several parts: the smallest remainders pay.
    paying, one = (order, 1) if left > 0 else (order[::-1], -1)
    rounds, over = divmod(abs(left), len(order) or 1)
    for turn, place in enumerate(paying):
        tenths[place] += one * (rounds + (turn < over))
    return tuple(tenth / 10 for tenth in tenths)


def percent(share: float, *, up: bool = False) -> str:
    """A share as whole percent, rounded down (or up) so that no limit seems met that is not."""
    exact = round(share * 100, 6)
    return f"{math.ceil(exact) if up else math.floor(exact)} %"
