"""Which cases a page lists: mine of this week, what went to the leader, and all by state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from forewarn.scoring.asking import A_WEEK, PATIENCE
from forewarn.scoring.casework import CLOSED
from forewarn.scoring.divergence import OPEN, WATCHING
from forewarn.terms.cases import ANSWERED, SETTLED
from forewarn.workspace.access import visible_accounts
from forewarn.workspace.assessing.form import author
from forewarn.workspace.models import CaseLine, Member, Role

ON_A_PAGE = 25
LEADING = (Role.LEADER, Role.OPERATIONS)
MINE, ESCALATED, CONFIRM = "mine", "escalated", "confirm"
LISTS: Mapping[str, tuple[str, str]] = {
    MINE: ("Asked this week", "Nobody asks you anything this week."),
    ESCALATED: ("Unanswered for 14 days", "Every question of the last weeks was answered."),
    CONFIRM: ("To confirm", "No lift waits to be confirmed."),
    OPEN: ("Open", "People and the score agree, or have said why not."),
    ANSWERED: ("Answered, to settle", "No answer waits to be settled."),
    WATCHING: ("Watched", "No difference is younger than two weeks."),
    SETTLED: ("Settled", "Nothing was settled yet."),
    CLOSED: ("Closed by themselves", "No case ended because the two came to agree."),
}
"""Title, and what stands where it is empty."""


def visible_cases(member: Member) -> QuerySet[CaseLine]:
    """Cases of the accounts that a member sees."""
    if member.role == Role.OPERATIONS:
        return CaseLine.objects.all()
    return CaseLine.objects.filter(account_id__in=visible_accounts(member).values("account_id"))


def belonging(cases: QuerySet[CaseLine], member: Member) -> QuerySet[CaseLine]:
    """Those of accounts that a member keeps by name; all for a rep whose name is not there."""
    own = Q(owner__in=(author(member), member.email))
    if member.role == Role.REP and not cases.filter(own).exists():
        return cases
    return cases.filter(own)


def asked_now(today: date) -> Q:
    """Asked, unanswered, and not yet the leader's."""
    return Q(state=OPEN, asked_on__gt=today - PATIENCE)


def gone_up(today: date) -> Q:
    """Asked 14 days ago or longer, and unanswered."""
    return Q(state=OPEN, asked_on__lte=today - PATIENCE)


def lists_for(member: Member) -> tuple[str, ...]:
    """The lists that a member has, the first of which a page begins with."""
    leading = member.role in LEADING
    first = (ESCALATED, CONFIRM, MINE) if leading else (MINE,)
    return (*first, OPEN, ANSWERED, WATCHING, SETTLED, CLOSED)


def counted(cases: QuerySet[CaseLine], own: QuerySet[CaseLine], today: date) -> dict[str, int]:
    """How many each list holds; two queries."""
    found = cases.aggregate(
        **{state: Count("pk", filter=Q(state=state)) for state in (OPEN, ANSWERED, WATCHING)},
        **{state: Count("pk", filter=Q(state=state)) for state in (SETTLED, CLOSED)},
        **{ESCALATED: Count("pk", filter=gone_up(today))},
        **{CONFIRM: Count("pk", filter=Q(awaits=True))},
    )
    return found | {MINE: min(own.filter(asked_now(today)).count(), A_WEEK)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page's address asks.

    Attributes:
        chosen: one of LISTS.
        owner: whose accounts; empty = of all.
    """

    chosen: str
    owner: str

    @classmethod
    def of(cls, query: QueryDict, member: Member) -> Asked:
        """From an address; what it does not say, or says wrongly, is as on the first visit."""
        mine = lists_for(member)
        chosen = query.get("list", "")
        fallback = MINE if member.role == Role.REP else OPEN
        return cls(chosen if chosen in mine else fallback, query.get("owner", ""))


def listed(
    cases: QuerySet[CaseLine], own: QuerySet[CaseLine], asked: Asked, today: date
) -> QuerySet[CaseLine]:
    """A list in its order: largest revenue first, what is over by the newest first."""
    if asked.chosen == MINE:
        return own.filter(asked_now(today)).order_by("-worth", "account_id")[:A_WEEK]
    if asked.owner:
        cases = cases.filter(owner=asked.owner)
    if asked.chosen in (SETTLED, CLOSED):
        return cases.filter(state=asked.chosen).order_by("-changed_on", "account_id", "pk")
    wanted = {ESCALATED: gone_up(today), CONFIRM: Q(awaits=True)}
    chosen = wanted.get(asked.chosen, Q(state=asked.chosen))
    return cases.filter(chosen).order_by("-worth", "account_id", "pk")


def against(line: CaseLine) -> list[tuple[str, float, str]]:
    """Inputs that speak against people's word: name, points to the edge, sentence."""
    return [(name, shown, sentence) for name, shown, sentence in json.loads(line.against)]
