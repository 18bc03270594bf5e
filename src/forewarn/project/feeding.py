"""The verbs ``ingest`` and ``audit``: facts in, and whether they are fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from forewarn.project.asked import Progress
from forewarn.project.judgement import SET_ASIDE
from forewarn.scorecard.model import Scorecard
from forewarn.terms.change import Change
from forewarn.terms.errors import ForewarnError
from forewarn.terms.issue import Finding, Severity
from forewarn.terms.results import Audited
from forewarn.terms.settings import Settings

if TYPE_CHECKING:
    from forewarn.engines.duckdb.engine import DuckDBEngine
    from forewarn.engines.duckdb.report import IngestReport, TableReport
    from forewarn.engines.portable.sites import Placed
    from forewarn.project.receipt import Basis

PlacedRows = Mapping[str, "Placed"]
"""Rows of sources that stay in a warehouse, by table, where they were looked at anew."""
_FEW_WENT = 0.1
"""A larger share of a table's rows that went may be an export that was cut short."""
IN_PLACE = "in place"
"""How such a source came: its rows were placed where they lie."""


def ingest(
    facts: DuckDBEngine,
    settings: Settings,
    *,
    now: datetime,
    afresh: bool = False,
    progress: Progress | None = None,
) -> IngestReport:
    """Read every source into the facts, all or nothing."""
    from forewarn.engines.duckdb.ingest import ingest as read_in

    report = read_in(
        facts.connection,
        settings.read_in,
        zone=settings.timezone,
        now=now,
        progress=progress,
        afresh=afresh,
    )
    facts.forget_read()
    return report


def changed(facts: DuckDBEngine, settings: Settings) -> bool:
    """Whether there are no facts yet, or a source or its files changed since the last ingest."""
    from forewarn.engines.duckdb.sources import changed_sources

    sources, zone = settings.read_in, settings.timezone
    return bool(changed_sources(facts.connection, sources, zone=zone))


def unread(facts: DuckDBEngine) -> tuple[str, ...]:
    """What the newest ingest could not use, by table: a score must not be silent on it.

    Copies and older versions of rows that are there are no loss, and audit's business alone.
    """
    from forewarn.engines.duckdb.history import last_report

    report = last_report(facts.connection)
    return tuple(words for table in (report.tables if report else ()) for words in _lacks(table))


def _lacks(table: TableReport) -> Iterator[str]:
    from forewarn.engines.duckdb.keys import OTHER_VERSION, SAME

    why = "`forewarn audit` says which, and why"
    lost = sum(n for reason, n in table.left_out.items() if reason not in (SAME, OTHER_VERSION))
    if lost:
        yield f"{_counted(lost, 'row', f'of {table.table}', 'left out')}: {why}"
    if empty := table.left_empty:
        where = f"in {table.table} that could not be read"
        yield f"{_counted(empty, 'value', where, 'left empty')}: {why}"
    if table.gone > _FEW_WENT * (table.gone + table.rows_kept):
        went = _counted(table.gone, "row", f"of {table.table}", "taken from the source")
        yield f"{went} since the ingest before; rows that are there again count as before"


def _counted(count: int, what: str, where: str, done: str) -> str:
    from forewarn.engines.duckdb.audit.check import counted

    return f"{counted(count, what)} {where} {'was' if count == 1 else 'were'} {done}"


def changed_since(facts: DuckDBEngine, ingest: tuple[int, str]) -> tuple[Change, ...] | None:
    """What ingests after one changed; None where that is not known."""
    from forewarn.engines.duckdb.changes import changed_since as noted

    return noted(facts.connection, ingest)


def basis(facts: DuckDBEngine, settings: Settings, cards: Sequence[Scorecard]) -> Basis | None:
    """What the facts rest on: sources as they were read, and what became known late.

    None where some of them stay in a warehouse, which changes without a word.
    """
    if settings.staying:
        return None
    from forewarn.engines.duckdb.corrections import known_late
    from forewarn.engines.duckdb.history import known_sources, newest
    from forewarn.project.receipt import Basis, rules_of

    sources = known_sources(facts.connection)
    late = known_late(facts.connection)
    return Basis(
        rules=rules_of(settings, cards),
        sources={table: list(state) for table, state in sources.items()},
        unread=unread(facts),
        late={account: [day.isoformat() for day in days] for account, days in late.items()},
        ingest=newest(facts.connection),
    )


