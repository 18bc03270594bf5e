"""What was said of many accounts at many dates, in a few queries: for backtests of the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forewarn.ledger.models import Run, SnapshotRow
from forewarn.ledger.opening import Ledger
from forewarn.ledger.rows import WITHDRAWN
from forewarn.ledger.trouble import in_words

_RUNS_AT_A_TIME = 50


@dataclass(frozen=True, slots=True)
class Saying:
    """What revision 0 said of an account as of a date, without its parts."""

    account_id: str
    as_of: date
    scorecard: str
    fingerprint: str
    score: float | None
    band: str | None
    effective_band: str | None


def sayings(
    ledger: Ledger, asked: Iterable[tuple[str, date]], *, within_days: int
) -> dict[tuple[str, date], Saying]:
    """The newest that was said of each account by each date asked, ``within_days`` back at most.

    Where two scorecards spoke on the same date, the one that was recorded first counts.

    Cost: one query for the runs, one per 50 of those that any of the dates reaches.
    """
    dates: dict[str, set[date]] = defaultdict(set)
    for account_id, on in asked:
        dates[account_id].add(on)
    reach = timedelta(days=within_days)
    wanted = {on for days in dates.values() for on in days}
    lines: dict[str, list[Saying]] = defaultdict(list)
    with in_words(ledger.place):
        for each in _spoken(ledger, _runs(ledger, wanted, reach), dates):
            lines[each.account_id].append(each)
    return {
        (account_id, on): newest
        for account_id, days in dates.items()
        for on in days
        if (newest := _newest(lines[account_id], on, reach)) is not None
    }


def _newest(line: list[Saying], on: date, reach: timedelta) -> Saying | None:
    near = [each for each in line if on - reach <= each.as_of <= on]
    return max(near, key=lambda each: each.as_of, default=None)


def _runs(ledger: Ledger, wanted: set[date], reach: timedelta) -> list[Run]:
    """First recordings near a date that is asked for, in the order in which they were made."""
    runs = Run.objects.using(ledger.alias).filter(revision=0).select_related("scorecard")
    near = {on - timedelta(days=back) for on in wanted for back in range(reach.days + 1)}
    return [run for run in runs.order_by("pk") if run.as_of in near]


def _spoken(ledger: Ledger, runs: list[Run], dates: Mapping[str, set[date]]) -> Iterator[Saying]:
    for first in range(0, len(runs), _RUNS_AT_A_TIME):
        some = {run.pk: run for run in runs[first : first + _RUNS_AT_A_TIME]}
        rows = SnapshotRow.objects.using(ledger.alias).filter(run__in=list(some))
        columns = ("run_id", "account_id", "score", "band", "effective_band")
        found = rows.exclude(payload=WITHDRAWN).order_by("run_id").values_list(*columns)
        for run_id, account_id, score, band, effective in found.iterator():
            if account_id in dates:
                run = some[run_id]
                card = run.scorecard
                yield Saying(
                    account_id, run.as_of, card.name, card.fingerprint, score, band, effective
                )
