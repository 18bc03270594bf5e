"""Charts of a whole book: bands through time, and who moved between two dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import cos, pi
from typing import Any

from forewarn.evidence.migration import NOWHERE, Migration, Place
from forewarn.evidence.portfolio import Counted
from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.days import day
from forewarn.render.figures import Sheet

Points = Sequence[tuple[date, Mapping[Place, Counted]]]
_AREA = {"width": 400, "height": 230}
_FLOW_WIDTH, _FLOW_HEIGHT = 460, 300
_GAP = 0.035
"""Between nodes of the flow, of the whole height."""
_STEPS = 24
_NODE = 0.025


def accounts_through_time(points: Points) -> Chart:
    """Accounts by band at every date, the worst band at the bottom; paused ones left out.

    Args:
        points: oldest first.
    """
    return _through_time(
        points,
        "bands",
        "Accounts by band",
        "accounts",
        lambda counted: float(counted.accounts),
    )


def revenue_through_time(points: Points, currency: str) -> Chart:
    """Recurring revenue in one currency by band at every date, the worst band at the bottom."""
    return _through_time(
        points,
        f"revenue-{currency}",
        f"Revenue by band, {currency}",
        f"recurring revenue, {currency}",
        lambda counted: float(counted.revenue.get(currency, Decimal(0))),
    )


def _through_time(points: Points, name: str, title: str, unit: str, of: Any) -> Chart:
    places = sorted({place for _, at in points for place in at if place.is_band})
    values = [
        (on, {place: of(at[place]) if place in at else 0.0 for place in places})
        for on, at in points
    ]
    drawable = len(values) > 1 and any(sum(at.values()) for _, at in values)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{len(points)} dates",
        guide="Bands lie on each other, the worst at the bottom, without paused and unscored ones.",
        says=_in_words(values, places, unit),
        spec=_areas(values, places, unit) if drawable else None,
        sheet=Sheet(
            title,
            "",
            ("date", *(place.name for place in places)),
            tuple(
                (day(on), *(f"{at[place]:,.0f}" for place in places)) for on, at in reversed(values)
            ),
        ),
        because="a course needs two dates on record",
    )


_Values = Sequence[tuple[date, Mapping[Place, float]]]


def _in_words(values: _Values, places: Sequence[Place], unit: str) -> str:
    if not values:
        return "Nothing is on record."
    (first, then), (last, now) = values[0], values[-1]
    told = "; ".join(
        f"{place.name} from {then[place]:,.0f} to {now[place]:,.0f}" for place in reversed(places)
    )
    return f"{unit.capitalize()} from {day(first)} to {day(last)}: {told}."


def _areas(values: _Values, places: Sequence[Place], unit: str) -> Spec:
    rows = [
        {"on": str(on), "band": place.name, "value": at[place], "order": order}
        for on, at in values
        for order, place in enumerate(places)
    ]
    x = {"field": "on", "type": "temporal",
         "axis": {"title": None, "format": "%b %Y", "tickCount": 5, "grid": False}}  # fmt: skip
    y = {"field": "value", "type": "quantitative", "stack": "zero",
         "axis": {"title": unit, "tickCount": 5, "format": "~s"}}  # fmt: skip
    return {
        **_AREA,
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "area", "stroke": tones.CARD.light, "strokeWidth": 1.5,
                         "opacity": 1},
                "encoding": {
                    "x": x, "y": y, "order": {"field": "order"},
                    "color": {"field": "band", "type": "nominal", "legend": None,
                              "scale": {"domain": [each.name for each in places],
                                        "range": [tones.of_band(p.color).light for p in places]}},
                },
            },
            {
                "data": {"values": list(_ends(values, places))},
                "mark": {"type": "text", "align": "left", "dx": 8, "baseline": "middle"},
                "encoding": {
                    "x": x,
                    "y": {"field": "at", "type": "quantitative"},
                    "text": {"field": "words"},
                },
            },
        ],
    }  # fmt: skip


def _ends(values: _Values, places: Sequence[Place]) -> Iterator[dict[str, Any]]:
    """Names of bands beside their last value, apart from each other."""
    on, at = values[-1]
    top = max(sum(each.values()) for _, each in values)
    floor, below = 0.0, 0.0
    for place in places:
        middle = below + at[place] / 2
        below += at[place]
        if at[place]:
            middle = max(middle, floor)
            floor = middle + top * 0.075
            yield {
                "on": str(on),
                "at": middle,
                "words": tones.mark(place.color or None, place.name),
            }


def flow(moved: Migration) -> Chart:
    """Where the accounts of one date are at the other: a ribbon per move, as wide as its accounts.

    New accounts begin on the left below the bands, lost ones end on the right below them.
    """
    cells = [(a, b, cell) for (a, b), cell in sorted(moved.cells.items())]
    title, began, ended = "Who moved", day(moved.began_on), day(moved.ended_on)
    return Chart(
        name="flow",
        title=title,
        subtitle=f"{began} to {ended}",
        guide=(
            f"Left {began}, right {ended}; a ribbon is as wide as the accounts that went that way "
            "and has the colour of where they came from."
        ),
        says=(
            f"From {began} to {ended}: {moved.stayed} accounts stayed in their band, "
            f" {moved.rose} rose, {moved.fell} fell, {moved.came} came, {moved.left} left."
        ),
        spec=_flow(moved) if cells else None,
        sheet=Sheet(
            title,
            "",
            ("from", "to", "accounts", "revenue before", "revenue now"),
            tuple(
                (_end(a, "new"), _end(b, "gone"), f"{cell.accounts:,}", money(cell.before),
                 money(cell.after))
                for a, b, cell in cells
            ),
        ),
        because="no account is on record at either date",
    )  # fmt: skip


def money(amounts: Mapping[str, Decimal]) -> str:
    """Amounts by currency in words; a dash for none."""
    return ", ".join(f"{amount:,.0f} {name}" for name, amount in amounts.items()) or "–"


def _end(place: Place, outside: str) -> str:
    return outside if place == NOWHERE else place.name.strip("()")


def _flow(moved: Migration) -> Spec:
    left = {place: moved.row(place).accounts for place in moved.places}
    right = {place: moved.column(place).accounts for place in moved.places}
    total = sum(cell.accounts for cell in moved.cells.values())
    # Best at the top, those outside of bands at the bottom.
    order = [p for p in reversed(moved.places) if p.is_band]
    order += [p for p in moved.places if not p.is_band]
    gaps = max(sum(1 for n in side.values() if n) for side in (left, right)) - 1
    scale = (1 - _GAP * max(gaps, 0)) / total
    tops = {side: _stacked(order, numbers, scale) for side, numbers in (("l", left), ("r", right))}
    ribbons = list(_ribbons(moved, order, tops, scale))
    words = [
        *_labels(order, left, tops["l"], scale, x=_NODE + 0.012, outside="new"),
        *_labels(order, right, tops["r"], scale, x=1 - _NODE - 0.012, outside="gone"),
    ]
    bars = [
        {"x": x, "x2": x + _NODE, "y": -top, "y2": -(top + numbers[place] * scale),
         "color": _tone(place)}
        for side, numbers, x in (("l", left, 0.0), ("r", right, 1 - _NODE))
        for place, top in tops[side].items()
        if numbers[place]
    ]  # fmt: skip
    hidden = {"type": "quantitative", "axis": None}
    x = {**hidden, "field": "x", "scale": {"domain": [0, 1]}}
    y = {**hidden, "field": "y", "scale": {"domain": [-1, 0]}}
    color = {"field": "color", "type": "nominal", "scale": None, "legend": None}
    text = {"type": "text", "baseline": "middle", "fontWeight": "bold"}
    return {
        "width": _FLOW_WIDTH,
        "height": _FLOW_HEIGHT,
        "layer": [
            {
                "data": {"values": ribbons},
                "mark": {"type": "area", "opacity": 0.42},
                "encoding": {"x": x, "y": y, "y2": {"field": "y2"}, "color": color,
                             "detail": {"field": "ribbon"}},
            },
            {
                "data": {"values": bars},
                "mark": {"type": "rect", "opacity": 1},
                "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"},
                             "color": color},
            },
            *(
                {
                    "data": {"values": [each for each in words if each["side"] == side]},
                    "mark": {**text, "align": side},
                    "encoding": {"x": x, "y": y, "text": {"field": "words"}},
                }
                for side in ("left", "right")
            ),
        ],
    }  # fmt: skip


def _tone(place: Place) -> str:
    return tones.of_band(place.color).light if place.is_band else tones.QUIET.light


def _stacked(
    order: Sequence[Place], numbers: Mapping[Place, int], scale: float
) -> dict[Place, float]:
    """Where each node begins, from the top."""
    found, top = {}, 0.0
    for place in order:
        if numbers[place]:
            found[place] = top
            top += numbers[place] * scale + _GAP
    return found


def _ribbons(
    moved: Migration,
    order: Sequence[Place],
    tops: Mapping[str, Mapping[Place, float]],
    scale: float,
) -> Iterator[dict[str, Any]]:
    left, right = dict(tops["l"]), dict(tops["r"])
    for old in order:
        for new in order:
            cell = moved.cells.get((old, new))
            if cell is None:
                continue
            high, start, end = cell.accounts * scale, left[old], right[new]
            left[old] += high
            right[new] += high
            name = f"{old.name} to {new.name}"
            for step in range(_STEPS + 1):
                part = step / _STEPS
                top = start + (end - start) * (1 - cos(pi * part)) / 2
                yield {"ribbon": name, "x": _NODE + part * (1 - 2 * _NODE), "y": -top,
                       "y2": -(top + high), "color": _tone(old)}  # fmt: skip


def _labels(
    order: Sequence[Place],
    numbers: Mapping[Place, int],
    tops: Mapping[Place, float],
    scale: float,
    *,
    x: float,
    outside: str,
) -> Iterator[dict[str, Any]]:
    """Names and numbers of accounts inside the nodes' ends, apart from each other."""
    floor = 0.0
    for place in order:
        if numbers[place]:
            middle = max(tops[place] + numbers[place] * scale / 2, floor)
            floor = middle + 0.055
            name = (
                tones.mark(place.color or None, _end(place, outside))
                if place.is_band
                else _end(place, outside)
            )
            yield {"x": x, "y": -middle, "words": f"{name} {numbers[place]:,}",
                   "side": "left" if x < 0.5 else "right"}  # fmt: skip
