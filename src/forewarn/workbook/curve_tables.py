"""Curves as tables in cells, and as the formulas that look a value up in them.

Every number of a curve stands in a cell. Straight lines are kept as *from*, *points* and *more per
unit*: the value's row gives its points, and what lies beyond the row's start adds its slope.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from forewarn.scorecard.model import Curve, Input, Linear, Lookup, Percentile, Steps, Target
from forewarn.scoring.curves import number, ranks, text
from forewarn.terms.signal import Value
from forewarn.workbook.naming import Naming
from forewarn.workbook.pages import Page, Shown
from forewarn.workbook.places import cell
from forewarn.workbook.words import Text, said

BELOW = -1e300
"""Where the first row of a table begins: below every value."""
_ABOVE = 1e300
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Knot(NamedTuple):
    """One row of a curve's table: from here on these points, and so much more per unit.

    ``at`` is what is added exactly at the start: a rank that several peers share is their middle.
    """

    start: float
    points: float
    slope: float
    at: float = 0.0


def knots(curve: Linear | Steps | Percentile, values: Sequence[float] = ()) -> list[Knot]:
    """The rows of a curve on numbers; of a percentile for one group of peers.

    Args:
        curve: straight lines, steps, or ranks among peers.
        values: the peers' quantiles.
    """
    if isinstance(curve, Steps):
        return [
            Knot(BELOW, curve.points[0][1], 0.0),
            *(Knot(start, given, 0.0) for start, given in curve.points),
        ]
    if isinstance(curve, Linear):
        return [Knot(BELOW, curve.points[0][1], 0.0), *_lines(curve.points)]
    return _ranked(values, falling=curve.falling)


def lay(page: Page, row: int, item: Input, naming: Naming) -> int:
    """Put an input's curve on a page from a row on.

    Returns:
        The first row below it.
    """
    curve = item.curve
    if isinstance(curve, Lookup):
        return _lay_lookup(page, row, item, curve, naming)
    if isinstance(curve, Target):
        return _lay_target(page, row, item, curve, naming)
    if isinstance(curve, Percentile):
        return _lay_ranks(page, row, item, curve, naming)
    return _lay_numbers(page, row, item, curve, naming)


def shown_value(curve: Curve, value: Value) -> Shown:
    """A raw value as its cell holds it: in the form that the curve's table is written in.

    A number that came as text is a number here, as it is for curves and conditions.
    """
    if isinstance(curve, Lookup) and value is not None:
        for form in (text(value), text(number(value))):
            if form in curve.table:
                return key_cell(form)
    found = number(value)
    return value if found is None else found


def key_cell(key: str) -> Shown:
    """A lookup's word as its cell holds it: a number where it reads as one."""
    return float(key) if _PLAIN.fullmatch(key) and text(float(key)) == key else key


def _lines(points: Sequence[tuple[float, float]]) -> list[Knot]:
    rows = [Knot(x0, y0, (y1 - y0) / (x1 - x0)) for (x0, y0), (x1, y1) in pairwise(points)]
    return [*rows, Knot(points[-1][0], points[-1][1], 0.0)]


def _ranked(values: Sequence[float], *, falling: bool) -> list[Knot]:
    step, found = ranks(len(values)), [Knot(BELOW, 0.0, 0.0)]
    shared = [
        (value, [rank for rank, each in zip(step, values, strict=True) if each == value])
        for value in dict.fromkeys(values)
    ]
    for place, (value, own) in enumerate(shared):
        slope = 0.0
        if place + 1 < len(shared):
            after, above = shared[place + 1]
            slope = (above[0] - own[-1]) / (after - value)
        found.append(Knot(value, own[-1], slope, (own[0] + own[-1]) / 2 - own[-1]))
    if not falling:
        return found
    return [Knot(each.start, 100 - each.points, -each.slope, -each.at) for each in found]


def _lay_numbers(page: Page, row: int, item: Input, curve: Linear | Steps, naming: Naming) -> int:
    page.put_across(row, 1, [said("From"), said("Points"), said("More per unit")], "head")
    rows = knots(curve)
    for place, knot in enumerate(rows):
        here = row + 1 + place
        page.put(here, 1, knot.start, "from" if place else "below")
        if place:
            page.put(here, 2, knot.points, "open")
        else:
            page.put(here, 2, knot.points, "number", formula=f"={cell(here + 1, 2)}")
        page.put(here, 3, knot.slope, "slope", formula=_slope(curve, here, place, len(rows)))
    last = row + len(rows)
    for column, word in ((1, "from"), (2, "points"), (3, "slope")):
        naming.define(naming.own(item, word), page, (row + 1, last), (column,))
    return last + 1


