"""Scores as they would have been said before renewals, from what was known then."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forewarn.engines.grids import Moved
from forewarn.evidence.backtest import MAIN
from forewarn.evidence.horizons import Asked, Horizon
from forewarn.ledger.rows import Row, says_new, spelt_rows
from forewarn.ledger.rows import result_of as row_result
from forewarn.ledger.values import CardFacts
from forewarn.project.book import Plan
from forewarn.project.common_clock import Clock
from forewarn.project.common_run import moved_facts
from forewarn.project.desk import Desk
from forewarn.project.moment import Moment, set_back
from forewarn.project.setwise import SetwiseBook
from forewarn.project.true_dates import QUARTER, Moments, at_true_dates, newest_pulse
from forewarn.project.weeks import TREND_WEEKS, weeks_before
from forewarn.scorecard.model import Scorecard
from forewarn.signals.cell import tables_silent
from forewarn.terms.score import AccountResult

LOOKED_BACK = QUARTER + timedelta(weeks=27)
"""How far before a date its own weeks, and those of the quarter before it, go."""
CASES_A_CLOCK = 20_000
"""Up to so many cases stand on one clock; more on one for each weekday that they fall due on."""


def replay(desk: Desk, horizons: Iterable[Horizon], *, only: str | None) -> Moments:
    """Every case of some horizons as of its date, set-wise on a common clock.

    Cases that a silent feed falls on are scored at their true dates: when a feed was silent is a
    matter of those. What is only asked of cases at 90 days (last quarter's score, the newest
    pulse, the trend) is None or empty at the other horizons.

    Cost: one pass over the facts of the accounts asked about, as often as they are asked about;
    from 20,000 renewals on seven passes over a seventh of them each, so that a case is scored at
    its own dates and not at those of the other weekdays.

    Args:
        only: the scorecard that scores every account; None = the one that applied.
    """
    every = list(horizons)
    asked = [each for horizon in every for each in horizon.asked]
    if not asked:
        return {}
    main = {
        (e.case.account_id, e.as_of)
        for horizon in every
        for e in horizon.asked
        if horizon.days == MAIN
    }
    silent = Silences(desk, asked)
    found = at_true_dates(desk, [e for e in asked if silent.falls_on(e)], only=only)
    for part in parted([each for each in asked if not silent.falls_on(each)]):
        found.update(_on_one_clock(desk, part, main, only=only))
    return found


def parted(asked: Sequence[Asked]) -> Iterator[list[Asked]]:
    """Cases that are put on one clock together; those of one renewal stay together."""
    parts: dict[int, list[Asked]] = defaultdict(list)
    many = len({(each.case.account_id, each.case.due_on) for each in asked}) > CASES_A_CLOCK
    for each in asked:
        parts[each.case.due_on.weekday() if many else 0].append(each)
    yield from parts.values()


def _on_one_clock(
    desk: Desk,
    asked: Sequence[Asked],
    main: set[tuple[str, date]],
    *,
    only: str | None,
) -> Moments:
    clock = Clock.over(asked, starts=desk.settings.week_starts)
    wanted = clock.wanted()
    full = {key for key, on in wanted.items() if (clock.account(key[0]), on) in main}
    dates = sorted({there for _, there in wanted})
    plan = Plan.over(desk.cards, dates, starts=desk.settings.week_starts, only=only)
    before = {there - QUARTER for _, there in full}
    plan = replace(plan, grid=tuple(sorted({*plan.grid, *before})))
    with (
        moved_facts(desk, clock, plan, forced=only is not None) as (there, run),
        closing(SetwiseBook(there, run)) as book,
    ):
        book.keep(wanted)
        return dict(_Told(book, clock, wanted, full).moments())


@dataclass(frozen=True, slots=True)
class _Told:
    """A book on the common clock, read case by case.

    Attributes:
        wanted: by name and date there the true date, for the cells that are asked.
        full: those of them that the quarter before, pulse and trend are told of.
    """

    book: SetwiseBook
    clock: Clock
    wanted: Mapping[tuple[str, date], date]
    full: set[tuple[str, date]]

    def moments(self) -> Iterator[tuple[tuple[str, date], Moment]]:
        """By account and true date."""
        for card in self.book.run.plan.routed:
            facts = CardFacts.of(card)
            rows = [
                (row, there)
                for there, told in self.book.rows(card)
                for row in self._wanted(card, there, told)
            ]
            full = {(row.account_id, there) for row, there in rows} & self.full
            dates = {day for there in {on for _, on in full} for day in self._before(there)}
            scores = self.book.scores(card, {name for name, _ in full}, dates)
            for row, there in rows:
                key = self.clock.account(row.account_id), self.wanted[row.account_id, there]
                yield key, self._moment(card, facts, row, there, scores.get(row.account_id, {}))

    def _wanted(self, card: Scorecard, there: date, rows: Sequence[Row]) -> list[Row]:
        mine = [row for row in rows if (row[0], there) in self.wanted]
        return spelt_rows(mine, self.book.texts(card))

    def _before(self, there: date) -> tuple[date, ...]:
        """The dates before one whose scores are told with it: a quarter, and twelve weeks."""
        weeks = weeks_before(there, self.book.run.plan.week_starts_on)
        return (there - QUARTER, *[day for day in weeks if day < there][-(TREND_WEEKS - 1) :])

    def _moment(
        self,
        card: Scorecard,
        facts: CardFacts,
        row: Row,
        there: date,
        scores: Mapping[date, float | None],
    ) -> Moment:
        name, run = row.account_id, self.book.run
        full = (name, there) in self.full
        before, *past = (scores.get(day) for day in self._before(there)) if full else (None,)
        trend = (*past, row.score) if full else ()
        back = _Back(card, facts, row, there, self.clock.moved[name], trend)
        pulse = newest_pulse(run, name, there) if full else None
        new = says_new(row)
        return Moment(card, row.score, row.band, row.effective_band, new, back, before, pulse)


@dataclass(frozen=True, slots=True)
class _Back:
    """Makes the result of a row as it reads on the true clock."""

    card: Scorecard
    facts: CardFacts
    row: Row
    there: date
    moved: Moved
    trend: tuple[float | None, ...]

    def __call__(self) -> tuple[AccountResult, bool]:
        result = row_result(self.row, card=self.facts, as_of=self.there)
        result = replace(result, account_id=self.moved.account_id)
        return set_back(self.card, result, days=self.moved.days, trend=self.trend)


class Silences:
    """True dates on which a feed was silent."""

    def __init__(
        self, desk: Desk, asked: Sequence[Asked], *, back: timedelta = LOOKED_BACK
    ) -> None:
        """Look where feeds were silent from ``back`` before the first case on."""
        stale_after, self._back = desk.declared.stale_after, back
        first = min(each.as_of for each in asked) - back
        last = max(each.as_of for each in asked)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        feeds = desk.engine.feeds(sorted(stale_after), days) if stale_after else {}
        self._dates = [
            on
            for place, on in enumerate(days)
            if tables_silent({t: f[place] for t, f in feeds.items()}, stale_after, as_of=on)
        ]

    def falls_on(self, asked: Asked) -> bool:
        """Whether a feed was silent at any date that decides what was said of a case."""
        place = bisect_left(self._dates, asked.as_of - self._back)
        return place < len(self._dates) and self._dates[place] <= asked.as_of
