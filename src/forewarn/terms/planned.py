"""What ``score`` would put on record, named before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forewarn.terms.score import Plain


@dataclass(frozen=True, slots=True)
class Because(Plain):
    """Rows of a table that came, went or were corrected since, and how many accounts' they are.

    Attributes:
        table: the fact table; empty where no one table is the reason.
        kind: came, went, corrected; coverage where a table covers every account from another date
            on, or was silent on other dates.
        accounts: 0 where it is every account.
    """

    table: str
    kind: str
    accounts: int


@dataclass(frozen=True, slots=True)
class PlannedDate(Plain):
    """One scorecard at one date.

    Attributes:
        as_of: the start of this date.
        scorecard: its name.
        accounts: how many rows would be written.
        came, went: how many of them are of accounts that were not there, or are no more.
        examples: the first few of the accounts.
        because: what changed in the facts that these accounts rest on, most accounts first.
    """

    as_of: date
    scorecard: str
    accounts: int
    came: int = 0
    went: int = 0
    examples: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned(Plain):
    """What would be recorded; others stay as they are, byte for byte.

    Attributes:
        as_of: newest date that was asked for.
        new: dates that are not on record yet.
        restated: dates of which something else would be said, with a new revision.
        kept: dates on record that stay as they are.
        looked_at: pairs of account and date that were scored to find that out.
        vouched: whether it is known what the dates on record were made from, or there are none;
            where it is not, only the dates asked for are looked at, as a whole.
        notices: what qualifies all of it.
    """

    as_of: date
    new: tuple[PlannedDate, ...] = ()
    restated: tuple[PlannedDate, ...] = ()
    kept: tuple[date, ...] = ()
    looked_at: int = 0
    vouched: bool = True
    notices: tuple[str, ...] = ()
