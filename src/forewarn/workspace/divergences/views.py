"""The pages *Divergences* and *Divergence of an account*: thin, over ``scoring.casework``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forewarn.project import clock
from forewarn.scoring import casework
from forewarn.scoring.asking import A_WEEK
from forewarn.scoring.casework import Case, awaits_confirmation
from forewarn.scoring.disagreeing import disagreeing
from forewarn.scoring.divergence import OPEN
from forewarn.terms.cases import ASKED, FOLLOWS, PEOPLE_SEE, SCORE_MISSES, CaseEvent, Stamp
from forewarn.terms.errors import ForewarnError
from forewarn.workspace.access import account_or_404, member_of, only, writers
from forewarn.workspace.accounts.page import recorded
from forewarn.workspace.assessing.form import author
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.divergences.acting import Worked, act, worked
from forewarn.workspace.divergences.laying import lay_out
from forewarn.workspace.divergences.listing import (
    LEADING,
    LISTS,
    MINE,
    ON_A_PAGE,
    Asked,
    against,
    asked_now,
    belonging,
    counted,
    gone_up,
    listed,
    lists_for,
    visible_cases,
)
from forewarn.workspace.models import Role
from forewarn.workspace.once import once
from forewarn.workspace.project import Shown, shown
from forewarn.workspace.trail import one_at_a_time

TOPIC = "other"
_LONGEST = 4000
_ESCALATED_SHOWN = 10


@require_safe
def divergences(request: HttpRequest) -> HttpResponse:
    """Who has to say why, what was said, and what became of it."""
    project, member = shown(), member_of(request)
    state = up_to_date(project)
    lay_out(project, state)
    today = clock.today(timezone.now(), project.settings.timezone)
    cases = visible_cases(member)
    own, asked = belonging(cases, member), Asked.of(request.GET, member)
    counts = counted(cases, own, today)
    page = Paginator(listed(cases, own, asked, today), ON_A_PAGE).get_page(request.GET.get("page"))
    leading = member.role in LEADING
    above = (
        cases.filter(gone_up(today)).order_by("-worth", "account_id")[:_ESCALATED_SHOWN]
        if leading and asked.chosen == OPEN and not asked.owner and page.number == 1
        else ()
    )
    waiting = (
        own.filter(state=OPEN).exclude(asked_now(today)).count() if asked.chosen == MINE else 0
    )
    return render(
        request,
        "workspace/divergences.html",
        {
            "section": "divergences",
            "state": state,
            "lists": [(name, LISTS[name][0], counts[name]) for name in lists_for(member)],
            "chosen": asked.chosen,
            "title": LISTS[asked.chosen][0],
            "nothing": LISTS[asked.chosen][1],
            "a_week": A_WEEK,
            "waiting": waiting,
            "page": page,
            "cases": [(each, against(each)) for each in page.object_list],
            "above": [(each, against(each)) for each in above],
            "owners": sorted(set(cases.order_by().values_list("owner", flat=True).distinct())),
            "owner": asked.owner,
            "leading": leading,
            "notices": project.notices,
            "labels": project.labels(state.as_of),
        },
    )


def _found(request: HttpRequest, account_id: str) -> tuple[Shown, Worked]:
    project = shown()
    lay_out(project, up_to_date(project))
    line = account_or_404(member_of(request), account_id)
    result = recorded(project, line)
    if result is None:
        raise Http404("nothing on record")
    return project, worked(project, line, result)


@require_safe
def divergence(request: HttpRequest, account_id: str) -> HttpResponse:
    """The case of an account: both sides, what was said, and what is to be done."""
    project, found = _found(request, account_id)
    return _page(request, project, found)


@writers
@once
def answer(request: HttpRequest, account_id: str) -> HttpResponse:
    """The score misses something, or I see something that I had not put into words."""
    about = request.POST.get("about", "")
    if about not in (SCORE_MISSES, PEOPLE_SEE):
        about = ""
    missed = (
        _words(request, "topic")
        if request.POST.get("missed") == TOPIC
        else _words(request, "missed")
    )

    def change(case: Case, by: str, stamp: Stamp) -> CaseEvent:
        if not about:
            raise ForewarnError("nothing is chosen", fix="choose one of the two answers")
        return casework.answer(
            case, about=about, missed=missed, said=_words(request, "said"), by=by, stamp=stamp
        )

    return _change(
        request, account_id, change, "Answered. The score and its band stay as they are."
    )


@only(Role.LEADER, Role.OPERATIONS)
@once
def settle(request: HttpRequest, account_id: str) -> HttpResponse:
    """What follows from it, and why."""
    follows = request.POST.get("follows", "")
    if follows not in FOLLOWS:
        return HttpResponseBadRequest("This form holds a choice that there is not: load it again.")
    return _change(
        request,
        account_id,
        lambda case, by, stamp: casework.settle(
            case, follows=follows, said=_words(request, "reason"), by=by, stamp=stamp
        ),
        "Settled. These two bands are not asked about again unless somebody reopens it.",
    )


@only(Role.LEADER, Role.OPERATIONS)
@once
def reopen(request: HttpRequest, account_id: str) -> HttpResponse:
    """The question is asked anew."""
    return _change(
        request,
        account_id,
        lambda case, by, stamp: casework.reopen(
            case, said=_words(request, "reason"), by=by, stamp=stamp
        ),
        "Reopened.",
    )


@only(Role.LEADER)
@once
def confirm(request: HttpRequest, account_id: str) -> HttpResponse:
    """A leader's word on a lift above a cap or by two bands."""
    agreed = request.POST.get("word") == "agreed"
    return _change(
        request,
        account_id,
        lambda case, by, stamp: casework.confirm(
            case, agreed=agreed, said=_words(request, "reason"), by=by, stamp=stamp
        ),
        "Confirmed." if agreed else "Declined. Whoever lifted it sees your reason.",
    )


