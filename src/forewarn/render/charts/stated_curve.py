"""The curve of an input as its file states it, for every group of peers and no account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.figures import Sheet
from forewarn.scorecard.describe import describe_curve
from forewarn.scorecard.model import Curve, Input, Linear, Lookup, Percentile, Steps, Target
from forewarn.signals.words import number_text, spoken

_SIZE = {"width": 250, "height": 120}
_BEYOND = 0.15
"""How far the drawing goes on past the last point, as a share of the whole."""
Point = tuple[float, float]


def stated_curve(item: Input, place: int) -> Chart:
    """An input's curve with its corners.

    Args:
        item: of a scorecard.
        place: of the input in the file, from 1: part of the chart's name.
    """
    found = item.curve
    rows = tuple(_rows(found))
    return Chart(
        name=f"curve-{place}",
        title=item.name,
        subtitle="",
        guide=f"Which value gives how many points: {describe_curve(found)}.",
        says=f"{describe_curve(found)}.",
        spec=_spec(found),
        sheet=Sheet(f"Curve of {item.name}", "", _columns(found), rows),
    )


def _columns(found: Curve) -> tuple[str, ...]:
    match found:
        case Target(by=by) | Percentile(by=by):
            return (spoken(by), "value", "points")
        case _:
            return ("value", "points")


def _rows(found: Curve) -> Iterable[tuple[str, ...]]:
    match found:
        case Linear(points) | Steps(points):
            return [(number_text(at), number_text(given)) for at, given in points]
        case Lookup(table, otherwise):
            rest = "missing" if otherwise is None else number_text(otherwise)
            listed = [(spoken(word), number_text(given)) for word, given in table.items()]
            return [*listed, ("others", rest)]
        case Target():
            return [(word, number_text(goal), "100") for word, goal in found.targets.items()]
        case Percentile():
            return [
                (word, number_text(at), number_text(round(given, 1)))
                for word, line in _ranks(found).items()
                for at, given in line
            ]


def _ranks(found: Percentile) -> dict[str, list[Point]]:
    """Per group of peers the points at each of its quantiles."""
    lines = {}
    for word, quantiles in found.quantiles.items():
        step = 100 / (len(quantiles) - 1)
        ranks = [step * place for place in range(len(quantiles))]
        if found.falling:
            ranks = [100 - rank for rank in ranks]
        lines[word] = list(zip(quantiles, ranks, strict=True))
    return lines


def _spec(found: Curve) -> Spec:
    match found:
        case Lookup(table, _):
            return _bars([(spoken(word), given) for word, given in table.items()])
        case Linear(points):
            return _lines({"": list(points)}, "linear")
        case Steps(points):
            return _lines({"": list(points)}, "step-after")
        case Target(targets=targets):
            lines = {word: [(0.0, 0.0), (goal, 100.0)] for word, goal in targets.items()}
            return _lines(lines, "linear")
        case Percentile():
            return _lines(_ranks(found), "linear")


def _lines(lines: dict[str, list[Point]], how: str) -> Spec:
    most = max(at for line in lines.values() for at, _ in line)
    least = min(at for line in lines.values() for at, _ in line)
    past = (most - least or 1.0) * _BEYOND
    values = [
        {"value": at, "points": given, "of": word}
        for word, line in lines.items()
        for at, given in [*line, (most + past, line[-1][1])]
    ]
    corners = [
        {"value": at, "points": given, "of": word}
        for word, line in lines.items()
        for at, given in line
    ]
    x = {"field": "value", "type": "quantitative",
         "axis": {"title": None, "tickCount": 5, "grid": False},
         "scale": {"domain": [least, most + past], "nice": False, "zero": False}}  # fmt: skip
    encoding: dict[str, Any] = {"x": x, "y": _points("points")}
    split = {"detail": {"field": "of", "type": "nominal"}} if len(lines) > 1 else {}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": values},
            "mark": {"type": "line", "strokeWidth": 2.5, "interpolate": how},
            "encoding": encoding | split,
        },
        {
            "data": {"values": corners},
            "mark": {"type": "point", "filled": True, "size": 45, "opacity": 1},
            "encoding": encoding,
        },
    ]
    if len(lines) > 1:
        layers.append(_names(lines, encoding))
    return {**_SIZE, "layer": layers}


def _names(lines: dict[str, list[Point]], encoding: dict[str, Any]) -> dict[str, Any]:
    """Each line's group beside its last corner."""
    ends = [
        {"value": line[-1][0], "points": line[-1][1], "of": word} for word, line in lines.items()
    ]
    return {
        "data": {"values": ends},
        "mark": {"type": "text", "align": "right", "dx": -8, "dy": 10, "color": tones.INK.light},
        "encoding": encoding | {"text": {"field": "of"}},
    }


def _bars(table: Sequence[tuple[str, float]]) -> Spec:
    y = {"field": "value", "type": "nominal", "sort": None,
         "axis": {"title": None, "ticks": False, "domain": False, "labelLimit": 120}}  # fmt: skip
    values = [
        {"value": word, "points": given, "from": 0, "words": number_text(given)}
        for word, given in table
    ]
    x = {**_points("points"), "axis": {"title": "points", "values": [0, 50, 100], "grid": False}}
    return {
        "width": _SIZE["width"],
        "height": 24 * len(values),
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.6}},
                "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "points"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": tones.INK.light},
                "encoding": {"y": y, "x": x, "text": {"field": "words"}},
            },
        ],
    }


def _points(field: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, 100]},
        "axis": {"title": "points", "values": [0, 50, 100]},
    }
