"""The pages of operations: who is here, who leads whom, which accounts are whose, what was done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forewarn.workspace.access import member_of, only
from forewarn.workspace.administration.entities import KINDS, Kind, RefusedError, State, version
from forewarn.workspace.entry.links import new_link
from forewarn.workspace.models import Member, Role, Rule, Team, TrailEntry
from forewarn.workspace.once import once
from forewarn.workspace.project import names
from forewarn.workspace.trail import note, verify

operations = only(Role.OPERATIONS)
_ON_A_PAGE = 100


@operations
@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """Members, teams and territories."""
    found = {name: list(kind.all()) for name, kind in KINDS.items()}
    return render(request, "workspace/administration.html", {"section": "administration", **found})


@operations
@require_safe
def edit(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One of them in a form; number 0 = a new one."""
    of, found = _found(kind, number)
    state = of.state(found)
    return _form(request, kind, number, state, began=version(state))


@operations
@once
def save(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Keeps what the form says, unless somebody changed it meanwhile: then both are shown."""
    of, found = _found(kind, number)
    before, sent = of.state(found), _sent(request.POST, of)
    if found is not None and request.POST.get("began") != version(before):
        return _form(request, kind, number, sent, began=version(before), theirs=before, status=409)
    try:
        kept = of.keep(found, sent)
    except RefusedError as refused:
        said, now = refused.complaints, version(before)
        return _form(request, kind, number, sent, began=now, status=422, complaints=said)
    after = of.state(of.all().get(pk=kept.pk))
    action = "changed" if found else "entered"
    note(member_of(request), action, f"{of.word} {kept.pk}", before=before, after=after)
    messages.success(request, f"{kept}: kept.")
    return _back(kind)


@operations
@once
def remove(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Takes a team or a territory away."""
    of, found = _found(kind, number)
    if found is None or not of.removable:
        raise Http404("nothing to remove")
    note(member_of(request), "removed", f"{of.word} {number}", before=of.state(found))
    found.delete()
    messages.success(request, f"{found}: removed.")
    return _back(kind)


@operations
@once
def link(request: HttpRequest, number: int) -> HttpResponse:
    """A link that signs a member in once, for operations to hand over."""
    member = get_object_or_404(Member, pk=number, is_active=True)
    token = new_link(member, now=timezone.now())
    note(member_of(request), "handed out a link", f"member {number}")
    address = request.build_absolute_uri(reverse("sign-in-link", args=[token]))
    messages.success(request, f"Signs {member.email} in once, within an hour: {address}")
    return _back("members")


@operations
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """What was done, newest first; and, when asked, whether the trail is whole."""
    q = request.GET.get("q", "").strip()[:200]
    entries = TrailEntry.objects.order_by("-number")
    for word in q.split():
        entries = entries.filter(_holds(word))
    return render(
        request,
        "workspace/trail.html",
        {
            "section": "administration",
            "q": q,
            "page": Paginator(entries, _ON_A_PAGE).get_page(request.GET.get("page")),
            "verified": verify() if "verify" in request.GET else None,
        },
    )


def _holds(word: str) -> Q:
    named = ("who", "action", "subject", "because", "before", "after")
    found = Q(at__date=_day(word)) if _day(word) else Q()
    for name in named:
        found |= Q(**{f"{name}__icontains": word})
    return found


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def _found(kind: str, number: int) -> tuple[Kind, Any]:
    """The kind and the one that is meant; None for a new one."""
    of = KINDS.get(kind)
    if of is None:
        raise Http404("no such kind")
    return of, get_object_or_404(of.all(), pk=number) if number else None


def _sent(sent: QueryDict, of: Kind) -> dict[str, str | list[str]]:
    """The form's fields, without space around them; several lines or choices as a list."""
    state: dict[str, str | list[str]] = {}
    for name, empty in of.state(None).items():
        if not isinstance(empty, list):
            state[name] = sent.get(name, "").strip()[:500]
        else:
            lines = "\n".join(sent.getlist(name)).splitlines()
            state[name] = sorted({line.strip()[:500] for line in lines if line.strip()})
    return state


def _form(
    request: HttpRequest,
    kind: str,
    number: int,
    state: State,
    *,
    began: str,
    theirs: State | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    sides = [(name, theirs[name], state[name]) for name in state] if theirs else []
    return render(
        request,
        "workspace/administration_form.html",
        {
            "section": "administration",
            "kind": kind,
            "of": KINDS[kind],
            "number": number,
            "state": state,
            "called": (theirs or state).get("name") or (theirs or state).get("email"),
            "began": began,
            "sides": [each for each in sides if each[1] != each[2]],
            "roles": [(role, names().of_role(role)) for role in Role.values],
            "rules": Rule.Attribute.values,
            "everybody": list(Member.objects.filter(is_active=True).order_by("email")),
            "teams": list(Team.objects.order_by("name")),
            **more,
        },
        status=status,
    )


def _back(kind: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('administration')}#{kind}")
