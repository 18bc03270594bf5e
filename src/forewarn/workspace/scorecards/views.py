"""The page *Scorecards*: versions, their files, and plans to read, approve and apply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forewarn.project.kept import plan_of
from forewarn.project.loading import Loaded
from forewarn.project.plans import PlanOnRecord, newest_plan
from forewarn.render import proposed
from forewarn.render.charts.stated_curve import stated_curve
from forewarn.terms.errors import ForewarnError
from forewarn.terms.kept import UnreadableError
from forewarn.terms.proposed import Proposal
from forewarn.workspace.access import member_of, only, seen_among
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.figures import answer
from forewarn.workspace.models import Role
from forewarn.workspace.once import once
from forewarn.workspace.project import Shown, shown
from forewarn.workspace.scorecards import approving
from forewarn.workspace.scorecards.explained import changes, diff_lines, explained, lines_of
from forewarn.workspace.scorecards.files import working_files
from forewarn.workspace.scorecards.versions import Book, Version, book_of

_LEADING = (Role.LEADER, Role.OPERATIONS)
_MOVES = 100
"""Accounts that a plan names on its page."""


@require_safe
def scorecards(request: HttpRequest) -> HttpResponse:
    """What is in force, what waits, what was; check results; who applied what."""
    project, member, loaded = shown(), member_of(request), working_files()
    state = up_to_date(project)
    book = book_of(project, loaded)
    labels = project.labels(state.as_of)
    plan, problem = _newest(project, loaded)
    return render(
        request,
        "workspace/scorecards.html",
        {
            "section": "scorecards",
            "notices": project.notices,
            "labels": labels,
            "by_name": {name: label for label, names in labels.items() for name in names},
            "book": book,
            "cards": [book.versions[each] for each in book.in_force],
            "waiting": [book.versions[each] for each in book.waiting],
            "plan": plan,
            "problem": problem,
            "leading": member.role in _LEADING,
            "approvers": project.settings.approvers,
        },
    )


def _newest(project: Shown, loaded: Loaded) -> tuple[PlanOnRecord | None, str]:
    """The newest plan that was not applied yet, or why none can be looked for."""
    try:
        plan = newest_plan(project.ledger, loaded)
    except ForewarnError as error:
        return None, error.found
    return (None if plan is None or plan.applied else plan), ""


@require_safe
def scorecard(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """One version: its file explained and as text, findings, and what changed before it."""
    project = shown()
    state, (book, version) = up_to_date(project), _version(project, fingerprint)
    before = book.versions.get(version.before or "")
    lines, elsewhere = lines_of(version)
    labels = project.labels(state.as_of)
    label = next((each for each, names in labels.items() if version.name in names), "")
    in_force = version.fingerprint in book.in_force
    return render(
        request,
        "workspace/scorecard.html",
        {
            "section": "scorecards",
            "notices": project.notices,
            "version": version,
            "card": version.card,
            "label": label if in_force else "",
            "told": explained(version.card) if version.card else None,
            "lines": lines,
            "elsewhere": elsewhere,
            "before": before,
            "changes": changes(before, version),
            "diff": diff_lines(before, version),
        },
    )


@require_safe
def curve(request: HttpRequest, fingerprint: str, number: int) -> HttpResponse:
    """The curve of one input, drawn."""
    _, version = _version(shown(), fingerprint)
    if version.card is None or not 1 <= number <= len(version.card.inputs):
        raise Http404("no such input")
    made = stated_curve(version.card.inputs[number - 1], number)
    back = (reverse("scorecard", args=[fingerprint]), version.name)
    return answer(request, made, section="scorecards", back=back)


def _version(project: Shown, fingerprint: str) -> tuple[Book, Version]:
    book = book_of(project, working_files())
    found = book.versions.get(fingerprint)
    if found is None:
        raise Http404("no such scorecard")
    return book, found


@only(*_LEADING)
@require_safe
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """A plan to read: who would change band, with what revenue, and the evidence."""
    project, loaded = shown(), working_files()
    up_to_date(project)
    return _page(request, project, approving.plan_or_404(project, loaded, plan))


@only(*_LEADING)
@once
def approve(request: HttpRequest, plan: str) -> HttpResponse:
    """Approves a plan in the roles that were ticked."""
    project, member = shown(), member_of(request)
    found = approving.plan_or_404(project, working_files(), plan)
    known = {each.role for each in approving.offers(found, project.settings.approvers, member)}
    roles = [each for each in request.POST.getlist("role") if each in known]
    if found.stale:
        return _page(request, project, found, _stale(found), status=409)
    if not roles:
        return _page(request, project, found, ["Tick the role in which you approve."], status=422)
    approving.approve(project, found, member, roles, request.POST.get("because", "").strip()[:4000])
    messages.success(request, f"Approved as {' and '.join(roles)}.")
    return _back(plan)


@only(*_LEADING)
@once
def withdraw(request: HttpRequest, plan: str) -> HttpResponse:
    """Takes one's own approval back, in every role, as long as the plan was not applied."""
    project, member = shown(), member_of(request)
    found = approving.plan_or_404(project, working_files(), plan)
    if found.applied:
        return _page(request, project, found, ["It was applied already."], status=409)
    theirs = [each.role for each in found.approved if each.person == member.email]
    because = request.POST.get("because", "").strip()[:4000]
    approving.withdraw(project, found, member, theirs, because)
    return _back(plan)


