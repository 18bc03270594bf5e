"""A scorecard as a value: what the file says after checks, ready for arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from forewarn.signals.filters.tree import Expression
from forewarn.signals.signal import Signal
from forewarn.terms.band import Band
from forewarn.terms.score import ScorecardSummary


@dataclass(frozen=True, slots=True)
class Linear:
    """Straight lines between points, flat outside. Points ascend strictly by value."""

    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """From each value on, these points; below the first value, the first points."""

    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """Points per word or number (numbers in canonical text: ``3``, ``2.5``).

    ``otherwise`` serves values that are not listed; None makes those missing.
    """

    table: Mapping[str, float]
    otherwise: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Share of a target that depends on an account attribute, 0 to 100.

    ``100 * value / target``, held within 0 and 100. ``otherwise`` serves attribute values that
    are not listed; None makes those not applicable.
    """

    by: str
    targets: Mapping[str, float]
    otherwise: float | None = None


@dataclass(frozen=True, slots=True)
class Percentile:
    """Rank among peers, frozen at a date so that others' news does not move an account.

    ``quantiles`` per attribute value: at least two ascending values at equal steps of rank, from
    the lowest (rank 0) to the highest (rank 100). Between them straight lines; a value that
    several quantiles share gets their middle rank. ``falling`` turns ranks round.
    """

    by: str
    frozen_on: date
    quantiles: Mapping[str, tuple[float, ...]]
    falling: bool = False


Curve = Linear | Steps | Lookup | Target | Percentile


@dataclass(frozen=True, slots=True)
class Input:
    """A signal put on 0 to 100 with a weight.

    Attributes:
        missing: ``reweight``, ``neutral`` (50) or ``poor`` (the curve's lowest point).
        scale: written meaning of every step, for judgements.
        origin: who named it, or which outcomes support it.
    """

    name: str
    signal: str
    category: str
    curve: Curve
    weight: float
    missing: str = "reweight"
    why: str = ""
    origin: str = ""
    evidence: str = ""
    scale: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cap:
    """A hard rule over signals: while it holds, not above a band."""

    when: Expression
    not_above: str
    because: str


@dataclass(frozen=True, slots=True)
class Steady:
    """A band moves past its edge by the margin, or after standing elsewhere this long."""

    margin: float = 0.0
    or_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class OverlayRule:
    """One line of the overlay's table, first match counts.

    ``when`` speaks of ``zeros``, ``ones``, ``twos``, ``filled`` (counts over the graded fields)
    and ``pulse``; None always matches.
    """

    when: Expression | None
    band: str


@dataclass(frozen=True, slots=True)
class OverlaySpec:
    """How judgements become a band.

    Attributes:
        wins: ``people`` (the overlay sets the effective band), ``score`` (shown only) or
            ``lower`` (the worse of both).
        fields: graded fields and ``pulse`` in use; a field that is an input is left out.
        grades: per graded field, word to 2, 1 or 0.
        at_least: graded fields that must be filled in.
    """

    wins: str
    stale_after_days: int
    fields: tuple[str, ...]
    grades: Mapping[str, Mapping[str, int]]
    rules: tuple[OverlayRule, ...]
    at_least: int = 2


@dataclass(frozen=True, slots=True)
class Growth:
    """An effective top band that also passes a second scorecard (SEMANTICS 14)."""

    on: str
    scorecard: str
    from_score: float
    band: Band


@dataclass(frozen=True, slots=True)
class Onboarding:
    """This scorecard serves accounts until ``days`` or until go-live, whichever comes first."""

    days: int = 90
    go_live: Expression | None = None


@dataclass(frozen=True, slots=True)
class Products:
    """Score each product by the same inputs and roll up: ``revenue``, ``count`` or ``lowest``."""

    names: tuple[str, ...]
    roll_up: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A checked scorecard.

    Attributes:
        kind: ``heuristic`` or ``predictive``.
        purpose: ``health`` (routed to accounts) or ``growth`` (only asked by ``growth:``).
        applies_to: filter on account attributes; None = every account.
        bands: worst first, edges ascending from 0.
        fingerprint: hash of the parsed file; ``parts`` holds one sub-hash per plan category
            (cosmetic, routing, banding, scoring, signal).
        path: the file, as the user knows it.
        text: the file's own text, kept for the record.
    """

    name: str
    version: int
    kind: str
    purpose: str
    candidate: bool
    applies_to: Expression | None
    success: tuple[str, ...]
    signals: Mapping[str, Signal]
    inputs: tuple[Input, ...]
    caps: tuple[Cap, ...]
    bands: tuple[Band, ...]
    steady: Steady
    coverage_floor: float
    overlay: OverlaySpec | None
    growth: Growth | None
    onboarding: Onboarding | None
    products: Products | None
    fingerprint: str
    parts: Mapping[str, str]
    path: str
    text: str

    def band(self, name: str) -> Band:
        """The band of that name (KeyError when there is none)."""
        for band in self.bands:
            if band.name == name:
                return band
        raise KeyError(name)

    def rank(self, name: str) -> int:
        """Position of a band, 0 = worst."""
        return [band.name for band in self.bands].index(name)

    @property
    def label(self) -> str:
        """The label that goes wherever the colours go (E7)."""
        return f"{self.kind}, not validated"

    @property
    def summary(self) -> ScorecardSummary:
        """The scorecard as results name it."""
        bands = tuple(band.name for band in self.bands)
        return ScorecardSummary(
            self.name, self.version, self.fingerprint, self.kind, bands, self.label
        )