def with_staying(report: IngestReport, settings: Settings, placed: PlacedRows) -> IngestReport:
    """The report of an ingest with the tables that were placed where they stay."""
    from forewarn.engines.duckdb.report import TableReport

    more = tuple(
        TableReport(
            source.table,
            source.shown,
            IN_PLACE,
            rows_read=placed[source.table].read,
            rows_kept=placed[source.table].kept,
            left_out=_lost(placed[source.table]),
            left_empty=placed[source.table].left_empty,
            timezone=source.timezone or settings.timezone,
        )
        for source in settings.staying
        if source.table in placed
    )
    return replace(report, tables=(*report.tables, *more))


def _lost(placed: Placed) -> dict[str, int]:
    lost = placed.read - placed.kept
    return {"a required value is missing, or the same row is there": lost} if lost else {}


def of_staying(placed: PlacedRows) -> tuple[str, ...]:
    """What qualifies results over facts that stay in a warehouse."""
    lacks = tuple(words for table, rows in placed.items() for words in _lacks_there(table, rows))
    undated = [table for table, rows in placed.items() if not rows.known]
    late = (
        f"{', '.join(undated)}: the rows stay in the warehouse; one that came late counts from "
        "its own date unless it has a known_at",
    )
    return lacks + (late if undated else ())


def _lacks_there(table: str, rows: Placed) -> Iterator[str]:
    stays = "(the rows stay in the warehouse)"
    if lost := rows.read - rows.kept:
        why = "a required value is missing, or the same row is there"
        yield f"{_counted(lost, 'row', f'of {table}', 'left out')}: {why} {stays}"
    if rows.left_empty:
        where = f"in {table} that could not be read"
        yield f"{_counted(rows.left_empty, 'value', where, 'left empty')} {stays}"


def audit(
    facts: DuckDBEngine, settings: Settings, cards: Sequence[Scorecard], *, as_of: date
) -> Audited:
    """Judge the facts as of a date; marks on signals are held against the scorecards."""
    from forewarn.engines.duckdb.audit import audit as judge
    from forewarn.engines.duckdb.history import last_report

    report = last_report(facts.connection)
    if report is None:
        raise ForewarnError("nothing was ingested yet", fix="run `forewarn ingest`")
    read_in = replace(settings, sources=settings.read_in)
    findings = judge(facts.connection, read_in, as_of=as_of, report=report)
    all_findings = (*_unknown_marks(facts, cards), *findings, *_not_looked_at(settings))
    return Audited.of(as_of, all_findings, report.to_dict())


def _not_looked_at(settings: Settings) -> Iterator[Finding]:
    """Tables whose rows stay in the warehouse: their rows are not judged one by one."""
    for source in settings.staying:
        yield Finding(
            source.table,
            Severity.NOTE,
            "stays-in-warehouse",
            f"the rows of {source.table} stay in the warehouse, where audit does not look",
            0,
            effect="rows without a required value are left out, and values that cannot be read "
            "left empty; ingest and score count both",
            fix="look at them there, or read the table in by a file to have it audited once",
        )


def _unknown_marks(facts: DuckDBEngine, cards: Sequence[Scorecard]) -> tuple[Finding, ...]:
    """Notes that set a signal aside which no scorecard has: they change nothing, silently."""
    known = sorted({name for card in cards for name in card.signals})
    marked = [
        str(row["signal"])
        for row in facts.rows("notes", ("kind", "signal"))
        if row["kind"] in SET_ASIDE and row["signal"] not in known
    ]
    if not marked:
        return ()
    near = get_close_matches(marked[0], known, n=1)
    return (
        Finding(
            "notes",
            Severity.WARNING,
            "unknown-signal",
            f"{len(marked)} marks on a signal that no scorecard has",
            len(marked),
            column="signal",
            examples=tuple(dict.fromkeys(marked))[:5],
            effect="the marks change nothing",
            fix=f"did you mean {near[0]}?" if near else f"name one of {', '.join(known)}",
        ),
    )
