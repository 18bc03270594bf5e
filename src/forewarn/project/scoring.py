"""The verb ``score``: run the book, put the results together by date, record them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import forewarn
from forewarn.project.asked import Progress, Scoring
from forewarn.project.book import BookRun, Plan, run_book
from forewarn.project.cases import ask_why
from forewarn.project.desk import Desk
from forewarn.project.labels import Labels
from forewarn.project.lookahead import look_ahead
from forewarn.project.people import lay_out_people
from forewarn.project.recording import Done, note, record_book
from forewarn.project.scored import ScoredBook
from forewarn.project.upkeep import Passes, Survey, keep_up, name, said_of_left, survey
from forewarn.terms.planned import Planned
from forewarn.terms.results import Scored
from forewarn.terms.score import Snapshot
from forewarn.terms.time import week_starts


def score_book(desk: Desk, asked: Scoring, as_of: date, progress: Progress | None) -> Scored:
    """Score the book as asked, and record it when the whole book was scored by the rules in force.

    Raises:
        ForewarnError: an account or scorecard that is asked for is not there.
    """
    if asked.scorecard is not None:
        desk.card(asked.scorecard)
    starts, dates = desk.settings.week_starts, dates_asked(desk, asked, as_of)
    if asked.record and asked.whole:
        return _kept_up(desk, asked, dates, progress)
    plan = Plan.over(
        desk.cards, dates, starts=starts, only=asked.scorecard, all_in_words=asked.all_in_words
    )
    run = run_book(
        desk.engine,
        plan,
        declared=desk.declared,
        accounts=asked.accounts or None,
        forced=asked.scorecard is not None,
    )
    run.around.accounts.refuse_unknown(asked.accounts)
    book = _scored(desk, run, asked.accounts or None, progress)
    labels = Labels.of(desk)
    snapshots = tuple(
        _snapshot(desk, run, on, book, labels, partial=bool(asked.accounts)) for on in plan.reported
    )
    return Scored(snapshots, asked.weeks is not None, None)


def dates_asked(desk: Desk, asked: Scoring, as_of: date) -> tuple[date, ...]:
    """The dates whose snapshots are asked for, ascending."""
    if not asked.weeks:
        return (as_of,)
    return tuple(week_starts(as_of, weeks=asked.weeks, starts=desk.settings.week_starts))


def _kept_up(
    desk: Desk, asked: Scoring, dates: Sequence[date], progress: Progress | None
) -> Scored:
    """Score the dates asked for and what changed facts touch on record, and record both."""
    found = survey(desk, dates).asking(dates)
    if found.work.new or found.work.whole:
        desk.engine.keep_first_rows()
    passes = passes_over(desk, asked, found, dates, progress)
    done = keep_up(found, passes, progress=progress)
    ask_why(desk, anew=done.written > 0)
    if (newest := passes.books.get(dates[-1])) is not None:
        newest.keep_weeks()
    lay_out_people(desk)
    labels = Labels.of(desk)
    snapshots = tuple(
        _snapshot(desk, passes.books[on].run, on, passes.books[on], labels, partial=False)
        for on in dates
    )
    *earlier, last = snapshots
    last = replace(last, notices=last.notices + said_of_left(found, desk.today()))
    weekly = asked.weeks is not None
    return Scored((*earlier, last), weekly, done.written, done.restated, done.unchanged)


def passes_over(
    desk: Desk, asked: Scoring, found: Survey, shown: Sequence[date], progress: Progress | None
) -> Passes:
    """The passes that a survey asks for; nothing is scored yet."""

    def score(plan: Plan, accounts: Sequence[str] | None) -> ScoredBook:
        run = run_book(desk.engine, plan, declared=desk.declared, accounts=accounts)
        return _scored(desk, run, accounts, progress)

    worded = frozenset(shown if asked.all_in_words else shown[-1:])
    return Passes(desk, found.work, score, shown, worded)


def plan_book(desk: Desk, asked: Scoring, as_of: date, progress: Progress | None = None) -> Planned:
    """What ``score_book`` would put on record, named without writing anything."""
    dates = dates_asked(desk, asked, as_of)
    found = survey(desk, dates)
    passes = passes_over(desk, asked, found, (), progress)
    notices = desk.notices() + said_of_left(found, desk.today())
    return name(found, passes, as_of=dates[-1], notices=notices)


def record_dates(
    desk: Desk,
    dates: Sequence[date],
    *,
    accounts: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Done:
    """Score some dates by the rules in force and record them; dates that have not begun are not.

    Args:
        desk: of the project.
        dates: of any cadence, ascending.
        accounts: only these: what is on record of others at these dates stays. None = all.
        progress: told of long steps.
    """
    if not dates:
        return Done()
    book = scored_book(desk, dates, accounts=accounts, progress=progress)
    try:
        done = record_book(desk, book, accounts=accounts, progress=progress)
        note(desk, done, book.run.around)
        return done
    finally:
        book.close()


def scored_book(
    desk: Desk,
    dates: Sequence[date],
    *,
    accounts: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> ScoredBook:
    """The book, or some of its accounts, at some dates by the rules in force; nothing is recorded.

    Args:
        desk: of the project.
        dates: of any cadence, ascending, at least one.
        accounts: only these; None = all.
        progress: told of long steps.
    """
    plan = Plan.over(
        desk.cards, dates, starts=desk.settings.week_starts, only=None, all_in_words=False
    )
    run = run_book(desk.engine, plan, declared=desk.declared, accounts=accounts)
    return _scored(desk, run, accounts, progress)


def _scored(
    desk: Desk, run: BookRun, accounts: Sequence[str] | None, progress: Progress | None
) -> ScoredBook:
    """Scored by SQL in DuckDB, wherever the signals were measured."""
    from forewarn.project.setwise import SetwiseBook

    return SetwiseBook(desk.engine, run, accounts=accounts, progress=progress)


def _snapshot(
    desk: Desk, run: BookRun, on: date, book: ScoredBook, labels: Labels, *, partial: bool
) -> Snapshot:
    notices = desk.notices() + look_ahead(run.plan.cards, on) + not_yet(desk, on) + labels.notices
    return Snapshot(
        as_of=on,
        data_through=on - timedelta(days=1),
        scorecards=tuple(labels.summary(card, on) for card in run.plan.routed),
        accounts=book.results(on),
        parents=() if partial else book.parents(on, by=desk.settings.roll_up),
        left_out=dict(run.left_out[on]),
        notices=notices,
        forewarn_version=forewarn.__version__,
    )


def not_yet(desk: Desk, on: date) -> tuple[str, ...]:
    """A date that has not begun: its facts are not there yet, so nothing is put on record."""
    if on <= desk.today():
        return ()
    return (f"{on} has not begun: facts up to it are still to come, and this is not recorded.",)
