"""Which way each table goes in an ingest: left as it was, some files read, or all of it.

All of it is always right. The others give the same facts for less, and are taken only where that
can be told from the files and from what the ingest before wrote down.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import duckdb

import forewarn
from forewarn.engines.duckdb import file_counts, history
from forewarn.engines.duckdb.file_counts import FileCounts
from forewarn.engines.duckdb.reading import Staged
from forewarn.engines.duckdb.report import ADDED_TO, AS_IT_WAS, SOME_FILES, WHOLE, TableReport
from forewarn.engines.duckdb.sources import SourceFile, definition, files_since
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.settings import SourceSpec

NEVER, ALWAYS, AT_TIMES = "never", "always", "at times"
# SQL whose rows may be others although its files are the same.
_OF_THE_MOMENT = re.compile(
    r"now|today|random|uuid|sample|(get_)?current_|localtime|transaction_timestamp|nextval", re.I
)


@dataclass(frozen=True, slots=True)
class Way:
    """What an ingest does with one table.

    Attributes:
        files: those to read where not all are.
        again: files are read again that were written to; where their rows turn out to be the ones
            that are there, it is left as it was.
        replaced: names, as shown, of files whose rows are there and may be others now.
    """

    kind: str
    files: tuple[SourceFile, ...] = ()
    again: bool = False
    replaced: tuple[str, ...] = ()

    @classmethod
    def whole(cls) -> Way:
        """Read as a whole."""
        return cls(WHOLE)


@dataclass(frozen=True, slots=True)
class Form:
    """How the rows of a source came, as far as rows that come later must be like them.

    Attributes:
        version: of the Forewarn that read them.
        theirs, types, unknown, clashing: as in ``Staged``.
        known: whether rows brought a ``known_at`` of their own: never, always, at times.
    """

    version: str
    theirs: Mapping[str, str]
    types: Mapping[str, str]
    unknown: tuple[str, ...]
    clashing: tuple[str, ...]
    known: str = NEVER

    @classmethod
    def of(cls, staged: Staged, known: str) -> Form:
        """The form of staged rows."""
        theirs, types = dict(staged.theirs), dict(staged.types)
        return cls(forewarn.__version__, theirs, types, staged.unknown, staged.clashing, known)

    def others_than(self, before: Form | None) -> frozenset[str]:
        """Columns that only one of two loads brings; none where the other is not known."""
        return frozenset(self.theirs.keys() ^ before.theirs.keys()) if before else frozenset()

    def to_text(self) -> str:
        """As kept in the store."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Form | None:
        """What ``to_text`` wrote; None for that of another Forewarn."""
        plain = json.loads(text)
        if plain.get("version") != forewarn.__version__:
            return None
        lists = {name: tuple(plain[name]) for name in ("unknown", "clashing")}
        return cls(**{**plain, **lists})


def forms_kept(connection: duckdb.DuckDBPyConnection) -> dict[str, Form]:
    """Per table the form of its rows, where this Forewarn read them."""
    kept = history.known_forms(connection)
    forms = {table: Form.from_text(text) for table, text in kept.items()}
    return {table: form for table, form in forms.items() if form is not None}


def ways(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[SourceSpec],
    *,
    states: Mapping[str, str],
    zone: str,
) -> dict[str, Way]:
    """The way of every table, by name.

    Args:
        connection: the store.
        sources: to be read.
        states: per table the state of its files now.
        zone: the project's zone.
    """
    known, forms = history.known_sources(connection), forms_kept(connection)
    last = history.last_report(connection)
    found = {}
    for source in sources:
        table = source.table
        before = last.table(table) if last is not None else None
        same = table in known and known[table][0] == definition(source, zone=zone)
        if not same or before is None or not _settled(before, forms.get(table)):
            found[table] = Way(WHOLE)
        elif known[table][1] == states[table] and not _of_the_moment(source):
            found[table] = Way(AS_IT_WAS)
        else:
            counts = file_counts.of(connection, table)
            found[table] = _by_files(source, known[table][1], counts, before.rows_read)
    return found


def _settled(before: TableReport, form: Form | None) -> bool:
    """Whether reading the same rows again would change nothing.

    It may where one of several rows of a key was left out for another (the next load takes it for
    a row first seen), or where some rows bring a ``known_at`` and others are given one.
    """
    if form is None or not before.rows_kept:
        return False
    return before.conflicting == 0 and form.known != AT_TIMES


def _of_the_moment(source: SourceSpec) -> bool:
    return source.sql is not None and _OF_THE_MOMENT.search(source.sql) is not None


def _by_files(
    source: SourceSpec, before: str, counts: Mapping[str | None, FileCounts], rows: int
) -> Way:
    """The way of a source that changed.

    Args:
        source: to be read.
        before: the state of its files at the ingest before.
        counts: what was written down of them then.
        rows: how many there were.
    """
    since = files_since(source, before)
    # Accounts say which of them were merged: all their rows together do.
    if since is None or not since.stay or source.table == "accounts":
        return Way(WHOLE, again=True)
    # Rows are told by names of files that this source would give them.
    if not counts.keys() <= since.before:
        return Way(WHOLE, again=True)
    files = tuple(sorted((*since.came, *since.changed), key=lambda file: file.path))
    if not since.replaced:
        return Way(ADDED_TO, files)
    # Where no file is left to be read, nothing would tell that rows still come in the same form.
    if files and file_counts.total(counts).rows == rows:
        return Way(SOME_FILES, files, again=True, replaced=since.replaced)
    return Way(WHOLE, again=True)


def own_known(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    """Whether the typed rows of a relation bring a ``known_at`` of their own."""
    row = connection.execute(f"SELECT count(*), count(known_at) FROM {quoted(relation)}").fetchone()
    rows, filled = row or (0, 0)
    if not filled:
        return NEVER
    return ALWAYS if filled == rows else AT_TIMES
