"""Curves as SQL: a value put on 0 to 100, to the bit as ``scoring.curves`` does it.

What depends on the account's attributes alone (its target, its peers) is asked of
``scoring.curves`` once a profile and stands in a column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from forewarn.engines.duckdb.setwise.codes import double
from forewarn.engines.duckdb.setwise.scope import Attributes, Scope
from forewarn.scorecard.model import Curve, Linear, Lookup, Percentile, Steps, Target
from forewarn.scoring import curves

_BLANKS = "".join(map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680])) + "".join(
    map(chr, [*range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000])
)
_DECIMAL = r"[+-]?[0-9]+(\.[0-9]+)?"
NONE = "CAST(NULL AS DOUBLE)"


def points(curve: Curve, scope: Scope, value: str, *, text: bool) -> tuple[str, str]:
    """The points of a value, NULL where it has no place; and whether the curve applies at all.

    Args:
        curve: the curve.
        scope: takes words and what depends on attributes.
        value: a column, DOUBLE or VARCHAR.
        text: whether it is a VARCHAR.
    """
    if isinstance(curve, Lookup):
        return _looked_up(curve, scope, value, text=text), "true"
    x = _read(scope, value) if text else value
    if isinstance(curve, Linear):
        return _when(x, _line(curve.points, x)), "true"
    if isinstance(curve, Steps):
        return _when(x, _steps(curve.points, x)), "true"
    if isinstance(curve, Target):
        wanted = scope.about("DOUBLE", lambda attributes: curves.target(curve, attributes))
        share = f"least(greatest(100e0 * ({x} / {wanted}), 0e0), 100e0)"
        return f"CASE WHEN {wanted} > 0 AND {x} IS NOT NULL THEN {share} END", f"({wanted} > 0)"
    return _percentile(curve, scope, x)


def _when(x: str, height: str) -> str:
    return f"CASE WHEN {x} IS NOT NULL THEN {height} END"


def _read(scope: Scope, value: str) -> str:
    """A word as the number it is written as; NULL for others."""
    bare = f"trim({value}, {scope.parameters.bind(_BLANKS)})"
    read = f"TRY_CAST(ltrim({bare}, '+') AS DOUBLE)"
    return f"(CASE WHEN regexp_full_match({bare}, '{_DECIMAL}') THEN {read} END)"


def _line(line: Sequence[tuple[float, float]], x: str) -> str:
    first_x, first_y = line[0]
    cases = [f"WHEN {x} <= {double(first_x)} THEN {double(first_y)}"]
    cases += [
        f"WHEN {x} < {double(right[0])} THEN {_segment(left, right, x)}"
        for left, right in pairwise(line)
    ]
    return f"CASE {' '.join(cases)} ELSE {double(line[-1][1])} END"


def _segment(left: tuple[float, float], right: tuple[float, float], x: str) -> str:
    (x0, y0), (x1, y1) = left, right
    if y0 == y1:
        return double(y0)
    share = f"(({x} - {double(x0)}) / {double(x1 - x0)})"
    height = f"{double(y0)} + {double(y1 - y0)} * {share}"
    if (
        y0 + (y1 - y0) == y1
    ):  # then no rounding can leave the segment: products and sums are monotone
        return height
    return f"least(greatest({height}, {double(min(y0, y1))}), {double(max(y0, y1))})"


def _steps(steps: Sequence[tuple[float, float]], x: str) -> str:
    cases = [
        f"WHEN {x} < {double(until)} THEN {double(height)}"
        for (_, height), (until, _) in pairwise(steps)
    ]
    last = double(steps[-1][1])
    return f"CASE {' '.join(cases)} ELSE {last} END" if cases else last


def _looked_up(curve: Lookup, scope: Scope, value: str, *, text: bool) -> str:
    by_number = {
        float(key): height
        for key, height in curve.table.items()
        if (number := curves.number(key)) is not None and curves.text(number) == key
    }
    cases = [
        f"WHEN {value} = {scope.parameters.bind(word)} THEN {double(height)}"
        for word, height in curve.table.items()
        if text
    ]
    x = _read(scope, value) if text else value
    cases += [f"WHEN {x} = {double(key)} THEN {double(by_number[key])}" for key in by_number]
    rest = NONE if curve.otherwise is None else double(curve.otherwise)
    chosen = f"CASE {' '.join(cases)} ELSE {rest} END" if cases else rest
    return _when(value, chosen)


def _percentile(curve: Percentile, scope: Scope, x: str) -> tuple[str, str]:
    peers = {name: found for name, found in curve.quantiles.items() if len(found) > 1}
    places = {name: place for place, name in enumerate(peers)}
    group = scope.about("INTEGER", lambda attributes: _group(curve, places, attributes))
    cases = " ".join(
        f"WHEN {place} THEN {_ranked(peers[name], x, falling=curve.falling)}"
        for name, place in places.items()
    )
    return _when(x, f"CASE {group} {cases} END" if cases else NONE), f"({group} IS NOT NULL)"


def _group(curve: Percentile, places: Mapping[str, int], attributes: Attributes) -> int | None:
    return places.get(curves.text(attributes.get(curve.by)))


def _ranked(values: Sequence[float], x: str, *, falling: bool) -> str:
    """Rank among quantiles: straight lines between, the middle where several share a value."""
    step = curves.ranks(len(values))
    last = {value: place for place, value in enumerate(values)}
    first = {value: place for place, value in reversed(list(enumerate(values)))}
    apart = sorted(last)
    cases = [f"WHEN {x} < {double(apart[0])} THEN 0e0"]
    for place, value in enumerate(apart):
        middle = (step[first[value]] + step[last[value]]) / 2
        cases.append(f"WHEN {x} = {double(value)} THEN {double(middle)}")
        if place + 1 < len(apart):
            above = apart[place + 1]
            line = _segment((value, step[last[value]]), (above, step[first[above]]), x)
            cases.append(f"WHEN {x} < {double(above)} THEN {line}")
    rank = f"CASE {' '.join(cases)} ELSE 100e0 END"
    return f"(100e0 - {rank})" if falling else rank
