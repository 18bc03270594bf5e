"""The page *Evidence*, its charts, and the governance packs on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.evidence.governance import GovernancePack
from forewarn.render.charts.chart import Chart
from forewarn.render.charts.evidence import charts
from forewarn.render.figures import (
    INTERVALS,
    baselines,
    expansion,
    horizons,
    lead_time,
    parts,
)
from forewarn.render.governance.as_markdown import governance as as_markdown
from forewarn.render.governance.as_page import governance as as_page
from forewarn.render.governance.charts import band_chart, drift_chart, shift_chart
from forewarn.render.governance.sections import sections
from forewarn.render.said_figures import said
from forewarn.render.statement_figures import statements
from forewarn.workspace.access import member_of, only
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.evidence.cases import lists_of, reviews_of
from forewarn.workspace.evidence.proofs import LOOKS, UNCHECKED, proofs
from forewarn.workspace.evidence.reading import (
    Read,
    backtest_in,
    backtests,
    one_of,
    pack_in,
    packs,
)
from forewarn.workspace.figures import svg_of
from forewarn.workspace.models import Role
from forewarn.workspace.project import Shown, shown

_LEADING = (Role.LEADER, Role.OPERATIONS)


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """What outcomes said of the scoring: verdicts, figures, charts, and wrong calls by name."""
    project, member = shown(), member_of(request)
    state = up_to_date(project)
    every, months = backtests(project.ledger), packs(project.ledger)
    kept = one_of(every, request.GET.get("of"))
    read = backtest_in(project.ledger, kept) if kept else None
    pack = pack_in(project.ledger, months[0]).result if months else None
    labels = project.labels(state.as_of)
    by_name = {name: label for label, names in labels.items() for name in names}
    result = read.result if read else None
    leading = member.role in _LEADING
    return render(
        request,
        "workspace/evidence.html",
        {
            "section": "evidence",
            "notices": project.notices,
            "labels": labels,
            "every": every,
            "kept": kept,
            "result": result,
            "proofs": proofs(project.cards, by_name, result, pack),
            "packs": months,
            "leading": leading,
            "days": MAIN,
            **(_told(read, project, request) if read and result else {}),
        },
    )


def _told(read: Read[Backtest], project: Shown, request: HttpRequest) -> dict[str, Any]:
    """What a backtest says, as its own sheets say it."""
    result, member = read.result, member_of(request)
    assert result is not None
    look, sign = LOOKS.get(result.verdict.name, UNCHECKED)
    by_owner = [parts("By owner", result.by_owner)] if member.role in _LEADING else []
    return {
        "main": result.horizon(MAIN),
        "look": look,
        "sign": sign,
        "lead": lead_time(result),
        "intervals": INTERVALS,
        "charts": {each.name: each.title for each in charts(result)},
        "horizons": horizons(result),
        "baselines": baselines(result),
        "parts": [
            each
            for each in (
                parts("By quarter", result.by_quarter),
                parts("By segment", result.by_segment),
                parts("By plan", result.by_plan),
                *by_owner,
            )
            if each.rows
        ],
        "more": [
            each
            for each in (expansion(result), statements(result), *said(result, limit=0))
            if each.rows
        ],
        "lists": lists_of(result, project, member, read.left_out),
        "reviews": reviews_of(result, project, member) if result.reviews else None,
    }


@require_safe
def chart(request: HttpRequest, number: int, chart: str) -> HttpResponse:
    """One chart of a backtest on record, with its table."""
    project = shown()
    kept = one_of(backtests(project.ledger), str(number))
    result = backtest_in(project.ledger, kept).result if kept else None
    found = {each.name: each for each in charts(result)} if result else {}
    back = f"{reverse('evidence')}?of={number}"
    return _drawn(request, found, chart, back=(back, "Evidence"))


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
    return _drawn(request, found, chart, back=(reverse("pack", args=[month]), f"Pack {month}"))


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


def _drawn(
    request: HttpRequest, found: Mapping[str, Chart], name: str, *, back: tuple[str, str]
) -> HttpResponse:
    """A chart in its frame, or as a page of its own without a script."""
    made = found.get(name)
    if made is None:
        raise Http404("no such chart")
    template = "chart" if request.headers.get("HX-Request") else "chart_page"
    return render(
        request,
        f"workspace/{template}.html",
        {
            "section": "evidence",
            "chart": made,
            "svg": svg_of(made) if made.spec else "",
            "back": back,
        },
    )
