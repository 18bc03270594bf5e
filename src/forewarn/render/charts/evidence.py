"""The charts of a backtest, in the order in which they are read."""

from __future__ import annotations

from forewarn.evidence.backtest import Backtest
from forewarn.render.charts import calibration, outcomes, quarters, ranking
from forewarn.render.charts.chart import Chart


def charts(result: Backtest) -> tuple[Chart, ...]:
    """Bands against outcomes, lead times, ROC, precision and recall, calibration, quarters."""
    by_quarter = quarters.ranking(result)
    return (
        outcomes.bands(result),
        outcomes.lead_times(result),
        ranking.roc(result),
        ranking.precision_recall(result),
        calibration.calibration(result),
        quarters.accuracy(result),
        *((by_quarter,) if by_quarter else ()),
    )
