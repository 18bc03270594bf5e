"""The pages *Evidence*: the verdict and the two proofs first, each question on a page after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forewarn.evidence.backtest import MAIN, Backtest
from forewarn.ledger.kept import Kept
from forewarn.render.charts.evidence import charts
from forewarn.render.figures import INTERVALS, lead_time
from forewarn.workspace.access import member_of
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.evidence.parts import PARTS, Asker, told
from forewarn.workspace.evidence.proofs import LOOKS, UNCHECKED, proofs
from forewarn.workspace.evidence.reading import (
    Read,
    backtest_in,
    backtests,
    one_of,
    pack_in,
    packs,
)
from forewarn.workspace.figures import answer
from forewarn.workspace.models import Role
from forewarn.workspace.project import Shown, shown

_LEADING = (Role.LEADER, Role.OPERATIONS)
_FIRST = "bands"
"""The chart beside the verdict."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every page of Evidence reads: two queries, and what is kept whole once a process."""

    project: Shown
    asker: Asker
    every: tuple[Kept, ...]
    months: tuple[Kept, ...]
    kept: Kept | None
    read: Read[Backtest] | None
    around: Mapping[str, Any]

    @property
    def result(self) -> Backtest | None:
        return self.read.result if self.read else None


def _asked(request: HttpRequest) -> _Asked:
    project, member = shown(), member_of(request)
    state = up_to_date(project)
    every, months = backtests(project.ledger), packs(project.ledger)
    kept = one_of(every, request.GET.get("of"))
    read = backtest_in(project.ledger, kept) if kept else None
    leading = member.role in _LEADING
    around = {
        "section": "evidence",
        "notices": project.notices,
        "labels": project.labels(state.as_of),
        "parts": PARTS,
        "every": every,
        "kept": kept,
        "of": f"?of={kept.number}" if kept and kept is not every[0] else "",
        "packs": months,
        "leading": leading,
        "days": MAIN,
        "intervals": INTERVALS,
    }
    return _Asked(project, Asker(member, leading), every, months, kept, read, around)


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """The verdict and the two proofs on one page."""
    asked = _asked(request)
    project, result = asked.project, asked.result
    pack = pack_in(project.ledger, asked.months[0]).result if asked.months else None
    by_name = {name: label for label, names in asked.around["labels"].items() for name in names}
    context = {
        **asked.around,
        "result": result,
        "proofs": proofs(project.cards, by_name, result, pack),
        **(_verdict(result) if result else {}),
    }
    return render(request, "workspace/evidence.html", context)


def _verdict(result: Backtest) -> dict[str, Any]:
    look, sign = LOOKS.get(result.verdict.name, UNCHECKED)
    return {
        "main": result.horizon(MAIN),
        "look": look,
        "sign": sign,
        "lead": lead_time(result),
        "charts": {each.name: each.title for each in charts(result) if each.name == _FIRST},
    }


@require_safe
def part(request: HttpRequest, part: str) -> HttpResponse:
    """One question that people ask of the backtest, with its charts, tables and names."""
    if part not in PARTS:
        raise Http404("no such page")
    asked, found = _asked(request), PARTS[part]
    readable = asked.read is not None and asked.read.result is not None
    context = {
        **asked.around,
        "part": part,
        "found": found,
        "result": asked.result,
        **(told(found, asked.read, asked.project, asked.asker) if asked.read and readable else {}),
    }
    return render(request, "workspace/evidence_part.html", context)


@require_safe
def chart(request: HttpRequest, number: int, chart: str) -> HttpResponse:
    """One chart of a backtest on record, with its table."""
    project = shown()
    kept = one_of(backtests(project.ledger), str(number))
    result = backtest_in(project.ledger, kept).result if kept else None
    found = {each.name: each for each in charts(result)} if result else {}
    part = next((name for name, each in PARTS.items() if chart in each.charts), None)
    page = reverse("evidence-part", args=[part]) if part else reverse("evidence")
    back = (f"{page}?of={number}", "Evidence")
    return answer(request, found.get(chart), section="evidence", back=back)
