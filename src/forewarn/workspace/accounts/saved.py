"""Filters that members keep under a name, for themselves or for everybody."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from forewarn.workspace.access import member_of, writers
from forewarn.workspace.models import Member, Role, SavedView
from forewarn.workspace.once import once
from forewarn.workspace.trail import note


def views_of(member: Member) -> list[SavedView]:
    """A member's own views and those that others share, by name; one query."""
    theirs = SavedView.objects.filter(Q(member=member) | Q(shared=True))
    return list(theirs.select_related("member").order_by("name", "pk"))


@writers
@once
def save_view(request: HttpRequest) -> HttpResponse:
    """Keeps the present filter under a name; one's own of the same name is replaced."""
    member, name = member_of(request), request.POST.get("name", "").strip()[:80]
    after = {
        "name": name,
        "query": request.POST.get("query", "").lstrip("?")[:1000],
        "shared": "shared" in request.POST,
    }
    if not name:
        return HttpResponse(status=400, content="A saved view needs a name.")
    before = SavedView.objects.filter(member=member, name=name).values(*after).first()
    view, _ = SavedView.objects.update_or_create(member=member, name=name, defaults=after)
    note(member, "saved", f"view {view.pk}", before=before, after=after)
    if before is not None:
        messages.info(request, f"{name}: this took the place of your view of the same name.")
    return HttpResponseRedirect(f"{reverse('accounts')}?{view.query}")


@writers
@once
def remove_view(request: HttpRequest, number: int) -> HttpResponse:
    """Takes one's own view away; operations take shared ones away too; others are not there."""
    member = member_of(request)
    may = Q(member=member) | (Q(shared=True) if member.role == Role.OPERATIONS else Q())
    view = get_object_or_404(SavedView, may, pk=number)
    before = {"name": view.name, "query": view.query, "shared": view.shared}
    note(member, "removed", f"view {number}", before=before)
    view.delete()
    return HttpResponseRedirect(reverse("accounts"))
