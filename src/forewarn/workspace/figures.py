"""Charts inside pages: the one spec drawn as SVG, without a style that the policy would refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import zip_longest

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forewarn.render.charts.chart import Chart
from forewarn.render.charts.svg import drawn, png, svg, titled

_REFUSED = re.compile(r' (?:style|aria-roledescription|role)="(?!img")[^"]*"')
"""Styles that the policy refuses, and roles of single marks: the whole drawing is one picture."""


FILES: Mapping[str, str] = {"svg": "image/svg+xml", "png": "image/png"}
"""What a chart can be taken along as."""
_cache: dict[str, str] = {}
_KEPT = 256


def _svg_of(chart: Chart) -> str:
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


def answer(
    request: HttpRequest,
    chart: Chart | None,
    *,
    section: str,
    back: tuple[str, str],
    then: str = "",
) -> HttpResponse:
    """A chart at its own address: a part of the page that asked, a page alone, or a file.

    Args:
        request: with ``as=svg`` or ``as=png`` in its query for a file.
        chart: drawn from the same spec each time.
        section: the entry of the navigation that it belongs to.
        back: address and name of the page that it stands on.
        then: address of what is shown as of a date; dates of its table lead there.

    Raises:
        Http404: there is no such chart, or nothing to draw for a file.
    """
    kind = request.GET.get("as", "")
    if chart is None or (kind in FILES and chart.spec is None):
        raise Http404("no such chart")
    if kind in FILES:
        return _file(chart, kind)
    template = "chart" if request.headers.get("HX-Request") else "chart_page"
    return render(
        request,
        f"workspace/{template}.html",
        {
            "section": section,
            "back": back,
            "chart": chart,
            "svg": _svg_of(chart) if chart.spec else "",
            "address": _at(request),
            "rows": _rows(chart, then),
        },
    )


def _rows(chart: Chart, then: str) -> list[tuple[str, tuple[str, ...]]]:
    """The rows of its table, each with where its date leads."""
    links = [f"{then}?as_of={on.isoformat()}" for on in chart.dates] if then else []
    return list(zip_longest(links, chart.sheet.rows, fillvalue=""))  # type: ignore[arg-type]


def _at(request: HttpRequest) -> str:
    """This address, ready for what the chart is asked as."""
    query = request.GET.copy()
    query.pop("as", None)
    return f"{request.path}?{query.urlencode()}{'&' if query else ''}as="


def _file(chart: Chart, kind: str) -> HttpResponse:
    spec = titled(chart)
    drawn_so = svg(spec).encode() if kind == "svg" else png(spec)
    file = HttpResponse(drawn_so, content_type=FILES[kind])
    file["Content-Disposition"] = f'attachment; filename="{chart.name}.{kind}"'
    return file
