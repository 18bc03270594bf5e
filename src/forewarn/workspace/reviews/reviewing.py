"""What a review of a week goes through, and how far it has come: asked of the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from forewarn.ledger import models as ledger_models
from forewarn.ledger.book import decisions, promised
from forewarn.plays.agenda import PER_CSM
from forewarn.plays.lists import LISTS
from forewarn.plays.promises import OPEN, Decision, Promise, promises, to_be_told, week_of
from forewarn.workspace.book.keeping import COUNTS, asked_of
from forewarn.workspace.models import BookLine, BookState
from forewarn.workspace.project import Shown
from forewarn.workspace.reviews.scope import Scope

Lines = QuerySet[BookLine]


@dataclass(frozen=True, slots=True)
class Review:
    """One week's review of some accounts.

    Attributes:
        week: its first day.
        as_of: of the results that it goes through.
    """

    shown: Shown
    state: BookState
    scope: Scope
    week: date
    as_of: date

    @classmethod
    def of(cls, shown: Shown, state: BookState, scope: Scope) -> Review:
        """The review of the week of the newest results."""
        as_of = state.as_of or date.min + timedelta(days=7)
        starts = shown.settings.week_starts
        return cls(shown, state, scope, week_of(as_of, starts=starts), as_of)

    @property
    def agenda(self) -> Lines:
        """The accounts it has time for, most urgent first."""
        asking = self.scope.lines.filter(urgent__isnull=False).exclude(kinds="")
        return asking.filter(urgent_of_owner__lt=PER_CSM).order_by("urgent")

    def left_out(self) -> list[tuple[str, int]]:
        """Owner and how many more of theirs asked; one query."""
        asking = self.scope.lines.filter(urgent_of_owner__gte=PER_CSM).exclude(kinds="")
        more = asking.order_by("owner")
        return list(more.values_list("owner").annotate(Count("pk")))

    def reached(self, lines: Lines) -> Lines:
        """Of some lines those about which something was recorded in this review."""
        return lines.filter(self._recorded())

    def waiting(self, lines: Lines) -> Lines:
        """Of some lines the others."""
        return lines.exclude(self._recorded())

    def _recorded(self) -> Exists:
        rows = ledger_models.Decision.objects.filter(
            account_id=OuterRef("account_id"), as_of__gte=self.week, as_of__lte=self.as_of
        )
        # That a promise of another week was kept or missed is no decision of this one.
        return Exists(rows.filter(Q(promise=F("number")) | Q(state=OPEN)))

    def decided(self, accounts: Collection[str] | None = None) -> dict[str, list[Promise]]:
        """What was decided in this review, by account, as it stands now; one query."""
        asked = self.scope.lines.values("account_id") if accounts is None else accounts
        rows = decisions(self.shown.ledger, accounts=asked, since=self.week)
        found: dict[str, list[Promise]] = defaultdict(list)
        for each in promises(rows):
            if any(row.number == row.promise or row.state == OPEN for row in each.rows):
                found[each.first.account_id].append(each)
        return found

    def promises(self, account_id: str | None = None) -> tuple[Promise, ...]:
        """What was promised before this week: open ones, and those settled since the last."""
        asked = self.scope.lines.values("account_id") if account_id is None else [account_id]
        since = self.week - timedelta(days=7)
        rows = promised(self.shown.ledger, accounts=asked, settled_since=since)
        return to_be_told(promises(rows), self.week)

    def held(self) -> Lines:
        """Accounts whose alarms a context holds back, the next to end first."""
        soonest = F("context_until").asc(nulls_last=True)
        return self.scope.lines.exclude(held="").order_by(soonest, "account_id")


@dataclass(frozen=True, slots=True)
class Step:
    """Where an account stands on the agenda.

    Attributes:
        number: from 1; None for an account that is not on it.
        of: how many there are.
        reached: of how many something is on record.
        before, after: the accounts around it; None at the ends.
    """

    number: int | None
    of: int
    reached: int
    before: str | None
    after: str | None


def step(review: Review, line: BookLine) -> Step:
    """Where an account stands; five small queries, however long the agenda is."""
    agenda = review.agenda
    of, reached = agenda.count(), review.reached(agenda).count()
    if line.urgent is None:
        return Step(None, of, reached, None, _first(agenda))
    earlier = agenda.filter(urgent__lt=line.urgent)
    later = agenda.filter(urgent__gt=line.urgent)
    on_it = (line.urgent_of_owner or 0) < PER_CSM
    before = earlier.order_by("-urgent").values_list("account_id", flat=True).first()
    number = earlier.count() + 1 if on_it else None
    return Step(number, of, reached, before, _first(later))


def _first(lines: Lines) -> str | None:
    return lines.values_list("account_id", flat=True).first()


def next_waiting(review: Review, line: BookLine) -> str | None:
    """The next account that was not reached yet: after this one, else from the start."""
    waiting = review.waiting(review.agenda).exclude(pk=line.pk)
    after = waiting if line.urgent is None else waiting.filter(urgent__gt=line.urgent)
    return _first(after) or _first(waiting)


def list_counts(review: Review) -> dict[str, int]:
    """How many accounts are on each standing list; asked once for the same book and accounts."""
    key = asked_of(review.scope.lines)
    if key is None:  # whoever has no territory
        return dict.fromkeys(LISTS, 0)
    found: dict[str, int] = COUNTS.get(
        (review.state.revision, "lists", key), lambda: _counts(review.scope.lines)
    )
    return found


def _counts(lines: Lines) -> dict[str, int]:
    found = Counter[str]()
    for names, count in lines.order_by().values_list("lists").annotate(Count("pk")):
        for name in names.strip(",").split(","):
            found[name] += count
    return {name: found[name] for name in LISTS}


def on_list(lines: Lines, name: str) -> Lines:
    """The accounts on a standing list, most urgent first, then those with most revenue."""
    urgent, revenue = F("urgent").asc(nulls_last=True), F("arr").desc(nulls_last=True)
    return lines.filter(lists__contains=f",{name},").order_by(urgent, revenue, "account_id")


def newest(rows: Collection[Decision]) -> int:
    """The number of the newest row, which a form sends along; 0 without any."""
    return max((each.number for each in rows), default=0)
