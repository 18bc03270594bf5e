"""The curve of one input, with the point of one account on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.figures import Sheet
from forewarn.scorecard.describe import describe_curve
from forewarn.scorecard.model import Input, Linear, Lookup, Percentile, Steps, Target
from forewarn.scoring.curves import NOT_APPLICABLE, number, points, quantiles, target, text
from forewarn.terms.score import Contribution

_BEYOND = 0.15
"""Share of a curve's width that is drawn flat on each side of it."""
_SIZE = {"width": 360, "height": 150}


def curve(
    stated: Input, part: Contribution, attributes: Mapping[str, object], *, name: str = "curve"
) -> Chart:
    """How a value becomes points, and where an account stands on it.

    Args:
        stated: the input as the scorecard has it.
        part: of the account's score.
        attributes: of the account, for targets and ranks among peers.
        name: unlike any other's on the page.
    """
    words = isinstance(stated.curve, Lookup)
    line = _words(stated.curve) if isinstance(stated.curve, Lookup) else _line(stated, attributes)
    mine = _mine(part)
    spec = None
    if line:
        spec = _bars(line, part) if words else _drawn(_around(line, mine), mine, stated)
    rule = describe_curve(stated.curve)
    return Chart(
        name=name,
        title=f"{stated.name}: how it becomes points",
        subtitle="",
        guide=f"{rule[:1].upper()}{rule[1:]}.",
        says=_in_words(part),
        spec=spec,
        sheet=Sheet(
            "Points by value",
            "",
            ("value", "points"),
            tuple((text(value), f"{height:.1f}") for value, height in line),
        ),
        because="the account has no target, or no peers, to be held against",
    )


def _in_words(part: Contribution) -> str:
    if part.points is None:
        return "This account has no value that counts."
    if part.value is None:
        return f"This account has no value: {part.points:.1f} points stand in for it."
    return f"This account: {_plain(part.value)} gives {part.points:.1f} points."


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else text(value)


def _mine(part: Contribution) -> tuple[float, float] | None:
    x = number(part.value)
    return None if x is None or part.points is None else (x, part.points)


def _words(table: Lookup) -> list[tuple[Any, float]]:
    rest = [] if table.otherwise is None else [("others", table.otherwise)]
    return [*table.table.items(), *rest]


def _line(stated: Input, attributes: Mapping[str, object]) -> list[tuple[Any, float]]:
    """Corners of the curve by value."""
    shape = stated.curve
    match shape:
        case Linear(corners):
            return list(corners)
        case Steps(corners):
            return list(corners)
        case Target():
            wanted = target(shape, attributes)
            return [(0.0, 0.0), (wanted, 100.0)] if wanted > 0 else []
        case Percentile():
            found = ((x, points(shape, x, attributes)) for x in quantiles(shape, attributes))
            heights = {x: h for x, h in found if h is not None and h is not NOT_APPLICABLE}
            return sorted(heights.items())
        case Lookup():
            return []


def _around(
    line: list[tuple[float, float]], mine: tuple[float, float] | None
) -> list[tuple[float, float]]:
    """The corners with a flat piece on both sides, wide enough for the account's point."""
    low, high = line[0][0], line[-1][0]
    more = (high - low) * _BEYOND or 1.0
    least, most = low - more if low < 0 else max(low - more, 0.0), high + more
    if mine is not None:
        least, most = min(least, mine[0]), max(most, mine[0] * 1.05)
    return [(least, line[0][1]), *line, (most, line[-1][1])]


def _drawn(
    line: list[tuple[float, float]], mine: tuple[float, float] | None, stated: Input
) -> Spec:
    values = [{"value": x, "points": y} for x, y in line]
    shape = "step-after" if isinstance(stated.curve, Steps) else "linear"
    x = {"field": "value", "type": "quantitative", "scale": {"zero": False, "nice": False},
         "axis": {"title": "value", "tickCount": 6, "grid": False}}  # fmt: skip
    y = {"field": "points", "type": "quantitative", "scale": {"domain": [0, 100]},
         "axis": {"title": "points", "values": [0, 25, 50, 75, 100]}}  # fmt: skip
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": values},
            "mark": {"type": "line", "interpolate": shape, "strokeWidth": 2.5},
            "encoding": {"x": x, "y": y},
        }
    ]
    return {**_SIZE, "layer": [*layers, *_point(mine, x, y)]}


def _point(mine: tuple[float, float] | None, x: Spec, y: Spec) -> Iterator[dict[str, Any]]:
    if mine is None:
        return
    here = {"values": [{"value": mine[0], "points": mine[1],
                        "words": f"this account: {mine[1]:.1f}"}]}  # fmt: skip
    yield {
        "data": here,
        "mark": {"type": "rule", "strokeDash": [3, 3], "color": tones.QUIET.light},
        "encoding": {"x": x},
    }
    yield {
        "data": here,
        "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "shape": "diamond",
                 "color": tones.INK.light},
        "encoding": {"x": x, "y": y},
    }  # fmt: skip
    left = mine[1] > 50
    yield {
        "data": here,
        "mark": {"type": "text", "dy": 16 if left else -14, "align": "center",
                 "color": tones.INK.light, "fontWeight": "bold"},
        "encoding": {"x": x, "y": y, "text": {"field": "words"}},
    }  # fmt: skip


def _bars(line: list[tuple[Any, float]], part: Contribution) -> Spec:
    """A word each with its points; the account's own stands out."""
    said = None if part.value is None else text(part.value)
    known = {text(word) for word, _ in line}
    mine = said if said in known else "others"
    values = [
        {"value": text(word).replace("_", " "), "points": height,
         "whose": "this account" if part.points is not None and text(word) == mine else "others"}
        for word, height in line
    ]  # fmt: skip
    y = {"field": "value", "type": "nominal", "sort": None, "axis": {"title": None}}
    x = {"field": "points", "type": "quantitative", "scale": {"domain": [0, 100]},
         "axis": {"title": "points", "values": [0, 25, 50, 75, 100]}}  # fmt: skip
    color = {"field": "whose", "type": "nominal", "title": None,
             "scale": {"domain": ["this account", "others"],
                       "range": [tones.MAIN.light, tones.LINE.light]}}  # fmt: skip
    return {
        "width": _SIZE["width"],
        "height": 24 * len(values),
        "data": {"values": values},
        "mark": {"type": "bar", "height": {"band": 0.6}, "minBandSize": 2},
        "encoding": {"y": y, "x": x, "color": color},
    }
