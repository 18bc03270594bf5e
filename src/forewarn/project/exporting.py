"""The verb ``export``: the book as a workbook, or as tables for other programs."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from operator import attrgetter

import forewarn
from forewarn.project.asked import Exporting, Progress
from forewarn.project.book import Plan, run_book
from forewarn.project.desk import Desk
from forewarn.project.entered import Reasons, entries_of, reasons
from forewarn.project.export_tables import export_tables
from forewarn.project.labels import Labels
from forewarn.project.lookahead import look_ahead
from forewarn.project.opened import Opened
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.overlay import CSM
from forewarn.scoring.past import Past, by_week
from forewarn.terms.examined import Examined
from forewarn.terms.exported import Exported
from forewarn.terms.score import AccountResult
from forewarn.terms.time import week_starts
from forewarn.workbook.make import write_workbook
from forewarn.workbook.material import AccountLine, CardBook, Material
from forewarn.workbook.words import check_spoken

WEEKS = 26


def export(desk: Desk, asked: Exporting, as_of: date, progress: Progress | None) -> Exported:
    """Score the book as of a date and write it; nothing is recorded.

    Raises:
        ForewarnError: a library is missing or a file cannot be written.
    """
    files: list[str] = []
    accounts = 0
    with _nothing_collected():
        if asked.xlsx is not None:
            made = material(desk, as_of, progress)
            accounts = sum(len(book.lines) for book in made.books) + len(made.unrouted)
            write_workbook(made, asked.xlsx)
            files.append(str(asked.xlsx))
    if asked.csv is not None or asked.parquet is not None:
        accounts, written = export_tables(desk, asked, as_of, progress)
        files += map(str, written)
    plan = Plan.over(desk.cards, [as_of], starts=desk.settings.week_starts, only=None)
    notices = desk.notices() + look_ahead(plan.cards, as_of) + Labels.of(desk).notices
    return Exported(as_of, tuple(files), accounts, notices)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Millions of cells hold no circles; looking for some again and again took a sixth of all."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def material(desk: Desk, as_of: date, progress: Progress | None = None) -> Material:
    """Everything a workbook shows of a project as of a date.

    Raises:
        ForewarnError: there is no catalogue of the project's language.
    """
    check_spoken(desk.settings.language)
    weeks = trend_weeks(as_of, starts=desk.settings.week_starts)
    plan = Plan.over(
        desk.cards, [as_of], starts=desk.settings.week_starts, only=None, all_in_words=False
    )
    why = reasons(entries_of(desk.settings))
    lines, unrouted = defaultdict[str, list[AccountLine]](list), []
    for opened in _opened(desk, plan, as_of, progress):
        if opened.course is None:
            unrouted.append(opened.result)
        else:
            lines[opened.course.card.name].append(_line(opened, weeks, why))
    labels = Labels.of(desk)
    return Material(
        project=desk.settings.name,
        as_of=as_of,
        books=_books(plan, lines, labels),
        unrouted=sorted(unrouted, key=attrgetter("account_id")),
        weeks=weeks,
        verdicts=_verdicts(labels, desk.cards),
        notices=desk.notices() + look_ahead(plan.cards, as_of) + labels.notices,
        forewarn_version=forewarn.__version__,
        language=desk.settings.language,
    )


def trend_weeks(as_of: date, *, starts: str) -> tuple[date, ...]:
    """The dates of the trend: the date itself last, week starts before it."""
    grid = [on for on in week_starts(as_of, weeks=WEEKS, starts=starts) if on < as_of]
    return (*grid[-(WEEKS - 1) :], as_of)


def _opened(desk: Desk, plan: Plan, as_of: date, progress: Progress | None) -> Iterator[Opened]:
    """The book at a date with what stands behind every result."""
    from forewarn.project.setwise import SetwiseBook

    run = run_book(desk.engine, plan, declared=desk.declared)
    with closing(SetwiseBook(desk.engine, run, progress=progress)) as book:
        yield from book.opened(as_of)


def _line(opened: Opened, weeks: Sequence[date], why: Reasons) -> AccountLine:
    """An account as the sheets show it; its trend is under the scorecard of today."""
    course, growth = opened.course, opened.growth
    assert course is not None
    as_of = opened.result.as_of
    account = course.account(as_of)
    assert account is not None
    trend = tuple(course.quick(on) for on in weeks)
    # The trend's weeks begin where weeks do; those that moves are told over end on the date.
    past = Past(by_week(zip(weeks, trend, strict=True), as_of, weeks=WEEKS))
    return AccountLine(
        result=opened.result,
        values=course.values(account),
        attributes=account.attributes,
        growth_values=growth.values(account) if growth else {},
        trend=trend,
        past=past,
        because=_because(opened.result, why),
    )


def _books(plan: Plan, lines: Mapping[str, list[AccountLine]], labels: Labels) -> list[CardBook]:
    cards = {card.name: card for card in plan.cards}
    return [
        CardBook(
            card=card,
            growth=cards[card.growth.scorecard] if card.growth else None,
            label=labels.summary(card, plan.reported[-1]).label,
            lines=sorted(lines.get(card.name, ()), key=lambda line: line.result.account_id),
        )
        for card in plan.routed
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
