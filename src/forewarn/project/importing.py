"""The verb ``import``: what people typed into a workbook, held against the record and put on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from forewarn.ledger.entered import Entry
from forewarn.project.asked import Importing
from forewarn.project.assessed import Assessed
from forewarn.project.challenging import keep, proposed, take_back
from forewarn.project.desk import Desk
from forewarn.project.entered import TABLE
from forewarn.project.taking import ASSESS, Taking
from forewarn.terms.errors import ForewarnError
from forewarn.terms.imported import BadCell, Conflict, Imported
from forewarn.workbook.assess_back import AssessBack, read_assess
from forewarn.workbook.identity import TITLE, Identity, doubtful, identity
from forewarn.workbook.other_pages import NOT_YET
from forewarn.workbook.scorecard_back import sheet_names
from forewarn.workbook.words import said, speaking

if TYPE_CHECKING:
    from forewarn.workbook.foreign.opened import OpenedBook

README, PLAYS = "Read me", "Plays"
_PLAYS_FROM = 4
_SHOWN = 10


def import_(desk: Desk, asked: Importing) -> Imported:
    """Read a workbook back; either all of it goes on record or nothing.

    Raises:
        ForewarnError: it cannot be read, or is no workbook of this project.
    """
    from forewarn.workbook.opening import open_workbook

    wanted = [README, ASSESS, PLAYS, *sheet_names(desk.cards)]
    return import_opened(desk, asked, open_workbook(asked.workbook, sheets=wanted))


def import_opened(desk: Desk, asked: Importing, book: OpenedBook) -> Imported:
    """The same for a workbook that is open already, wherever it came from.

    Raises:
        ForewarnError: it is no workbook of this project, or there is no catalogue of its language.
    """
    told = _told(desk, book)
    with speaking(told.language):
        return _import(desk, asked, book, told)


def _import(desk: Desk, asked: Importing, book: OpenedBook, told: Identity) -> Imported:
    record = Assessed.read(desk)
    back = _assess(desk, book, record)
    rows = Taking(asked, told, record, desk.now(), desk.today())
    for wrote in back.rows:
        rows.take(wrote)
    cards = proposed(desk, book, told)
    bad = (*back.bad, *rows.bad, *cards.bad)
    refused = _refused(asked, bad, rows.conflicts)
    writes = not refused and not asked.dry_run
    challengers = keep(desk, cards, writes=writes)
    if writes and rows.entries:
        try:
            _enter(desk, rows.entries)
        except BaseException:
            take_back(desk, challengers)
            raise
    return Imported(
        workbook=told.workbook,
        as_of=told.as_of,
        written=writes and bool(rows.entries or any(each.new for each in challengers)),
        dry_run=asked.dry_run,
        counts_from=record.tomorrow if rows.taken else None,
        assessments=tuple(rows.taken),
        known=rows.known,
        conflicts=tuple(rows.conflicts),
        bad_cells=tuple(sorted(bad, key=_place)),
        challengers=challengers,
        notices=(*desk.notices(), *_found(book), *_plays(book), *cards.notices),
        refused=refused,
    )


def _place(bad: BadCell) -> tuple[str, int, int, str]:
    """By sheet, row and column: AA comes after Z."""
    return bad.sheet, bad.row, len(bad.at), bad.at


def _told(desk: Desk, book: OpenedBook) -> Identity:
    doubts = doubtful(book)
    if doubts:
        raise ForewarnError(
            f"{book.path}: {'; '.join(doubts)}",
            fix=f"leave the lines '{TITLE}' as export wrote them, each once, and no others like it",
        )
    told = identity(book)
    again = "export again: forewarn export --xlsx FILE"
    if told is None:
        raise ForewarnError(
            f"{book.path}: sheet Read me does not say which workbook this is",
            fix=f"read back a workbook that `forewarn export` wrote, or {again}",
        )
    if told.project != desk.settings.name:
        raise ForewarnError(
            f"{book.path} is a workbook of '{told.project}', and this project is "
            f"'{desk.settings.name}'",
            fix="name the project it came from with --project DIR",
        )
    if ASSESS not in book.sheets:
        raise ForewarnError(
            f"{book.path} has no sheet {ASSESS}; it has {', '.join(book.sheets) or 'none'}",
            fix=f"give the sheet its name back, or {again}",
        )
    return told


def _assess(desk: Desk, book: OpenedBook, record: Assessed) -> AssessBack:
    back = read_assess(
        book.sheets[ASSESS],
        accounts=record.accounts.account_ids,
        people=record.people(),
        until=desk.today(),
    )
    source = desk.settings.source(TABLE)
    if back.rows and source is not None and source.warehouse is not None:
        raise ForewarnError(
            f"{TABLE} stay in the warehouse, so what was typed cannot be put beside them",
            fix=f"enter them there, or read {TABLE} in by a file",
        )
    return back


def _refused(asked: Importing, bad: Sequence[BadCell], conflicts: Sequence[Conflict]) -> str:
    if asked.accept_good_rows or not (bad or conflicts):
        return ""
    parts = [f"{len(bad)} bad cells"] * bool(bad) + [f"{len(conflicts)} conflicts"] * bool(
        conflicts
    )
    return " and ".join(parts).replace("1 bad cells", "1 bad cell")


def _found(book: OpenedBook) -> Iterator[str]:
    """What the file shows otherwise than it is, in sheets that are read."""
    places = [
        str(each)
        for each in book.findings
        if each.code != "not-calculated" and each.sheet in (README, ASSESS, "")
    ]
    yield from places[:_SHOWN]
    if len(places) > _SHOWN:
        yield f"and {len(places) - _SHOWN} more such places"


def _plays(book: OpenedBook) -> Iterator[str]:
    """Answers to plays are read once plays are recorded; until then typing there is named."""
    sheet = book.sheets.get(PLAYS)
    if sheet is None:
        return
    rows = [
        row + 1
        for row in sheet.rows
        if row >= _PLAYS_FROM
        and any(each.value not in (None, said(NOT_YET)) for each in sheet.cells.row(row).values())
    ]
    if rows:
        yield (
            f"sheet {PLAYS}, rows {', '.join(map(str, rows[:10]))}: not read, since plays are not "
            "recorded yet"
        )


def _enter(desk: Desk, entries: Sequence[Entry]) -> None:
    with desk.ledger() as ledger:
        from forewarn.ledger.book import enter

        enter(ledger, entries)
