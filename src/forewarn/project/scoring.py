"""The verb ``score``: run the book, put the results together by date, record them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import forewarn
from forewarn.project.asked import Progress, Scoring
from forewarn.project.book import BookRun, Plan, run_book
from forewarn.project.desk import Desk
from forewarn.project.lookahead import look_ahead
from forewarn.project.recording import Done, note, record_book
from forewarn.project.scored import BookByAccount, ScoredBook
from forewarn.terms.results import Scored
from forewarn.terms.score import AccountResult, Snapshot
from forewarn.terms.time import week_starts


def score_book(desk: Desk, asked: Scoring, as_of: date, progress: Progress | None) -> Scored:
    """Score the book as asked, and record it when the whole book was scored by the rules in force.

    Raises:
        ForewarnError: an account or scorecard that is asked for is not there.
    """
    if asked.scorecard is not None:
        desk.card(asked.scorecard)
    starts = desk.settings.week_starts
    dates = week_starts(as_of, weeks=asked.weeks, starts=starts) if asked.weeks else (as_of,)
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
    snapshots = tuple(
        _snapshot(desk, run, on, book, partial=bool(asked.accounts)) for on in plan.reported
    )
    weekly = asked.weeks is not None
    if not (asked.record and asked.whole):
        return Scored(snapshots, weekly, None)
    done = record_book(desk, book, progress=progress)
    note(desk, done, run.around)
    return Scored(snapshots, weekly, done.written, done.restated, done.unchanged)


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
    """Scored by SQL where the engine can lay the grid out for it, else account by account."""
    from forewarn.engines.duckdb.engine import DuckDBEngine

    if isinstance(desk.engine, DuckDBEngine):
        from forewarn.project.setwise import SetwiseBook

        return SetwiseBook(desk.engine, run, accounts=accounts)
    results: dict[date, list[AccountResult]] = defaultdict(list)
    for result in run.results(progress):
        results[result.as_of].append(result)
    return BookByAccount(run, results)


def _snapshot(desk: Desk, run: BookRun, on: date, book: ScoredBook, *, partial: bool) -> Snapshot:
    notices = desk.notices() + look_ahead(run.plan.cards, on) + _not_yet(desk, on)
    return Snapshot(
        as_of=on,
        data_through=on - timedelta(days=1),
        scorecards=tuple(card.summary for card in run.plan.routed),
        accounts=book.results(on),
        parents=() if partial else book.parents(on, by=desk.settings.roll_up),
        left_out=dict(run.left_out[on]),
        notices=notices,
        forewarn_version=forewarn.__version__,
    )


def _not_yet(desk: Desk, on: date) -> tuple[str, ...]:
    """A date that has not begun: its facts are not there yet, so nothing is put on record."""
    if on <= desk.today():
        return ()
    return (f"{on} has not begun: facts up to it are still to come, and this is not recorded.",)
