"""Quarter by quarter: was it right as often as before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.evidence.measured import Measured
from forewarn.evidence.parts import Part
from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.charts.ranking import share_axis
from forewarn.render.figures import Sheet, figure, percent

DRAWN = 12
"""Quarters that a chart has room for; the newest of more."""


def accuracy(result: Backtest) -> Chart:
    """Accuracy of the flag by quarter, against saying that everyone renews."""
    parts = result.by_quarter
    return Chart(
        name="accuracy",
        title="Accuracy by quarter",
        subtitle=f"{MAIN} days before, {_cases(parts)}",
        guide=(
            "Dots are the share of right calls with its 95 % interval, the other mark is what "
            "saying that everyone renews would give; intervals that overlap may be the same."
        ),
        says=" ".join(
            f"{each.name}: {percent(each.accuracy)} right of {each.n} cases; "
            f"{100 * renewed(each):.0f} % were kept."
            for each in parts
        ),
        spec=_spec(parts, lambda each: each.accuracy, renewed, "right calls") if parts else None,
        sheet=Sheet(
            "Accuracy by quarter of the due date",
            "",
            ("quarter", "cases", "lost", "accuracy", "everyone renews"),
            tuple(
                (
                    each.name,
                    str(each.n),
                    str(each.n_bad),
                    percent(each.accuracy),
                    f"{100 * renewed(each):.0f} %",
                )
                for each in parts
            ),
        ),
        because="no case was in the book then",
    )


def ranking(result: Backtest) -> Chart | None:
    """AUC by quarter; None where fewer than two quarters have one."""
    parts = result.by_quarter
    if sum(each.auc.value is not None for each in parts) < 2:
        return None
    return Chart(
        name="auc",
        title="AUC by quarter",
        subtitle=f"{MAIN} days before, {_cases(parts)}",
        guide=(
            "Dots are the chance that a lost account scored below a kept one with its 95 % "
            "interval; on the other mark it is a coin, and quarters with too few losses have no "
            "dot."
        ),
        says=" ".join(f"{each.name}: AUC {figure(each.auc)}." for each in parts),
        spec=_spec(parts, lambda each: each.auc, lambda _: 0.5, "AUC", in_percent=False),
        sheet=Sheet(
            "AUC by quarter of the due date",
            "",
            ("quarter", "cases", "lost", "AUC"),
            tuple((e.name, str(e.n), str(e.n_bad), figure(e.auc)) for e in parts),
        ),
    )


def renewed(part: Part) -> float:
    """How often "everyone renews" is right."""
    return 1 - part.n_bad / part.n


def _cases(parts: Sequence[Part]) -> str:
    total, lost = sum(each.n for each in parts), sum(each.n_bad for each in parts)
    more = f"; the last {DRAWN} quarters" if len(parts) > DRAWN else ""
    return f"{total} cases, {lost} lost{more}"


def _spec(
    parts: Sequence[Part],
    find: Callable[[Part], Measured],
    even: Callable[[Part], float],
    title: str,
    *,
    in_percent: bool = True,
) -> Spec:
    """Dots with intervals over dashes."""
    drawn = parts[-DRAWN:]
    values = [
        {
            # The name alone keeps them apart: two quarters may have as many cases.
            "quarter": f"{each.name}|{_lines(each, first=each is drawn[0])}",
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "even": even(each),
        }
        for each in drawn
        for found in [find(each)]
    ]
    x: dict[str, Any] = {
        "field": "quarter",
        "type": "ordinal",
        "sort": None,
        "axis": {"title": "quarter of the due date, its cases", "labelAngle": 0,
                 "labelExpr": "slice(split(datum.value, '|'), 1)", "ticks": False,
                 "labelPadding": 6, "labelLineHeight": 14},
    }  # fmt: skip
    y = share_axis("value", title)
    if not in_percent:
        y["axis"] = {"title": title, "tickCount": 5, "format": ".1f"}
    return {
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "tick", "strokeDash": [4, 3], "thickness": 2,
                         "color": tones.ASIDE.light, "width": {"band": 0.9}},
                "encoding": {"x": x, "y": {**y, "field": "even"}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 4, "color": tones.SPAN.light},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {"x": x, "y": y},
            },
        ],
    }  # fmt: skip


def _lines(part: Part, *, first: bool) -> str:
    """A quarter's label in lines: Q1, its cases, and the year where one begins."""
    if " to " in part.name:
        return f"{part.name.replace(' to ', '|to ')}|{part.n}"
    year, _, quarter = part.name.partition("-")
    return f"{quarter}|{part.n}|{year if first or quarter == 'Q1' else ' '}"