@only(*_LEADING)
@once
def apply_plan(request: HttpRequest, plan: str) -> HttpResponse:
    """Puts a plan in force with the approvals that are on record."""
    project, member, loaded = shown(), member_of(request), working_files()
    found = approving.plan_or_404(project, loaded, plan)
    try:
        why = request.POST.get("why", "").strip()[:4000]
        done = approving.put_in_force(project, loaded, found, member, why)
    except ForewarnError as error:
        return _page(request, project, found, [f"{error.found}."], status=409)
    names = ", ".join(f"{card.name} v{card.version}" for card in done.scorecards)
    messages.success(request, f"In force: {names}. The next scoring goes by it.")
    return HttpResponseRedirect(reverse("scorecards"))


def _stale(found: PlanOnRecord) -> list[str]:
    return [f"This plan is stale: {each}." for each in found.stale]


def _back(plan: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("plan", args=[plan]))


def _page(
    request: HttpRequest,
    project: Shown,
    found: PlanOnRecord,
    complaints: Sequence[str] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    member = member_of(request)
    try:
        told = plan_of(found.told)
    except UnreadableError:
        told = None
    return render(
        request,
        "workspace/plan.html",
        {
            "section": "scorecards",
            "notices": project.notices,
            "labels": project.labels(found.kept.as_of),
            "found": found,
            "plan": told,
            "complaints": complaints,
            "offers": approving.offers(found, project.settings.approvers, member),
            "mine": [each for each in found.approved if each.person == member.email],
            "several": _several(found),
            **(_told(told, project, request) if told else {}),
        },
        status=status,
    )


def _several(found: PlanOnRecord) -> list[str]:
    """People who approved in more than one role."""
    roles: dict[str, list[str]] = {}
    for each in found.approved:
        roles.setdefault(each.name, []).append(each.role)
    return [f"{name} holds {' and '.join(held)}" for name, held in roles.items() if len(held) > 1]


def _told(told: Proposal, project: Shown, request: HttpRequest) -> dict[str, Any]:
    """What a plan says, as its own sheets say it; accounts by name only where they are seen."""
    names = {each.account_id for each in told.moves}
    seen = seen_among(member_of(request), names, project.ledger)
    theirs = [each for each in told.moves if each.account_id in seen]
    colors = {band.name: band.color for card in project.cards for band in card.bands}
    colors |= {c.growth.band.name: c.growth.band.color for c in project.cards if c.growth}
    return {
        "heading": proposed.heading(told),
        "revenue": proposed.revenue(told),
        "scores": proposed.scores(told),
        "evidence": proposed.evidence(told),
        "sheet": proposed.evidence_sheet(told),
        "recomputed": proposed.recomputed(told),
        "moves": [
            (each, colors.get(each.from_band or ""), colors.get(each.to_band or ""))
            for each in theirs[:_MOVES]
        ],
        "more": len(theirs) - len(theirs[:_MOVES]),
        "hidden": len(told.moves) - len(theirs),
    }
