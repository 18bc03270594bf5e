"""What ``sheet sync`` did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forewarn.terms.imported import Imported
from forewarn.terms.score import Plain


@dataclass(frozen=True, slots=True)
class Synced(Plain):
    """What ``sheet sync`` did with a shared sheet.

    Attributes:
        where: the file or address.
        as_of: the date of the scores in it.
        imported: what was read back; None where no sheet was there yet.
        written: it was written anew; False where what was typed could not be taken.
        accounts: how many are in it.
        calls: writes that it took; 1 for a file.
        resumed: the writing went on from one that was stopped.
        notices: what qualifies it.
    """

    where: str
    as_of: date
    imported: Imported | None
    written: bool
    accounts: int
    calls: int
    resumed: bool
    notices: tuple[str, ...]
