"""What is reported of a table on its way through an ingest."""

from __future__ import annotations

from dataclasses import replace

from forewarn.engines.duckdb.adding import Again
from forewarn.engines.duckdb.keys import Settled
from forewarn.engines.duckdb.lateness import Compared
from forewarn.engines.duckdb.reading import Staged
from forewarn.engines.duckdb.report import AS_IT_WAS, UPDATED, TableReport
from forewarn.engines.duckdb.typed import Counts
from forewarn.terms.settings import SourceSpec

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
        corrected=0,
        gone=0,
        late=0,
    )


def read(staged: Staged, counts: Counts, *, load: str, way: str, zone: str) -> TableReport:
    """Of rows that were read.

    Args:
        staged: the source.
        counts: what it holds.
        load, way: as in the report.
        zone: the project's.
    """
    source = staged.source
    return TableReport(
        source.table,
        source.shown,
        load,
        way=way,
        rows_read=counts.rows,
        timezone=source.timezone or zone,
        naive_times=counts.naive,
        zoned_times=counts.zoned,
        dates_only=counts.dates,
        ambiguous_hours=counts.ambiguous,
        skipped_hours=counts.skipped,
        unknown_columns=staged.unknown,
        clashing_columns=staged.clashing,
    )


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


def _sum(one: int | None, other: int | None) -> int | None:
    """The sum of two counts; None when one was not counted."""
    return None if one is None or other is None else one + other
