"""A replay account by account, each case at its own dates: the reference for the common clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from forewarn.evidence.horizons import Asked
from forewarn.project.book import BookRun, Plan, run_book
from forewarn.project.course import Course
from forewarn.project.desk import Desk
from forewarn.project.moment import Moment
from forewarn.project.standing import result_of
from forewarn.project.weeks import weeks_before
from forewarn.terms.time import week_starts

QUARTER = timedelta(days=91)
WATCHED_WEEKS = 52
"""How long before a loss the alarm is looked for."""

Moments = dict[tuple[str, date], Moment]
"""By account and date; without those at which the account was not in the book."""
Bands = list[tuple[date, str | None]]
"""Weekly dates, ascending, each with the band under caps; None where there was no score."""


def at_true_dates(desk: Desk, asked: Iterable[Asked], *, only: str | None) -> Moments:
    """Every case as of its date, with sentences."""
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


def bands_at_true_dates(
    desk: Desk, asked: Iterable[Asked], *, only: str | None
) -> dict[tuple[str, date], Bands]:
    """Per case 52 weekly dates up to its date, with the bands then."""
    dates = _by_account(asked)
    if not dates:
        return {}
    starts = desk.settings.week_starts
    weeks = {
        on: week_starts(on, weeks=WATCHED_WEEKS, starts=starts)
        for days in dates.values()
        for on in days
    }
    plan = _plan(desk, {week for each in weeks.values() for week in each}, only)
    run = _run(desk, sorted(dates), plan, only=only)
    found = {}
    for courses in run.courses():
        account_id = next(iter(courses.values())).account_id
        for on in dates.get(account_id, ()):
            found[account_id, on] = list(_weekly(run, courses, weeks[on]))
    return found


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
    before = course.quick(on - QUARTER) if course.account(on - QUARTER) else None
    pulse = newest_pulse(run, account.account_id, on)
    return Moment.of(course.card, result, quarter_before=before, pulse=pulse)


def _course(run: BookRun, courses: Mapping[str, Course], on: date) -> Course | None:
    """The account's course under the scorecard that applied; None when it was not in the book."""
    account = next(iter(courses.values())).account(on)
    card = run.card_of(account) if account is not None else None
    return courses[card.name] if card is not None else None


def newest_pulse(run: BookRun, name: str, on: date) -> float | None:
    """The newest pulse of an account that is known at a date."""
    known = run.around.judgements.assessments(name, on)
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
