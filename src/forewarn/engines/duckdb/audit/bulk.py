"""Many rows that became known at once: the day of a load is not the day of knowing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forewarn.engines.duckdb.audit.check import Subject, counted
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.issue import Finding, Severity

_FEW = 20
_SPAN_DAYS = 28
_SHOWN = 3
_WRITTEN_BY_PEOPLE = (
    "assessments",
    "contacts",
    "goals",
    "interactions",
    "notes",
    "opportunities",
    "surveys",
)
"""Systems date their rows themselves; what people write may be written when the end is known."""


@dataclass(frozen=True, slots=True)
class _Load:
    """Rows that became known on one date, more than a day after they happened.

    Attributes:
        first, last: the days that they happened on.
        among: rows of the table that happened then, whenever known.
    """

    rows: int
    known_on: date
    first: date
    last: date
    among: int


class BulkKnown:
    """A known_at that is the day of one load, not of knowing."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table, of the loads that brought most of what happened over four weeks."""
        for table in subject.tables:
            loads = [each for each in _loads(subject, table.name) if self._stands_out(each)]
            if not loads:
                continue
            rows = sum(each.rows for each in loads)
            largest = loads[0]
            more = f", and on {counted(len(loads) - 1, 'other day')}" if len(loads) > 1 else ""
            yield Finding(
                table.name,
                Severity.WARNING,
                "bulk-known",
                f"{counted(rows, 'row')}, more than half of those of {largest.first} to"
                f" {largest.last}, became known by {largest.known_on}{more}",
                rows,
                column="known_at",
                examples=tuple(str(each.known_on) for each in loads[:_SHOWN]),
                effect="kept; before that date they count as not known",
                fix="leave known_at empty for history that was loaded in one go",
            )

    def _stands_out(self, load: _Load) -> bool:
        long = (load.last - load.first).days >= _SPAN_DAYS
        return long and load.rows >= _FEW and load.rows * 2 > load.among


def _loads(subject: Subject, table: str) -> Iterator[_Load]:
    found = subject.connection.execute(
        f"""WITH loads AS (
            SELECT count(*) AS rows, _known_on, min(_on) AS first, max(_on) AS last
            FROM facts.{quoted(table)} WHERE _known_on > _on + 2
            GROUP BY _known_on HAVING count(*) >= {_FEW} ORDER BY rows DESC, _known_on LIMIT 20)
        SELECT rows, loads._known_on, first, last, count(*)
        FROM loads JOIN facts.{quoted(table)} AS facts ON facts._on BETWEEN first AND last
        GROUP BY ALL ORDER BY rows DESC, loads._known_on"""
    ).fetchall()
    return (_Load(*each) for each in found)


class Backfilled:
    """History that people wrote and that came with the first load, without its day of knowing."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table that people write into, from 20 such rows over four weeks on."""
        first_on = subject.value("SELECT CAST(min(ingested_at) AS DATE) FROM meta.ingests")
        if not isinstance(first_on, date):
            return
        for table in subject.tables:
            if table.name not in _WRITTEN_BY_PEOPLE:
                continue
            row = subject.connection.execute(
                f"SELECT count(*), min(_on), max(_on) FROM facts.{quoted(table.name)}"
                f" WHERE known_at IS NULL AND _on < DATE '{first_on}' - 1"
            ).fetchone()
            if row is None or row[0] < _FEW or (row[2] - row[1]).days < _SPAN_DAYS:
                continue
            yield Finding(
                table.name,
                Severity.NOTE,
                "backfilled",
                f"{counted(int(row[0]), 'row')} of {row[1]} to {row[2]} came with the first load,"
                " without known_at",
                int(row[0]),
                column="known_at",
                effect="kept and trusted: a backtest takes each as known on its own day",
                fix="send the day each was typed in as known_at: what is written after a loss and"
                " dated back looks like foresight",
            )
