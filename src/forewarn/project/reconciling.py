"""A row of a sheet held against the record, cell by cell: taken, kept, or both sides changed it.

What stood there when the sheet was written is the base. A cell that was typed into is the sheet's
where the record still says the base, and nobody's where the record says something else meanwhile:
then people choose. A cell that was not typed into is the record's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from forewarn.terms.imported import Written

Side = Literal["sheet", "record"]
SIDES: tuple[Side, ...] = ("sheet", "record")
OF_THE_AUTHOR = ("note", "because")
"""What an author says in words: nobody else is made to have said it."""


@dataclass(frozen=True, slots=True)
class Stand:
    """An assessment as it stands, on a sheet or on record.

    Attributes:
        cells: by field; a field without a value may be left out.
        on: its day; None where there is none.
        by: its author; None where nobody is named, and on a sheet, which names none.
    """

    cells: Mapping[str, Written] = field(default_factory=dict)
    on: date | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of a row.

    Attributes:
        cells: the assessment that would go on record, by field.
        taken: fields in which the sheet is followed.
        kept: fields with a value that stand as they were on record.
        conflicts: fields that both sides changed, to different values, and nobody decided on.
        left: fields decided for the record.
        on: the day it is of: never before that of the record, which it follows.
    """

    cells: Mapping[str, Written]
    taken: tuple[str, ...]
    kept: tuple[str, ...]
    conflicts: tuple[str, ...]
    left: tuple[str, ...]
    on: date


def merge(
    typed: Mapping[str, Written],
    base: Mapping[str, Written],
    record: Stand,
    *,
    by: str,
    on: date,
    choices: Mapping[str, Side] | None = None,
) -> Merged:
    """Hold what was typed against what stood there then and what stands there now.

    Args:
        typed: by field; None takes a value away.
        base: on record when the sheet was written.
        record: on record now.
        by: who typed it.
        on: the day it is of.
        choices: by field, for those that both sides changed.
    """
    choices = choices or {}
    changed = {name for name in typed if typed[name] != record.cells.get(name)}
    both = {name for name in changed if base.get(name) != record.cells.get(name)}
    open_ = {name for name in both if name not in choices}
    left = {name for name in both if choices.get(name) == "record"}
    taken = changed - open_ - left
    own = record.by == by
    kept = {
        name: value
        for name, value in record.cells.items()
        if value is not None and name not in taken and (own or name not in OF_THE_AUTHOR)
    }
    cells = kept | {name: typed[name] for name in taken if typed[name] is not None}
    ordered = [name for name in typed if name in changed]
    return Merged(
        cells,
        tuple(name for name in ordered if name in taken),
        tuple(name for name in kept if name not in typed),
        tuple(name for name in ordered if name in open_),
        tuple(name for name in ordered if name in left),
        max(on, record.on) if record.on is not None else on,
    )
