"""What ``note`` gives: notes, contexts and marks of an account as they stand on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forewarn.terms.score import Plain


@dataclass(frozen=True, slots=True)
class NoteOnRecord(Plain):
    """A note, a context or a mark.

    Attributes:
        number: of its entry; `forewarn note --take-back` wants it.
        kind: ``note``, ``context``, ``not_applicable`` or ``wrong``.
        text: the note, or the reason.
        by: who said it.
        starts_on, ends_on: its first and last day; a note has no last one.
        signal: that is marked; empty for the others.
        state: ``lasts``, ``coming``, ``ended`` or ``withdrawn``.
        score, band: the score as shown and the effective band of the moment; None where there was
            none.
    """

    number: int
    kind: str
    text: str
    by: str
    starts_on: date
    ends_on: date | None
    signal: str
    state: str
    score: float | None
    band: str | None


@dataclass(frozen=True, slots=True)
class Notes(Plain):
    """What people noted of an account.

    Attributes:
        account_id, name: the account; the name is its id where it has none.
        as_of: the date in the project's zone on which the states hold.
        written: number of the entry that this call put on record; None = it wrote nothing, because
            nothing was asked or the same is there already.
        notes: newest first.
        notices: what qualifies it, such as that the company is simulated.
        forewarn_version: the package that answered.
    """

    account_id: str
    name: str
    as_of: date
    written: int | None
    notes: tuple[NoteOnRecord, ...]
    notices: tuple[str, ...]
    forewarn_version: str
