"""Results: a score taken apart, an account's standing, and one run over a book.

All are plain frozen values; ``to_dict`` gives the JSON of the outside contract (fields may be
added, never renamed).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from forewarn.terms.signal import Status, Value


def plain(value: Any) -> Any:
    """A value as JSON knows it: dates as ISO text, money as text, dataclasses as objects."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(item) for item in value]
    return value


class Plain:
    """Gives a dataclass its ``to_dict``: every field by its own name, as plain values."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values for JSON."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Contribution(Plain):
    """What one input adds to the score.

    Attributes:
        input, category, signal: names in the scorecard.
        value, status: the signal's raw value and status.
        points: 0 to 100 from the curve; None when there is nothing to put on the curve.
        weight: effective weight, 0 to 1: stated weight over the sum of weights in use; 0 for an
            input that is not in use.
        stated_weight: as written in the file.
        contribution: weight times points; the contributions sum to the score. None when the
            score is withheld.
        shown: the contribution as displayed, one decimal; the shown parts add up to the shown
            score (largest remainder).
        sentence: the input in words; rendered on reading.
        filled: ``neutral`` or ``poor`` when the points stand in for a missing value.
        detail: words that belong to the value.
    """

    input: str
    category: str
    signal: str
    value: Value
    status: Status
    points: float | None
    weight: float
    stated_weight: float
    contribution: float | None
    shown: float | None
    sentence: str = ""
    filled: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class CategoryScore(Plain):
    """Weighted mean of the points of one category's inputs in use (S16).

    Attributes:
        score: 0 to 100; None when no input of the category is in use.
        weight: sum of effective weights.
        before: the same score at an earlier date, None when not known.
        falling: lower than before by the threshold, named even when the total holds.
    """

    category: str
    score: float | None
    weight: float
    before: float | None = None
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Score(Plain):
    """A score and its parts, before bands.

    Attributes:
        score: 0 to 100, None when withheld or when no scorecard applies.
        shown: rounded to one decimal.
        reason: why there is no score.
        coverage: share of weight resting on observed signals (not applicable left out); None
            when every input is not applicable.
    """

    score: float | None
    shown: float | None
    reason: str | None
    coverage: float | None
    contributions: tuple[Contribution, ...]
    categories: tuple[CategoryScore, ...]


@dataclass(frozen=True, slots=True)
class Reading(Plain):
    """One assessor's overlay fields and the band they give."""

    role: str
    assessed_by: str | None
    assessed_on: date
    fresh: bool
    pulse: int | None
    champion_status: str | None
    executive_engagement: str | None
    outcome_narrative: str | None
    note: str | None
    band: str | None


@dataclass(frozen=True, slots=True)
class Overlay(Plain):
    """What people say of the account, beside the score (SEMANTICS 15).

    Attributes:
        band: the overlay's band; None when the reading is stale or too little is filled in.
        readings: one per role (CSM, AM) that assessed.
        assessed_on, assessed_by: of the reading that counts.
        fresh: younger than ``stale_after``.
        disagree: two fresh readings give different bands; the lower counts.
    """

    band: str | None
    readings: tuple[Reading, ...]
    assessed_on: date
    assessed_by: str | None
    fresh: bool
    disagree: bool = False


@dataclass(frozen=True, slots=True)
class Divergence:
    """Overlay band against computed band (SEMANTICS 17).

    Attributes:
        from_band: the computed band it is compared with.
        to_band: the overlay's band.
        state: ``watching`` until it has stood for two weeks, then ``open``; ``open`` at once when
            either is the lowest band.
        since: first as_of of the run.
    """

    from_band: str
    to_band: str
    state: str
    since: date

    def to_dict(self) -> dict[str, Any]:
        """The contract's names."""
        return {
            "from": self.from_band,
            "to": self.to_band,
            "state": self.state,
            "since": self.since.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class CapApplied(Plain):
    """A hard rule that held the band down (or kept a new account out of the lowest band)."""

    band: str
    because: str
    binding: bool
    kind: str = "not_above"


@dataclass(frozen=True, slots=True)
class Context(Plain):
    """A dated reason to hold an alarm; it never changes a band (S11)."""

    text: str
    author: str | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Revenue(Plain):
    """Recurring revenue of the open contracts in one currency."""

    currency: str
    arr: Decimal


@dataclass(frozen=True, slots=True)
class AccountResult:
    """Everything one scorecard says of one account as of one date.

    Attributes:
        scorecard: its name; None when none applies (``reason`` says so).
        bands: see SEMANTICS 12 for the order raw_band, band, effective_band.
        new: younger than 90 days or than its longest window.
        renews_on: the next end of an open contract, known as of then.
        notice_on: the last day to give notice of the contract that ends then; None where it asks
            for none.
        trend: scores at the last weekly dates up to this one, oldest first.
        steady_band: after margin and dwell time, before caps.
        dated: per signal the day that its sentence names, for those that name one; None where
            nobody noted them. Behind the sentences, no part of the contract's form.
    """

    account_id: str
    as_of: date
    scorecard: str | None
    fingerprint: str | None
    score: Score
    raw_band: str | None
    band: str | None
    effective_band: str | None
    caps: tuple[CapApplied, ...] = ()
    overlay: Overlay | None = None
    divergence: Divergence | None = None
    contexts: tuple[Context, ...] = ()
    name: str | None = None
    owner: str | None = None
    segment: str | None = None
    plan: str | None = None
    status: str | None = None
    new: bool = False
    growth_score: float | None = None
    parent_account_id: str | None = None
    revenue: tuple[Revenue, ...] = ()
    renews_on: date | None = None
    products: Mapping[str, float | None] | None = None
    trend: tuple[float | None, ...] = ()
    steady_band: str | None = None
    dated: Mapping[str, date] | None = None
    notice_on: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's flat form: the score's fields beside the account's."""
        flat = {
            field.name: plain(getattr(self, field.name))
            for field in fields(self)
            if field.name not in ("score", "dated")
        }
        return flat | self.score.to_dict()


@dataclass(frozen=True, slots=True)
class ScorecardSummary(Plain):
    """A scorecard as results name it; bands worst first."""

    name: str
    version: int
    fingerprint: str
    kind: str
    bands: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class ParentScore(Plain):
    """A parent account's roll-up over its children (S17).

    Attributes:
        by: revenue, count or lowest.
        worst_child: account with the lowest score.
        revenue: over distinct contracts of the parent and its children.
    """

    account_id: str
    score: float | None
    by: str
    children: tuple[str, ...]
    worst_child: str | None
    revenue: tuple[Revenue, ...]


@dataclass(frozen=True, slots=True)
class Snapshot(Plain):
    """One date's results over the book.

    Attributes:
        accounts: results, by account; those of a long backfill are made when they are read.
    """

    as_of: date
    data_through: date
    scorecards: tuple[ScorecardSummary, ...]
    accounts: Sequence[AccountResult]
    parents: tuple[ParentScore, ...]
    left_out: Mapping[str, int]
    notices: tuple[str, ...]
    forewarn_version: str
