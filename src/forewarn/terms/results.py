"""What the verbs return beside scores: plain frozen values with ``to_dict``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forewarn.terms.issue import Finding, Issue, Severity
from forewarn.terms.score import Plain, ScorecardSummary, Snapshot


@dataclass(frozen=True, slots=True)
class Checked(Plain):
    """What ``check`` says of a project's files.

    Attributes:
        sound: no errors; warnings and notes do not count.
    """

    project: str
    scorecards: tuple[ScorecardSummary, ...]
    issues: tuple[Issue, ...]
    sound: bool

    @classmethod
    def of(
        cls, project: str, scorecards: tuple[ScorecardSummary, ...], issues: tuple[Issue, ...]
    ) -> Checked:
        """The verdict follows from the issues."""
        sound = not any(issue.severity is Severity.ERROR for issue in issues)
        return cls(project, scorecards, issues, sound)


@dataclass(frozen=True, slots=True)
class Audited(Plain):
    """What ``audit`` says of the facts.

    Attributes:
        as_of: the date that staleness and future rows are judged at.
        ingest: what the newest ingest did, as plain values.
        fit: no errors and no warnings; notes do not count.
    """

    as_of: date
    findings: tuple[Finding, ...]
    ingest: Mapping[str, Any]
    fit: bool

    @classmethod
    def of(cls, as_of: date, findings: tuple[Finding, ...], ingest: Mapping[str, Any]) -> Audited:
        """The verdict follows from the findings."""
        fit = all(finding.severity is Severity.NOTE for finding in findings)
        return cls(as_of, findings, ingest, fit)

    def and_also(self, more: Iterable[Finding]) -> Audited:
        """The same with more findings, each after those that weigh as much."""
        weights = list(Severity)
        found = sorted((*self.findings, *more), key=lambda each: weights.index(each.severity))
        return Audited.of(self.as_of, tuple(found), self.ingest)


@dataclass(frozen=True, slots=True)
class Scored:
    """What ``score`` returns: one snapshot, or weekly ones, oldest first.

    Attributes:
        recorded: rows written to the ledger; None when nothing was to be recorded.
        restated: rows that differ from what was said before, written as a new revision.
        unchanged: rows that stood in the ledger already and were not written again.
    """

    snapshots: tuple[Snapshot, ...]
    weekly: bool
    recorded: int | None
    restated: int = 0
    unchanged: int = 0

    def to_dict(self) -> dict[str, Any]:
        """One snapshot's fields, or ``{"snapshots": [...]}``."""
        if self.weekly:
            return {"snapshots": [snapshot.to_dict() for snapshot in self.snapshots]}
        return self.snapshots[-1].to_dict()


@dataclass(frozen=True, slots=True)
class Started(Plain):
    """What ``init`` wrote.

    Attributes:
        tables: fact table to the file that feeds it.
        notes: what to know, such as files that were not recognised.
    """

    folder: str
    files: tuple[str, ...]
    tables: Mapping[str, str]
    simulated: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenRanks(Plain):
    """Quantiles for a percentile curve, to be pasted into a scorecard.

    Attributes:
        values: per value of the attribute eleven quantiles, lowest to highest.
        counts: accounts with an observed value per value of the attribute; those with fewer than
            20 have no quantiles.
    """

    signal: str
    by: str
    frozen_on: date
    values: Mapping[str, tuple[float, ...]]
    counts: Mapping[str, int]
