"""Who may see and do what: the one place that decides it.

A view starts from ``visible_accounts`` or ``account_or_404`` and from nothing else. What a member
may not see is answered like what is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from forewarn.workspace.models import BookLine, Member, Role, Rule, Team

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def member_of(request: HttpRequest) -> Member:
    """Who is signed in; only for views that ask for that."""
    return cast("Member", request.user)


def visible_accounts(member: Member) -> QuerySet[BookLine]:
    """The accounts of the book that a member sees.

    Operations see the whole book, a leader the territories of their teams and their own, everybody
    else their own territories; without any, nothing. One query for the rules, whatever they are.
    """
    lines = BookLine.objects.all()
    if member.role == Role.OPERATIONS:
        return lines
    theirs = Q(territory__members=member)
    if member.role == Role.LEADER:
        theirs |= Q(territory__team__members=member)
    return _fitting(lines, theirs)


def teams_of(member: Member) -> tuple[Team, ...]:
    """The teams whose accounts a member can look at together: operations all, others their own."""
    teams = Team.objects.order_by("name")
    if member.role != Role.OPERATIONS:
        teams = teams.filter(members=member)
    return tuple(teams)


def of_team(lines: QuerySet[BookLine], team: Team) -> QuerySet[BookLine]:
    """Of some accounts those in the territories of a team; one query for the rules."""
    return _fitting(lines, Q(territory__team=team))


def _fitting(lines: QuerySet[BookLine], rules: Q) -> QuerySet[BookLine]:
    """Of some accounts those that one of the rules fits; without rules none."""
    wanted: dict[str, set[str]] = {}
    for attribute, value in Rule.objects.filter(rules).values_list("attribute", "value"):
        wanted.setdefault(attribute, set()).add(value)
    if Rule.Attribute.EVERY in wanted:
        return lines
    seen = Q(pk__in=[])
    for attribute, values in wanted.items():
        seen |= Q(**{f"{attribute}__in": sorted(values)})
    return lines.filter(seen)


def account_or_404(member: Member, account_id: str) -> BookLine:
    """An account that the member sees.

    Raises:
        Http404: there is none, or the member does not see it: the same answer.
    """
    line = visible_accounts(member).filter(account_id=account_id).first()
    if line is None:
        raise Http404("no such account")
    return line


def only(*roles: Role) -> Callable[[View[P]], View[P]]:
    """A view for some roles; others are told that it is not for theirs."""

    def for_them(view: View[P]) -> View[P]:
        @wraps(view)
        def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if member_of(request).role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return asked

    return for_them


writers = only(Role.REP, Role.LEADER, Role.OPERATIONS)
"""For views that change something: everybody but read-only."""
