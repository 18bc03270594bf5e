"""What ``import`` read back from a workbook: taken, in conflict, bad, or left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from forewarn.terms.score import Plain

Written = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class BadCell(Plain):
    """A cell that cannot be taken.

    Attributes:
        sheet: its name.
        at: the cell as programs call it, such as ``K7``.
        row: as programs count, from 1.
        column: its heading.
        account_id: of its row; empty where that is what is wrong.
        found: what was found, in words.
        accepted: what is accepted; may be empty.
        did_you_mean: the nearest accepted word, or empty.
    """

    sheet: str
    at: str
    row: int
    column: str
    account_id: str
    found: str
    accepted: str = ""
    did_you_mean: str = ""


@dataclass(frozen=True, slots=True)
class Conflict(Plain):
    """A cell that was changed in the sheet and on record since the sheet was written.

    Attributes:
        cell: ``ACCOUNT.field``, as ``--take`` wants it.
        at: the cell in the sheet, such as ``Assess!K7``.
        account_id, field: the same, apart.
        base: what stood there when the workbook was written.
        sheet, record: the two values; None = nothing.
        sheet_by, sheet_on: who wrote the sheet's, and of which day it is.
        record_by, record_on: the same of what is on record.
    """

    cell: str
    at: str
    account_id: str
    field: str
    base: Written
    sheet: Written
    record: Written
    sheet_by: str
    sheet_on: date
    record_by: str | None
    record_on: date | None


@dataclass(frozen=True, slots=True)
class Taken(Plain):
    """An assessment that goes on record.

    Attributes:
        cells: what the sheet says, by field, where it says something else than the record.
        kept: fields that stand as they were on record.
        at: row in the sheet, such as ``Assess!7``.
        account_id: whose it is.
        said_on: the day that it is of.
        said_by: who assessed.
    """

    account_id: str
    said_on: date
    said_by: str
    cells: Mapping[str, Written]
    kept: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class CardEdit(Plain):
    """A cell of a scorecard that was changed.

    Attributes:
        at: the cell, such as ``Scorecard!B6``.
        before, after: what the scorecard says, and what the sheet says.
        what: in the scorecard's words.
        taken: whether the challenger has it; False where it has to be written by hand.
    """

    at: str
    what: str
    before: Written
    after: Written
    taken: bool


@dataclass(frozen=True, slots=True)
class Challenger(Plain):
    """A scorecard with what was changed in the sheet; never in force by itself.

    Attributes:
        scorecard: its name, which is that of the one in force.
        file: where it lies, below the project folder; empty where nothing could be written.
        new: it was not there before, or was another.
        edits: every cell that was changed.
        commands: how to hold it against the one in force, and to plan it.
        issues: what ``check`` says of it.
    """

    scorecard: str
    file: str
    new: bool
    edits: tuple[CardEdit, ...]
    commands: tuple[str, ...]
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported(Plain):
    """What was read back.

    Attributes:
        workbook: its id, as sheet *Read me* says.
        as_of: the date it was written for.
        written: whether anything was put on record or into a file.
        dry_run: nothing was meant to be.
        counts_from: the first date whose scores know what was taken; None where nothing was.
        known: rows that were read before, and say nothing new.
        assessments: those that go on record, or would.
        bad_cells: cells that cannot be taken, by sheet and row.
        challengers: scorecards that were changed in the sheet.
        notices: what qualifies all this.
        conflicts: open ones; those that ``--take`` settled are not among them.
        refused: why nothing was written although there was something; empty otherwise.
    """

    workbook: str
    as_of: date
    written: bool
    dry_run: bool
    counts_from: date | None
    assessments: tuple[Taken, ...]
    known: int
    conflicts: tuple[Conflict, ...]
    bad_cells: tuple[BadCell, ...]
    challengers: tuple[Challenger, ...]
    notices: tuple[str, ...]
    refused: str = ""
