"""The verb ``export``: the book as a workbook, or as tables for other programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import forewarn
from forewarn.project.asked import Exporting, Progress
from forewarn.project.book import BookRun, Plan, run_book
from forewarn.project.desk import Desk
from forewarn.project.entered import Reasons, entries_of, reasons
from forewarn.project.labels import Labels
from forewarn.project.lookahead import look_ahead
from forewarn.project.scoring import scored_book
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.overlay import CSM
from forewarn.terms.examined import Examined
from forewarn.terms.exported import Exported
from forewarn.terms.score import AccountResult
from forewarn.terms.signal import SignalValue
from forewarn.terms.time import week_starts
from forewarn.workbook.make import write_workbook
from forewarn.workbook.material import AccountLine, CardBook, Material
from forewarn.workbook.tables import write_csv

WEEKS = 26
_HALF = WEEKS // 2


def export(desk: Desk, asked: Exporting, as_of: date, progress: Progress | None) -> Exported:
    """Score the book as of a date and write it; nothing is recorded.

    Raises:
        ForewarnError: a library is missing or a file cannot be written.
    """
    made = material(desk, as_of, progress)
    files = []
    if asked.xlsx is not None:
        write_workbook(made, asked.xlsx)
        files.append(str(asked.xlsx))
    if asked.csv is not None:
        files += map(str, write_csv(made, asked.csv))
    count = sum(len(book.lines) for book in made.books) + len(made.unrouted)
    return Exported(as_of, tuple(files), count, tuple(made.notices))


def material(desk: Desk, as_of: date, progress: Progress | None = None) -> Material:
    """Everything a workbook shows of a project as of a date."""
    weeks = trend_weeks(as_of, starts=desk.settings.week_starts)
    halves = sorted({weeks[_HALF - 1], as_of})
    book = scored_book(desk, halves, progress=progress)
    try:
        results = {each.account_id: each for each in book.results(as_of)}
        before = {each.account_id: each.trend for each in book.results(halves[0])}
        measured = _measured(desk, book.run.plan, as_of)
        labels = Labels.of(desk)
        return Material(
            project=desk.settings.name,
            as_of=as_of,
            books=_books(
                book.run, results, before, measured, labels, reasons(entries_of(desk.settings))
            ),
            unrouted=[each for each in results.values() if each.scorecard is None],
            weeks=weeks,
            verdicts=_verdicts(labels, desk.cards),
            notices=desk.notices() + look_ahead(book.run.plan.cards, as_of) + labels.notices,
            forewarn_version=forewarn.__version__,
        )
    finally:
        book.close()


def trend_weeks(as_of: date, *, starts: str) -> tuple[date, ...]:
    """The dates of the trend: the date itself last, week starts before it."""
    grid = [on for on in week_starts(as_of, weeks=WEEKS, starts=starts) if on < as_of]
    return (*grid[-(WEEKS - 1) :], as_of)


@dataclass(frozen=True, slots=True)
class _Measured:
    """One account as of the date: signals by scorecard, and its attributes."""

    values: dict[str, Mapping[str, SignalValue]]
    attributes: Mapping[str, object]


def _measured(desk: Desk, plan: Plan, as_of: date) -> dict[str, _Measured]:
    """Signals of every account that is scored at a date: inputs and caps, growth included."""
    alone = replace(plan, reported=(as_of,), grid=(as_of,))
    run = run_book(desk.engine, alone, declared=desk.declared)
    found: dict[str, _Measured] = {}
    for courses in run.courses():
        for course in courses.values():
            account = course.account(as_of)
            if account is None:
                break
            mine = found.setdefault(course.account_id, _Measured({}, account.attributes))
            mine.values[course.card.name] = course.values(account)
    return found


def _books(
    run: BookRun,
    results: Mapping[str, AccountResult],
    before: Mapping[str, Sequence[float | None]],
    measured: Mapping[str, _Measured],
    labels: Labels,
    why: Reasons,
) -> list[CardBook]:
    by_card: dict[str, list[AccountLine]] = defaultdict(list)
    growth = {card.name: card.growth.scorecard for card in run.plan.routed if card.growth}
    for account_id, result in results.items():
        if result.scorecard is None:
            continue
        mine = measured[account_id]
        by_card[result.scorecard].append(
            AccountLine(
                result=result,
                values=mine.values[result.scorecard],
                attributes=mine.attributes,
                growth_values=mine.values.get(growth.get(result.scorecard, ""), {}),
                trend=(*before.get(account_id, ()), *result.trend),
                because=_because(result, why),
            )
        )
    cards = {card.name: card for card in run.plan.cards}
    return [
        CardBook(
            card=card,
            growth=cards.get(growth.get(card.name, "")),
            label=labels.summary(card, run.plan.reported[-1]).label,
            lines=by_card[card.name],
        )
        for card in run.plan.routed
    ]


def _because(result: AccountResult, reasons: Reasons) -> str | None:
    """Why the CSM sees it differently, as said with the assessment that is on record."""
    readings = result.overlay.readings if result.overlay else ()
    said = (
        reasons.get((result.account_id, each.assessed_on, each.assessed_by or ""))
        for each in readings
        if each.role == CSM
    )
    return next(said, None)


def _verdicts(labels: Labels, cards: Sequence[Scorecard]) -> dict[str, Examined]:
    """The newest kept verdict of each scorecard."""
    known = ((card.name, labels.examined.get(card.fingerprint, ())) for card in cards)
    return {name: verdicts[-1] for name, verdicts in known if verdicts}
