"""The page *Today*: what needs me, and being done with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forewarn.workspace.access import account_or_404, member_of, visible_accounts, writers
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.models import Attended
from forewarn.workspace.once import once
from forewarn.workspace.project import shown
from forewarn.workspace.today.agenda import (
    KINDS,
    done,
    held,
    just_assessed,
    just_decided,
    needing,
    promised,
    results_of,
)
from forewarn.workspace.trail import note


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What needs the member, each with its reason in a sentence."""
    project, member = shown(), member_of(request)
    state, theirs = up_to_date(project), visible_accounts(member)
    on, kind = results_of(state), request.GET.get("why", "")
    looked = done(theirs, member, on)
    waiting = needing(theirs, member, state, looked)
    page = waiting.page(kind, request.GET.get("page"))
    lines = list(page.object_list)
    return render(
        request,
        "workspace/today.html",
        {
            "section": "today",
            "state": state,
            "page": page,
            "lines": lines,
            "kinds": [(each, KINDS[each], n) for each, n in waiting.counted().items()],
            "kind": kind if kind in KINDS else "",
            "decided": just_decided([line.account_id for line in lines], state),
            "promised": [(name, e, e.how(on)) for name, e in promised(member, theirs, on)],
            "assessed": just_assessed([line.account_id for line in lines], state),
            "done": looked.shown,
            "held": held(theirs, state),
            "notices": project.notices,
            "labels": project.labels(state.as_of),
        },
    )


@writers
@once
def be_done(request: HttpRequest, account_id: str) -> HttpResponse:
    """Takes an account off the member's own list for a week, or until something else asks."""
    up_to_date(shown())
    member = member_of(request)
    line = account_or_404(member, account_id)
    Attended.objects.update_or_create(
        member=member,
        account_id=account_id,
        defaults={"kinds": line.kinds, "as_of": line.as_of, "at": timezone.now()},
    )
    note(member, "looked at", f"account {account_id}", after={"why": line.why})
    return _back(request)


@writers
@once
def not_done(request: HttpRequest, account_id: str) -> HttpResponse:
    """Puts an account back on the list."""
    up_to_date(shown())
    member = member_of(request)
    account_or_404(member, account_id)
    looked = get_object_or_404(Attended, member=member, account_id=account_id)
    looked.delete()
    note(member, "put back", f"account {account_id}")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    kind = request.POST.get("why", "")
    return HttpResponseRedirect(reverse("today") + (f"?why={kind}" if kind in KINDS else ""))
