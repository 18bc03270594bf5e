"""An account as of an instant: dated attributes and where it is in its life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

NOT_SCORED_STATUSES = frozenset({"trial", "free", "internal", "ended"})


@dataclass(frozen=True, slots=True)
class AccountVersion:
    """The attributes of an account that hold from one date on.

    Attributes:
        valid_on: the date they hold from; None = always held (no ``valid_from`` was given).
        seen_on: the first as_of date that may know of them; None = always.
        attributes: every column of the accounts table except keys and dates, by name.
        created_on, ended_on: as given in this row.
        until_on: the first as_of date for which a later version of the row stands; None = none.
    """

    account_id: str
    valid_on: date | None
    seen_on: date | None
    attributes: Mapping[str, object]
    created_on: date | None
    ended_on: date | None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class AccountAsOf:
    """An account as of a date.

    Attributes:
        attributes: dated attributes then in force (segment, plan, stage, owner, status ...).
        created_on: first day of the account: given, else the day of its first known fact.
        age_days: days from created_on to as_of; None when no day is known.
    """

    account_id: str
    as_of: date
    attributes: Mapping[str, object] = field(default_factory=dict)
    created_on: date | None = None
    age_days: int | None = None

    def text(self, name: str) -> str | None:
        """An attribute as text, None when it is empty."""
        value = self.attributes.get(name)
        return None if value is None else str(value)
