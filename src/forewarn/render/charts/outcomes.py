"""Bands against what became of the accounts, and how early losses were flagged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.evidence.curves import MONTH, BandOutcomes, LeadTimes
from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.figures import Sheet, figure, percent

WITHHELD = "score withheld"
_ROOM_FOR_COUNT = 0.07
_ROW_HEIGHT = 56
_TICKS = 5
_EARLY = (30, 60, 90)
_YEAR = 360
"""Days from which on lead times share one bar: nobody acts on the difference."""


def bands(result: Backtest) -> Chart:
    """Each band 90 days before the renewal, and what became of its accounts."""
    found = result.curves.bands if result.curves else ()
    several = len({each.scorecard for each in found if each.scorecard}) > 1
    names = [band_name(each, several=several) for each in found]
    total = sum(each.n for each in found)
    lost = sum(round((each.lost.value or 0) * each.n) for each in found)
    return Chart(
        name="bands",
        title=f"What became of each band, {MAIN} days on",
        subtitle=f"{total} cases, {lost} lost",
        guide=(
            "Worst band on top: a score that works loses most there and least at the bottom; the "
            "numbers count renewals."
        ),
        says=" ".join(
            f"{name}: {each.n} cases, {percent(each.lost)} lost."
            for name, each in zip(names, found, strict=True)
        ),
        spec=_bands_spec(found, names) if total else None,
        sheet=_bands_sheet(found, names),
        because="no case was in the book then",
    )


def band_name(each: BandOutcomes, *, several: bool) -> str:
    """A band with its shape, and its scorecard where there are several."""
    if each.band is None:
        return WITHHELD
    name = tones.mark(each.color, each.band)
    return f"{name} · {each.scorecard}" if several else name


def kinds_of(found: Sequence[BandOutcomes]) -> list[str]:
    """The kinds of outcome that there are, worst first."""
    there = {kind for each in found for kind in each.kinds}
    return [kind for kind in tones.KINDS if kind in there]


def _bands_sheet(found: Sequence[BandOutcomes], names: Sequence[str]) -> Sheet:
    kinds = kinds_of(found)
    return Sheet(
        f"Bands {MAIN} days before the renewal against its outcome",
        "The share lost of each band with its 95 % interval.",
        ("band", "cases", *kinds, "lost"),
        tuple(
            (name, str(each.n), *(str(each.kinds.get(k, 0)) for k in kinds), percent(each.lost))
            for name, each in zip(names, found, strict=True)
        ),
    )


def _pieces(found: Sequence[BandOutcomes], names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for name, each in zip(names, found, strict=True):
        start = 0.0
        for kind in tones.KINDS:
            count = each.kinds.get(kind, 0)
            if count:
                end = start + count / each.n
                yield {
                    "band": name,
                    "kind": kind,
                    "from": start,
                    "to": end,
                    "middle": (start + end) / 2,
                    "count": str(count) if end - start >= _ROOM_FOR_COUNT else "",
                    "on": (tones.PALE if kind in tones.LIGHT else tones.INK).light,
                }
                start = end


def _bands_spec(found: Sequence[BandOutcomes], names: Sequence[str]) -> Spec:
    kinds = kinds_of(found)
    pieces = list(_pieces(found, names))
    rows = [
        {
            "band": name,
            "tone": tones.of_band(each.color).light,
            "said": "no case" if each.n == 0 else f"{100 * (each.lost.value or 0):.0f} % lost",
            "at": 0,
            "end": 1,
        }
        for name, each in zip(names, found, strict=True)
    ]
    y: dict[str, Any] = {"field": "band", "type": "nominal", "sort": None, "axis": None}
    share: dict[str, Any] = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": None}
    colors = [tones.KINDS[kind].light for kind in kinds]
    legend = {"orient": "top", "title": None, "symbolType": "square", "offset": 4}
    return {
        # Room for a reader's font that is wider than the one that words are measured in.
        "padding": {"left": 4 + max(map(len, names)), "right": 6, "top": 4, "bottom": 2},
        "width": 225,
        "height": {"step": _ROW_HEIGHT},
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "text", "align": "right", "dx": -8, "fontWeight": "bold",
                         "limit": 180},
                "encoding": {
                    "y": y,
                    "x": {**share, "field": "at"},
                    "text": {"field": "band"},
                    "color": {"field": "tone", "type": "nominal", "scale": None},
                },
            },
            {
                "data": {"values": pieces},
                "mark": {"type": "bar", "height": {"band": 0.62}},
                "encoding": {
                    "y": y,
                    "x": {**share, "field": "from"},
                    "x2": {"field": "to"},
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {"domain": kinds, "range": colors},
                        "legend": legend,
                    },
                },
            },
            {
                "data": {"values": pieces},
                "mark": {"type": "text"},
                "encoding": {
                    "y": y,
                    "x": {**share, "field": "middle"},
                    "text": {"field": "count"},
                    "color": {"field": "on", "type": "nominal", "scale": None},
                },
            },
            {
                "data": {"values": rows},
                "mark": {"type": "text", "align": "left", "dx": 6, "color": tones.QUIET.light},
                "encoding": {
                    "y": y,
                    "x": {**share, "field": "end"},
                    "text": {"field": "said"},
                },
            },
        ],
    }  # fmt: skip


def lead_times(result: Backtest) -> Chart:
    """How long before its end the last alarm of each loss began."""
    found = result.curves.lead_times if result.curves else ()
    missed = result.curves.never_flagged if result.curves else 0
    flagged = len(result.lead_times)
    median = result.lead_time_days
    early = [(days, sum(each >= days for each in result.lead_times)) for days in _EARLY]
    return Chart(
        name="lead",
        title="How early losses were flagged (lead time)",
        subtitle=f"{flagged + missed} losses: {flagged} flagged when they came, {missed} not"
        + (f". Median {figure(median, 0)} days" if median.value is not None else ""),
        guide=(
            "Each bar counts losses by the days from the start of their last alarm to the end: "
            "the first three left fewer than 30, 60 and 90 days to act."
        ),
        says=" ".join(f"{n} of {flagged} were flagged {days} days or more before." for days, n in
                      early) + f" {missed} were not flagged when they came.",
        spec=_lead_spec(found) if found else None,
        sheet=Sheet(
            "Losses by lead time",
            f"{missed} more were lost without an alarm at their end.",
            ("days before", "losses"),
            tuple(
                (f"{first} or more" if last is None else f"{first} to {last}", str(count))
                for first, last, count in by_year(found)
            ),
        ),
        because="no loss was flagged when it came",
    )  # fmt: skip


def by_year(found: Sequence[LeadTimes]) -> list[tuple[int, int | None, int]]:
    """First day, last day and losses of each month, and of everything from a year on."""
    bars: list[tuple[int, int | None, int]] = [
        (each.from_days, each.to_days - 1, each.n) for each in found if each.from_days < _YEAR
    ]
    longer = sum(each.n for each in found if each.from_days >= _YEAR)
    return [*bars, (_YEAR, None, longer)] if longer else bars


def _whole(most: int) -> list[int]:
    """Whole numbers from 0 on for an axis, about five of them."""
    step = max(1, -(-most // _TICKS))
    return list(range(0, most + step, step))


def _lead_spec(found: Sequence[LeadTimes]) -> Spec:
    bars = [{"from": first, "to": first + MONTH, "n": count} for first, _, count in by_year(found)]
    marks = [{"days": days, "said": str(days)} for days in _EARLY]
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, _YEAR + MONTH], "nice": False},
        "axis": {
            "title": "days from the alarm to the loss",
            "values": list(range(0, _YEAR + 1, 90)),
            "labelExpr": f"datum.value < {_YEAR} ? datum.label : datum.label + '+'",
            "grid": False,
        },
    }
    y = {
        "field": "n",
        "type": "quantitative",
        "axis": {
            "title": "losses",
            "format": "d",
            "values": _whole(max(each["n"] for each in bars)),
        },
    }
    dashed = {"type": "rule", "strokeDash": [5, 4], "color": tones.ASIDE.light}
    said = {"type": "text", "baseline": "bottom", "dy": -3, "color": tones.ASIDE.light}
    return {
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "bar", "binSpacing": 2},
                "encoding": {
                    "x": {**x, "field": "from"},
                    "x2": {"field": "to"},
                    "y": y,
                    "y2": {"datum": 0},
                },
            },
            {
                "data": {"values": marks},
                "mark": dashed,
                "encoding": {"x": {**x, "field": "days"}},
            },
            {
                "data": {"values": marks},
                "mark": said,
                "encoding": {
                    "x": {**x, "field": "days"},
                    "y": {"value": 0},
                    "text": {"field": "said"},
                },
            },
        ],
    }
