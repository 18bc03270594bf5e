"""Assessing an account: the form, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
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

from forewarn.ledger.book import enter_within, entry_count
from forewarn.project.assessing import Said, Table, Weighed, weigh
from forewarn.scorecard.model import Scorecard
from forewarn.terms.errors import ForewarnError
from forewarn.workspace.access import account_or_404, member_of, writers
from forewarn.workspace.accounts.page import recorded
from forewarn.workspace.assessing.form import author, clashes, form_of, said_in, table_of
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.divergences.prompting import after_assessment
from forewarn.workspace.models import BookLine
from forewarn.workspace.once import once
from forewarn.workspace.project import Shown, shown
from forewarn.workspace.templatetags.workspace import day
from forewarn.workspace.trail import note, one_at_a_time


@dataclass(frozen=True, slots=True)
class Asked:
    """An account that somebody assesses.

    Attributes:
        card: the scorecard that scored it; None without one.
    """

    shown: Shown
    line: BookLine
    table: Table
    card: Scorecard | None
    by: str


def _asked(request: HttpRequest, account_id: str) -> Asked:
    project, member = shown(), member_of(request)
    up_to_date(project)
    line = account_or_404(member, account_id)
    result = recorded(project, line)
    if result is None:
        raise Http404("nothing on record")
    table = table_of(project, result)
    return Asked(project, line, table, project.card(result.scorecard), author(member))


@writers
@require_safe
def assess(request: HttpRequest, account_id: str) -> HttpResponse:
    """The form on a page of its own; the account's page holds the same."""
    return _page(request, _asked(request, account_id))


@writers
@once
def record_assessment(request: HttpRequest, account_id: str) -> HttpResponse:
    """Enters what the form says, or asks what has to be known first."""
    one_at_a_time()
    asked = _asked(request, account_id)
    said = said_in(request.POST, asked.card, asked.by)
    if said is None:
        return HttpResponseBadRequest("This form holds a step that there is not: load it again.")
    number = entry_count(asked.shown.ledger) + 1
    weighed = weigh(asked.table, said, number=number, now=timezone.now())
    if weighed.merged.conflicts:
        found = clashes(said, weighed.record, weighed.merged.conflicts)
        more = {"clashes": found, "record": weighed.record}
        return _page(request, asked, said=said, status=409, **more)
    if weighed.entry is None:
        messages.info(request, "Nothing new: this is on record already.")
        return _back(account_id)
    differs = _unexplained(asked, weighed)
    if differs and "without" not in request.POST:
        return _page(request, asked, said=said, status=422, differs=differs)
    try:
        _enter(request, asked, weighed)
    except ForewarnError as error:
        return _page(request, asked, said=said, status=409, trouble=str(error))
    counts = day(asked.table.tomorrow)
    messages.success(request, f"Recorded. It counts from {counts}; the score stays as it is.")
    asks = after_assessment(
        asked.shown, member_of(request), asked.line, asked.table.result, weighed.entry
    )
    return asks or _back(account_id)


def _unexplained(asked: Asked, weighed: Weighed) -> str:
    """The band that people would say, where the score says another one and nobody said why."""
    entry, card = weighed.entry, asked.card
    if entry is None or card is None or entry.values.get("because"):
        return ""
    people = asked.table.with_entry(entry).people(card)
    band = people.band if people else None
    scored = asked.table.result.band
    return band if band and scored and band != scored else ""


def _enter(request: HttpRequest, asked: Asked, weighed: Weighed) -> None:
    """Entry and trail in the one transaction of the form."""
    entry = weighed.entry
    assert entry is not None
    enter_within(asked.shown.ledger, [entry])
    note(
        member_of(request),
        "assessed",
        f"account {entry.account_id}",
        before=weighed.record.cells,
        after=entry.values,
        because=str(entry.values.get("because", "")),
    )


def _back(account_id: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('account', args=[account_id])}#people")


def _page(
    request: HttpRequest,
    asked: Asked,
    *,
    said: Said | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    sent = said.cells if said else None
    return render(
        request,
        "workspace/assess.html",
        {
            "section": "accounts",
            "line": asked.line,
            "result": asked.table.result,
            "form": form_of(asked.table, asked.card, asked.by, sent=sent),
            "notices": asked.shown.notices,
            **more,
        },
        status=status,
    )
