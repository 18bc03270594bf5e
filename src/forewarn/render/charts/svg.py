"""Charts as SVG: drawn without a browser and without a request to anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from forewarn.render.characters import shown
from forewarn.render.charts.chart import Chart, Spec
from forewarn.render.charts.tones import GRID, INK, LINE, MAIN, QUIET, TONES

WIDTH, HEIGHT = 340, 220
"""Of the plot inside its axes: with these a phone shows it nearly at full size."""
FONT = "Arial, Helvetica, sans-serif"
"""Widths of words are measured while drawing; a reader's Arial or Helvetica has the same ones."""
_SIZE = 13
_ID = re.compile(r'(\bid="|url\(#)([\w-]+)')
_ROOT = re.compile(r"<svg\b[^>]*?\bwidth=\"([\d.]+)\" height=\"([\d.]+)\"[^>]*>")


def svg(spec: Spec) -> str:
    """A spec as an SVG file of its own: light, on no ground."""
    import vl_convert

    whole = configured(spec)
    found: str = vl_convert.vegalite_to_svg(whole, show_warnings=False, allowed_base_urls=[])
    return found


def png(spec: Spec, *, scale: float = 2.0) -> bytes:
    """A spec as a PNG file: light, on white, so that it stays readable wherever it is put."""
    import vl_convert

    whole = configured(spec) | {"background": "white"}
    found: bytes = vl_convert.vegalite_to_png(
        whole, scale=scale, show_warnings=False, allowed_base_urls=[]
    )
    return found


def titled(chart: Chart) -> Spec:
    """A chart's spec for a file of its own, which has no page around it to say what it shows.

    Raises:
        ValueError: there is nothing to draw.
    """
    if chart.spec is None:
        raise ValueError(f"the chart {chart.name} has nothing to draw")
    title = {"text": chart.title, "subtitle": chart.subtitle, "anchor": "start", "fontSize": 15}
    return {**chart.spec, "title": title}


def configured(spec: Spec) -> dict[str, Any]:
    """A spec in the look that all charts share, as Vega-Lite takes it."""
    words = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": _SIZE, "titleFontSize": _SIZE}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "width": WIDTH,
        "height": HEIGHT,
        "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
        **_cleaned(spec),
        "config": {
            # The whole drawing has one text alternative; a hundred small ones only get in its way.
            "aria": False,
            "font": FONT,
            "view": {"stroke": None},
            "mark": {"color": MAIN.light},
            "text": {"color": INK.light, "fontSize": _SIZE},
            "axis": {
                **words,
                "labelColor": QUIET.light,
                "titleColor": QUIET.light,
                "titleFontWeight": "normal",
                "domainColor": LINE.light,
                "tickColor": LINE.light,
                "gridColor": GRID.light,
                "titlePadding": 8,
                "labelFlush": False,
            },
            "legend": {**words, "labelColor": INK.light, "titleColor": QUIET.light},
            **spec.get("config", {}),
        },
    }


def _cleaned(part: Any) -> Any:
    """A spec without characters that nothing can draw: one NUL would end the whole process."""
    if isinstance(part, str):
        return shown(part)
    if isinstance(part, Mapping):
        return {shown(key): _cleaned(value) for key, value in part.items()}
    return [_cleaned(each) for each in part] if isinstance(part, list | tuple) else part


def drawn(chart: Chart) -> str:
    """A chart's SVG for a page: in the page's colours, with its text alternative, its ids its own.

    Raises:
        ValueError: there is nothing to draw.
    """
    if chart.spec is None:
        raise ValueError(f"the chart {chart.name} has nothing to draw")
    found = svg(chart.spec)
    for tone in TONES:
        found = found.replace(f'"{tone.light}"', f'"var(--{tone.name})"')
    # Numbers of their own: those that come go up with everything that was drawn before.
    numbers = {
        name: place for place, name in enumerate(dict.fromkeys(at[2] for at in _ID.finditer(found)))
    }
    found = _ID.sub(lambda at: f"{at[1]}{chart.name}-{numbers[at[2]]}", found)
    return _ROOT.sub(lambda root: _opening(chart, root[1], root[2]), found, count=1)


def _opening(chart: Chart, width: str, height: str) -> str:
    """The root with a title and a description in place of what the drawing says of itself."""
    title, words = f"{chart.name}-title", f"{chart.name}-words"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'style="max-width:{float(width) * 1.35:.0f}px" role="img" '
        f'aria-labelledby="{title} {words}">'
        f'<title id="{title}">{escape(shown(chart.title))}</title>'
        f'<desc id="{words}">{escape(shown(chart.says))}</desc>'
    )
