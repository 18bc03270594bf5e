"""What a project says of its own governance: who answers for which figure, and causes of shifts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

KPIS: Mapping[str, str] = {
    "renewal rate": "Share of the renewals of the last twelve months that were not lost.",
    "GRR": "What is left of the revenue of a year ago, expansion not counted.",
    "NRR": "What the accounts of a year ago pay now, expansion included, new accounts not.",
    "health coverage": "Share of the scores' weight that rests on data, on average over accounts.",
    "false positive rate": "Share of the accounts that renewed which were flagged 90 days before.",
    "false negative rate": "Share of the accounts that were lost which were not flagged 90 days "
    "before.",
    "time to intervene": "Working days from the flag to the first thing that was done.",
    "forecast accuracy": "Share of the decided renewals whose outcome was told right in advance.",
    "expansion pipeline": "Open expansion opportunities, and how many of those closed in the last "
    "twelve months were won.",
    "plan within 7 days": "Share of yellow accounts that had an action plan within seven days.",
    "red back to green": "Share of the accounts that went into the lowest band and were in the top "
    "one within 90 days.",
    "NRR after a change": "NRR over the four quarters after a scorecard was changed.",
}
"""Figures with an owner, in the order of the pack, each with how to read it."""

CAUSES = ("product", "market", "coverage")


@dataclass(frozen=True, slots=True)
class RecordedCause:
    """Why a part of the book moved, as somebody wrote it down.

    Attributes:
        month: of the pack that raised the alarm, such as 2026-10.
        cause: product, market or coverage.
    """

    month: str
    cause: str
    because: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Governance:
    """The block ``governance:`` of forewarn.yml.

    Attributes:
        owners: by KPI.
        causes: in file order.
    """

    owners: Mapping[str, str] = field(default_factory=dict)
    causes: tuple[RecordedCause, ...] = ()

    def cause(self, month: str) -> RecordedCause | None:
        """The newest entry for a month, None when there is none."""
        return next((each for each in reversed(self.causes) if each.month == month), None)
