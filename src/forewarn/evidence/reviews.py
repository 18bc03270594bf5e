"""Small books: every loss and downsell reviewed as a case of its own (E9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forewarn.evidence.parts import Part, by, quarter
from forewarn.evidence.renewals import CHURNED, DOWNSOLD, Case
from forewarn.evidence.replayed import Columns
from forewarn.terms.score import Plain, plain

FEWEST_IN_QUARTER = 20


@dataclass(frozen=True, slots=True)
class Stood(Plain):
    """Where an account stood some days before its renewal.

    Attributes:
        days: before the due date.
        score: as shown; None when withheld, with the ``reason``.
    """

    days: int
    as_of: date
    score: float | None
    band: str | None
    effective_band: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One loss or downsell, to be talked through.

    Attributes:
        stood: furthest from the renewal first; without dates at which it was decided already, was
            not in the book, or the facts had not begun.
        missed: what was known 90 days before and spoke against the band, in words.
        first_flag_days: days from the start of the last flagged run to the loss; None = never.
    """

    case: Case
    name: str | None
    stood: tuple[Stood, ...]
    missed: tuple[str, ...]
    first_flag_days: int | None

    def to_dict(self) -> dict[str, Any]:
        """The case's fields beside what was said of it."""
        names = ("account_id", "contract_id", "due_on", "decided_on", "kind", "reason", "avoidable")
        case = {name: plain(getattr(self.case, name)) for name in names}
        money = {name: plain(getattr(self.case, name)) for name in ("arr_before", "arr_after")}
        return (
            case
            | money
            | {
                "name": self.name,
                "stood": plain(self.stood),
                "missed": list(self.missed),
                "first_flag_days": self.first_flag_days,
            }
        )


def is_reviewed(case: Case) -> bool:
    """Whether a case is a loss or a downsell of any size."""
    return case.kind in (CHURNED, DOWNSOLD)


def latest_first(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """The newest first: what happened last is remembered best."""
    return tuple(
        sorted(reviews, key=lambda each: (-each.case.due_on.toordinal(), each.case.account_id))
    )


def pooled_quarters(columns: Columns) -> tuple[Part, ...]:
    """By quarter of the due date, adjacent ones pooled until each row has 20 cases.

    A row of several is named by the first and the last, such as "2025-Q1 to 2025-Q3"; what is left
    at the end joins the row before it.
    """
    counts: dict[str, int] = {}
    for each in columns.cases:
        name = quarter(each.case.due_on)
        counts[name] = counts.get(name, 0) + 1
    names = _names(_rows(counts))
    return by(columns, lambda each: names[quarter(each.case.due_on)])


def _rows(counts: Mapping[str, int]) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    for name in sorted(counts):
        if sum(counts[each] for each in rows[-1]) >= FEWEST_IN_QUARTER:
            rows.append([])
        rows[-1].append(name)
    if len(rows) > 1 and sum(counts[each] for each in rows[-1]) < FEWEST_IN_QUARTER:
        rest = rows.pop()
        rows[-1] += rest
    return rows


def _names(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    return {
        name: row[0] if len(row) == 1 else f"{row[0]} to {row[-1]}" for row in rows for name in row
    }
