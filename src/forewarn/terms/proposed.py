"""A change of scorecards, before anything of it is in force: what ``plan`` returns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from forewarn.terms.score import Plain, Revenue

DOWN, UP, LEVEL, SCORED, UNSCORED = "down", "up", "level", "gets a band", "loses its band"
DIRECTIONS = (DOWN, UNSCORED, UP, SCORED, LEVEL)
"""In the order in which people look at them."""
NOT_RECORDED = "not recorded yet"


@dataclass(frozen=True, slots=True)
class Edit(Plain):
    """One value of a scorecard file that differs.

    Attributes:
        scorecard: its name; empty for the project's order of scorecards.
        category: cosmetic, routing, banding, scoring or signal.
        path: keys from the top of the file; empty where the whole scorecard is new or gone.
        before, after: the values as written, None where there is none.
        shown: both in one line.
    """

    scorecard: str
    category: str
    path: tuple[str, ...]
    before: Any
    after: Any
    shown: str


@dataclass(frozen=True, slots=True)
class BandMove(Plain):
    """An account whose effective band would be another one.

    Attributes:
        direction: down, up, gets a band, loses its band; level where a band only has another name.
        from_band, to_band: effective bands; None without one.
        arr, currency: recurring revenue of its open contracts; None where there is none or it
            stands in several currencies, which ``revenue`` then lists.
        from_score, to_score: as displayed, one decimal.
        from_scorecard, to_scorecard: that score it.
    """

    account_id: str
    name: str | None
    owner: str | None
    direction: str
    from_band: str | None
    to_band: str | None
    arr: Decimal | None
    currency: str | None
    revenue: tuple[Revenue, ...]
    from_score: float | None
    to_score: float | None
    from_scorecard: str | None
    to_scorecard: str | None
    renews_on: date | None


@dataclass(frozen=True, slots=True)
class RevenueMoved(Plain):
    """The revenue of accounts that move one way, in one currency.

    Attributes:
        accounts: of that direction, also those without revenue.
        currency, arr: None where none of them has revenue.
    """

    direction: str
    accounts: int
    currency: str | None
    arr: Decimal | None


@dataclass(frozen=True, slots=True)
class Recomputed(Plain):
    """What was worked out again to know the moves.

    Attributes:
        accounts: scored under what is in force and under the change.
        measured: how often the facts of these accounts were measured: once where the signals are
            the same, else once for each side.
        why: in words, why that much and not more.
    """

    accounts: int
    measured: int
    why: str


@dataclass(frozen=True, slots=True)
class CardVersion(Plain):
    """A scorecard as a plan names it."""

    name: str
    version: int
    path: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Proposal(Plain):
    """What ``plan`` returns: a change as a whole, to be read, approved and applied.

    Attributes:
        as_of: the date that the moves are of.
        category: of the largest difference: cosmetic < routing < banding < scoring < signal; None
            where nothing differs.
        diff: every value that differs, the largest category first.
        moves: accounts whose effective band changes: down before up, most revenue first.
        revenue: theirs, summed by direction and currency.
        gained, lost: accounts that would get a score, or have none any more.
        evidence: both on the same outcomes; None with ``evidence_because``.
        tasks: that would open or close; ``tasks_because`` says why there are none.
        recomputed: what was worked out to know it.
        before, after: the scorecards in force and the proposed ones.
        routing_before, routing_after: their order as stated; may be empty.
        base: how many plans had been applied; 0 where the record was compared with.
        ingest: number and instant of the ingest that the facts stood at; None where no account
            was scored.
        fingerprint: of all of this: `apply` takes exactly this plan.
    """

    as_of: date
    category: str | None
    diff: tuple[Edit, ...]
    moves: tuple[BandMove, ...]
    revenue: tuple[RevenueMoved, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    evidence: Any | None
    evidence_because: str
    recomputed: Recomputed
    before: tuple[CardVersion, ...]
    after: tuple[CardVersion, ...]
    routing_before: tuple[str, ...]
    routing_after: tuple[str, ...]
    base: int
    ingest: tuple[int, str] | None
    notices: tuple[str, ...]
    forewarn_version: str
    tasks: tuple[Any, ...] = ()
    tasks_because: str = NOT_RECORDED
    fingerprint: str = field(default="", compare=False)

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return self.category is None


def fingerprint_of(told: Mapping[str, Any]) -> str:
    """The fingerprint of a plan's plain values, its own left out (SHA-256, 64 hex digits)."""
    rest = {name: value for name, value in told.items() if name != "fingerprint"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Applied(Plain):
    """What ``apply`` returns.

    Attributes:
        plan: fingerprint of the plan.
        number: of the application, from 1.
        again: it was applied before, and nothing was written now.
        category: of its largest difference; empty without any.
        scorecards: in force from now on.
        applied_by, why: who applied it, and their reason.
        approved_by: as ``NAME: role``.
        applied_at: the instant, ISO 8601.
        notices: what qualifies it, such as one person in several roles.
    """

    plan: str
    number: int
    again: bool
    category: str
    scorecards: tuple[CardVersion, ...]
    applied_by: str
    why: str
    approved_by: tuple[str, ...]
    applied_at: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History(Plain):
    """Every plan that was applied, newest first."""

    applied: tuple[Applied, ...]


def sort_moves(moves: Sequence[BandMove]) -> tuple[BandMove, ...]:
    """Down before up, most revenue first, then by account."""
    return tuple(
        sorted(
            moves,
            key=lambda each: (
                DIRECTIONS.index(each.direction),
                -sum((part.arr for part in each.revenue), Decimal(0)),
                each.account_id,
            ),
        )
    )
