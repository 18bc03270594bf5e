"""The plots of a backtest, each with its reading guide: the same ones that the page shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.console import Group, RenderableType

from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.evidence.discrimination import CurvePoint
from forewarn.evidence.flags import Flagged
from forewarn.evidence.measured import Measured
from forewarn.evidence.parts import Part
from forewarn.render.charts.chart import Chart
from forewarn.render.charts.evidence import charts
from forewarn.render.charts.quarters import renewed
from forewarn.render.figures import figure, percent
from forewarn.render.text.plots.bars import Bands, Lead
from forewarn.render.text.plots.curves import Curve, Point
from forewarn.render.text.plots.glyphs import Words
from forewarn.render.text.plots.strips import Strip, Strips


def plots(result: Backtest) -> Group:
    """Every plot, one under the other."""
    return Group(*(part for chart in charts(result) for part in _plot(result, chart)))


def _plot(result: Backtest, chart: Chart) -> list[RenderableType]:
    head = [Words(""), Words(chart.title, "bold"), Words(chart.subtitle, "dim")]
    if chart.spec is None:
        return [*head, Words(f"Nothing to draw: {chart.because}.")]
    return [*head, Words(chart.guide, "dim"), _DRAWN[chart.name](result)]


def _bands(result: Backtest) -> RenderableType:
    return Bands(result.curves.bands if result.curves else ())


def _lead(result: Backtest) -> RenderableType:
    found = result.curves
    return Lead(found.lead_times, found.never_flagged) if found else Lead((), 0)


def _roc(result: Backtest) -> RenderableType:
    main = result.horizon(MAIN)
    points = [(each.false_positive_rate, each.recall) for each in _points(result)]

    def at(flag: Flagged) -> Point | None:
        return _point(flag.false_positive_rate, flag.recall)

    return Curve(
        [(0.0, 0.0), *points],
        ((0.0, 0.0), (1.0, 1.0)),
        at(main.flag),
        at(main.lowest),
        "kept accounts flagged",
        "lost accounts flagged",
    )


def _precision(result: Backtest) -> RenderableType:
    main = result.horizon(MAIN)
    points = [(each.recall, each.precision) for each in _points(result)]
    rate = main.n_bad / main.n

    def at(flag: Flagged) -> Point | None:
        return _point(flag.recall, flag.precision)

    return Curve(
        points,
        ((0.0, rate), (1.0, rate)),
        at(main.flag),
        at(main.lowest),
        "lost accounts flagged",
        "lost among the flagged",
    )


def _points(result: Backtest) -> Sequence[CurvePoint]:
    return result.curves.points if result.curves else ()


def _point(x: Measured, y: Measured) -> Point | None:
    return None if x.value is None or y.value is None else (x.value, y.value)


def _calibration(result: Backtest) -> RenderableType:
    groups = result.horizon(MAIN).calibration.curve
    most = max(max(each.foreseen, each.lost.high or each.lost.value or 0) for each in groups)
    rows = [
        Strip(
            (f"{100 * each.foreseen:.0f} %", percent(each.lost), str(each.lost.n)),
            each.lost,
            each.foreseen,
        )
        for each in groups
    ]
    scale = f"0 to {100 * most:.0f} %, the other mark: what was foreseen"
    return Strips(("foreseen", "lost", "cases"), scale, rows, most=most)


def _accuracy(result: Backtest) -> RenderableType:
    rows = [
        Strip((each.name, str(each.n), percent(each.accuracy)), each.accuracy, renewed(each))
        for each in result.by_quarter
    ]
    scale = "0 to 100 %, the other mark: everyone renews"
    return Strips(("quarter", "cases", "accuracy"), scale, rows)


def _auc(result: Backtest) -> RenderableType:
    def row(each: Part) -> Strip:
        return Strip((each.name, str(each.n), figure(each.auc)), each.auc, 0.5)

    rows = [row(each) for each in result.by_quarter]
    return Strips(("quarter", "cases", "AUC"), "0 to 1, the other mark: a coin", rows)


_DRAWN: Mapping[str, Callable[[Backtest], RenderableType]] = {
    "bands": _bands,
    "lead": _lead,
    "roc": _roc,
    "precision": _precision,
    "calibration": _calibration,
    "accuracy": _accuracy,
    "auc": _auc,
}
