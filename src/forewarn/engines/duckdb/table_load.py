"""One table on its way through an ingest: staged, typed, settled with what is there, stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import partial

import duckdb

from forewarn.engines.duckdb import (
    adding,
    coded,
    counting,
    derived,
    file_counts,
    history,
    keys,
    lateness,
    merging,
    storing,
)
from forewarn.engines.duckdb.changes import Notes
from forewarn.engines.duckdb.file_counts import FileCounts
from forewarn.engines.duckdb.identity import content_columns_of_store
from forewarn.engines.duckdb.ingest_run import Run
from forewarn.engines.duckdb.reading import Staged, stage, table_of
from forewarn.engines.duckdb.report import (
    AS_IT_WAS,
    BACKFILLED,
    RELOADED,
    UPDATED,
    WHOLE,
    TableReport,
)
from forewarn.engines.duckdb.sources import SourceError, definition, unreadable
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.typed import Counts, Typing
from forewarn.engines.duckdb.unlike import Unlike, UnlikeDays, find, find_days, narrow, others
from forewarn.engines.duckdb.ways import NEVER, Form, Way, own_known
from forewarn.terms.errors import FilesError
from forewarn.terms.facts import KNOWN_AT, Table
from forewarn.terms.settings import SourceSpec

# Other rows are looked up in these by where they stand.
_LOOKED_AT = ("accounts", "contacts", "interactions", "surveys")


@dataclass(slots=True)
class TableLoad:
    """One source and its table.

    Attributes:
        way: left as it was, some of its files read, or all of it.
        before: the report of the ingest before, None when there was none.
        form: how the rows of the ingest before came, None when that is not known.
        known_as: the definition of the ingest before, None when there was none.
        unlike: files were read again, and only rows where they differ are held against those
            there.
    """

    run: Run
    source: SourceSpec
    way: Way
    before: TableReport | None
    form: Form | None
    known_as: str | None
    staged: Staged | None = None
    again: adding.Again = field(default_factory=adding.Again)
    unlike: Unlike | UnlikeDays | None = None
    _report: TableReport | None = None
    _loaded_before: bool | None = None
    _gathered: bool = False
    _otherwise: lateness.Otherwise = field(default_factory=lateness.Otherwise)

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
    def _some(self) -> bool:
        """Whether only some rows are held against those that are there."""
        return self.unlike is not None or not self.whole

    @property
    def only_came(self) -> bool:
        """Whether rows came to those that are there, and none was corrected or went."""
        if self.unlike is None:
            return not self.whole
        # A known_at that the source brings may be another one, which is no correction.
        return self._known() == NEVER and not (self.report.gone or self.report.corrected)

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

    def stage(self, *, inside: bool = False) -> None:
        """Make the rows readable, ``inside`` a transaction; another form means reading the whole.

        Raises:
            SourceError: the source cannot be used.
        """
        if not self.read:
            return
        run, files = self.run, None if self.whole else self.way.files
        self.staged = stage(
            run.connection, self.source, scratch=run.folder(), files=files, in_transaction=inside
        )
        form = self.form
        if not self.whole and (not form or Form.of(self.staged, form.known) != form):
            self.way = Way(WHOLE, again=self.way.again)
            self.stage()

    def place(self) -> None:
        """Type the rows; what they are is in the report."""
        connection = self.run.connection
        if not self.read:
            self._report = counting.as_it_was(self._before(), self.source)
            return
        history.forget_files(connection, self.name, self._replaced)
        typed = self._typed()
        counts, form = self._counted(typed), Form.of(self._staged(), self._brings_known())
        if self.way.again and self._placed_again(form, counts):
            return
        if not self.whole and form.known != self._known() and counts.rows:
            return self.turn_whole()
        self._otherwise = lateness.Otherwise(form.others_than(self.form))
        self.form = form if self.whole else self.form
        self._report = counting.read(
            self._staged(), counts, load=self._load(), way=self.way.kind, zone=self.run.zone
        )

    def _typed(self) -> Counts:
        typing = Typing(self.run.connection, self._staged(), zone=self.run.zone)
        try:
            typed = typing.placed(self.relation, view=self.way.again or self._stored_as_typed())
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise FilesError([unreadable(self.source, error)]) from None
        self._gathered = typed.gathered
        return typed

    def _brings_known(self) -> str:
        brings = KNOWN_AT.name in self._staged().theirs
        return own_known(self.run.connection, self.relation) if brings else NEVER

    def _placed_again(self, form: Form, counts: FileCounts) -> bool:
        """Keep of rows that were read again those that differ; whether that ends it."""
        connection, found = self.run.connection, self._unlike(form, counts)
        if found and not found.rows and counting.is_told(connection, self._before(), counts):
            self.leave()
            return True
        if found and self._may_be_apart(counts):
            self.unlike = found if found.few else self._unlike_days(form)
        if self.unlike is not None:
            narrow(connection, self.relation, self.unlike)
        elif not self.whole:
            self.turn_whole(again=True)
            return True
        elif not self._stored_as_typed():
            keys.materialise(connection, self.relation)
        return False

    @property
    def _replaced(self) -> Collection[str] | None:
        """Files whose rows are read again, as shown; None = all."""
        return None if self.whole else self.way.replaced

    def _counted(self, typed: Counts) -> FileCounts:
        """What is held by all files, or by those that came where others are not looked at."""
        all_files = file_counts.keep(self.run.connection, self.name, typed.files)
        return all_files if self.way.again else file_counts.total(typed.files)

    def _unlike(self, form: Form, counts: FileCounts) -> Unlike | None:
        """Where rows differ from those that are there; None where they cannot be held together."""
        if self.before is None or form != self.form or not counts.rows:
            return None
        known, files = form.known != NEVER, self._replaced
        return find(self.run.connection, self.relation, self.table, known=known, files=files)

    def _unlike_days(self, form: Form) -> UnlikeDays | None:
        """The days that differ, where few do; None where it cannot be told or does not pay."""
        if not self.whole or form.known != NEVER:
            return None
        found = find_days(self.run.connection, self.relation, self.table)
        return found if found.few else None

    def _may_be_apart(self, counts: FileCounts) -> bool:
        """Whether rows that differ can be settled without all the others."""
        return (
            counting.stands_alone(self._before(), counts)
            and not self.source.drop_duplicates
            and self.name not in _LOOKED_AT
            and self._load() == UPDATED
        )

    def _before(self) -> TableReport:
        if self.before is None:
            raise AssertionError(f"{self.name} was never read")
        return self.before

    def leave(self) -> None:
        """Leave the table as it was."""
        keys.drop(self.run.connection, self.relation)
        self.way = Way(AS_IT_WAS)
        self._report = counting.as_it_was(self._before(), self.source)

    def _stored_as_typed(self) -> bool:
        """Whether rows are written without being held against others, as most first loads are."""
        return self.whole and self.name not in _LOOKED_AT and self._load() != UPDATED

    def _known(self) -> str:
        return self.form.known if self.form else NEVER

    def _staged(self) -> Staged:
        if self.staged is None:
            raise AssertionError(f"{self.name} was not staged")
        return self.staged

    def turn_whole(self, *, again: bool = False) -> None:
        """Read it as a whole after all; ``again`` as of ways."""
        all_staged = self.whole
        if all_staged and self.unlike is None:
            return
        self.unlike, self.way = None, Way(WHOLE, again=again)
        if not all_staged:
            try:
                self.stage(inside=True)
            except SourceError as problem:
                raise FilesError([problem.issue(self.source)]) from None
        self.place()

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
        if self.unlike is not None:
            # How many rows are of merged accounts is counted over all.
            self.turn_whole()
        connection = self.run.connection
        keys.materialise(connection, self.relation)
        if self.name != "accounts":
            self.adding(merged=merging.rewrite(connection, self.relation))
            return
        first = self._load() != UPDATED
        count = merging.remove_merged(connection, self.relation, self.table, first=first)
        self.adding(merged=count, left_out={counting.MERGED: count})

    def settle(self, merges: merging.Merges) -> None:
        """Leave one row of each key for every date; tell rows that are late."""
        if not self.read:
            return
        if self._some:
            self.again = adding.bring_back(
                self.run.connection,
                self.relation,
                self.table,
                keep_known=self._known() != NEVER,
                replaced=self.unlike,
            )
            moved = self.unlike is not None and not self.unlike.stays
            if self.again.lacking or (moved and self.again.from_elsewhere):
                # Tickets: hours to the solution need instants that the store does not keep.
                self.again = adding.Again()
                self.turn_whole()
                self.follow_merges(merges)
        self._otherwise = replace(self._otherwise, parted=merges.parted)
        self._settle()

    def _settle(self) -> None:
        before = adding.again(self.table) if self._some else None
        compare = self.report.load == UPDATED
        held, now = (self.run.connection, self.relation, self.table), self.run.now
        date_versions = partial(lateness.date_versions, *held, now=now, before=before)
        settled = keys.settle(
            *held,
            drop_keyless=self.source.drop_duplicates,
            date_versions=date_versions if compare else None,
            count_keyless=self.report.rows_read <= counting.COUNTED_AT_ONCE,
        )
        compared = lateness.Compared()
        if compare:
            otherwise = self._otherwise
            compared = lateness.compare(*held, now=now, before=before, otherwise=otherwise)
        self._report = counting.settled(self.report, settled, compared, again=self.again)
        if self._some and self.before is not None:
            all_read = self.unlike is not None
            self._report = counting.with_others(self.report, self.before, all_read=all_read)

    # -- storing ---------------------------------------------------------------------------------

    def store(self, notes: Notes, *, contacts: str | None, contacts_versions: bool) -> None:
        """Write the rows, and note what reads differently now."""
        if not self.read:
            return
        table, relation = self.table, self.relation
        rows = derived.stored_rows(
            relation, table, contacts=contacts, contacts_versions=contacts_versions
        )
        if self._some:
            before = f"(SELECT * EXCLUDE (_stored, _replaced) FROM {adding.again(table)})"
            notes.differing(self.name, before=before, after=f"({rows})")
            if self.unlike is None or self.unlike.stays:
                adding.store(self.run.connection, relation, table, brought=self.again, rows=rows)
            else:
                rest = derived.stored_rows(others(relation), table, contacts=None)
                self._write(f"{rest} UNION ALL BY NAME {rows}", contacts=None)
            self._forget_unused()
        else:
            self._replace(rows, notes, contacts=contacts)
        self.count()

    def _forget_unused(self) -> None:
        """Forget words that only rows had that went; of rows that came there are none."""
        connection, report = self.run.connection, self.report
        if (report.gone or report.corrected) and coded.is_coded(connection, self.name):
            coded.forget_unused(connection, self.name)

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
        if not content_columns_of_store(connection, self.name):
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
            parts = [self.relation, *([others(self.relation)] if self.unlike else [])]
            compared = self.report.load == UPDATED
            empty = storing.empty_columns(
                connection, parts, self.table, staged.theirs, compared=compared
            )
        if contacts is None:
            empty |= {"contact_role", "_role_known_on"}
        # No row was put beside those whose words were gathered.
        as_typed = self.unlike is not None or keys.is_view(connection, self.relation)
        gathered, zone = self._gathered and as_typed, self.run.zone
        storing.store(connection, self.table, rows, zone=zone, absent=empty, gathered=gathered)

    def count(self) -> None:
        """Bring what is stored and what was left out into the report."""
        self._report = counting.stored(self.run.connection, self.report)
