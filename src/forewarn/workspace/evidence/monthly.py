"""Governance packs on record, month by month, with their charts and as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forewarn.evidence.governance import GovernancePack
from forewarn.render.charts.chart import Chart
from forewarn.render.governance.as_markdown import governance as as_markdown
from forewarn.render.governance.as_page import governance as as_page
from forewarn.render.governance.charts import band_chart, drift_chart, shift_chart
from forewarn.render.governance.sections import sections
from forewarn.workspace.access import member_of, only
from forewarn.workspace.evidence.cases import lists_of
from forewarn.workspace.evidence.proofs import LOOKS, UNCHECKED
from forewarn.workspace.evidence.reading import Read, pack_in, packs
from forewarn.workspace.figures import answer
from forewarn.workspace.models import Role
from forewarn.workspace.project import Shown, shown

_LEADING = (Role.LEADER, Role.OPERATIONS)


@only(*_LEADING)
@require_safe
def pack(request: HttpRequest, month: str) -> HttpResponse:
    """The governance pack of a month as a page."""
    project, member = shown(), member_of(request)
    read, every = _pack(project, month), packs(project.ledger)
    result = read.result
    return render(
        request,
        "workspace/pack.html",
        {
            "section": "evidence",
            "notices": result.notices if result else project.notices,
            "month": month,
            "kept": read.kept,
            "packs": every,
            "result": result,
            "looks": LOOKS,
            "whole": member.role == Role.OPERATIONS,
            **(_sections(read, project, request) if result else {}),
        },
    )


def _sections(read: Read[GovernancePack], project: Shown, request: HttpRequest) -> dict[str, Any]:
    result = read.result
    assert result is not None
    first, *others = sections(result, limit=0)
    return {
        "first": first,
        # Wrong calls by name come as lists of their own: not everybody sees every account.
        "sections": [each for each in others if each.name not in ("scorecards", "false-calls")],
        "proofs": [(each, *LOOKS.get(each.verdict, UNCHECKED)) for each in result.proofs],
        "charts": _pack_charts(result),
        "lists": lists_of(result, project, member_of(request), read.left_out),
    }


def _pack_charts(result: GovernancePack) -> Mapping[str, Mapping[str, str]]:
    """By section the charts that stand in it: name to title."""
    return {
        name: {each.name: each.title for each in drawn} for name, drawn in _charts(result).items()
    }


def _charts(result: GovernancePack | None) -> Mapping[str, Sequence[Chart]]:
    if result is None:
        return {}
    drifted = [drift_chart(result)] if result.segments else []
    return {"bands": [band_chart(result), shift_chart(result)], "drift": drifted}


@only(*_LEADING)
@require_safe
def pack_chart(request: HttpRequest, month: str, chart: str) -> HttpResponse:
    """One chart of a pack."""
    result = _pack(shown(), month).result
    found = {each.name: each for drawn in _charts(result).values() for each in drawn}
    back = (reverse("pack", args=[month]), f"Governance pack {month}")
    return answer(request, found.get(chart), section="evidence", back=back)


@only(Role.OPERATIONS)
@require_safe
def pack_file(request: HttpRequest, month: str, form: str) -> HttpResponse:
    """The whole pack as a file: it names every account, so it is for those who see the book."""
    result = _pack(shown(), month).result
    if result is None or form not in ("html", "md"):
        raise Http404("no such file")
    text = as_page(result) if form == "html" else as_markdown(result, limit=None)
    kind = "text/html" if form == "html" else "text/markdown"
    return HttpResponse(
        text,
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="governance-{month}.{form}"'},
    )


def _pack(project: Shown, month: str) -> Read[GovernancePack]:
    found = next((each for each in packs(project.ledger) if each.about == month), None)
    if found is None:
        raise Http404("no pack of that month")
    return pack_in(project.ledger, found)
