"""What was said of many accounts at many dates, in a few queries: for backtests of the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from forewarn.ledger.models import Run, SnapshotRow
from forewarn.ledger.opening import Ledger
from forewarn.ledger.parts import told_of
from forewarn.ledger.reading import results_in
from forewarn.ledger.rows import NEW, WITHDRAWN
from forewarn.ledger.shared import NEW_FLAG
from forewarn.ledger.trouble import in_words
from forewarn.terms.score import AccountResult

_ACCOUNTS_A_QUERY = 500
_RUNS_A_QUERY = 500


@dataclass(frozen=True, slots=True)
class Saying:
    """What revision 0 said of an account as of a date, without its parts.

    Attributes:
        new: the account was labelled New.
    """

    account_id: str
    as_of: date
    scorecard: str
    fingerprint: str
    score: float | None
    band: str | None
    effective_band: str | None
    new: bool = False


def sayings(
    ledger: Ledger, asked: Iterable[tuple[str, date]], *, within_days: int
) -> dict[tuple[str, date], Saying]:
    """The newest that was said of each account by each date asked, ``within_days`` back at most.

    Where two scorecards spoke on the same date, the one that was recorded first counts.

    Cost: one query for the runs, one per run and 500 accounts that it may be asked of.
    """
    dates: dict[str, set[date]] = defaultdict(set)
    for account_id, on in asked:
        dates[account_id].add(on)
    reach = timedelta(days=within_days)
    wanted: dict[date, set[str]] = defaultdict(set)
    for account_id, days in dates.items():
        for on in days:
            for back in range(within_days + 1):
                wanted[on - timedelta(days=back)].add(account_id)
    lines: dict[str, list[Saying]] = defaultdict(list)
    with in_words(ledger.place):
        for each in _spoken(ledger, wanted):
            lines[each.account_id].append(each)
    return {
        (account_id, on): newest
        for account_id, days in dates.items()
        for on in days
        if (newest := _newest(lines[account_id], on, reach)) is not None
    }


def restatements(
    ledger: Ledger, account_id: str, as_of: date, *, fingerprint: str
) -> tuple[tuple[datetime, str], ...]:
    """When, and why, something else was put on record of an account than was said at first."""
    rows = SnapshotRow.objects.using(ledger.alias).filter(
        account_id=account_id,
        run__as_of=as_of,
        run__scorecard__fingerprint=fingerprint,
        run__revision__gt=0,
    )
    with in_words(ledger.place):
        found = rows.order_by("run__revision").values_list("run__recorded_at", "run__reason")
        return tuple((at, reason) for at, reason in found)


def last_said(ledger: Ledger, accounts: Collection[str]) -> dict[str, AccountResult]:
    """What is on record of some accounts for the newest date that has them.

    Of one date what was recorded last. Those of which nothing is on record are left out. Runs are
    asked first, as for a single account (see ``reading``), newest first and some at a time: three
    queries where the newest have all the accounts.
    """
    runs = Run.objects.using(ledger.alias).order_by("-as_of", "-pk").values_list("pk", flat=True)
    rows = SnapshotRow.objects.using(ledger.alias).exclude(payload=WITHDRAWN)
    newest: dict[str, int] = {}
    with in_words(ledger.place):
        by_age = list(runs)
        for first in range(0, len(by_age), _RUNS_A_QUERY):
            some = by_age[first : first + _RUNS_A_QUERY]
            if missing := sorted(set(accounts) - newest.keys()):
                newest |= _newest_rows(rows.filter(account_id__in=missing), some)
        found = rows.filter(pk__in=list(newest.values())).select_related("run__scorecard")
        return {each.account_id: each for each in results_in(ledger, list(found))}


def _newest_rows(rows: QuerySet[SnapshotRow], runs: Sequence[int]) -> dict[str, int]:
    """Per account its row in the first of some runs that has one."""
    place = {run: number for number, run in enumerate(runs)}
    found = rows.filter(run__in=runs).values_list("run_id", "account_id", "pk")
    ordered = sorted(found, key=lambda row: place[row[0]], reverse=True)
    return {account_id: row for _, account_id, row in ordered}


def _newest(line: Sequence[Saying], on: date, reach: timedelta) -> Saying | None:
    near = [each for each in line if on - reach <= each.as_of <= on]
    return max(near, key=lambda each: each.as_of, default=None)


def _spoken(ledger: Ledger, wanted: Mapping[date, Collection[str]]) -> Iterator[Saying]:
    """First recordings of the accounts wanted at each date, in the order they were made."""
    runs = Run.objects.using(ledger.alias).filter(revision=0).select_related("scorecard")
    for run in list(runs.order_by("pk")):
        accounts = sorted(wanted.get(run.as_of, ()))
        for first in range(0, len(accounts), _ACCOUNTS_A_QUERY):
            yield from _of_run(ledger, run, accounts[first : first + _ACCOUNTS_A_QUERY])


def _of_run(ledger: Ledger, run: Run, accounts: Sequence[str]) -> Iterator[Saying]:
    rows = SnapshotRow.objects.using(ledger.alias).filter(run=run, account_id__in=accounts)
    is_new = ExpressionWrapper(told_of(NEW, NEW_FLAG), output_field=BooleanField())
    found = rows.exclude(payload=WITHDRAWN).annotate(is_new=is_new)
    name, fingerprint = run.scorecard.name, run.scorecard.fingerprint
    columns = ("account_id", "score", "band", "effective_band", "is_new")
    for account_id, score, band, effective, new in found.values_list(*columns):
        yield Saying(
            account_id, run.as_of, name, fingerprint, score, band, effective, new=bool(new)
        )
