"""The bands of the weeks before some cases: how long beforehand an alarm was raised."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from forewarn.evidence.horizons import Asked
from forewarn.evidence.lead_time import Watched
from forewarn.project.book import Plan
from forewarn.project.common_clock import Clock
from forewarn.project.common_run import moved_facts
from forewarn.project.desk import Desk
from forewarn.project.replaying import LOOKED_BACK, Silences
from forewarn.project.true_dates import WATCHED_WEEKS, Bands, bands_at_true_dates
from forewarn.project.whole import Whole, score_whole
from forewarn.terms.time import week_starts

WATCHED = timedelta(weeks=WATCHED_WEEKS)


def weekly_bands(
    desk: Desk, asked: Iterable[Asked], *, only: str | None, since: date = date.min
) -> dict[tuple[str, date], Bands]:
    """Per case 52 weekly dates up to its date, with the bands then, set-wise.

    Args:
        only: the scorecard that scores every account; None = the one that applied.
        since: weeks before it are left out.
    """
    found = _weekly_bands(desk, asked, only=only)
    return {key: [week for week in weeks if week[0] >= since] for key, weeks in found.items()}


def _weekly_bands(
    desk: Desk, asked: Iterable[Asked], *, only: str | None
) -> dict[tuple[str, date], Bands]:
    every = list(asked)
    if not every:
        return {}
    silent = Silences(desk, every, back=WATCHED + LOOKED_BACK)
    clocked = [each for each in every if not silent.falls_on(each)]
    found = bands_at_true_dates(desk, [e for e in every if silent.falls_on(e)], only=only)
    clock = Clock.over(clocked, starts=desk.settings.week_starts)
    if not clock.moved:
        return found
    wanted = clock.wanted()
    weeks = _weeks(desk, min(there for _, there in wanted), max(there for _, there in wanted))
    plan = Plan.over(desk.cards, weeks, starts=desk.settings.week_starts, only=only)
    with moved_facts(desk, clock, plan, forced=only is not None) as (there, run):
        whole = score_whole(there, run)
        try:
            told = None if whole.by_hand else _told(whole)
        finally:
            whole.close()
    if told is None:
        return found | bands_at_true_dates(desk, clocked, only=only)
    for (name, there_on), on in wanted.items():
        days = timedelta(days=clock.moved[name].days)
        upto = bisect_right(weeks, there_on)
        mine, some = told.get(name, {}), weeks[max(0, upto - WATCHED_WEEKS) : upto]
        found[clock.account(name), on] = [(week - days, mine.get(week)) for week in some]
    return found


def _weeks(desk: Desk, first: date, last: date) -> tuple[date, ...]:
    """The weekly dates that any date from first to last looks back on."""
    more = -(-(last - first).days // 7)
    return week_starts(last, weeks=WATCHED_WEEKS + more, starts=desk.settings.week_starts)


def _told(whole: Whole) -> dict[str, dict[date, str | None]]:
    """Per account the band under caps at each week, under the scorecard that applied then."""
    dates = whole.laid.dates
    said = {card.name: whole.bands(card) for card in whole.run.plan.routed}
    found: dict[str, dict[date, str | None]] = {}
    for span in whole.spans:
        if span.card is not None:
            mine = said[span.card].get(span.account_id, {})
            here = found.setdefault(span.account_id, {})
            here.update((on, mine.get(on)) for on in dates[span.first : span.after])
    return found


def watched(weeks: Sequence[tuple[date, str | None]], flagging: frozenset[str]) -> list[Watched]:
    """Weekly bands as alarms."""
    return [Watched(on, None if band is None else band in flagging) for on, band in weeks]
