"""How well the score puts lost accounts before kept ones: ROC, precision and recall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.evidence.curves import Curves
from forewarn.evidence.discrimination import CurvePoint
from forewarn.evidence.judging import HorizonFigures
from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.figures import Sheet, figure, percent

PERCENT = "round(datum.value * 100) + ' %'"
_ROWS = 20
_COLUMNS = ("flagged up to a score of", "of the lost", "of the kept", "lost among the flagged")
_GUIDE = "Each row flags every account up to a score: what that catches, and what it costs."


def roc(result: Backtest) -> Chart:
    """Lost accounts against kept ones, flagged from the worst score up."""
    main, found = result.horizon(MAIN), _curves(result)
    values = [{"x": 0.0, "y": 0.0}] + [
        {"x": each.false_positive_rate, "y": each.recall} for each in found.points
    ]
    alarms = [
        {"x": x, "y": y, "name": name}
        for name, flag in (("alarm", main.flag), ("lowest band", main.lowest))
        for x, y in [(flag.false_positive_rate.value, flag.recall.value)]
        if x is not None and y is not None
    ]
    return Chart(
        name="roc",
        title="Lost accounts first? (ROC)",
        subtitle=f"{MAIN} days before, {_cases(main)}. AUC {figure(main.auc)}",
        guide=(
            "From the worst score up, the line climbs with each lost account and goes right with "
            "each kept one: the higher above the dashed line (a coin), the better."
        ),
        says=f"AUC is {figure(main.auc)}. {_says(main)}",
        spec=_spec(values, alarms, [(0.0, 0.0), (1.0, 1.0)], _ROC_AXES, 9)
        if found.points
        else None,
        sheet=Sheet("Points of the ROC curve", _GUIDE, _COLUMNS, tuple(_rows(found.points))),
        because=_because(main),
    )


def precision_recall(result: Backtest) -> Chart:
    """How many of the flagged were lost against how many of the lost were flagged."""
    main, found = result.horizon(MAIN), _curves(result)
    values = [{"x": each.recall, "y": each.precision} for each in found.points]
    alarms = [
        {"x": x, "y": y, "name": name}
        for name, flag in (("alarm", main.flag), ("lowest band", main.lowest))
        for x, y in [(flag.recall.value, flag.precision.value)]
        if x is not None and y is not None
    ]
    rate = main.n_bad / main.n if main.n else 0.0
    return Chart(
        name="precision",
        title="What an alarm costs (precision and recall)",
        subtitle=f"{MAIN} days before, {_cases(main)}: {100 * rate:.0f} % lost in all",
        guide=(
            "To the right more of the lost are caught, and the height says how many of the flagged "
            "really were lost: the dashed line is what flagging anyone would give."
        ),
        says=f"{_says(main)} Flagging anyone would be right for {100 * rate:.0f} %.",
        spec=_spec(values, alarms, [(0.0, rate), (1.0, rate)], _PR_AXES, -9)
        if found.points
        else None,
        sheet=Sheet("Points of the precision-recall curve", _GUIDE, _COLUMNS,
                    tuple(_rows(found.points))),
        because=_because(main),
    )  # fmt: skip


_ROC_AXES = ("kept accounts flagged", "lost accounts flagged")
_PR_AXES = ("lost accounts flagged (recall)", "lost among the flagged (precision)")


_AROUND = {"stroke": tones.CARD.light, "strokeWidth": 4, "strokeJoin": "round"}


def _curves(result: Backtest) -> Curves:
    return result.curves or Curves(MAIN, 0, 0, (), (), (), 0)


def _cases(main: HorizonFigures) -> str:
    return f"{main.n} cases, {main.n_bad} lost"


def _because(main: HorizonFigures) -> str:
    return "" if 0 < main.n_bad < main.n else f"{_cases(main)}: it takes both kinds"


def _says(main: HorizonFigures) -> str:
    flag = main.flag
    return (
        f"The alarm catches {percent(flag.recall)} of the lost and flags "
        f"{percent(flag.false_positive_rate)} of the kept; {percent(flag.precision)} of the "
        "flagged were lost."
    )


def _rows(points: Sequence[CurvePoint]) -> Iterator[tuple[str, ...]]:
    step = max(1, -(-len(points) // _ROWS))
    for each in [*points[: len(points) - 1 : step], *points[-1:]]:
        rates = (each.recall, each.false_positive_rate, each.precision)
        yield (f"{each.score:.1f}", *(f"{100 * rate:.0f} %" for rate in rates))


def _spec(
    values: Sequence[Mapping[str, Any]],
    alarms: Sequence[Mapping[str, Any]],
    even: Sequence[tuple[float, float]],
    axes: tuple[str, str],
    below: int,
) -> Spec:
    """A line over the line of chance, with the alarm as it is set.

    Args:
        below: pixels that the alarm's name stands below it: on the side where the line is not.
    """
    x, y = (share_axis(field, title) for field, title in zip("xy", axes, strict=True))
    chance = [{"x": across, "y": up} for across, up in even]
    marks = {"type": "point", "shape": "diamond", "size": 90, "filled": True, "opacity": 1}
    words = {"type": "text", "align": "left", "dx": 8, "dy": below, "color": tones.INK.light}
    return {
        "layer": [
            {
                "data": {"values": chance},
                "mark": {"type": "line", "strokeDash": [5, 4], "color": tones.ASIDE.light},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": list(values)},
                "mark": {"type": "line", "strokeWidth": 2.2, "interpolate": "linear"},
                "encoding": {"x": x, "y": y, "order": {"field": "x", "type": "quantitative"}},
            },
            {"data": {"values": list(alarms)}, "mark": marks, "encoding": {"x": x, "y": y}},
            *(
                {
                    "data": {"values": list(alarms)},
                    "mark": {**words, **around},
                    "encoding": {"x": x, "y": y, "text": {"field": "name"}},
                }
                for around in (_AROUND, {})
            ),
        ],
    }


def share_axis(field: str, title: str, *, most: float = 1.0) -> dict[str, Any]:
    """An axis of shares from none to all, in percent."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, most], "nice": False},
        "axis": {"title": title, "labelExpr": PERCENT, "tickCount": 5},
    }
