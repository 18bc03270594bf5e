"""What needs a member, most urgent first; all of it asked of the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, QuerySet

from forewarn.ledger import book, models
from forewarn.ledger.entered import ASSESSMENT
from forewarn.ledger.models import Entry
from forewarn.plays.promises import Decision, promises
from forewarn.workspace import project
from forewarn.workspace.assessing.form import author
from forewarn.workspace.book.keeping import COUNTS, asked_of
from forewarn.workspace.book.paging import Pages
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
DONE_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Looked:
    """What a member is done with.

    Attributes:
        shown: the most urgent of them.
        kinds: how many have exactly these reasons, as ``BookLine`` has them.
    """

    shown: Sequence[BookLine]
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What needs a member: the accounts that ask, without those that the member is done with.

    Attributes:
        lines: all that the member sees.
        kinds: how many ask for exactly these reasons; those that are done with are left out.
        all_kinds: the same reasons whoever is done with them.
        member, on: whose, and at which results.
    """

    lines: QuerySet[BookLine]
    kinds: Mapping[str, int]
    all_kinds: Sequence[str]
    member: Member
    on: date

    def counted(self) -> dict[str, int]:
        """How many have a reason of each kind."""
        found = Counter[str]()
        for kinds, count in self.kinds.items():
            for kind in _apart(kinds):
                found[kind] += count
        return {kind: found[kind] for kind in KINDS if found[kind]}

    def page(self, kind: str, number: str | None) -> Page[BookLine]:
        """Those with a reason of a kind, most urgent first; all for one that there is not."""
        asking = _asking(self.lines)
        count = sum(n for kinds, n in self.kinds.items() if kind not in KINDS or _has(kinds, kind))
        if kind in KINDS:
            asking = asking.filter(kinds__in=[each for each in self.all_kinds if _has(each, kind)])
        waiting = asking.exclude(_done(self.member, self.on)).order_by("urgent")
        return Pages(waiting, ON_A_PAGE, count).get_page(number)


def needing(lines: QuerySet[BookLine], member: Member, state: BookState, looked: Looked) -> Waiting:
    """What needs a member of the accounts that they see.

    The whole book is counted once for a state of it; one query, else none.
    """
    key = asked_of(lines)
    every: Mapping[str, int] = (
        {} if key is None else COUNTS.get((state.revision, "asking", key), lambda: _kinds(lines))
    )
    left = {kinds: max(0, count - looked.kinds.get(kinds, 0)) for kinds, count in every.items()}
    return Waiting(lines, left, tuple(every), member, results_of(state))


def results_of(state: BookState) -> date:
    """The date of the results; a first one that leaves room for a week before where none are."""
    return state.as_of or date.min + RESTS


def _kinds(lines: QuerySet[BookLine]) -> dict[str, int]:
    found = _asking(lines).order_by().values_list("kinds").annotate(Count("pk"))
    return dict(found)


def done(lines: QuerySet[BookLine], member: Member, on: date) -> Looked:
    """Those that the member is done with, most urgent first; one query."""
    looked = Attended.objects.filter(member=member, as_of__gt=on - RESTS).values("account_id")
    # Named first: few are done with, and a database would else try every account for it.
    some = _asking(lines).filter(_done(member, on), account_id__in=looked)
    found = list(some.order_by("urgent"))
    return Looked(found[:DONE_SHOWN], Counter(each.kinds for each in found))


def _apart(kinds: str) -> list[str]:
    return kinds.strip(",").split(",")


def _has(kinds: str, kind: str) -> bool:
    return f",{kind}," in kinds


def _asking(lines: QuerySet[BookLine]) -> QuerySet[BookLine]:
    return lines.filter(urgent__isnull=False).exclude(kinds="")


def held(lines: QuerySet[BookLine], state: BookState) -> Sequence[BookLine]:
    """The most urgent of those with alarms that a context holds back; asked once for a state."""
    key = asked_of(lines)
    if key is None:
        return ()
    found: Sequence[BookLine] = COUNTS.get(
        (state.revision, "held", key),
        lambda: tuple(lines.exclude(held="").order_by("urgent")[:DONE_SHOWN]),
    )
    return found


def _done(member: Member, on: date) -> Exists:
    looked = Attended.objects.filter(
        member=member,
        account_id=OuterRef("account_id"),
        kinds=OuterRef("kinds"),
        as_of__gt=on - RESTS,
    )
    return Exists(looked)


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
