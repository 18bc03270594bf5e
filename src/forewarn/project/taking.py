"""Rows of a sheet held against the record: what goes on it, what asks, what cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

import forewarn
from forewarn.ledger.entered import ASSESSMENT, SETTLED, Entry
from forewarn.project.asked import Importing
from forewarn.project.assessed import Assessed
from forewarn.project.reconciling import Merged, Side, Stand, merge
from forewarn.terms.imported import BadCell, Conflict, Taken, Written
from forewarn.workbook.assess_back import Wrote
from forewarn.workbook.assess_page import TITLES
from forewarn.workbook.identity import Identity
from forewarn.workbook.words import said

ASSESS = "Assess"


@dataclass(slots=True)
class Taking:
    """Goes through the rows of a sheet; collects what comes of them.

    Attributes:
        now: with the project's zone or any other.
        today: the date in the project's zone.
        entries: what is to be put on record.
        taken, conflicts, bad: what is said of them.
        known: rows that say nothing new.
    """

    asked: Importing
    told: Identity
    record: Assessed
    now: datetime
    today: date
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
        on = wrote.on or min(self.told.as_of, self.today)
        if wrote.base_on is not None and wrote.on is not None and wrote.on < wrote.base_on:
            accepted = f"{wrote.base_on} to {self.today}: the one on record is of that day"
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
        before = self.record.read_before(wrote.account_id, self.told.workbook, by=cells["by"])
        typed = dict(wrote.cells)
        for each in before:
            for name, value in each.cells.items():
                if name in typed and typed[name] == value:
                    del typed[name]
        same_day = any(each.cells.get("on") == cells["on"] for each in before)
        return None if not typed and same_day else typed

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
        else:
            # What was read is remembered, so that it is not asked when the record moves on.
            self._add(SETTLED, wrote, cells, {}, by, on)
            self.known += not merged.left

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
                entered_at=self.now,
                forewarn_version=forewarn.__version__,
            )
        )

    def _complain(self, wrote: Wrote, word: str, found: str, accepted: str) -> None:
        place, title = wrote.places[word], said(TITLES[f"new_{word}"])
        self.bad.append(
            BadCell(ASSESS, place, wrote.row + 1, title, wrote.account_id, found, accepted)
        )
