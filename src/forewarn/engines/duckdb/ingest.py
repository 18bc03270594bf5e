"""Facts in: every source read, typed, dated and settled, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from forewarn.engines.duckdb import (
    adding,
    coded,
    derived,
    history,
    lateness,
    merging,
    storing,
    temporary,
)
from forewarn.engines.duckdb.changes import Notes
from forewarn.engines.duckdb.ingest_run import Run
from forewarn.engines.duckdb.report import AS_IT_WAS, IngestReport
from forewarn.engines.duckdb.sources import SourceError
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.table_load import TableLoad
from forewarn.engines.duckdb.ways import Way, forms_kept, ways
from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.terms.errors import FilesError
from forewarn.terms.settings import SourceSpec
from forewarn.terms.time import day_start

Progress = Callable[[str, int, int], None]
"""Told of each step: what is done now, steps done, steps in all."""

_SCRATCH = "^(stage_|placed_|again_|words of |brought_back$|settling$|matched$|earlier$)"
_WITH_ROLES = ("interactions", "surveys")


def ingest(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[SourceSpec],
    *,
    zone: str,
    now: datetime,
    progress: Progress | None = None,
    afresh: bool = False,
) -> IngestReport:
    """Replace the store's facts by what the sources hold now.

    Either all of it happens or, on any error, nothing: the store stays as it was. Rows that were
    not there before and are dated more than a day back count from ``now`` on; rows that were there
    keep the ``known_at`` they had. First uses of features are never forgotten. Sources that did
    not change are not read again, and of those that only got files more only these are, where that
    gives the same; the report says so. What reads differently afterwards is noted, see ``changes``.

    Args:
        connection: the store, open for writing.
        sources: one per fact table.
        zone: IANA name of the project's zone, in which days and wall times are kept.
        now: the instant of the ingest, with its offset.
        progress: told of each step.
        afresh: read every source as a whole, whether or not it changed.

    Returns:
        What was read, kept, left out and how it was read, per table.

    Raises:
        FilesError: sources that cannot be used, all of them at once.
        duckdb.Error: the store cannot be written, see ``trouble`` for words.
    """
    if now.tzinfo is None:
        raise ValueError("now has no offset")
    with temporary.folder("ingest") as scratch:
        wall = lateness_now(now, zone)
        run = _Ingest(Run(connection, zone, wall, scratch), sources, now, progress)
        try:
            return run.run(afresh=afresh)
        finally:
            run.clean_up()


def lateness_now(now: datetime, zone: str) -> lateness.Now:
    """The instant of an ingest as rows are held against it."""
    wall = now.astimezone(ZoneInfo(zone))
    later = 1 if now.astimezone(UTC) > day_start(wall.date(), zone) else 0
    return lateness.Now(wall.replace(tzinfo=None), wall.date() + timedelta(days=later))


class _Ingest:
    def __init__(
        self, run: Run, sources: Sequence[SourceSpec], now: datetime, progress: Progress | None
    ) -> None:
        self._run = run
        self._connection = run.connection
        self._sources = sources
        self._now = now
        self._progress = progress
        self._steps = 2 * len(sources) + 1
        self._done = 0
        self._loads: dict[str, TableLoad] = {}

    def run(self, *, afresh: bool) -> IngestReport:
        states = history.states_of(self._sources)
        self._loads = self._planned(states, afresh=afresh)
        self._stage_all()
        self._connection.execute("BEGIN TRANSACTION")
        try:
            report = self._write()
            history.record(self._connection, report, self._sources, states, self._forms(states))
            self._connection.execute("COMMIT")
        except BaseException:
            # A commit that failed has ended the transaction by itself.
            with suppress(duckdb.Error):
                self._connection.execute("ROLLBACK")
            raise
        return report

    def _planned(self, states: dict[str, str], *, afresh: bool) -> dict[str, TableLoad]:
        found = ways(self._connection, self._sources, states=states, zone=self._run.zone)
        forms = forms_kept(self._connection)
        known = history.known_sources(self._connection)
        last = history.last_report(self._connection)
        return {
            each.table: TableLoad(
                self._run,
                each,
                Way.whole() if afresh else found[each.table],
                last.table(each.table) if last is not None else None,
                forms.get(each.table),
                known[each.table][0] if each.table in known else None,
            )
            for each in self._sources
        }

    def _tell(self, step: str) -> None:
        if self._progress is not None:
            self._progress(step, self._done, self._steps)
        self._done += 1

    def _stage_all(self) -> None:
        issues = []
        for load in self._loads.values():
            self._tell(f"reading {load.name}")
            try:
                load.stage()
            except SourceError as problem:
                issues.append(problem.issue(load.source))
        if issues:
            raise FilesError(issues)

    def _forms(self, states: dict[str, str]) -> dict[str, str]:
        """Forms to be kept: not of sources that changed while they were read."""
        now = history.states_of(self._sources)
        return {
            name: load.form.to_text()
            for name, load in self._loads.items()
            if load.form is not None and now[name] == states[name]
        }

    # -- inside the transaction ------------------------------------------------------------------

    def _write(self) -> IngestReport:
        first = history.last_report(self._connection) is None
        history.prepare(self._connection)
        notes = Notes(self._connection)
        before = set(history.known_sources(self._connection))
        for load in self._loads.values():
            self._tell(f"typing {load.name}")
            load.place()
        merges, merged_anew = self._merge()
        for load in self._loads.values():
            if not load.whole:
                load.adding(coded=storing.code(self._connection, load.name))
        for load in self._loads.values():
            load.settle(merges)
        self._tell("storing")
        self._drop_others(notes)
        self._store(notes, had_contacts="contacts" in before)
        self._renew_first_uses(notes, merged_anew=merged_anew)
        notes.forget_old()
        tables = tuple(self._loads[each.table].report for each in self._sources)
        return IngestReport(self._now, self._run.zone, first, tables, merges.into, merges.cycles)

    def _merge(self) -> tuple[merging.Merges, bool]:
        """The merges that the accounts state, and whether they are others than before."""
        connection, accounts = self._connection, self._loads.get("accounts")
        before = merging.kept_merges(connection)
        if accounts is None:
            connection.execute("DELETE FROM meta.merges")
            merges = merging.Merges()
        elif accounts.read:
            merges = merging.read_merges(connection, accounts.relation)
        else:
            last = history.last_report(connection)
            merges = merging.Merges(before, last.merge_cycles if last else ())
        merges, anew = merges.since(before), dict(merges.into) != before
        for load in self._loads.values():
            if anew:
                load.turn_whole()
            load.follow_merges(merges)
        return merges, anew

    def _store(self, notes: Notes, *, had_contacts: bool) -> None:
        """Contacts come first: others look their roles up."""
        contacts = self._loads.get("contacts")
        if contacts is not None:
            contacts.store(notes, contacts=None, contacts_versions=False)
            _show(self._connection, contacts.relation, "contacts")
        relation = contacts.relation if contacts is not None else None
        versions = contacts is not None and contacts.report.superseded > 0
        roles_changed = contacts.read if contacts is not None else had_contacts
        for load in self._loads.values():
            if load is contacts:
                continue
            load.store(notes, contacts=relation, contacts_versions=versions)
            if roles_changed and not load.whole and load.name in _WITH_ROLES:
                load.derive_again(notes, contacts=relation, contacts_versions=versions)

    def _renew_first_uses(self, notes: Notes, *, merged_anew: bool) -> None:
        connection, events = self._connection, self._loads.get("events")
        if events is not None and not merged_anew:
            if events.way.kind == AS_IT_WAS:
                return
            if _only_added(connection, events):
                # What was added is noted already, with the events.
                rows = derived.stored_rows(events.relation, events.table, contacts=None)
                derived.add_first_uses(connection, rows)
                return
        known = lateness.loaded_before(connection, "first_uses")
        if known:
            kept = "CREATE OR REPLACE TEMP TABLE again_first_uses AS SELECT * FROM facts.first_uses"
            connection.execute(kept)
        derived.renew_first_uses(connection)
        if known:
            notes.differing("first_uses", before="again_first_uses", after="facts.first_uses")

    def _drop_others(self, notes: Notes) -> None:
        for (name,) in self._connection.execute(
            "SELECT DISTINCT table_name FROM duckdb_columns() WHERE schema_name = 'facts'"
            " AND database_name = current_database() ORDER BY ALL"
        ).fetchall():
            if name not in self._loads and name != "first_uses":
                coded.drop(self._connection, name)
                history.forget_files(self._connection, name)
                notes.all_of(name, "went")

    def clean_up(self) -> None:
        """Drop what was made beside the facts, whether or not the ingest came to its end."""
        for kind, listing in (("VIEW", "views"), ("TABLE", "tables")):
            rows = self._connection.execute(
                f"SELECT {kind.lower()}_name FROM duckdb_{listing}() WHERE temporary AND"
                f" regexp_matches({kind.lower()}_name, '{_SCRATCH}')"
            ).fetchall()
            for (name,) in rows:
                self._connection.execute(f"DROP {kind} IF EXISTS temp.{quoted(name)}")


def _only_added(connection: duckdb.DuckDBPyConnection, load: TableLoad) -> bool:
    """Whether rows were added to a table, and none of them is a later version of another."""
    if not load.only_came:
        return False
    return UNTIL_ON not in adding.columns(connection, f"facts.{quoted(load.name)}")


def _show(connection: duckdb.DuckDBPyConnection, relation: str, table: str) -> None:
    """Let a temporary relation be all that is stored of a table."""
    connection.execute(f"DROP TABLE IF EXISTS temp.{quoted(relation)}")
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {quoted(relation)} AS SELECT * FROM facts.{quoted(table)}"
    )