def _change(
    request: HttpRequest,
    account_id: str,
    change: Callable[[Case, str, Stamp], CaseEvent],
    done: str,
) -> HttpResponse:
    """One change of the case that the form speaks of, or the page with what stands in its way."""
    one_at_a_time()
    project, found = _found(request, account_id)
    member = member_of(request)
    case = found.case(request.POST.get("from", ""), request.POST.get("to", ""))
    if case is None:
        return _page(request, project, found, status=409, moved=True)
    if str(case.version) != request.POST.get("version", ""):
        began = _number(request.POST.get("version", ""))
        between = [e for e in case.events if e.number > began and e.kind != ASKED]
        return _page(request, project, found, status=409, between=between)
    try:
        act(member, found, lambda stamp: change(case, author(member), stamp))
    except ForewarnError as error:
        return _page(request, project, found, status=422, trouble=error)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("divergence", args=[account_id]))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _words(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n").strip()[:_LONGEST]


def _page(
    request: HttpRequest, project: Shown, found: Worked, *, status: int = 200, **more: Any
) -> HttpResponse:
    case, member = found.standing, member_of(request)
    sent = request.POST if request.method == "POST" else {}
    others = [each for each in found.cases if case is None or each.pair != case.pair]
    inputs = [each.name for each in found.card.inputs] if found.card else []
    colors = {band.name: band.color for band in found.card.bands} if found.card else {}
    return render(
        request,
        "workspace/divergence.html",
        {
            "section": "divergences",
            "line": found.line,
            "result": found.result,
            "from_color": colors.get(case.from_band, "") if case else "",
            "to_color": colors.get(case.to_band, "") if case else "",
            "case": case,
            "others": [each for each in others if each.events],
            "overlay": found.result.overlay,
            "against": disagreeing(found.card, found.result, found.result.divergence)
            if found.card
            else (),
            "inputs": inputs,
            "score_misses": SCORE_MISSES,
            "people_see": PEOPLE_SEE,
            "topic": TOPIC,
            "follows": FOLLOWS,
            "lift": found.lift,
            "awaits": case is not None and awaits_confirmation(case, found.lift),
            "may_answer": member.may_write,
            "may_settle": member.role in LEADING,
            "may_confirm": member.role == Role.LEADER,
            "own_reason": bool(case and case.answers and case.answers[-1].by == author(member)),
            "sent": sent,
            "notices": project.notices,
            **more,
        },
        status=status,
    )
