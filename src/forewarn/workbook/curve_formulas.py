"""From a raw value to its points: the formulas, generated from the same curves as the engine's.

A formula is given the references of the cells it reads and hands back text without ``=``.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from forewarn.scorecard.model import Input, Lookup, Percentile, Steps, Target
from forewarn.scoring.curves import Attributes, number, target, text
from forewarn.terms.signal import Value
from forewarn.workbook.curve_tables import knots
from forewarn.workbook.naming import Naming
from forewarn.workbook.pages import Shown
from forewarn.workbook.words import said

YES, NO, NOT_APPLICABLE = "yes", "no", "n/a"


class Aside(NamedTuple):
    """One more cell that a curve needs beside the value: a target, or a place among peers."""

    title: str
    formula: str
    note: str


def asides(item: Input, naming: Naming, value: str, attribute: str, before: str) -> list[Aside]:
    """The cells that stand beside the value, in order.

    Args:
        item: the input.
        naming: the names its tables have.
        value: the cell of the raw value.
        attribute: the cell of the account's attribute that the curve goes by.
        before: the cell of the first of these asides, which the second reads.
    """
    curve = item.curve
    own = partial(naming.own, item)
    if isinstance(curve, Target):
        found = f"SUMPRODUCT(--EXACT({own('group')},{attribute}))"
        listed = f"SUMPRODUCT(--EXACT({own('group')},{attribute}),{own('targets')})"
        formula = f"IF({found}>0,{listed},{own('otherwise')})"
        return [
            Aside(
                said("{input}: target", input=item.name),
                formula,
                said("Its target, by {by}.", by=curve.by),
            )
        ]
    if isinstance(curve, Percentile):
        group = f"SUMPRODUCT(--EXACT({own('group')},{attribute}),{own('order')})"
        column = f"INDEX({own('from')},0,MAX({before},1))"
        place = f"IF(ISNUMBER({value}),MATCH({value},{column},1),1)"
        return [
            Aside(
                said("{input}: peers", input=item.name),
                group,
                said("Column of its peers, by {by}; 0 = none.", by=curve.by),
            ),
            Aside(
                said("{input}: row", input=item.name),
                place,
                said("Row of its value among its peers' ranks."),
            ),
        ]
    return []


def counts(item: Input, naming: Naming, *, value: str, status: str, aside: str) -> str:
    """Whether the input counts as seen: ``yes``, ``no`` or ``n/a``."""
    curve, off = item.curve, f'{status}="not applicable"'
    if isinstance(curve, Lookup):
        known = f"SUMPRODUCT(--EXACT({naming.own(item, 'value')},{value}))>0"
        placed = f'OR({naming.own(item, "otherwise")}<>"",{known})'
    else:
        placed = f"ISNUMBER({value})"
    if isinstance(curve, Target | Percentile):
        off = f"OR({off},{aside}<=0)"
    return f'IF({off},"n/a",IF(AND({status}="observed",{placed}),"yes","no"))'


def points(item: Input, naming: Naming, *, value: str, counts: str, asides: tuple[str, ...]) -> str:
    """Points of the value on its curve, or what stands in for it, or nothing."""
    on_curve = _on_curve(item, naming, value, asides)
    return f'IF({counts}="yes",{on_curve},IF({counts}="no",{naming.own(item, "fill")},""))'


def _on_curve(item: Input, naming: Naming, value: str, asides: tuple[str, ...]) -> str:
    own = partial(naming.own, item)
    curve = item.curve
    if isinstance(curve, Lookup):
        same = f"--EXACT({own('value')},{value})"
        listed = f"SUMPRODUCT({same},{own('points')})"
        return f"IF(SUMPRODUCT({same})>0,{listed},{own('otherwise')})"
    if isinstance(curve, Target):
        return f"MIN(MAX(100*{value}/{asides[0]},0),100)"
    if isinstance(curve, Steps):
        return f"LOOKUP({value},{own('from')},{own('points')})"
    if isinstance(curve, Percentile):
        group, row = asides
        start, given, slope, at = (
            f"INDEX({own(word)},{row},{group})" for word in ("from", "points", "slope", "at")
        )
        return f"{given}+{slope}*({value}-{start})+IF({value}={start},{at},0)"
    start, given = (
        f"LOOKUP({value},{own('from')})",
        f"LOOKUP({value},{own('from')},{own('points')})",
    )
    return f"{given}+LOOKUP({value},{own('from')},{own('slope')})*({value}-{start})"


def aside_values(item: Input, value: Value, attributes: Attributes) -> tuple[Shown, ...]:
    """What the asides give, as the engine's own words have it."""
    curve = item.curve
    if isinstance(curve, Target):
        return (target(curve, attributes),)
    if not isinstance(curve, Percentile):
        return ()
    groups = [name for name, values in curve.quantiles.items() if len(values) > 1]
    mine = text(attributes.get(curve.by))
    group = groups.index(mine) + 1 if mine in groups else 0
    x = number(value)
    if x is None or not groups:
        return group, 1
    rows = knots(curve, curve.quantiles[groups[max(group, 1) - 1]])
    return group, sum(knot.start <= x for knot in rows)
