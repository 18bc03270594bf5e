"""The page *Portfolio*: thin, for what it shows is made beside it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forewarn.terms.governance import CAUSES
from forewarn.workspace.access import member_of, only
from forewarn.workspace.book.days import recorded_dates
from forewarn.workspace.book.quarter import began_on
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.figures import answer
from forewarn.workspace.models import BookState, Role
from forewarn.workspace.once import once
from forewarn.workspace.portfolio.causing import causes_in, mistakes, record_cause
from forewarn.workspace.portfolio.drawing import chart_of, charts
from forewarn.workspace.portfolio.moved import listing_of, words
from forewarn.workspace.portfolio.page import kept, portfolio_page
from forewarn.workspace.portfolio.scope import KINDS, Asked, Scope
from forewarn.workspace.portfolio.standing import Now, standing_now
from forewarn.workspace.portfolio.telling import alarm_of, lead_times
from forewarn.workspace.project import shown

_OWNERS_SHOWN = 25


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """The book that the member sees: bands, what moved, what is structural, who carries what."""
    project, member = shown(), member_of(request)
    state, dates = up_to_date(project), recorded_dates()
    scope, asked = Scope.of(member, state), Asked.of(request.GET, dates)
    page = portfolio_page(state, scope, asked, dates)
    start = began_on(dates, dates[-1]) if dates else None
    return render(
        request,
        "workspace/portfolio.html",
        {
            "section": "portfolio",
            "state": state,
            "asked": asked,
            "page": page,
            "dates": dates[::-1],
            "record_began": dates[0] if dates else None,
            "in_accounts": f"?{urlencode(asked.wanted)}&" if asked.parts else "?",
            "kinds": KINDS,
            "alarm": alarm_of(page),
            "causes": causes_in(scope, began_on=start, ended_on=dates[-1]) if start else (),
            "choices": CAUSES,
            "may_say_why": member.role in (Role.LEADER, Role.OPERATIONS),
            "now": _now(state, scope, asked) if page else None,
            "charts": charts(state, scope, asked, dates, project.settings.currency),
            "limit": None if request.GET.get("all") else _OWNERS_SHOWN,
            "lead_times": lead_times(project),
            "scope": scope,
            "notices": project.notices,
            "labels": project.labels(state.as_of),
        },
    )


def _now(state: BookState, scope: Scope, asked: Asked) -> Now:
    on = state.as_of or date.min
    made = ("now", asked.parts)
    found: Now = kept(state.revision, scope, made, lambda: standing_now(scope, asked, on))
    return found


@require_safe
def chart(request: HttpRequest, chart: str) -> HttpResponse:
    """One chart, with its table; a page of its own without a script."""
    project = shown()
    state, dates = up_to_date(project), recorded_dates()
    scope, asked = Scope.of(member_of(request), state), Asked.of(request.GET, dates)
    made = chart_of(chart, state, scope, asked, dates, project.settings.currency)
    question = request.GET.copy()
    question.pop("as", None)
    back = (f"{reverse('portfolio')}?{question.urlencode()}", "Portfolio")
    return answer(request, made, section="portfolio", back=back)


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts behind a number of the page, by name, with both dates' bands and scores."""
    project = shown()
    state, dates = up_to_date(project), recorded_dates()
    scope, asked = Scope.of(member_of(request), state), Asked.of(request.GET, dates)
    found = listing_of(project, state, scope, asked, request.GET)
    return render(
        request,
        "workspace/portfolio_accounts.html",
        {
            "section": "portfolio",
            "found": found,
            "asked": asked,
            "page": found.page,
            "was": words(found.was) if found.was else "",
            "now": words(found.now) if found.now else "",
            "notices": project.notices,
            "labels": project.labels(state.as_of),
        },
    )


@only(Role.LEADER, Role.OPERATIONS)
@once
def record(request: HttpRequest) -> HttpResponse:
    """Writes down why a part of the book moved; another one is added, none is changed."""
    state = up_to_date(shown())
    member, dates = member_of(request), recorded_dates()
    cause, because = request.POST.get("cause", ""), request.POST.get("because", "")
    wrong = mistakes(cause, because)
    ended_on = _of_record(request.POST.get("ended_on", ""), dates)
    if ended_on is None:
        wrong.append("Load the page Portfolio again: the quarter is not on record.")
    if wrong or ended_on is None:
        return render(
            request, "workspace/portfolio_cause.html",
            {"section": "portfolio", "wrong": wrong, "choices": CAUSES, "cause": cause,
             "because": because, "ended_on": ended_on},
            status=422,
        )  # fmt: skip
    record_cause(member, Scope.of(member, state), ended_on, cause, because)
    messages.success(request, "The cause is on record.")
    return HttpResponseRedirect(f"{reverse('portfolio')}#shift")


def _of_record(text: str, dates: list[date]) -> date | None:
    return next((on for on in dates if on.isoformat() == text), None)
