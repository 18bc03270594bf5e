"""Charts inside pages: the one spec drawn as SVG, without a style that the policy would refuse."""

from __future__ import annotations

import json
import re

from forewarn.render.charts.chart import Chart
from forewarn.render.charts.svg import drawn

_REFUSED = re.compile(r' (?:style|aria-roledescription|role)="(?!img")[^"]*"')
"""Styles that the policy refuses, and roles of single marks: the whole drawing is one picture."""


_cache: dict[str, str] = {}
_KEPT = 256


def svg_of(chart: Chart) -> str:
    """A chart as SVG for a page; drawn once for the same figures.

    Raises:
        ValueError: there is nothing to draw.
    """
    key = json.dumps([chart.name, chart.title, chart.says, chart.spec], default=str, sort_keys=True)
    found = _cache.get(key)
    if found is None:
        found = _REFUSED.sub("", drawn(chart))
        if len(_cache) >= _KEPT:
            _cache.clear()
        _cache[key] = found
    return found
