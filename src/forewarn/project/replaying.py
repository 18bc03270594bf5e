"""Scores as they would have been said before renewals, from what was known then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import date, timedelta

from forewarn.engines.duckdb.aligned import aligned
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.evidence.horizons import Asked, Horizon
from forewarn.evidence.lead_time import Watched
from forewarn.project.book import BookRun, Plan, card_kit, run_book, weeks_before
from forewarn.project.common_clock import Clock
from forewarn.project.course import Course
from forewarn.project.desk import Desk
from forewarn.project.facts import Surroundings, read_surroundings
from forewarn.project.needs import Needs
from forewarn.project.standing import result_of
from forewarn.scorecard.model import Scorecard
from forewarn.signals.cell import Cell, tables_covering, tables_silent
from forewarn.terms.account import AccountAsOf
from forewarn.terms.facts import TABLES
from forewarn.terms.score import AccountResult
from forewarn.terms.time import week_starts

QUARTER = timedelta(days=91)
WATCHED_WEEKS = 104


@dataclass(frozen=True, slots=True)
class Moment:
    """An account as of one date.

    Attributes:
        result: under the scorecard that applied then.
        card: that scorecard.
        quarter_before: the score 91 days earlier under the same scorecard, None without one.
        pulse: the newest pulse then, None without one.
    """

    result: AccountResult
    card: Scorecard
    quarter_before: float | None
    pulse: float | None


Moments = dict[tuple[str, date], Moment]
"""By account and date; without those at which the account was not in the book."""


def replay(desk: Desk, horizons: Iterable[Horizon], *, only: str | None) -> Moments:
    """Every case of some horizons as of its date, all of them in one pass on a common clock.

    Dates and sentences inside the results are those of the common clock: ``at_true_dates`` gives
    the results of a few cases as they read then.

    Args:
        only: the scorecard that scores every account; None = the one that applied.
    """
    asked = [each for horizon in horizons for each in horizon.asked]
    if not isinstance(desk.engine, DuckDBEngine):
        return at_true_dates(desk, asked, only=only)
    clock = Clock.over(asked, starts=desk.settings.week_starts)
    engine = DuckDBEngine(aligned(desk.engine.connection, clock.moves()))
    try:
        return dict(_on_clock(_aligned_run(desk, engine, clock, only=only), clock))
    finally:
        engine.connection.close()


def _on_clock(run: BookRun, clock: Clock) -> Iterator[tuple[tuple[str, date], Moment]]:
    for courses in run.courses():
        name = next(iter(courses.values())).account_id
        for on, there in clock.asked(name):
            moment = _moment(run, courses, there)
            if moment is not None:
                yield (clock.moved[name].account_id, on), moment


def at_true_dates(desk: Desk, asked: Iterable[Asked], *, only: str | None) -> Moments:
    """The same, each at its own dates, with sentences: for the cases that are named."""
    dates = _by_account(asked)
    if not dates:
        return {}
    found: Moments = {}
    plan = _plan(desk, {on for days in dates.values() for on in days}, only)
    run = _run(desk, sorted(dates), plan, only=only)
    for courses in run.courses():
        account_id = next(iter(courses.values())).account_id
        for on in sorted(dates.get(account_id, ())):
            moment = _moment(run, courses, on)
            if moment is not None:
                found[account_id, on] = moment
    return found


def weekly_bands(
    desk: Desk, asked: Iterable[Asked], *, only: str | None
) -> dict[str, list[tuple[date, str | None]]]:
    """Per account of some cases 104 weekly dates up to the last case, with the bands then.

    The band is that under caps; None where there was no score.
    """
    dates = _by_account(asked)
    if not dates:
        return {}
    last = max(on for days in dates.values() for on in days)
    weeks = week_starts(last, weeks=WATCHED_WEEKS, starts=desk.settings.week_starts)
    plan = _plan(desk, set(weeks), only)
    run = _run(desk, sorted(dates), plan, only=only)
    return {
        next(iter(courses.values())).account_id: list(_weekly(run, courses, weeks))
        for courses in run.courses()
    }


def _by_account(asked: Iterable[Asked]) -> dict[str, set[date]]:
    dates: dict[str, set[date]] = defaultdict(set)
    for each in asked:
        dates[each.case.account_id].add(each.as_of)
    return dates


def _run(desk: Desk, accounts: Sequence[str], plan: Plan, *, only: str | None) -> BookRun:
    return run_book(
        desk.engine,
        plan,
        declared=desk.declared,
        accounts=accounts,
        forced=only is not None,
    )


def _plan(desk: Desk, dates: set[date], only: str | None) -> Plan:
    reported = sorted(dates | {on - QUARTER for on in dates})
    return Plan.over(desk.cards, reported, starts=desk.settings.week_starts, only=only)


def _moment(run: BookRun, courses: Mapping[str, Course], on: date) -> Moment | None:
    course = _course(run, courses, on)
    account = course.account(on) if course else None
    if course is None or account is None:
        return None
    growth = courses.get(course.card.growth.scorecard) if course.card.growth else None
    weeks = weeks_before(on, run.plan.week_starts_on)
    result = result_of(course, account, weeks, growth=growth, in_words=True)
    return Moment(
        result, course.card, course.quick(on - QUARTER), _pulse(run, account.account_id, on)
    )


def _course(run: BookRun, courses: Mapping[str, Course], on: date) -> Course | None:
    """The account's course under the scorecard that applied; None when it was not in the book."""
    account = next(iter(courses.values())).account(on)
    card = run.card_of(account) if account is not None else None
    return courses[card.name] if card is not None else None


