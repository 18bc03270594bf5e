"""Facts in: every source read, typed, dated and settled, in one transaction."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from forewarn.engines.duckdb import derived, history, keys, lateness, merging
from forewarn.engines.duckdb.reading import Staged, stage
from forewarn.engines.duckdb.report import (
    BACKFILLED,
    RELOADED,
    UPDATED,
    IngestReport,
    TableReport,
)
from forewarn.engines.duckdb.sources import SourceError, definition
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.typed import Typing
from forewarn.terms.errors import FilesError, ForewarnError
from forewarn.terms.issue import Issue
from forewarn.terms.settings import SourceSpec
from forewarn.terms.time import day_start

Progress = Callable[[str, int, int], None]
"""Told of each step: what is done now, steps done, steps in all."""

_SCRATCH = "^(stage_|placed_|settling$|matched$|earlier$)"
MERGED = "the account was merged into another"


def ingest(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[SourceSpec],
    *,
    zone: str,
    now: datetime,
    progress: Progress | None = None,
) -> IngestReport:
    """Replace the store's facts by what the sources hold now.

    Either all of it happens or, on any error, nothing: the store stays as it was. Rows that were
    not there before and are dated more than a day back count from ``now`` on; rows that were there
    keep the ``known_at`` they had. First uses of features are never forgotten.

    Args:
        connection: the store, open for writing.
        sources: one per fact table.
        zone: IANA name of the project's zone, in which days and wall times are kept.
        now: the instant of the ingest, with its offset.
        progress: told of each step.

    Returns:
        What was read, kept, left out and how it was read, per table.

    Raises:
        FilesError: sources that cannot be used, all of them at once.
        ForewarnError: the store cannot be written.
    """
    if now.tzinfo is None:
        raise ValueError("now has no offset")
    with tempfile.TemporaryDirectory(prefix="forewarn-", ignore_cleanup_errors=True) as scratch:
        run = _Ingest(connection, sources, zone=zone, now=now, progress=progress)
        try:
            return run.run(Path(scratch))
        finally:
            run.clean_up()


class _Ingest:
    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        sources: Sequence[SourceSpec],
        *,
        zone: str,
        now: datetime,
        progress: Progress | None,
    ) -> None:
        self._connection = connection
        self._sources = sources
        self._zone = zone
        self._now = now
        self._progress = progress
        self._steps = 2 * len(sources) + 1
        self._done = 0
        self._reports: dict[str, TableReport] = {}
        self._definitions: dict[str, str] = {}

    def run(self, scratch: Path) -> IngestReport:
        states = history.states_of(self._sources)
        staged = self._stage_all(scratch)
        self._connection.execute("BEGIN TRANSACTION")
        try:
            report = self._write(staged)
            history.record(self._connection, report, self._sources, states)
            self._connection.execute("COMMIT")
        except BaseException as error:
            # A commit that failed has ended the transaction by itself.
            with suppress(duckdb.Error):
                self._connection.execute("ROLLBACK")
            if isinstance(error, (duckdb.OutOfMemoryException, duckdb.IOException)):
                raise _no_room(error) from error
            raise
        return report

    def _tell(self, step: str) -> None:
        if self._progress is not None:
            self._progress(step, self._done, self._steps)
        self._done += 1

    def _stage_all(self, scratch: Path) -> list[Staged]:
        staged, issues = [], []
        for source in self._sources:
            self._tell(f"reading {source.table}")
            try:
                staged.append(stage(self._connection, source, scratch=scratch))
            except SourceError as problem:
                issues.append(problem.issue(source))
        if issues:
            raise FilesError(issues)
        return staged

    # -- inside the transaction ------------------------------------------------------------------

    def _write(self, staged: Sequence[Staged]) -> IngestReport:
        first = history.last_report(self._connection) is None
        history.prepare(self._connection)
        known = history.known_sources(self._connection)
        self._definitions = {table: state[0] for table, state in known.items()}
        self._connection.execute("DELETE FROM meta.left_out")
        for each in staged:
            self._tell(f"typing {each.table.name}")
            self._place(each)
        merges = self._merge(staged)
        for each in staged:
            self._settle(each)
        self._tell("storing")
        self._drop_others({each.table.name for each in staged})
        has_contacts = any(each.table.name == "contacts" for each in staged)
        for each in staged:
            self._store(each, contacts="placed_contacts" if has_contacts else None)
        derived.renew_first_uses(self._connection)
        tables = tuple(self._reports[each.table.name] for each in staged)
        return IngestReport(self._now, self._zone, first, tables, merges.into, merges.cycles)

    def _place(self, each: Staged) -> None:
        table = each.table.name
        typing = Typing(self._connection, each, zone=self._zone)
        try:
            counts = typing.placed(_placed(table))
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise FilesError([_unreadable(each.source, error)]) from None
        self._reports[table] = TableReport(
            table,
            each.source.shown,
            self._load(each),
            rows_read=counts.rows,
            timezone=each.source.timezone or self._zone,
            naive_times=counts.naive,
            zoned_times=counts.zoned,
            dates_only=counts.dates,
            ambiguous_hours=counts.ambiguous,
            skipped_hours=counts.skipped,
            unknown_columns=each.unknown,
            clashing_columns=each.clashing,
        )
        self._count_left_out(table)

    def _load(self, each: Staged) -> str:
        table = each.table.name
        if not lateness.loaded_before(self._connection, table):
            return BACKFILLED
        same = self._definitions.get(table) == definition(each.source, zone=self._zone)
        return UPDATED if same else RELOADED

    def _count_left_out(self, table: str) -> None:
        rows = self._connection.execute(
            "SELECT effect, reason, count(*) FROM meta.left_out WHERE table_name = ?"
            " GROUP BY ALL ORDER BY ALL",
            [table],
        ).fetchall()
        left_out = {
            str(reason): int(count) for effect, reason, count in rows if effect == "left out"
        }
        empty = sum(int(count) for effect, _, count in rows if effect == "left empty")
        report = self._reports[table]
        self._reports[table] = report.adding(left_out=left_out, left_empty=empty)

    def _merge(self, staged: Sequence[Staged]) -> merging.Merges:
        names = [each.table.name for each in staged]
        self._connection.execute("DELETE FROM meta.merges")
        if "accounts" not in names:
            return merging.Merges()
        merges = merging.read_merges(self._connection, _placed("accounts"))
        if not merges.into:
            return merges
        for name in names:
            if name == "accounts":
                count = merging.remove_merged(self._connection, _placed(name))
                more = {"left_out": {MERGED: count}}
            else:
                count, more = merging.rewrite(self._connection, _placed(name)), {}
            self._reports[name] = self._reports[name].adding(merged=count, **more)
        return merges

    def _settle(self, each: Staged) -> None:
        table, relation = each.table, _placed(each.table.name)
        drop = each.source.drop_duplicates
        report = self._reports[table.name]
        settled = keys.settle(
            self._connection,
            relation,
            table,
            drop_keyless=drop,
            date_versions=self._date_versions(each) if report.load == UPDATED else None,
        )
        compared = lateness.Compared()
        if report.load == UPDATED:
            compared = lateness.compare(self._connection, relation, table, now=self._wall_now())
        self._reports[table.name] = report.adding(
            left_out={
                keys.SAME: settled.identical + settled.dropped,
                keys.OTHER_VERSION: settled.conflicting,
            },
            identical=settled.identical + settled.dropped,
            conflicting=settled.conflicting,
            superseded=settled.superseded,
            identical_keyless=settled.identical_keyless,
            first_seen=compared.first_seen,
            late=compared.late,
            corrected=compared.corrected,
            gone=compared.gone,
        )

    def _date_versions(self, each: Staged) -> Callable[[], None]:
        relation = _placed(each.table.name)
        return partial(
            lateness.date_versions, self._connection, relation, each.table, now=self._wall_now()
        )

    def _wall_now(self) -> lateness.Now:
        wall = self._now.astimezone(ZoneInfo(self._zone))
        starts = day_start(wall.date(), self._zone)
        later = 1 if self._now.astimezone(UTC) > starts else 0
        return lateness.Now(wall.replace(tzinfo=None), wall.date() + timedelta(days=later))

    def _store(self, each: Staged, *, contacts: str | None) -> None:
        table = each.table
        people = self._reports.get("contacts")
        versions = people is not None and people.superseded > 0
        rows = derived.stored_rows(
            _placed(table.name), table, contacts=contacts, contacts_versions=versions
        )
        stored = f"facts.{quoted(table.name)}"
        self._connection.execute(f"CREATE OR REPLACE TABLE {stored} AS {rows}")
        count = self._connection.execute(f"SELECT count(*) FROM {stored}").fetchone()
        kept = int(count[0]) if count else 0
        self._reports[table.name] = self._reports[table.name].adding(rows_kept=kept)

    def _drop_others(self, wanted: set[str]) -> None:
        for (name,) in self._connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'facts'"
            " AND database_name = current_database()"
        ).fetchall():
            if name not in wanted and name != "first_uses":
                self._connection.execute(f"DROP TABLE facts.{quoted(name)}")

    def clean_up(self) -> None:
        """Drop what was made beside the facts, whether or not the ingest came to its end."""
        for kind, listing in (("VIEW", "views"), ("TABLE", "tables")):
            rows = self._connection.execute(
                f"SELECT {kind.lower()}_name FROM duckdb_{listing}() WHERE temporary AND"
                f" regexp_matches({kind.lower()}_name, '{_SCRATCH}')"
            ).fetchall()
            for (name,) in rows:
                self._connection.execute(f"DROP {kind} IF EXISTS temp.{quoted(name)}")


def _placed(table: str) -> str:
    return f"placed_{table}"


def _unreadable(source: SourceSpec, error: duckdb.Error) -> Issue:
    found = f"its rows cannot be read ({str(error).splitlines()[0]})"
    return SourceError("unreadable", found, fix="write the files again").issue(source)


def _no_room(error: Exception) -> ForewarnError:
    return ForewarnError(
        f"the facts could not be stored: {str(error).splitlines()[0]}",
        fix="make room on the disk, then run ingest again; the facts are as they were",
    )
