"""Charts of one account: its score through time over its bands, and its score taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.days import day
from forewarn.render.figures import Sheet
from forewarn.scorecard.model import Scorecard
from forewarn.terms.band import Band
from forewarn.terms.score import AccountResult

_TREND = {"width": 400, "height": 215}
_ROW = 30
"""Height of a row of the waterfall."""


class Point(NamedTuple):
    """One date of an account's line, for the chart."""

    on: date
    score: float | None
    band: str | None
    effective_band: str | None


def trend(points: Sequence[Point], card: Scorecard | None) -> Chart:
    """The score at every date over the bands of the scorecard in force, oldest first.

    Args:
        points: dates on record; those without a score leave a gap.
        card: whose bands are drawn; None = none are.
    """
    scored = [each for each in points if each.score is not None]
    bands = card.bands if card else ()
    return Chart(
        name="trend",
        title="Score through time",
        subtitle=f"{len(scored)} dates" if scored else "",
        guide="The score from 0 to 100 at every date on record, over today's bands.",
        says=_trend_in_words(scored),
        spec={**_TREND, "layer": [*_areas(scored, bands), *_line(points)]} if scored else None,
        sheet=Sheet(
            "Score and band by date",
            "",
            ("date", "score", "band", "effective band"),
            tuple(
                (day(e.on), _number(e.score), e.band or "–", e.effective_band or "–")
                for e in reversed(points)
            ),
        ),
        because="no score is on record",
        dates=tuple(each.on for each in reversed(points)),
    )


def _trend_in_words(scored: Sequence[Point]) -> str:
    if not scored:
        return "No score is on record."
    first, last = scored[0], scored[-1]
    low = min(scored, key=lambda each: each.score or 0.0)
    return (
        f"From {_number(first.score)} on {first.on} to {_number(last.score)} on {last.on}; "
        f"lowest {_number(low.score)} on {low.on}."
    )


def _areas(scored: Sequence[Point], bands: Sequence[Band]) -> Iterator[Spec]:
    """Each band as a strip, with its shape and name beside it."""
    edges = [*(band.from_score for band in bands[1:]), 100.0]
    for band, until in zip(bands, edges, strict=True):
        tone = tones.of_band(band.color).light
        strip: dict[str, Any] = {
            "from": band.from_score,
            "until": until,
            "middle": (band.from_score + until) / 2,
            "on": scored[0].on.isoformat(),
            "end": scored[-1].on.isoformat(),
            "words": tones.mark(band.color, band.name),
        }
        y = {"field": "from", "type": "quantitative", "scale": {"domain": [0, 100]}}
        yield {
            "data": {"values": [strip]},
            "mark": {"type": "rect", "color": tone, "opacity": 0.13},
            "encoding": {
                "x": {"field": "on", "type": "temporal"},
                "x2": {"field": "end"},
                "y": y,
                "y2": {"field": "until"},
            },
        }
        yield {
            "data": {"values": [strip]},
            "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 8,
                     "color": tone, "fontWeight": "bold"},
            "encoding": {"x": {"field": "end", "type": "temporal"}, "y": {**y, "field": "middle"},
                         "text": {"field": "words"}},
        }  # fmt: skip


def _line(points: Sequence[Point]) -> Iterator[Spec]:
    values = [{"on": each.on.isoformat(), "score": each.score} for each in points]
    encoding = {
        "x": {"field": "on", "type": "temporal",
              "axis": {"title": None, "format": "%b %y", "tickCount": 5, "grid": False}},
        "y": {"field": "score", "type": "quantitative", "scale": {"domain": [0, 100]},
              "axis": {"title": "score", "values": [0, 25, 50, 75, 100]}},
    }  # fmt: skip
    yield {
        "data": {"values": values},
        "mark": {"type": "line", "strokeWidth": 2.5, "invalid": "break-paths-filter-domains"},
        "encoding": encoding,
    }
    yield {
        "data": {"values": values[-1:]},
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
        "encoding": encoding,
    }


def waterfall(result: AccountResult, card: Scorecard | None) -> Chart:
    """The score as the sum of what its inputs add, in the order of the file.

    Args:
        result: without a score there is nothing to draw.
        card: for the colour of the score's own bar; None = the quiet one.
    """
    score = result.score
    parts = [part for part in score.contributions if part.contribution is not None]
    says = ", ".join(f"{part.input} {_number(part.shown)}" for part in parts)
    return Chart(
        name="waterfall",
        title="What the score is made of",
        subtitle="points each input adds",
        guide="Each bar begins where the one above ends; the last one is the score.",
        says=f"{says}; together {_number(score.shown)}." if parts else "No score.",
        spec=_waterfall(result, card) if score.score is not None else None,
        sheet=Sheet(
            "What each input adds",
            "",
            ("input", "points", "weight", "adds"),
            tuple(
                (
                    part.input,
                    _number(part.points),
                    f"{100 * part.weight:.1f} %",
                    _number(part.shown),
                )
                for part in score.contributions
            ),
        ),
        because=score.reason or "no score",
    )


def _waterfall(result: AccountResult, card: Scorecard | None) -> Spec:
    values = list(_bars(result))
    colors = {band.name: band.color for band in card.bands} if card else {}
    of_score = tones.of_band(colors.get(result.band or "")).light
    y = {"field": "input", "type": "nominal", "sort": None,
         "axis": {"title": None, "ticks": False, "domain": False, "labelLimit": 170}}  # fmt: skip
    x = {"field": "from", "type": "quantitative", "scale": {"domain": [0, 100]},
         "axis": {"title": "points", "values": [0, 25, 50, 75, 100]}}  # fmt: skip
    return {
        "width": 330,
        "height": _ROW * len(values),
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.62}, "minBandSize": 1},
                "encoding": {
                    "y": y, "x": x, "x2": {"field": "until"},
                    "color": {"field": "of", "type": "nominal", "legend": None,
                              "scale": {"domain": ["input", "score"],
                                        "range": [tones.MAIN.light, of_score]}},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": tones.INK.light},
                "encoding": {"y": y, "x": {**x, "field": "until"}, "text": {"field": "words"}},
            },
        ],
    }  # fmt: skip


def _bars(result: AccountResult) -> Iterator[dict[str, Any]]:
    start = 0.0
    for part in result.score.contributions:
        size = part.contribution or 0.0
        used = part.contribution is not None and part.weight > 0
        words = f"+{_number(part.shown)}" if used else "not in use"
        yield {"input": part.input, "from": start, "until": start + size, "of": "input",
               "words": words}  # fmt: skip
        start += size
    score = result.score
    yield {"input": "Score", "from": 0.0, "until": score.score, "of": "score",
           "words": _number(score.shown)}  # fmt: skip


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