def _slope(curve: Linear | Steps, row: int, place: int, count: int) -> str | None:
    """The slope as its own small formula, so that moving a point moves its lines."""
    if isinstance(curve, Steps) or place in (0, count - 1):
        return None
    rise = f"{cell(row + 1, 2)}-{cell(row, 2)}"
    run = f"{cell(row + 1, 1)}-{cell(row, 1)}"
    return f"=({rise})/({run})"


def _lay_lookup(page: Page, row: int, item: Input, curve: Lookup, naming: Naming) -> int:
    page.put_across(row, 1, [said("Value"), said("Points")], "head")
    for place, (word, given) in enumerate(curve.table.items()):
        page.put(row + 1 + place, 1, key_cell(word), "key")
        page.put(row + 1 + place, 2, given, "open")
    last = row + len(curve.table)
    naming.define(naming.own(item, "value"), page, (row + 1, last), (1,))
    naming.define(naming.own(item, "points"), page, (row + 1, last), (2,))
    page.put(last + 1, 1, said("any other"), "text")
    page.put(last + 1, 2, curve.otherwise, "open")
    naming.define(naming.own(item, "otherwise"), page, (last + 1,), (2,))
    if curve.otherwise is None:
        page.put(last + 1, 3, said("empty: counts as missing"), "quiet")
    return last + 2


def _lay_target(page: Page, row: int, item: Input, curve: Target, naming: Naming) -> int:
    page.put_across(row, 1, [curve.by, said("Target")], "head")
    for place, (word, goal) in enumerate(curve.targets.items()):
        page.put(row + 1 + place, 1, word, "key")
        page.put(row + 1 + place, 2, goal, "open")
    last = row + len(curve.targets)
    naming.define(naming.own(item, "group"), page, (row + 1, last), (1,))
    naming.define(naming.own(item, "targets"), page, (row + 1, last), (2,))
    page.put(last + 1, 1, said("any other"), "text")
    page.put(last + 1, 2, curve.otherwise or 0.0, "open")
    naming.define(naming.own(item, "otherwise"), page, (last + 1,), (2,))
    page.put(last + 1, 3, said("0: not applicable"), "quiet")
    return last + 2


def _lay_ranks(page: Page, row: int, item: Input, curve: Percentile, naming: Naming) -> int:
    """One block of columns each for starts, points, slopes and shared ranks; a column a group."""
    groups = [name for name, values in curve.quantiles.items() if len(values) > 1]
    tables = [knots(curve, curve.quantiles[name]) for name in groups]
    count = 1 + max((len(table) for table in tables), default=1)
    wide = max(len(groups), 1)
    words: tuple[tuple[str, Text], ...] = (
        ("from", "From"),
        ("points", "Points"),
        ("slope", "More per unit"),
        ("at", "Shared"),
    )
    for block, (word, title) in enumerate(words):
        first = 1 + block * wide
        page.put(row, first, said(title), "head")
        page.put_across(row + 1, first, groups or [said("no peers")], "key")
        for column, table in enumerate(tables or [[Knot(BELOW, 0.0, 0.0)]]):
            filler = Knot(_ABOVE, table[-1].points, 0.0)
            for place in range(count):
                knot = table[place] if place < len(table) else filler
                number_ = (knot.start, knot.points, knot.slope, knot.at)[block]
                style = "below" if abs(knot.start) > 1e299 and block == 0 else "number"
                page.put(row + 2 + place, first + column, number_, style)
        last = row + 1 + count
        naming.define(naming.own(item, word), page, (row + 2, last), (first, first + wide - 1))
    naming.define(naming.own(item, "group"), page, (row + 1,), (1, wide))
    order = row + 2 + count
    page.put_across(order, 1, list(range(1, wide + 1)), "number")
    page.put(order, 0, said("column"), "quiet")
    naming.define(naming.own(item, "order"), page, (order,), (1, wide))
    return order + 1
