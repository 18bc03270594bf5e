"""Retention by quarter: what of a year's revenue stayed, without and with expansion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from forewarn.evidence.measured import Measured
from forewarn.evidence.staying import Stayed
from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.figures import Sheet, percent

_SIZE = {"width": 400, "height": 230}


def retention_by_quarter(years: Sequence[Stayed], currency: str, *, because: str) -> Chart:
    """GRR and NRR of the years up to the end of each quarter, with their intervals.

    Args:
        years: of one currency, oldest first.
        currency: theirs.
        because: why there is none, where there is none.
    """
    title = f"GRR and NRR, {currency}"
    return Chart(
        name=f"retention-{currency}",
        title=title,
        subtitle=_subtitle(years),
        guide=(
            "Of the yearly revenue at the start of twelve months what is left at their end: GRR "
            "counts each account up to what it had, NRR with expansion. New accounts are out; "
            "lines are 95 % intervals."
        ),
        says=" ".join(map(_sentence, years)),
        spec=_spec(years) if years else None,
        sheet=Sheet(
            title,
            "Undecided: still in the book, the contract ran out and none came after it.",
            ("twelve months up to", "accounts", "revenue at the start", "GRR", "NRR", "undecided"),
            tuple(
                (
                    str(each.ended_on),
                    f"{each.accounts:,}",
                    f"{each.starting:,.0f}",
                    percent(each.grr),
                    percent(each.nrr),
                    f"{each.undecided:,} ({each.undecided_revenue:,.0f})",
                )
                for each in reversed(years)
            ),
        ),
        because=because,
    )


def _subtitle(years: Sequence[Stayed]) -> str:
    if not years:
        return ""
    newest = years[-1]
    left_out = f", {newest.undecided:,} undecided left out" if newest.undecided else ""
    return f"n = {newest.accounts:,} accounts up to {newest.ended_on}{left_out}"


def _sentence(year: Stayed) -> str:
    return (
        f"Twelve months up to {year.ended_on}: GRR {percent(year.grr)}, NRR {percent(year.nrr)} "
        f"of {year.starting:,.0f} {year.currency} in {year.accounts:,} accounts."
    )


def _rows(years: Sequence[Stayed]) -> Iterator[dict[str, Any]]:
    for year in years:
        found: tuple[tuple[str, Measured], ...] = (("GRR", year.grr), ("NRR", year.nrr))
        for name, share in found:
            if share.value is not None:
                yield {
                    "on": f"{year.ended_on:%b %Y}|n = {year.accounts:,}",
                    "figure": name,
                    "value": share.value,
                    "low": share.value if share.low is None else share.low,
                    "high": share.value if share.high is None else share.high,
                }


def _spec(years: Sequence[Stayed]) -> Spec:
    rows = list(_rows(years))
    newest = rows[-1]["on"] if rows else ""
    axis = {"title": "twelve months up to", "labelAngle": 0, "ticks": False, "labelPadding": 6,
            "labelExpr": "split(datum.value, '|')", "labelLineHeight": 14}  # fmt: skip
    x = {"field": "on", "type": "ordinal", "sort": None, "axis": axis}
    apart = {"field": "figure", "type": "nominal"}
    y = {"field": "value", "type": "quantitative", "scale": {"zero": False},
         "axis": {"title": None, "format": ".0%", "tickCount": 5}}  # fmt: skip
    color = {**apart, "legend": None, "scale": {"domain": ["GRR", "NRR"],
             "range": [tones.MAIN.light, tones.ASIDE.light]}}  # fmt: skip
    shape = {**apart, "legend": None,
             "scale": {"domain": ["GRR", "NRR"], "range": ["circle", "diamond"]}}  # fmt: skip
    beside = {"xOffset": apart, "color": color}
    return {
        **_SIZE,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.45},
                "encoding": {"x": x, **beside, "y": {**y, "field": "low"},
                             "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                "encoding": {"x": x, **beside, "y": y, "shape": shape},
            },
            {
                "transform": [{"filter": {"field": "on", "equal": newest}}],
                "mark": {"type": "text", "dy": -12, "fontWeight": "bold"},
                "encoding": {"x": x, **beside, "y": {**y, "field": "high"},
                             "text": {"field": "figure"}},
            },
        ],
    }  # fmt: skip
