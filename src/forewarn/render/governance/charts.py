"""The pack's charts: bands at the quarters' starts, net shift by quarter, drift of signals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from forewarn.evidence.drift import Drift
from forewarn.evidence.governance import BandCount, GovernancePack
from forewarn.evidence.shift import ALARM_AT, Shift
from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.figures import Sheet
from forewarn.render.governance.portfolio import NO_COLOR, percent_signed

_ROOM_FOR_COUNT = 0.06
_PERCENT = "format(datum.value * 100, '.0f') + ' %'"
_ROW = 30
_BELOW = Sheet("", "", (), ())
"""The figures stand in the tables below the charts."""


def band_chart(pack: GovernancePack) -> Chart:
    """Bands by share of accounts, quarter by quarter."""
    rows = [each for each in pack.bands if any(each.accounts.values())]
    days = list(rows[0].accounts) if rows else []
    return Chart(
        name="bands-over-time",
        title="Bands at the quarters' starts",
        subtitle=f"{sum(each.accounts[days[-1]] for each in rows) if days else 0} accounts at the "
        "end; numbers count accounts",
        guide="Worst band at the bottom: a growing foot is what to ask about first.",
        says=" ".join(_said(day, rows) for day in days),
        spec=_bands(rows, days) if days else None,
        sheet=_BELOW,
        because="no account has a band",
    )


def _label(on: date) -> str:
    """A date on two lines."""
    return f"{on.day} {on:%b}|{on.year}"


def _said(day: str, rows: Sequence[BandCount]) -> str:
    told = (f"{each.accounts[day]} {each.band or 'no band'}" for each in rows)
    return f"{day}: {', '.join(told)}."


def _bands(rows: Sequence[BandCount], days: Sequence[str]) -> Spec:
    pieces = list(_pieces(rows, days))
    x = _in_order("day")
    y: dict[str, Any] = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"title": "accounts", "labelExpr": _PERCENT, "tickCount": 4},
    }
    names = [tones.mark(each.color or NO_COLOR, each.band or "no band") for each in reversed(rows)]
    colors = [tones.of_band(each.color).light for each in reversed(rows)]
    legend = {"orient": "top", "title": None, "symbolType": "square", "columns": 3}
    return {
        "data": {"values": pieces},
        "layer": [
            {
                "mark": {"type": "bar", "width": {"band": 0.7}},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "from"},
                    "y2": {"field": "to"},
                    "color": {
                        "field": "band",
                        "type": "nominal",
                        "scale": {"domain": names, "range": colors},
                        "legend": legend,
                    },
                },
            },
            {
                "mark": {"type": "text", "color": tones.CARD.light, "fontWeight": "bold"},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "middle"},
                    "text": {"field": "count"},
                },
            },
        ],
    }


def _pieces(rows: Sequence[BandCount], days: Sequence[str]) -> Iterator[dict[str, Any]]:
    for day in days:
        total, start = sum(each.accounts[day] for each in rows), 0.0
        for each in rows:
            share = each.accounts[day] / total if total else 0.0
            if share:
                yield {
                    "day": _label(date.fromisoformat(day)),
                    "band": tones.mark(each.color or NO_COLOR, each.band or "no band"),
                    "from": start,
                    "to": start + share,
                    "middle": start + share / 2,
                    "count": str(each.accounts[day]) if share >= _ROOM_FOR_COUNT else "",
                }
                start += share


def shift_chart(pack: GovernancePack) -> Chart:
    """Net share that went from green to a lower band, quarter by quarter."""
    shifts = [each for each in reversed(pack.shifts) if each.share.low is not None]
    return Chart(
        name="net-shift",
        title="From green to a lower band, net of returns",
        subtitle=f"by the end of each quarter; n {_sizes(shifts)} accounts at its start",
        guide=(
            "Dots are the net share with its 95 % interval; dashes mark nothing and ten points. "
            "Above 0 the book got worse; an interval over 0 may be chance."
        ),
        says=" ".join(f"Quarter to {e.ended_on}: {percent_signed(e.share)}." for e in shifts),
        spec=_shift(shifts) if shifts else None,
        sheet=_BELOW,
        because="the facts do not reach back to the quarter's start",
    )


def _sizes(shifts: Sequence[Shift]) -> str:
    sizes = sorted({each.base for each in shifts})
    return f"{sizes[0]} to {sizes[-1]}" if len(sizes) > 1 else str(*sizes)


def _shift(shifts: Sequence[Shift]) -> Spec:
    values = [
        {
            "quarter": _label(each.ended_on),
            "value": each.share.value,
            "low": each.share.low,
            "high": each.share.high,
        }
        for each in shifts
    ]
    x = _in_order("quarter")
    y: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "axis": {"title": "net share", "labelExpr": _PERCENT, "tickCount": 5},
    }
    return {
        "layer": [
            {
                "data": {"values": [{"at": 0.0}, {"at": ALARM_AT}]},
                "mark": {"type": "rule", "strokeDash": [4, 3], "color": tones.ASIDE.light},
                "encoding": {"y": {**y, "field": "at"}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "rule", "strokeWidth": 4, "color": tones.SPAN.light},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {"x": x, "y": y},
            },
        ],
    }


def drift_chart(pack: GovernancePack) -> Chart:
    """PSI of segments and signals against what chance does in this book."""
    found = [each for each in (*pack.segments, *pack.signals) if each.psi is not None]
    return Chart(
        name="drift-by-chance",
        title="Drift against chance",
        subtitle=f"{len(found)} segments and signals, {pack.quarter_began_on} to {pack.as_of}",
        guide=(
            "Dots are the stability index (PSI); the bar reaches as far as chance alone does "
            "nineteen times in twenty in this very book. A dot beyond its bar is worth a look."
        ),
        says=" ".join(
            f"{e.name}: {e.psi:.2f}, by chance up to {e.psi_by_chance:.2f}." for e in found
        ),
        spec=_drift(found) if found else None,
        sheet=_BELOW,
        because="too few accounts, or none a quarter ago",
    )


def _drift(found: Sequence[Drift]) -> Spec:
    values = [
        {
            "name": each.name,
            "psi": each.psi,
            "chance": each.psi_by_chance,
            "zero": 0.0,
        }
        for each in found
    ]
    y: dict[str, Any] = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "ticks": False, "domain": False, "labelLimit": 170},
    }
    x: dict[str, Any] = {
        "field": "psi",
        "type": "quantitative",
        "axis": {"title": "PSI", "tickCount": 5},
    }
    return {
        "width": 240,
        "height": {"step": _ROW},
        "padding": {"left": 24, "right": 6, "top": 4, "bottom": 2},
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "height": 10, "color": tones.SPAN.light},
                "encoding": {"y": y, "x": {**x, "field": "zero"}, "x2": {"field": "chance"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
                "encoding": {"y": y, "x": x},
            },
        ],
    }


def _in_order(field: str) -> dict[str, Any]:
    """The x axis of dates: in the order given, level, a bar in a label breaks its line."""
    return {
        "field": field,
        "type": "ordinal",
        "sort": None,
        "axis": {
            "title": None,
            "labelAngle": 0,
            "ticks": False,
            "labelExpr": "split(datum.value, '|')",
        },
    }
