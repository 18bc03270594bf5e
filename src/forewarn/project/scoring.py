"""The verb ``score``: run the book, put the results together by date, record them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import forewarn
from forewarn.project.asked import Progress, Scoring
from forewarn.project.book import BookRun, Plan, run_book
from forewarn.project.desk import Desk
from forewarn.project.lookahead import look_ahead
from forewarn.project.parents import parents
from forewarn.project.receipt import Receipt, keep
from forewarn.scorecard.model import Scorecard
from forewarn.terms.results import Scored
from forewarn.terms.score import AccountResult, Snapshot
from forewarn.terms.time import week_starts

if TYPE_CHECKING:
    from forewarn.ledger import Ledger

RESTATED = "the facts changed since this was said: late, corrected or newly connected rows"


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
    results: dict[date, list[AccountResult]] = defaultdict(list)
    for result in run.results(progress):
        results[result.as_of].append(result)
    snapshots = tuple(
        _snapshot(desk, run, on, results[on], partial=bool(asked.accounts)) for on in plan.reported
    )
    if asked.record and asked.whole:
        done = _record(desk, plan.routed, snapshots, progress)
        return Scored(
            snapshots, asked.weeks is not None, done.written, done.restated, done.unchanged
        )
    return Scored(snapshots, asked.weeks is not None, None)


def _snapshot(
    desk: Desk, run: BookRun, on: date, results: Sequence[AccountResult], *, partial: bool
) -> Snapshot:
    notices = desk.notices() + look_ahead(run.plan.cards, on) + _not_yet(desk, on)
    return Snapshot(
        as_of=on,
        data_through=on - timedelta(days=1),
        scorecards=tuple(card.summary for card in run.plan.routed),
        accounts=tuple(results),
        parents=() if partial else parents(results, run.around.contracts, by=desk.settings.roll_up),
        left_out=dict(run.left_out[on]),
        notices=notices,
        forewarn_version=forewarn.__version__,
    )


def _not_yet(desk: Desk, on: date) -> tuple[str, ...]:
    """A date that has not begun: its facts are not there yet, so nothing is put on record."""
    if on <= desk.today():
        return ()
    return (f"{on} has not begun: facts up to it are still to come, and this is not recorded.",)


@dataclass(slots=True)
class _Done:
    """Rows that recordings wrote, those of them that restate, and those that stood there."""

    written: int = 0
    restated: int = 0
    unchanged: int = 0
    revisions: dict[str, dict[str, int]] = field(default_factory=dict)


def _record(
    desk: Desk,
    cards: Sequence[Scorecard],
    snapshots: Sequence[Snapshot],
    progress: Progress | None,
) -> _Done:
    """One transaction per scorecard and date; what stands there already is not written again.

    So a run that was stopped goes on where it was: each date is on record wholly or not at all.
    """
    done = _Done()
    recorded = [each for each in snapshots if each.as_of <= desk.today()]
    with desk.ledger() as ledger:
        for place, snapshot in enumerate(recorded, start=1):
            _record_date(desk, ledger, cards, snapshot, done)
            if progress is not None:
                progress(f"recording {snapshot.as_of}", place, len(recorded))
    basis = desk.basis()
    if basis is not None:
        keep(desk.settings.folder, Receipt(basis, done.revisions))
    return done


def _record_date(
    desk: Desk, ledger: Ledger, cards: Sequence[Scorecard], snapshot: Snapshot, done: _Done
) -> None:
    from forewarn.ledger import CardFacts
    from forewarn.ledger.book import record

    by_card = _by_card(snapshot)
    for card in cards:
        recorded = record(
            ledger,
            CardFacts.of(card),
            by_card.get(card.name, ()),
            as_of=snapshot.as_of,
            reason=RESTATED,
            recorded_at=desk.now(),
            version=forewarn.__version__,
        )
        done.written += recorded.written
        done.restated += recorded.written if recorded.revision else 0
        done.unchanged += recorded.unchanged
        of_date = done.revisions.setdefault(snapshot.as_of.isoformat(), {})
        of_date[card.fingerprint] = recorded.revision


def _by_card(snapshot: Snapshot) -> Mapping[str, list[AccountResult]]:
    grouped: dict[str, list[AccountResult]] = defaultdict(list)
    for result in snapshot.accounts:
        if result.scorecard is not None:
            grouped[result.scorecard].append(result)
    return grouped
