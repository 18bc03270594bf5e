"""One assessment from a form, held against the record cell by cell, as ``import`` does with rows.

The record is what the newest results and the ledger's entries say: no fact is read. What a source
delivered since the newest scoring is not known here; it stands beside the entry as of its own day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import forewarn
from forewarn.ledger.entered import ASSESSMENT, Entry
from forewarn.project.accounts import AccountBook
from forewarn.project.assessed import Assessed
from forewarn.project.entered import WRITTEN, rows_of
from forewarn.project.judgement import Judgements
from forewarn.project.reconciling import Merged, Stand, merge
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.overlay import AM, overlay
from forewarn.terms.account import AccountVersion
from forewarn.terms.imported import Written
from forewarn.terms.score import AccountResult, Overlay

ORIGIN = "workspace"
FIELDS = (*WRITTEN, "because")
"""What a form holds: the graded fields, the note, and why somebody sees it differently."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of an account.

    Attributes:
        by: their name as in the facts.
        cells: every field as their form holds it; None = nothing can be said.
        base: every field as the form began.
    """

    by: str
    cells: Mapping[str, Written]
    base: Mapping[str, Written]

    @property
    def typed(self) -> dict[str, Written]:
        """The fields that the form changed."""
        return {name: value for name, value in self.cells.items() if value != self.base.get(name)}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What comes of it.

    Attributes:
        entry: what would go on record; None where both sides changed a field, and where
            nothing new is said.
        merged: field by field.
        record: what stands now, of the role that the author speaks in.
    """

    entry: Entry | None
    merged: Merged
    record: Stand


@dataclass(frozen=True, slots=True)
class Table:
    """What is on record of one account, by the newest results and what was entered since.

    Attributes:
        result: the newest.
        entries: of this account, oldest first.
        today: the date in the project's zone.
        zone: of the project.
    """

    result: AccountResult
    entries: Sequence[Entry]
    today: date
    zone: str

    @property
    def tomorrow(self) -> date:
        """The first date whose scores know what is entered today."""
        return self.today + timedelta(days=1)

    def assessed(self) -> Assessed:
        """The record as ``import`` reads it from the facts."""
        said = self.result
        account = AccountVersion(said.account_id, None, None, self._team(), None, None)
        return Assessed.of(
            AccountBook([account], {}),
            Judgements(self._rows(), ()),
            self.entries,
            tomorrow=self.tomorrow,
        )

    def _team(self) -> dict[str, object]:
        """The owner, and the account manager where one has assessed: results name no other."""
        found = self.result.overlay
        said = [each for each in found.readings if each.role == AM] if found else []
        return {
            "owner": self.result.owner,
            "account_manager": said[0].assessed_by if said else None,
        }

    def _rows(self) -> list[dict[str, Any]]:
        found = self.result.overlay
        rows = [
            {
                "account_id": self.result.account_id,
                "assessed_by": each.assessed_by,
                **{name: getattr(each, name) for name in WRITTEN},
                "_on": each.assessed_on,
                "_seen_on": each.assessed_on,
            }
            for each in (found.readings if found else ())
        ]
        return [*rows, *self._entered()]

    def _entered(self) -> list[dict[str, Any]]:
        return [
            {
                **row,
                "_on": date.fromisoformat(row["assessed_on"]),
                "_seen_on": self.counts_from(datetime.fromisoformat(row["known_at"])),
            }
            for row in rows_of(self.entries, zone=self.zone)
        ]

    def counts_from(self, at: datetime) -> date:
        """The first date whose scores know what was entered at an instant."""
        return at.astimezone(ZoneInfo(self.zone)).date() + timedelta(days=1)

    def stand(self, by: str) -> Stand:
        """What stands, of the role that somebody speaks in; their own words only."""
        found = self.assessed().stand(self.result.account_id, by, self.tomorrow)
        if found.by == by:
            return found
        words = {name: value for name, value in found.cells.items() if name not in _WORDS}
        return Stand(words, found.on, found.by)

    def people(self, card: Scorecard) -> Overlay | None:
        """What people say with everything that was entered: the overlay of tomorrow."""
        team = self._team()
        return overlay(
            card,
            self._rows(),
            self.tomorrow,
            owner=self.result.owner,
            account_manager=_text(team["account_manager"]),
        )

    def with_entry(self, entry: Entry) -> Table:
        """The same with one more entry."""
        return Table(self.result, [*self.entries, entry], self.today, self.zone)


_WORDS = ("note", "because")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def weigh(table: Table, said: Said, *, number: int, now: datetime) -> Weighed:
    """Hold what somebody says against what stands.

    Args:
        table: the record.
        said: from the form.
        number: that the entry would get.
        now: the instant, with a zone.
    """
    record, typed = table.stand(said.by), said.typed
    merged = merge(typed, said.base, record, by=said.by, on=table.today)
    # An empty form says nothing; one on what stands says that it still does, as of today.
    new = record.on is not None and table.today > record.on
    if merged.conflicts or not (merged.taken or new):
        return Weighed(None, merged, record)
    values: dict[str, Any] = dict(merged.cells)
    if record.on == merged.on:
        values["replaces"] = table.assessed().entry_of(table.result.account_id, record)
    entry = Entry(
        number=number,
        kind=ASSESSMENT,
        account_id=table.result.account_id,
        said_on=merged.on,
        said_by=said.by,
        cells={"by": said.by, "on": merged.on.isoformat(), **typed},
        values=values,
        origin=ORIGIN,
        entered_at=now,
        forewarn_version=forewarn.__version__,
    )
    return Weighed(entry, merged, record)
