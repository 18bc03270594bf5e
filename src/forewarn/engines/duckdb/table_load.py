"""One table on its way through an ingest: staged, typed, settled with what is there, stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import duckdb

from forewarn.engines.duckdb import adding, derived, history, keys, lateness, merging, storing
from forewarn.engines.duckdb.changes import Notes
from forewarn.engines.duckdb.reading import Staged, stage, table_of
from forewarn.engines.duckdb.report import (
    AS_IT_WAS,
    BACKFILLED,
    RELOADED,
    UPDATED,
    WHOLE,
    TableReport,
)
from forewarn.engines.duckdb.sources import SourceError, definition
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.typed import Counts, Typing
from forewarn.engines.duckdb.ways import NEVER, Form, Way, own_known
from forewarn.terms.errors import FilesError
from forewarn.terms.facts import KNOWN_AT, Table
from forewarn.terms.issue import Issue
from forewarn.terms.settings import SourceSpec

MERGED = "the account was merged into another"
# Other rows are looked up in these by where they stand.
_LOOKED_AT = ("accounts", "contacts", "interactions", "surveys")
_COUNTED_AT_ONCE = 1_000_000
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


@dataclass(frozen=True, slots=True)
class Run:
    """What all tables of an ingest share."""

    connection: duckdb.DuckDBPyConnection
    zone: str
    now: lateness.Now
    scratch: Path


@dataclass(slots=True)
class TableLoad:
    """One source and its table.

    Attributes:
        way: left as it was, added to, or read as a whole.
        before: the report of the ingest before, None when there was none.
        form: how the rows of the ingest before came, None when that is not known.
        known_as: the definition of the ingest before, None when there was none.
    """

    run: Run
    source: SourceSpec
    way: Way
    before: TableReport | None
    form: Form | None
    known_as: str | None
    staged: Staged | None = None
    again: adding.Again = field(default_factory=adding.Again)
    _report: TableReport | None = None
    _loaded_before: bool | None = None
    _gathered: bool = False

    @property
    def name(self) -> str:
        """The table's name."""
        return self.source.table

    @property
    def table(self) -> Table:
        """The table's form."""
        return table_of(self.name)

    @property
    def relation(self) -> str:
        """The temporary table with the typed rows."""
        return f"placed_{self.name}"

    @property
    def read(self) -> bool:
        """Whether any file of it is read."""
        return self.way.kind != AS_IT_WAS

    @property
    def whole(self) -> bool:
        """Whether it is read as a whole."""
        return self.way.kind == WHOLE

    @property
    def report(self) -> TableReport:
        """What was done so far."""
        if self._report is None:
            raise AssertionError(f"{self.name} was not placed")
        return self._report

    def adding(self, **counts: object) -> None:
        """Add to the report."""
        self._report = self.report.adding(**counts)

    # -- reading ---------------------------------------------------------------------------------

    def stage(self) -> None:
        """Make the rows readable; files that came in another form mean reading the whole.

        Raises:
            SourceError: the source cannot be used.
        """
        if not self.read:
            return
        files = None if self.whole else self.way.files
        self.staged = stage(self.run.connection, self.source, scratch=self._scratch(), files=files)
        if not self.whole and (
            self.form is None or Form.of(self.staged, self.form.known) != self.form
        ):
            self.way = Way(WHOLE)
            self.stage()

    def _scratch(self) -> Path:
        """A folder of its own for each staging: SQL sources make one there themselves."""
        number = sum(1 for _ in self.run.scratch.iterdir())
        folder = self.run.scratch / f"{number}"
        folder.mkdir()
        return folder

    def place(self) -> None:
        """Type the rows; what they are is in the report."""
        connection = self.run.connection
        if not self.read:
            self._report = self._as_it_was()
            return
        if self.whole:
            connection.execute("DELETE FROM meta.left_out WHERE table_name = ?", [self.name])
        staged = self._staged()
        try:
            typing = Typing(connection, staged, zone=self.run.zone)
            counts = typing.placed(self.relation, view=self.way.again or self._stored_as_typed())
            self._gathered = counts.gathered
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise FilesError([_unreadable(self.source, error)]) from None
        brings = KNOWN_AT.name in staged.theirs
        known = own_known(connection, self.relation) if brings else NEVER
        if self.way.again:
            if self._is_as_it_was(Form.of(staged, known), counts):
                self.leave()
                return
            if not self._stored_as_typed():
                keys.materialise(connection, self.relation)
        if self.whole:
            self.form = Form.of(staged, known)
        elif known != self._known() and counts.rows:
            self.turn_whole()
            return
        self._report = self._counted(staged, counts)

    def _is_as_it_was(self, form: Form, counts: Counts) -> bool:
        """Whether the rows that were read are those that are there, in the same places."""
        if self.before is None or form != self.form or counts.rows != self.before.rows_read:
            return False
        known = form.known != NEVER
        return lateness.same_rows(self.run.connection, self.relation, self.table, known=known)

    def leave(self) -> None:
        """Leave the table as it was after all."""
        kind = "VIEW" if keys.is_view(self.run.connection, self.relation) else "TABLE"
        self.run.connection.execute(f"DROP {kind} temp.{quoted(self.relation)}")
        self.way = Way(AS_IT_WAS)
        self._report = self._as_it_was()

    def _stored_as_typed(self) -> bool:
        """Whether rows are written without being held against others, as most first loads are."""
        return self.whole and self.name not in _LOOKED_AT and self._load() != UPDATED

    def _known(self) -> str:
        return self.form.known if self.form else NEVER

    def _staged(self) -> Staged:
        if self.staged is None:
            raise AssertionError(f"{self.name} was not staged")
        return self.staged

    def turn_whole(self) -> None:
        """Read it as a whole after all."""
        if not self.whole:
            self.way = Way(WHOLE)
            try:
                self.stage()
            except SourceError as problem:
                raise FilesError([problem.issue(self.source)]) from None
            self.place()

    def _as_it_was(self) -> TableReport:
        if self.before is None:
            raise AssertionError(f"{self.name} was never read")
        return replace(
            self.before,
            source=self.source.shown,
            load=UPDATED,
            way=AS_IT_WAS,
            first_seen=0,
            corrected=0,
            gone=0,
            late=0,
        )

    def _counted(self, staged: Staged, counts: Counts) -> TableReport:
        return TableReport(
            self.name,
            self.source.shown,
            self._load(),
            way=self.way.kind,
            rows_read=counts.rows,
            timezone=self.source.timezone or self.run.zone,
            naive_times=counts.naive,
            zoned_times=counts.zoned,
            dates_only=counts.dates,
            ambiguous_hours=counts.ambiguous,
            skipped_hours=counts.skipped,
            unknown_columns=staged.unknown,
            clashing_columns=staged.clashing,
        )

    def _load(self) -> str:
        if self._loaded_before is None:
            self._loaded_before = lateness.loaded_before(self.run.connection, self.name)
        if not self._loaded_before:
            return BACKFILLED
        same = self.known_as == definition(self.source, zone=self.run.zone)
        return UPDATED if same else RELOADED

    # -- settling --------------------------------------------------------------------------------

    def follow_merges(self, merges: merging.Merges) -> None:
        """Give the rows of merged accounts to those they went into."""
        if not merges.into or not self.read:
            return
        connection = self.run.connection
        keys.materialise(connection, self.relation)
        if self.name != "accounts":
            self.adding(merged=merging.rewrite(connection, self.relation))
            return
        count = merging.remove_merged(connection, self.relation)
        self.adding(merged=count, left_out={MERGED: count})

    def settle(self, merges: merging.Merges) -> None:
        """Leave one row of each key for every date; tell rows that are late."""
        if not self.read:
            return
        if not self.whole:
            keep = self._known() != NEVER
            self.again = adding.bring_back(
                self.run.connection, self.relation, self.table, keep_known=keep
            )
            if self.again.lacking:
                # Tickets: hours to the solution need instants that the store does not keep.
                self.again = adding.Again()
                self.turn_whole()
                self.follow_merges(merges)
        self._settle()

    def _settle(self) -> None:
        connection, drop = self.run.connection, self.source.drop_duplicates
        before = None if self.whole else adding.again(self.table)
        compare = self.report.load == UPDATED
        date_versions = partial(
            lateness.date_versions,
            connection,
            self.relation,
            self.table,
            now=self.run.now,
            before=before,
        )
        settled = keys.settle(
            connection,
            self.relation,
            self.table,
            drop_keyless=drop,
            date_versions=date_versions if compare else None,
            count_keyless=self.report.rows_read <= _COUNTED_AT_ONCE,
        )
        compared = lateness.Compared()
        if compare:
            compared = lateness.compare(
                connection, self.relation, self.table, now=self.run.now, before=before
            )
        self.adding(
            identical=settled.identical + settled.dropped,
            conflicting=settled.conflicting,
            superseded=settled.superseded - self.again.superseded,
            identical_keyless=_added(settled.identical_keyless, -self.again.identical_keyless),
            first_seen=compared.first_seen,
            late=compared.late,
            corrected=compared.corrected,
            gone=compared.gone,
        )
        if not self.whole and self.before is not None:
            both = {
                name: _added(getattr(self.before, name), getattr(self.report, name))
                for name in _ADDED_UP
            }
            self.adding(**both)

    # -- storing ---------------------------------------------------------------------------------

    def store(self, notes: Notes, *, contacts: str | None, contacts_versions: bool) -> None:
        """Write the rows, and note what reads differently now."""
        if not self.read:
            return
        rows = derived.stored_rows(
            self.relation, self.table, contacts=contacts, contacts_versions=contacts_versions
        )
        if self.whole:
            self._replace(rows, notes, contacts=contacts)
        else:
            before = f"(SELECT * EXCLUDE (_stored) FROM {adding.again(self.table)})"
            notes.differing(self.name, before=before, after=f"({rows})")
            adding.store(
                self.run.connection, self.relation, self.table, brought=self.again, rows=rows
            )
        self.count()

    def derive_again(self, notes: Notes, *, contacts: str | None, contacts_versions: bool) -> None:
        """Look the roles of contacts up again, where contacts changed and the table did not."""
        stored = f"facts.{quoted(self.name)}"
        drop = "_seen_on, contact_role, _role_known_on"
        self.run.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {quoted(self.relation)} AS"
            f" SELECT * EXCLUDE ({drop}) FROM {stored}"
        )
        rows = derived.stored_rows(
            self.relation, self.table, contacts=contacts, contacts_versions=contacts_versions
        )
        self._replace(rows, notes, contacts=contacts)

    def _replace(self, rows: str, notes: Notes, *, contacts: str | None) -> None:
        connection = self.run.connection
        if not lateness.content_columns_of_store(connection, self.name):
            self._write(rows, contacts=contacts)
            notes.all_of(self.name, "came")
            return
        aside = storing.set_aside(connection, self.name)
        self._write(rows, contacts=contacts)
        notes.differing(self.name, before=aside.rows, after=aside.successor, account=aside.account)
        aside.drop(connection)

    def _write(self, rows: str, *, contacts: str | None) -> None:
        connection, staged = self.run.connection, self.staged
        empty: set[str] = set()
        if staged is not None:
            compared = self.report.load == UPDATED
            empty = storing.empty_columns(
                connection, self.relation, self.table, staged.theirs, compared=compared
            )
        if contacts is None:
            empty |= {"contact_role", "_role_known_on"}
        gathered = self._gathered and keys.is_view(connection, self.relation)
        storing.store(
            connection, self.table, rows, zone=self.run.zone, absent=empty, gathered=gathered
        )

    def count(self) -> None:
        """Bring the counts of what is stored and what was left out into the report."""
        connection = self.run.connection
        left_out, empty = history.left_out(connection, self.name)
        merged = {MERGED: self.report.merged} if self.name == "accounts" else {}
        self._report = replace(
            self.report,
            rows_kept=storing.count(connection, self.name),
            left_out={reason: n for reason, n in {**left_out, **merged}.items() if n},
            left_empty=empty,
        )


def _added(one: int | None, other: int | None) -> int | None:
    """The sum of two counts; None when one was not counted."""
    return None if one is None or other is None else one + other


def _unreadable(source: SourceSpec, error: duckdb.Error) -> Issue:
    found = f"its rows cannot be read ({str(error).splitlines()[0]})"
    return SourceError("unreadable", found, fix="write the files again").issue(source)
