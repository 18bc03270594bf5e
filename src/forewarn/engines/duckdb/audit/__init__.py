"""Is the data fit: one check a class, each naming table, rows, effect and fix."""

from __future__ import annotations

from datetime import date

import duckdb

from forewarn.engines.duckdb.audit.accounts import (
    ConstantHistory,
    MergeCycles,
    MergedAccounts,
    OrphanAccounts,
)
from forewarn.engines.duckdb.audit.bulk import Backfilled, BulkKnown
from forewarn.engines.duckdb.audit.check import Check, Subject
from forewarn.engines.duckdb.audit.clocks import (
    FutureRows,
    LateArrivals,
    LaterRows,
    NewAndLate,
)
from forewarn.engines.duckdb.audit.columns import ClashingColumns, TimeZoneRead, UnknownColumns
from forewarn.engines.duckdb.audit.commerce import OutcomesWithoutContract, OverlappingContracts
from forewarn.engines.duckdb.audit.feeds import EmptySources, Gaps, Stale
from forewarn.engines.duckdb.audit.rows import (
    BrokenKeys,
    DateOrder,
    EarlierVersions,
    IdenticalRows,
    MissingRequired,
    OddRows,
    UnknownWords,
    UnreadableValues,
)
from forewarn.engines.duckdb.history import last_report
from forewarn.engines.duckdb.report import IngestReport
from forewarn.terms.errors import ForewarnError
from forewarn.terms.issue import Finding, Severity
from forewarn.terms.settings import Settings

CHECKS: tuple[Check, ...] = (
    EmptySources(),
    OddRows(),
    MissingRequired(),
    UnreadableValues(),
    UnknownWords(),
    BrokenKeys(),
    EarlierVersions(),
    IdenticalRows(),
    DateOrder(),
    OrphanAccounts(),
    MergeCycles(),
    MergedAccounts(),
    ConstantHistory(),
    OverlappingContracts(),
    OutcomesWithoutContract(),
    FutureRows(),
    LaterRows(),
    NewAndLate(),
    LateArrivals(),
    BulkKnown(),
    Backfilled(),
    Gaps(),
    Stale(),
    ClashingColumns(),
    UnknownColumns(),
    TimeZoneRead(),
)
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def audit(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    *,
    as_of: date,
    report: IngestReport | None = None,
) -> tuple[Finding, ...]:
    """Judge the facts in the store and how they came in.

    Args:
        connection: the store.
        settings: the project's, for what its sources declare.
        as_of: the date whose start the data is looked at from (newest rows, rows of the future).
        report: of the ingest to judge; None = the last one.

    Returns:
        Findings, errors (rows left out) first, then warnings, then notes; in each by table in the
        order of the project file. Empty when there is nothing to say.

    Raises:
        ForewarnError: nothing was ever ingested.
    """
    report = report or last_report(connection)
    if report is None:
        raise ForewarnError("there are no facts yet", fix="run forewarn ingest first")
    subject = Subject(connection, settings, as_of, report)
    found = [finding for check in CHECKS for finding in check.look(subject)]
    places = {table.table: place for place, table in enumerate(report.tables)}
    return tuple(
        sorted(found, key=lambda one: (_WEIGHT[one.severity], places.get(one.table, len(places))))
    )


__all__ = ["CHECKS", "audit"]
