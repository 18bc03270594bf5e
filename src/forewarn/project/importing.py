"""The verb ``import``: what people typed into a workbook, held against the record and put on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import forewarn
from forewarn.ledger.entered import ASSESSMENT, SETTLED, Entry
from forewarn.project.asked import Importing
from forewarn.project.assessed import Assessed
from forewarn.project.challenging import Proposed, keep, proposed
from forewarn.project.desk import Desk
from forewarn.project.entered import TABLE
from forewarn.project.reconciling import Merged, Side, Stand, merge
from forewarn.terms.errors import ForewarnError
from forewarn.terms.imported import BadCell, Conflict, Imported, Taken, Written
from forewarn.workbook.assess_back import AssessBack, Wrote, read_assess
from forewarn.workbook.assess_page import TITLES
from forewarn.workbook.identity import Identity, identity
from forewarn.workbook.other_pages import NOT_YET
from forewarn.workbook.scorecard_back import sheet_names

if TYPE_CHECKING:
    from forewarn.workbook.foreign.opened import OpenedBook

README, ASSESS, PLAYS = "Read me", "Assess", "Plays"
_PLAYS_FROM = 4


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
        ForewarnError: it is no workbook of this project.
    """
    told = _told(desk, book)
    record = Assessed.read(desk)
    back = _assess(desk, book, record)
    rows = _Rows(asked, told, record, desk)
    for wrote in back.rows:
        rows.take(wrote)
    cards = proposed(desk, book, told)
    bad = (*back.bad, *rows.bad, *cards.bad)
    refused = _refused(asked, bad, rows.conflicts)
    writes = not refused and not asked.dry_run
    if writes and rows.entries:
        _enter(desk, rows.entries)
    return _said(desk, asked, told, rows, cards, bad, refused, book)


def _said(
    desk: Desk,
    asked: Importing,
    told: Identity,
    rows: _Rows,
    cards: Proposed,
    bad: Sequence[BadCell],
    refused: str,
    book: OpenedBook,
) -> Imported:
    writes = not refused and not asked.dry_run
    challengers = keep(desk, cards, writes=writes)
    return Imported(
        workbook=told.workbook,
        as_of=told.as_of,
        written=writes and bool(rows.entries or any(each.new for each in challengers)),
        dry_run=asked.dry_run,
        counts_from=rows.record.tomorrow if rows.taken else None,
        assessments=tuple(rows.taken),
        known=rows.known,
        conflicts=tuple(rows.conflicts),
        bad_cells=tuple(
            sorted(bad, key=lambda each: (each.sheet, each.row, len(each.at), each.at))
        ),
        challengers=challengers,
        notices=(*desk.notices(), *_plays(book), *cards.notices),
        refused=refused,
    )


def _told(desk: Desk, book: OpenedBook) -> Identity:
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


