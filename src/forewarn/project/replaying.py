"""Scores as they would have been said before renewals, from what was known then.

One grid over every date that is asked and the weeks before it; then only the accounts and dates
that are asked are scored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from forewarn.engines.duckdb.aligned import aligned
from forewarn.engines.duckdb.engine import DuckDBEngine
from forewarn.evidence.horizons import Asked, Horizon
from forewarn.evidence.lead_time import Watched
from forewarn.evidence.renewals import Case
from forewarn.project.book import BookRun, Plan, card_kit, run_book, weeks_before
from forewarn.project.common_clock import Clock
from forewarn.project.course import Course
from forewarn.project.desk import Desk
from forewarn.project.facts import Surroundings, read_surroundings
from forewarn.project.needs import Needs
from forewarn.project.standing import result_of
from forewarn.scorecard.model import Scorecard
from forewarn.signals.cell import tables_covering
from forewarn.terms.facts import TABLES
from forewarn.terms.score import AccountResult

QUARTER = timedelta(days=91)


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


@dataclass(slots=True)
class Replay:
    """What a replay found.

    Attributes:
        moments: by account and date; without those at which the account was not in the book.
        watched: per account its weekly dates with the bands then.
    """

    moments: dict[tuple[str, date], Moment] = field(default_factory=dict)
    watched: dict[str, list[tuple[date, str | None]]] = field(default_factory=dict)


def replay(
    desk: Desk, horizons: Sequence[Horizon], *, only: str | None, watch: Iterable[Case]
) -> Replay:
    """Score every case of some horizons as of its date.

    Args:
        only: the scorecard that scores every account; None = the one that applied.
        watch: cases whose weekly bands up to their due date are wanted.
    """
    asked = _by_account(each for horizon in horizons for each in horizon.asked)
    watching = {case.account_id: case for case in watch}
    if not asked:
        return Replay()
    run = _run(desk, asked, only=only)
    found = Replay()
    for courses in run.courses():
        account_id = next(iter(courses.values())).account_id
        for on in sorted(asked.get(account_id, ())):
            moment = _moment(run, courses, on)
            if moment is not None:
                found.moments[account_id, on] = moment
        if account_id in watching:
            found.watched[account_id] = list(_weekly(run, courses))
    return found


def _by_account(asked: Iterable[Asked]) -> dict[str, set[date]]:
    dates: dict[str, set[date]] = defaultdict(set)
    for each in asked:
        dates[each.case.account_id].add(each.as_of)
    return dates


def _run(desk: Desk, asked: Mapping[str, set[date]], *, only: str | None) -> BookRun:
    dates = {on for days in asked.values() for on in days}
    reported = sorted(dates | {on - QUARTER for on in dates})
    plan = Plan.over(desk.cards, reported, starts=desk.settings.week_starts, only=only)
    return run_book(
        desk.engine,
        plan,
        declared=desk.declared,
        accounts=sorted(asked),
        forced=only is not None,
    )


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


def _weekly(run: BookRun, courses: Mapping[str, Course]) -> Iterator[tuple[date, str | None]]:
    """Weekly dates with the band under caps; None where there was no score."""
    for on in run.plan.weekly:
        course = _course(run, courses, on)
        account = course.account(on) if course else None
        if course is None or account is None or course.quick(on) is None:
            yield on, None
        else:
            yield on, course.capped(account, course.held(on).band)


def watched(weeks: Sequence[tuple[date, str | None]], flagging: frozenset[str]) -> list[Watched]:
    """Weekly bands as alarms."""
    return [Watched(on, None if band is None else band in flagging) for on, band in weeks]


def replay_aligned(
    desk: Desk, horizons: Sequence[Horizon], *, only: str | None
) -> dict[tuple[str, date], Moment]:
    """The same moments from facts set on a common clock: every case in one pass over few dates.

    Dates inside the results are those of the common clock.
    """
    clock = Clock.over(
        (each for horizon in horizons for each in horizon.asked), starts=desk.settings.week_starts
    )
    engine = DuckDBEngine(aligned(desk.engine.connection, clock.moves()))
    run = _aligned_run(desk, engine, clock, only=only)
    found = {}
    for courses in run.courses():
        name = next(iter(courses.values())).account_id
        for on, there in clock.asked(name):
            moment = _moment(run, courses, there)
            if moment is not None:
                found[clock.moved[name].account_id, on] = moment
    engine.connection.close()
    return found


def _aligned_run(desk: Desk, engine: DuckDBEngine, clock: Clock, *, only: str | None) -> BookRun:
    dates = clock.dates_there()
    reported = sorted(dates | {on - QUARTER for on in dates})
    plan = Plan.over(desk.cards, reported, starts=desk.settings.week_starts, only=only)
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
    covering = tables_covering(
        desk.engine.first_rows(sorted(TABLES)), declared=desk.declared.covering
    )
    always = {table: on for table, on in covering.items() if on == date.min}
    dated = {table: on for table, on in covering.items() if on != date.min}
    seen = {
        name: _earliest(
            found.seen.get(name, {}), {t: clock.there(name, on) for t, on in dated.items()}
        )
        for name in clock.moved
    }
    return replace(found, seen=seen, covering=always)


def _earliest(first: Mapping[str, date], second: Mapping[str, date]) -> dict[str, date]:
    return {
        table: min(days[table] for days in (first, second) if table in days)
        for table in {*first, *second}
    }
