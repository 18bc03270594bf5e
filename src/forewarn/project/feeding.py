"""The verbs ``ingest`` and ``audit``: facts in, and whether they are fit."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from forewarn.project.asked import Progress
from forewarn.terms.errors import ForewarnError
from forewarn.terms.results import Audited
from forewarn.terms.settings import Settings

if TYPE_CHECKING:
    from forewarn.engines.duckdb.engine import DuckDBEngine
    from forewarn.engines.duckdb.report import IngestReport


def ingest(
    facts: DuckDBEngine, settings: Settings, *, now: datetime, progress: Progress | None = None
) -> IngestReport:
    """Read every source into the facts, all or nothing."""
    from forewarn.engines.duckdb.ingest import ingest as read_in

    return read_in(
        facts.connection, settings.sources, zone=settings.timezone, now=now, progress=progress
    )


def changed(facts: DuckDBEngine, settings: Settings) -> bool:
    """Whether there are no facts yet, or a source or its files changed since the last ingest."""
    from forewarn.engines.duckdb.sources import changed_sources

    sources, zone = settings.sources, settings.timezone
    return bool(changed_sources(facts.connection, sources, zone=zone))


def audit(facts: DuckDBEngine, settings: Settings, *, as_of: date) -> Audited:
    """Judge the facts as of a date."""
    from forewarn.engines.duckdb.audit import audit as judge
    from forewarn.engines.duckdb.history import last_report

    report = last_report(facts.connection)
    if report is None:
        raise ForewarnError("nothing was ingested yet", fix="run `forewarn ingest`")
    findings = judge(facts.connection, settings, as_of=as_of, report=report)
    return Audited.of(as_of, findings, report.to_dict())