def _plays(book: OpenedBook) -> Iterator[str]:
    """Answers to plays are read once plays are recorded; until then typing there is named."""
    sheet = book.sheets.get(PLAYS)
    if sheet is None:
        return
    rows = [
        row + 1
        for row in sheet.rows
        if row >= _PLAYS_FROM
        and any(each.value not in (None, NOT_YET) for each in sheet.cells.row(row).values())
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


@dataclass(slots=True)
class _Rows:
    """Goes through the rows of a sheet; collects what comes of them."""

    asked: Importing
    told: Identity
    record: Assessed
    desk: Desk
    entries: list[Entry] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)
    known: int = 0

    def take(self, wrote: Wrote) -> None:
        """One row."""
        by = wrote.by or self.asked.by.strip()
        if not by:
            self._complain(wrote, "by", "nobody is named", "a name as in the facts, or --by NAME")
            return
        on = wrote.on or min(self.told.as_of, self.desk.today())
        if wrote.base_on is not None and wrote.on is not None and wrote.on < wrote.base_on:
            accepted = f"{wrote.base_on} to {self.desk.today()}: the one on record is of that day"
            self._complain(wrote, "on", f"{wrote.on}", accepted)
            return
        cells = {"by": by, "on": wrote.on and wrote.on.isoformat(), **wrote.cells}
        typed = self._new(wrote, cells)
        if typed is None:
            self.known += 1
            return
        self._hold(wrote, typed, cells, by, on)

    def _new(self, wrote: Wrote, cells: dict[str, Any]) -> dict[str, Written] | None:
        """What was not read from this workbook before; None where all of it was."""
        before = self.record.read_before(wrote.account_id, self.told.workbook)
        typed = dict(wrote.cells)
        for each in before:
            for name, value in each.cells.items():
                if name in typed and typed[name] == value:
                    del typed[name]
        same_author = any(
            (each.cells.get("by"), each.cells.get("on")) == (cells["by"], cells["on"])
            for each in before
        )
        return None if not typed and same_author else typed

    def _hold(
        self, wrote: Wrote, typed: dict[str, Written], cells: dict[str, Any], by: str, on: date
    ) -> None:
        record = self.record.stand(wrote.account_id, by, self.record.tomorrow)
        merged = merge(
            typed,
            self._base(wrote, by, record),
            record,
            by=by,
            on=on,
            choices=self._choices(wrote, typed),
        )
        if merged.conflicts:
            self.conflicts += self._asks(wrote, typed, merged, record, by, on)
        elif merged.taken or record.on is None or (on > record.on and not merged.left):
            self._assessed(wrote, cells, merged, record, by)
        elif merged.left:
            self._add(SETTLED, wrote, cells, {}, by, on)
        else:
            self.known += 1

    def _base(self, wrote: Wrote, by: str, record: Stand) -> dict[str, Written]:
        """What stood there when the workbook was written, of the role that the author speaks in."""
        then = self.record.stand(wrote.account_id, by, self.told.as_of)
        if then == record:
            return dict(record.cells)
        csm = self.record.is_csm(wrote.account_id, by, self.told.as_of)
        return dict(wrote.base if csm and wrote.base_on is not None else then.cells)

    def _choices(self, wrote: Wrote, typed: dict[str, Written]) -> dict[str, Side]:
        sides = {name: self.asked.side(f"{wrote.account_id}.{name}") for name in typed}
        return {name: cast(Side, side) for name, side in sides.items() if side is not None}

    def _asks(
        self,
        wrote: Wrote,
        typed: dict[str, Written],
        merged: Merged,
        record: Stand,
        by: str,
        on: date,
    ) -> Iterator[Conflict]:
        base = self._base(wrote, by, record)
        for name in merged.conflicts:
            yield Conflict(
                cell=f"{wrote.account_id}.{name}",
                at=f"{ASSESS}!{wrote.places[name]}",
                account_id=wrote.account_id,
                field=name,
                base=base.get(name),
                sheet=typed[name],
                record=record.cells.get(name),
                sheet_by=by,
                sheet_on=on,
                record_by=record.by,
                record_on=record.on,
            )

    def _assessed(
        self, wrote: Wrote, cells: dict[str, Any], merged: Merged, record: Stand, by: str
    ) -> None:
        values: dict[str, Any] = dict(merged.cells)
        if record.on == merged.on:
            values["replaces"] = self.record.entry_of(wrote.account_id, record)
        self._add(ASSESSMENT, wrote, cells, values, by, merged.on)
        said = {name: merged.cells.get(name) for name in merged.taken}
        place = f"{ASSESS}!{wrote.row + 1}"
        self.taken.append(Taken(wrote.account_id, merged.on, by, said, merged.kept, place))

    def _add(
        self,
        kind: str,
        wrote: Wrote,
        cells: dict[str, Any],
        values: dict[str, Any],
        by: str,
        on: date,
    ) -> None:
        self.entries.append(
            Entry(
                number=len(self.record.entries) + len(self.entries) + 1,
                kind=kind,
                account_id=wrote.account_id,
                said_on=on,
                said_by=by,
                cells=cells,
                values=values,
                origin=self.told.workbook,
                entered_at=self.desk.now(),
                forewarn_version=forewarn.__version__,
            )
        )

    def _complain(self, wrote: Wrote, word: str, found: str, accepted: str) -> None:
        place, title = wrote.places[word], TITLES[f"new_{word}"]
        self.bad.append(
            BadCell(ASSESS, place, wrote.row + 1, title, wrote.account_id, found, accepted)
        )
