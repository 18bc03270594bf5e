"""A chart on a page: title, how to read it, the drawing, and its figures folded away."""

from __future__ import annotations

from forewarn.render.charts.chart import Chart
from forewarn.render.charts.svg import drawn
from forewarn.render.html.elements import Html, element, joined, verbatim
from forewarn.render.html.tables import rows


def figure(chart: Chart, *, level: int = 3) -> Html:
    """A chart with everything that belongs to it; the reason where nothing is drawn.

    Args:
        level: of the heading.
    """
    title, guide = f"{chart.name}-heading", f"{chart.name}-guide"
    return element(
        "figure",
        element(f"h{level}", chart.title, id=title),
        element("p", chart.subtitle, class_="of"),
        _drawing(chart),
        element("figcaption", chart.guide, id=guide),
        _figures(chart),
        aria_labelledby=title,
        class_="chart",
    )


def figures(*charts: Chart) -> Html:
    """Charts side by side where there is room."""
    return element("div", *(figure(each) for each in charts), class_="charts")


def _drawing(chart: Chart) -> Html:
    if chart.spec is None:
        return element("p", f"Nothing to draw: {chart.because}.", class_="nothing")
    return verbatim(drawn(chart))


def _figures(chart: Chart) -> Html:
    if not chart.sheet.rows:
        return Html()
    return element(
        "details",
        element("summary", "The figures"),
        joined(
            element("p", chart.sheet.guide, class_="guide") if chart.sheet.guide else "",
            rows(chart.sheet.title, chart.sheet.columns, chart.sheet.rows),
        ),
    )
