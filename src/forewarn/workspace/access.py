"""Who may see and do what: the one place that decides it.

A view starts from ``visible_accounts`` or ``account_or_404`` and from nothing else. What a member
may not see is answered like what is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from forewarn.ledger import Ledger
from forewarn.ledger.book import last_said
from forewarn.terms.score import AccountResult
from forewarn.workspace.models import BookLine, Member, Role, Rule, Team

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def member_of(request: HttpRequest) -> Member:
    """Who is signed in; only for views that ask for that."""
    return cast("Member", request.user)


Rules = Mapping[str, frozenset[str]]
"""By attribute of accounts the values that a member sees."""


def rules_of(member: Member) -> Rules | None:
    """By what a member sees accounts; None = sees every one. One query at most.

    Operations see the whole book, a leader the territories of their teams and their own, everybody
    else their own territories; without any, nothing.
    """
    if member.role == Role.OPERATIONS:
        return None
    theirs = Q(territory__members=member)
    if member.role == Role.LEADER:
        theirs |= Q(territory__team__members=member)
    return _told(theirs)


def _told(some: Q) -> Rules | None:
    """What some rules say together; None where one of them fits every account."""
    wanted: dict[str, set[str]] = {}
    for attribute, value in Rule.objects.filter(some).values_list("attribute", "value"):
        wanted.setdefault(attribute, set()).add(value)
    if Rule.Attribute.EVERY in wanted:
        return None
    return {attribute: frozenset(values) for attribute, values in wanted.items()}


def fitting(rules: Rules | None) -> Q:
    """Which accounts any of the rules fits, asked of ``BookLine`` or ``BookAccount``."""
    if rules is None:
        return Q()
    seen = Q(pk__in=[])
    for attribute, values in rules.items():
        seen |= Q(**{f"{attribute}__in": sorted(values)})
    return seen


def visible_accounts(member: Member) -> QuerySet[BookLine]:
    """The accounts of the book that a member sees; see ``rules_of``."""
    return BookLine.objects.filter(fitting(rules_of(member)))


def teams_of(member: Member) -> tuple[Team, ...]:
    """The teams whose accounts a member can look at together: operations all, others their own."""
    teams = Team.objects.order_by("name")
    if member.role != Role.OPERATIONS:
        teams = teams.filter(members=member)
    return tuple(teams)


def of_team(lines: QuerySet[BookLine], team: Team) -> QuerySet[BookLine]:
    """Of some accounts those in the territories of a team; one query for the rules."""
    return lines.filter(fitting(_told(Q(territory__team=team))))


def seen_among(member: Member, accounts: Iterable[str], ledger: Ledger) -> set[str]:
    """Of some accounts those that the member sees, also of those that have left the book.

    An account in the book is seen as ``visible_accounts`` says; one that has left it by what it
    was when it was last on record, and one that never was on record by whoever sees every account.
    Five queries at most.
    """
    asked, rules = set(accounts), rules_of(member)
    if rules is None or not asked:
        return asked
    seen = set(_among(visible_accounts(member), asked))
    gone = asked - set(_among(BookLine.objects.all(), asked))
    last = last_said(ledger, gone) if gone else {}
    return seen | {each for each, then in last.items() if _fits(rules, then)}


def _among(lines: QuerySet[BookLine], asked: set[str]) -> Iterable[str]:
    return lines.filter(account_id__in=sorted(asked)).values_list("account_id", flat=True)


def _fits(rules: Rules, then: AccountResult) -> bool:
    return any(getattr(then, name, None) in values for name, values in rules.items())


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
