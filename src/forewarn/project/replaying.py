"""Scores as they would have been said before renewals, from what was known then."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forewarn.engines.duckdb.aligned import aligned
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.evidence.horizons import Asked, Horizon
from forewarn.evidence.lead_time import Watched
from forewarn.ledger.rows import Row
from forewarn.ledger.rows import result_of as row_result
from forewarn.ledger.values import CardFacts
from forewarn.project.book import BookRun, Plan, card_kit, run_book
from forewarn.project.common_clock import Clock
from forewarn.project.course import Course
from forewarn.project.desk import Desk
from forewarn.project.facts import Surroundings, read_surroundings
from forewarn.project.needs import Needs
from forewarn.project.setwise import SetwiseBook
from forewarn.project.standing import result_of
from forewarn.project.weeks import weeks_before
from forewarn.scorecard.model import Scorecard
from forewarn.signals.cell import tables_covering, tables_silent
from forewarn.terms.facts import TABLES
from forewarn.terms.score import AccountResult
from forewarn.terms.time import week_starts

QUARTER = timedelta(days=91)
WATCHED_WEEKS = 104
LOOKED_BACK = QUARTER + timedelta(weeks=27)
"""How far before a date its own weeks, and those of the quarter before it, go."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An account as of one date.

    Attributes:
        result: under the scorecard that applied then.
        card: that scorecard.
        quarter_before: the score 91 days earlier, None without one.
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

    Dates inside the results are those of the common clock, and they have no sentences:
    ``at_true_dates`` gives the results of a few cases as they read then. Cases that a silent feed
    falls on are scored there, too: when a feed was silent is a matter of true dates.

    Args:
        only: the scorecard that scores every account; None = the one that applied.
    """
    asked = [each for horizon in horizons for each in horizon.asked]
    if not asked or not isinstance(desk.engine, DuckDBEngine):
        return at_true_dates(desk, asked, only=only)
    silent = Silences(desk, asked)
    clock = Clock.over(
        (each for each in asked if not silent.falls_on(each)), starts=desk.settings.week_starts
    )
    found = at_true_dates(desk, [e for e in asked if silent.falls_on(e)], only=only)
    if clock.moved:
        engine = DuckDBEngine(aligned(desk.engine.connection, clock.moves()))
        try:
            run = _aligned_run(desk, engine, clock, only=only)
            found.update(_on_clock(SetwiseBook(engine, run), clock))
        finally:
            engine.connection.close()
    return found


def _on_clock(book: SetwiseBook, clock: Clock) -> Iterator[tuple[tuple[str, date], Moment]]:
    wanted = {(name, there): on for name in clock.dates for on, there in clock.asked(name)}
    before = {(name, there - QUARTER) for name, there in wanted}
    rows: list[tuple[Scorecard, AccountResult]] = []
    scores: dict[tuple[str, date], float | None] = {}
    for card in book.run.plan.routed:
        facts = CardFacts.of(card)
        for there, told in book.rows(card):
            for row in map(Row._make, told):
                if (row.account_id, there) in before:
                    scores[row.account_id, there] = row.score
                if (row.account_id, there) in wanted:
                    rows.append((card, row_result(row, card=facts, as_of=there)))
    for card, result in rows:
        name, there = result.account_id, result.as_of
        pulse = _pulse(book.run, name, there)
        moment = Moment(result, card, scores.get((name, there - QUARTER)), pulse)
        yield (clock.moved[name].account_id, wanted[name, there]), moment


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
    desk: Desk, asked: Iterable[Asked], *, only: str | None, since: date = date.min
) -> dict[str, list[tuple[date, str | None]]]:
    """Per account of some cases 104 weekly dates up to the last case, with the bands then.

    The band is that under caps; None where there was no score.

    Args:
        only: the scorecard that scores every account; None = the one that applied.
        since: weeks before it are left out.
    """
    dates = _by_account(asked)
    if not dates:
        return {}
    last = max(on for days in dates.values() for on in days)
    every = week_starts(last, weeks=WATCHED_WEEKS, starts=desk.settings.week_starts)
    weeks = [on for on in every if on >= since]
    if not weeks:
        return {}
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
    earlier = _course(run, courses, on - QUARTER)
    before = earlier.quick(on - QUARTER) if earlier else None
    return Moment(result, course.card, before, _pulse(run, account.account_id, on))


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
    return BookRun(plan, around, kits, iter(()), only is not None, primitives=needs.primitives)


def _around(desk: Desk, engine: DuckDBEngine, plan: Plan, clock: Clock) -> Surroundings:
    """The small tables on the common clock.

    From when on a table speaks for every account is one true date, so another one for every case:
    it goes into what is known of each.
    """
    declared = replace(desk.declared, stale_after={})
    found = read_surroundings(engine, plan.cards, plan.grid, declared=declared)
    first_rows = desk.engine.first_rows(sorted(TABLES))
    covering = tables_covering(first_rows, declared=desk.declared.covering)
    seen = {
        name: _earliest(found.seen.get(name, {}), covering, clock.moved[name].days)
        for name in clock.moved
    }
    always = {table: on for table, on in covering.items() if on == date.min}
    return replace(found, seen=seen, covering=always)


def _earliest(own: Mapping[str, date], covering: Mapping[str, date], days: int) -> dict[str, date]:
    """The earlier of an account's own first day and the table's for every account."""
    moved = {t: on + timedelta(days=days) for t, on in covering.items() if on != date.min}
    return {
        table: min(each[table] for each in (own, moved) if table in each)
        for table in {*own, *moved}
    }


class Silences:
    """True dates on which a feed was silent."""

    def __init__(self, desk: Desk, asked: Sequence[Asked]) -> None:
        stale_after = desk.declared.stale_after
        first = min(each.as_of for each in asked) - LOOKED_BACK
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
        place = bisect_left(self._dates, asked.as_of - LOOKED_BACK)
        return place < len(self._dates) and self._dates[place] <= asked.as_of
