"""What ``export`` wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forewarn.terms.score import Plain


@dataclass(frozen=True, slots=True)
class Exported(Plain):
    """What ``export`` wrote.

    Attributes:
        as_of: the date of the scores.
        files: in the order written.
        accounts: how many are in them.
        notices: what qualifies them.
    """

    as_of: date
    files: tuple[str, ...]
    accounts: int
    notices: tuple[str, ...]
