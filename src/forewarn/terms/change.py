"""What changed in the facts, as far as snapshots are concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CAME, WENT, CORRECTED = "came", "went", "corrected"


@dataclass(frozen=True, slots=True)
class Change:
    """One account's facts in one table read differently from a date on.

    Attributes:
        account_id: None = every account.
        first_on: first as_of date that may read differently.
        kind: rows came, went, or were corrected.
    """

    table: str
    account_id: str | None
    first_on: date
    kind: str
