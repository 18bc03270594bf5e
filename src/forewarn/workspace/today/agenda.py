"""What needs a member, most urgent first; all of it asked of the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from forewarn.ledger import book, models
from forewarn.ledger.entered import ASSESSMENT
from forewarn.ledger.models import Entry
from forewarn.plays.promises import Decision, promises
from forewarn.workspace import project
from forewarn.workspace.assessing.form import author
from forewarn.workspace.models import Attended, BookLine, BookState, Member

KINDS: Mapping[str, str] = {
    "lowest": "Lowest band",
    "moved_down": "Moved down a band",
    "slips": "Drifting, and people see it",
    "drifts": "Drifting six weeks",
    "fell": "Fell in four weeks",
    "champion_gone": "Champion gone",
    "how_to": "How-to questions rise",
    "not_scored": "Not scored",
    "response": "Response due",
    "differs": "Divergence to answer",
    "renews": "Renewal within 90 days",
    "assess": "Assessment due",
    "handover": "Taken over",
}
"""Why something needs somebody, as it can be chosen."""
RESTS = timedelta(days=7)
"""Done holds until the results of a week on, or until something else asks."""
ON_A_PAGE = 50


def needing(lines: QuerySet[BookLine], member: Member, on: date) -> QuerySet[BookLine]:
    """Of the accounts that a member sees those that need them, most urgent first."""
    return _asking(lines).exclude(_done(member, on)).order_by("urgent")


def done(lines: QuerySet[BookLine], member: Member, on: date) -> QuerySet[BookLine]:
    """Those that the member is done with, most urgent first."""
    return _asking(lines).filter(_done(member, on)).order_by("urgent")


def _asking(lines: QuerySet[BookLine]) -> QuerySet[BookLine]:
    return lines.filter(urgent__isnull=False).exclude(kinds="")


def held(lines: QuerySet[BookLine]) -> QuerySet[BookLine]:
    """Those with alarms that a context holds back, most urgent first."""
    return lines.exclude(held="").order_by("urgent")


def _done(member: Member, on: date) -> Exists:
    looked = Attended.objects.filter(
        member=member,
        account_id=OuterRef("account_id"),
        kinds=OuterRef("kinds"),
        as_of__gt=on - RESTS,
    )
    return Exists(looked)


def of_kind(lines: QuerySet[BookLine], kind: str) -> QuerySet[BookLine]:
    """Those with a reason of a kind; all for one that there is not."""
    return lines.filter(kinds__contains=f",{kind},") if kind in KINDS else lines


def counted(lines: QuerySet[BookLine]) -> dict[str, int]:
    """How many have a reason of each kind; one query."""
    found = Counter[str]()
    for kinds, count in lines.order_by().values_list("kinds").annotate(Count("pk")):
        for kind in kinds.strip(",").split(","):
            found[kind] += count
    return {kind: found[kind] for kind in KINDS if found[kind]}


def just_assessed(accounts: Collection[str], state: BookState) -> set[str]:
    """Those that somebody assessed since the results, which do not know it yet; one query."""
    if state.as_of is None:
        return set()
    rows = Entry.objects.filter(
        kind=ASSESSMENT, account_id__in=list(accounts), entered_at__date__gte=state.as_of
    )
    return set(rows.values_list("account_id", flat=True))


def promised(member: Member, lines: QuerySet[BookLine], on: date) -> list[tuple[str, Decision]]:
    """What a member promised and has not settled, soonest first, with the account's name.

    What is due later than in a week is left for then; two queries.
    """
    rows = book.promised(project.ledger(), owner=author(member))
    soon = [
        each.newest
        for each in promises(rows)
        if each.newest.due_on is None or each.newest.due_on <= on + RESTS
    ]
    asked = {each.account_id for each in soon}
    names = dict(lines.filter(account_id__in=asked).values_list("account_id", "name"))
    found = [(names[each.account_id], each) for each in soon if each.account_id in names]
    return sorted(found, key=lambda each: (each[1].due_on or date.max, each[1].number))


def just_decided(accounts: Collection[str], state: BookState) -> set[str]:
    """Those about which something was decided on these results; one query."""
    if state.as_of is None:
        return set()
    rows = models.Decision.objects.filter(account_id__in=list(accounts), as_of=state.as_of)
    return set(rows.exclude(decision="").values_list("account_id", flat=True))
