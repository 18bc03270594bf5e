"""The dates of a run, which every engine numbers alike: 0 to n - 1, and n after the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Self


@dataclass(frozen=True, slots=True)
class SnapshotDates:
    """The ascending as_of dates of one run, at least one."""

    dates: tuple[date, ...]

    @classmethod
    def of(cls, dates: Sequence[date]) -> Self:
        """The calendar of these dates.

        Raises:
            ValueError: they do not ascend.
        """
        if any(later <= earlier for earlier, later in pairwise(dates)):
            raise ValueError("as_of dates must ascend, each once")
        return cls(tuple(dates))

    @property
    def after(self) -> int:
        """The index that means after the last date."""
        return len(self.dates)
