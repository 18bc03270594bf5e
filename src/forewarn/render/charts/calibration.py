"""Are the probabilities right: how often a loss came against how often it was foreseen."""

from __future__ import annotations

from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.evidence.calibration import Group
from forewarn.evidence.judging import HorizonFigures
from forewarn.render.charts import tones
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.charts.ranking import share_axis
from forewarn.render.figures import Sheet, figure, percent


def calibration(result: Backtest) -> Chart:
    """Groups of like probability against the share of them that was lost."""
    main = result.horizon(MAIN)
    found = main.calibration
    return Chart(
        name="calibration",
        title="Are the probabilities right? (calibration)",
        subtitle=f"{MAIN} days before, {main.probability_n} cases with a probability"
        + _fit(main),
        guide=(
            "Each dot is a group of like accounts with its 95 % interval: on the dashed line "
            "losses came as often as foreseen, above it more often, below it less often."
        ),
        says=f"Slope {figure(found.slope)}, where 1 is right; intercept "
        f"{figure(found.intercept, signed=True)}, where 0 is right. "
        + " ".join(
            f"Of {group.lost.n} cases foreseen at {100 * group.foreseen:.0f} %, "
            f"{percent(group.lost)} were lost."
            for group in found.curve
        ),
        spec=_spec(found.curve) if found.curve else None,
        sheet=Sheet(
            "Calibration by group",
            "Groups of equal size by probability; at least 20 cases each.",
            ("foreseen", "lost", "cases"),
            tuple(
                (f"{100 * each.foreseen:.0f} %", percent(each.lost), str(each.lost.n))
                for each in found.curve
            ),
        ),
        because=f"no probability: {found.because}" if found.because else "no probability",
    )  # fmt: skip


def _fit(main: HorizonFigures) -> str:
    slope = main.calibration.slope
    return "" if slope.value is None else f". Slope {figure(slope)}"


def _spec(groups: tuple[Group, ...]) -> Spec:
    values = [
        {
            "x": each.foreseen,
            "y": each.lost.value,
            "low": each.lost.low if each.lost.low is not None else each.lost.value,
            "high": each.lost.high if each.lost.high is not None else each.lost.value,
        }
        for each in groups
    ]
    # Losses are rare: the part of the square that holds everything, on both axes alike.
    most = max(max(float(each["x"] or 0), float(each["high"] or 0)) for each in values)
    most = min(1.0, (int(most * 10) + 1) / 10)
    x = share_axis("x", "foreseen share lost", most=most)
    y = share_axis("y", "really lost", most=most)
    return {
        "layer": [
            {
                "data": {"values": [{"x": 0, "y": 0}, {"x": most, "y": most}]},
                "mark": {"type": "line", "strokeDash": [5, 4], "color": tones.ASIDE.light},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": values},
                "mark": {"type": "rule", "strokeWidth": 3, "color": tones.SPAN.light},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {"x": x, "y": y},
            },
        ],
    }
