"""What is reported of a table on its way through an ingest."""

from __future__ import annotations

from dataclasses import replace

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb import history, storing
from forewarn.engines.duckdb.adding import Again
from forewarn.engines.duckdb.file_counts import FileCounts
from forewarn.engines.duckdb.keys import Settled
from forewarn.engines.duckdb.lateness import Compared
from forewarn.engines.duckdb.reading import Staged
from forewarn.engines.duckdb.report import AS_IT_WAS, UPDATED, TableReport
from forewarn.terms.settings import SourceSpec

MERGED = "the account was merged into another"
COUNTED_AT_ONCE = 1_000_000
"""Identical rows of larger tables are counted when audit asks."""
_ADDED_UP = (
    "rows_read",
    "naive_times",
    "zoned_times",
    "dates_only",
    "ambiguous_hours",
    "skipped_hours",
    "identical",
    "conflicting",
    "superseded",
    "identical_keyless",
    "merged",
)


def as_it_was(before: TableReport, source: SourceSpec) -> TableReport:
    """Of a table that nothing was read for."""
    return replace(
        before,
        source=source.shown,
        load=UPDATED,
        way=AS_IT_WAS,
        first_seen=0,
        back=0,
        corrected=0,
        gone=0,
        late=0,
    )


def read(staged: Staged, counts: FileCounts, *, load: str, way: str, zone: str) -> TableReport:
    """Of rows that were read.

    Args:
        staged: the source.
        counts: what it holds.
        load, way: as in the report.
        zone: the project's.
    """
    source = staged.source
    report = TableReport(
        source.table,
        source.shown,
        load,
        way=way,
        timezone=source.timezone or zone,
        unknown_columns=staged.unknown,
        clashing_columns=staged.clashing,
    )
    return report.adding(**_told(counts))


def is_told(connection: DuckDBPyConnection, report: TableReport, counts: FileCounts) -> bool:
    """Whether a report says of its rows what was counted now, and left out."""
    reasons = {each: rows for each, rows in report.left_out.items() if each != MERGED}
    left_out = history.left_out(connection, report.table)
    told = all(getattr(report, name) == count for name, count in _told(counts).items())
    return told and left_out == (reasons, report.left_empty)


def stands_alone(report: TableReport, counts: FileCounts) -> bool:
    """Whether no row of a table was there for another, so that some can be settled by themselves.

    Args:
        report: of the ingest before.
        counts: of the rows as they are now: identical ones are counted in both or in neither.
    """
    counted = (report.identical_keyless is not None) == (counts.rows <= COUNTED_AT_ONCE)
    return counted and not (
        report.identical or report.conflicting or report.superseded or report.merged
    )


def _told(counts: FileCounts) -> dict[str, int]:
    return {
        "rows_read": counts.rows,
        "naive_times": counts.naive,
        "zoned_times": counts.zoned,
        "dates_only": counts.dates,
        "ambiguous_hours": counts.ambiguous,
        "skipped_hours": counts.skipped,
    }


def settled(
    report: TableReport, found: Settled, compared: Compared, *, again: Again
) -> TableReport:
    """With what settling found, beside what rows brought back were counted as before."""
    return report.adding(
        identical=found.identical + found.dropped,
        conflicting=found.conflicting,
        superseded=found.superseded - again.superseded,
        identical_keyless=_sum(found.identical_keyless, -again.identical_keyless),
        first_seen=compared.first_seen,
        late=compared.late,
        corrected=compared.corrected,
        gone=compared.gone,
        back=compared.back,
    )


def with_others(report: TableReport, before: TableReport, *, all_read: bool) -> TableReport:
    """With the rows that were there and were not settled again.

    Args:
        report: of the others.
        before: of the ingest before.
        all_read: all rows were read, and only some of them settled.
    """
    names = ("identical_keyless",) if all_read else _ADDED_UP
    return report.adding(
        **{name: _sum(getattr(before, name), getattr(report, name)) for name in names}
    )


def stored(connection: DuckDBPyConnection, report: TableReport) -> TableReport:
    """With what is in the store now, and what was left out."""
    left_out, empty = history.left_out(connection, report.table)
    merged = {MERGED: report.merged} if report.table == "accounts" else {}
    return replace(
        report,
        rows_kept=storing.count(connection, report.table),
        left_out={reason: n for reason, n in {**left_out, **merged}.items() if n},
        left_empty=empty,
    )


def _sum(one: int | None, other: int | None) -> int | None:
    """The sum of two counts; None when one was not counted."""
    return None if one is None or other is None else one + other