def _pulse(run: BookRun, account_id: str, on: date) -> float | None:
    known = run.around.judgements.assessments(account_id, on)
    pulses = [row["pulse"] for row in known if row["pulse"] is not None]
    return float(pulses[-1]) if pulses else None


def _weekly(
    run: BookRun, courses: Mapping[str, Course], weeks: Sequence[date]
) -> Iterator[tuple[date, str | None]]:
    for on in weeks:
        course = _course(run, courses, on)
        account = course.account(on) if course else None
        if course is None or account is None or course.quick(on) is None:
            yield on, None
        else:
            yield on, course.capped(account, course.held(on).band)


def watched(weeks: Sequence[tuple[date, str | None]], flagging: frozenset[str]) -> list[Watched]:
    """Weekly bands as alarms."""
    return [Watched(on, None if band is None else band in flagging) for on, band in weeks]


def _aligned_run(desk: Desk, engine: DuckDBEngine, clock: Clock, *, only: str | None) -> BookRun:
    plan = _plan(desk, clock.dates_there(), only)
    needs = Needs()
    kits = {card.name: card_kit(needs, card) for card in plan.cards}
    around = _around(desk, engine, plan, clock)
    rows = engine.grid(needs.primitives, plan.grid)
    return BookRun(plan, around, kits, rows, only is not None)


def _around(desk: Desk, engine: DuckDBEngine, plan: Plan, clock: Clock) -> Surroundings:
    """The small tables on the common clock.

    From when on a table speaks for every account is one true date, so another one for every case:
    it goes into what is known of each.
    """
    found = read_surroundings(
        engine, plan.cards, plan.grid, declared=replace(desk.declared, stale_after={})
    )
    first_rows = desk.engine.first_rows(sorted(TABLES))
    covering = tables_covering(first_rows, declared=desk.declared.covering)
    seen = {
        name: _earliest(found.seen.get(name, {}), covering, clock.moved[name].days)
        for name in clock.moved
    }
    always = {table: on for table, on in covering.items() if on == date.min}
    fields = {each.name: getattr(found, each.name) for each in dataclass_fields(found)}
    true = _Silences(desk, clock)
    return OnClock(**{**fields, "seen": seen, "covering": always, "true_silent": true})


class _Silences:
    """Feeds that were silent, by name and date on the common clock."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk, self._clock = desk, clock
        self._known: dict[date, frozenset[str]] = {}
        if desk.declared.stale_after:
            self._read()

    def _read(self) -> None:
        stale_after = self._desk.declared.stale_after
        dates = sorted({on for name in self._clock.dates for on in self._days(name)})
        feeds = self._desk.engine.feeds(sorted(stale_after), dates)
        for place, on in enumerate(dates):
            then = {table: days[place] for table, days in feeds.items()}
            self._known[on] = tables_silent(then, stale_after, as_of=on)

    def _days(self, name: str) -> Iterator[date]:
        """Every day that a case may be looked at: up to its last date, from 40 weeks before."""
        dates = self._clock.dates[name]
        first = min(dates) - QUARTER - timedelta(weeks=28)
        return (first + timedelta(days=n) for n in range((max(dates) - first).days + 1))

    def at(self, name: str, there: date) -> frozenset[str]:
        """The tables that were silent."""
        return self._known.get(self._clock.back(name, there), frozenset())


@dataclass(frozen=True, slots=True)
class OnClock(Surroundings):
    """Small tables on the common clock; whether a feed is silent is a matter of true dates."""

    true_silent: _Silences

    def cell(self, account: AccountAsOf, seats: float | None) -> Cell:
        """See ``Surroundings.cell``."""
        found = Surroundings.cell(self, account, seats)
        return replace(found, silent=self.true_silent.at(account.account_id, account.as_of))


def _earliest(own: Mapping[str, date], covering: Mapping[str, date], days: int) -> dict[str, date]:
    """The earlier of an account's own first day and the table's for every account."""
    moved = {t: on + timedelta(days=days) for t, on in covering.items() if on != date.min}
    return {
        table: min(each[table] for each in (own, moved) if table in each)
        for table in {*own, *moved}
    }
