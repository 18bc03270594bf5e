"""Entering a note, a context or a mark, taking one back, and the list of marks for operations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
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

from forewarn.ledger.book import current, enter_within, entries, entry_count
from forewarn.ledger.entered import CONTEXT, NOTE, WITHDRAWN, Entry
from forewarn.project import clock
from forewarn.project.noted import (
    MARKS,
    Noted,
    Noting,
    entry_of,
    noted_in,
    withdrawal_of,
    wrong_with,
)
from forewarn.workspace.access import account_or_404, member_of, only, writers
from forewarn.workspace.assessing.form import author
from forewarn.workspace.book.refreshing import lay_again, up_to_date
from forewarn.workspace.models import BookLine, Role
from forewarn.workspace.noting.form import form_of, noting_in, signals_of
from forewarn.workspace.once import once
from forewarn.workspace.project import Shown, shown
from forewarn.workspace.templatetags.workspace import day
from forewarn.workspace.trail import note, one_at_a_time

_RECENT = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """An account that somebody writes about."""

    shown: Shown
    line: BookLine
    by: str
    today: date


def _asked(request: HttpRequest, account_id: str) -> Asked:
    project, member = shown(), member_of(request)
    up_to_date(project)
    line = account_or_404(member, account_id)
    today = clock.today(timezone.now(), project.settings.timezone)
    return Asked(project, line, author(member), today)


@writers
@require_safe
def write(request: HttpRequest, account_id: str) -> HttpResponse:
    """The form; ``?kind=context&signal=logins`` chooses beforehand."""
    asked = _asked(request, account_id)
    return _page(request, asked, sent=request.GET.dict())


@writers
@once
def record_note(request: HttpRequest, account_id: str) -> HttpResponse:
    """Enters what the form says, or says what is wrong with it."""
    one_at_a_time()
    asked = _asked(request, account_id)
    try:
        noting, wrong = noting_in(request.POST, by=asked.by, today=asked.today)
    except ValueError:
        return HttpResponseBadRequest("This form holds a kind that there is not: load it again.")
    card = asked.shown.card(asked.line.scorecard)
    wrong = wrong_with(noting, today=asked.today, signals=signals_of(card)) | wrong
    if wrong:
        return _page(request, asked, sent=request.POST.dict(), wrong=wrong, status=422)
    _record(request, asked, noting)
    messages.success(request, _said(noting))
    return _back(account_id)


def _record(request: HttpRequest, asked: Asked, noting: Noting) -> None:
    project, account_id = asked.shown, asked.line.account_id
    entry = entry_of(
        noting,
        account_id,
        number=entry_count(project.ledger) + 1,
        now=timezone.now(),
        stood=current(project.ledger, account_id, asked.line.as_of),
    )
    _enter(request, asked, entry, "noted", because=noting.text if noting.kind != NOTE else "")


def _enter(
    request: HttpRequest, asked: Asked, entry: Entry, action: str, *, because: str, **more: Any
) -> None:
    """Entry, line of the book and trail in the one transaction of the form."""
    enter_within(asked.shown.ledger, [entry])
    lay_again(asked.shown, asked.line)
    subject = f"account {entry.account_id}"
    after = {"kind": entry.kind, "on": entry.said_on.isoformat(), **entry.values}
    note(member_of(request), action, subject, after=after, because=because, **more)


def _said(noting: Noting) -> str:
    if noting.kind == NOTE:
        return "Noted, with the score of this moment."
    if noting.kind == CONTEXT:
        return f"Alarms are held back until {day(noting.ends_on)}; the band stays as it is."
    return f"Marked until {day(noting.ends_on)}. Scores from tomorrow on know it."


@writers
@once
def withdraw(request: HttpRequest, account_id: str, number: int) -> HttpResponse:
    """Takes a context or a mark back; what it said stays in the history."""
    one_at_a_time()
    asked = _asked(request, account_id)
    zone = asked.shown.settings.timezone
    found = noted_in(entries(asked.shown.ledger, account_id), zone=zone)
    noted = next((each for each in found if each.entry.number == number), None)
    if noted is None:
        raise Http404("no such entry")
    if noted.withdrawn is None:
        _withdraw(request, asked, noted)
        messages.success(request, "Taken back. It stays in the history.")
    else:
        messages.info(request, "It was taken back before.")
    return _back(account_id)


def _withdraw(request: HttpRequest, asked: Asked, noted: Noted) -> None:
    because = request.POST.get("because", "").strip()[:1000]
    entry = withdrawal_of(
        noted,
        by=asked.by,
        because=because,
        on=asked.today,
        number=entry_count(asked.shown.ledger) + 1,
        now=timezone.now(),
    )
    before = {"kind": noted.kind, **noted.entry.values}
    _enter(request, asked, entry, "took back", because=because, before=before)


def _back(account_id: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('account', args=[account_id])}#notes")


def _page(
    request: HttpRequest,
    asked: Asked,
    *,
    sent: dict[str, str],
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    card = asked.shown.card(asked.line.scorecard)
    return render(
        request,
        "workspace/note.html",
        {
            "section": "accounts",
            "line": asked.line,
            "form": form_of(card, by=asked.by, today=asked.today, sent=sent, wrong=wrong),
            "notices": asked.shown.notices,
        },
        status=status,
    )


@only(Role.OPERATIONS)
@require_safe
def marks(request: HttpRequest) -> HttpResponse:
    """The signals that people marked, those that last first; how often each one is."""
    project = shown()
    up_to_date(project)
    zone = project.settings.timezone
    today = clock.today(timezone.now(), zone)
    found = noted_in(entries(project.ledger, kinds=(*MARKS, WITHDRAWN)), zone=zone)
    stand = [each for each in found if each.state(today) in ("lasts", "coming")]
    over = [each for each in found if each.state(today) in ("ended", "withdrawn")]
    some = [*stand, *over][:_RECENT]
    ids = {each.entry.account_id for each in some}
    names = dict(
        BookLine.objects.filter(account_id__in=ids).values_list("account_id", "name")
        if len(ids) <= _RECENT
        else ()
    )
    counted = Counter((each.signal, each.kind) for each in stand)
    return render(
        request,
        "workspace/marks.html",
        {
            "section": "administration",
            "marks": [
                (each, each.state(today), names.get(each.entry.account_id, each.entry.account_id))
                for each in some
            ],
            "counted": [(*key, count) for key, count in counted.most_common()],
            "accounts": BookLine.objects.count(),
            "more": len(found) - len(some),
            "notices": project.notices,
        },
    )
