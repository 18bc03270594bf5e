"""What an ingest did, in numbers: nothing is left out, changed or read in some way silently."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from forewarn.terms.score import Plain

BACKFILLED, UPDATED, RELOADED = "backfilled", "updated", "reloaded"
AS_IT_WAS, ADDED_TO, WHOLE = "as it was", "added to", "read as a whole"
SOME_FILES = "changed files read"


@dataclass(frozen=True, slots=True)
class TableReport(Plain):
    """What an ingest did with one table.

    Attributes:
        table, source: the fact table, and its source as the user wrote it.
        load: ``backfilled`` (the first load, trusted: every row counts as known when it
            happened), ``updated`` (compared with the load before), ``reloaded`` (its source is
            now read in another way, so that rows cannot be compared; trusted like a first load).
        rows_read, rows_kept: rows of the source, and of the store.
        left_out: rows left out, by reason.
        left_empty: values that could not be read and were left empty.
        timezone: zone in which times without an offset were read.
        naive_times, zoned_times, dates_only: values of date and time columns by how they were
            written.
        ambiguous_hours, skipped_hours: naive times in an hour that came twice (read as the
            first) or never (moved forward).
        identical: copies of a row of the same key, left out; identical rows without a key when
            ``duplicates: drop`` is set.
        conflicting: other versions of a row that are known from the same day on; one was kept.
        superseded: earlier versions of a row; each is used until the next is known.
        identical_keyless: identical rows without a key beyond the first, kept or dropped; None
            where ``audit`` counts them, as in tables of more than a million rows.
        merged: rows whose account was merged into another.
        first_seen, corrected, gone: against the load before: new rows, rows with the same key
            and other values, rows that are no longer there.
        late: new rows dated more than a day before this ingest; they count from now on.
        back: rows that an earlier load had and the one before did not: known as they were then.
        coded: rows with words, of an older Forewarn, that were written anew with codes.
        way: ``read as a whole``; ``added to`` (only files that came were read); ``changed files
            read`` (only these and files that came were); ``as it was`` (nothing changed, nothing
            was read).
        unknown_columns: kept as they are, and usable in filters.
        clashing_columns: not kept, since Forewarn uses the name itself.
    """

    table: str
    source: str
    load: str
    rows_read: int = 0
    rows_kept: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    left_empty: int = 0
    timezone: str = "UTC"
    naive_times: int = 0
    zoned_times: int = 0
    dates_only: int = 0
    ambiguous_hours: int = 0
    skipped_hours: int = 0
    identical: int = 0
    conflicting: int = 0
    superseded: int = 0
    identical_keyless: int | None = 0
    merged: int = 0
    first_seen: int = 0
    corrected: int = 0
    gone: int = 0
    late: int = 0
    back: int = 0
    coded: int = 0
    way: str = WHOLE
    unknown_columns: tuple[str, ...] = ()
    clashing_columns: tuple[str, ...] = ()

    def adding(self, **counts: Any) -> TableReport:
        """The same with other numbers; ``left_out`` reasons are added to those there."""
        if "left_out" in counts:
            more = {reason: count for reason, count in counts["left_out"].items() if count}
            counts["left_out"] = {**self.left_out, **more}
        return replace(self, **counts)


@dataclass(frozen=True, slots=True)
class IngestReport(Plain):
    """What one ingest did.

    Attributes:
        ingested_at: the instant it ran, with its offset.
        zone: the project's zone, in which wall times are stored.
        first: whether it was the project's first.
        tables: one report per source, in the order of the project file.
        merged_accounts: account ids that were merged into others, to the one they went into.
        merge_cycles: account ids whose merges lead back to themselves; left as they are.
    """

    ingested_at: datetime
    zone: str
    first: bool
    tables: tuple[TableReport, ...]
    merged_accounts: Mapping[str, str] = field(default_factory=dict)
    merge_cycles: tuple[str, ...] = ()

    def table(self, name: str) -> TableReport | None:
        """The report of one table, None when it had no source."""
        return next((table for table in self.tables if table.table == name), None)

    def to_text(self) -> str:
        """The report as JSON, to be kept in the store."""
        return json.dumps(self.to_dict(), default=str)


def from_text(text: str) -> IngestReport:
    """The report that ``to_text`` wrote."""
    plain = json.loads(text)
    tables = tuple(_table(each) for each in plain.pop("tables"))
    plain["ingested_at"] = datetime.fromisoformat(plain["ingested_at"])
    plain["merge_cycles"] = tuple(plain["merge_cycles"])
    return IngestReport(tables=tables, **plain)


def _table(plain: dict[str, Any]) -> TableReport:
    for name in ("unknown_columns", "clashing_columns"):
        plain[name] = tuple(plain[name])
    return TableReport(**plain)
