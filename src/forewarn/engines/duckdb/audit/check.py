"""What every check of the data is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

import duckdb

from forewarn.engines.duckdb.reading import table_of
from forewarn.engines.duckdb.report import IngestReport, TableReport
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import Table
from forewarn.terms.issue import Finding
from forewarn.terms.settings import Settings

SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows that a check found: how many, the first few by row number, and their values."""

    count: int
    rows: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a check looks at."""

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    as_of: date
    report: IngestReport

    @property
    def tables(self) -> tuple[Table, ...]:
        """The forms of the tables that were ingested, in the order of the project file."""
        return tuple(table_of(report.table) for report in self.report.tables)

    @property
    def ingested_on(self) -> date:
        """The local day of the ingest."""
        return self.report.ingested_at.astimezone(ZoneInfo(self.settings.timezone)).date()

    def has(self, name: str) -> bool:
        """Whether a table was ingested."""
        return self.report.table(name) is not None

    def reports(self) -> Iterator[TableReport]:
        """What the ingest did, table by table."""
        yield from self.report.tables

    def sample(self, table: str, condition: str, *, example: str = "NULL") -> Sample:
        """Rows of a stored table for which a condition holds.

        Args:
            table: its name; it goes by ``facts`` in the condition.
            condition: SQL.
            example: SQL of the value to show of such a row.
        """
        return self.sample_of(
            f"SELECT _file, _row, {example} AS example FROM facts.{quoted(table)} AS facts"
            f" WHERE {condition}"
        )

    def sample_of(self, rows: str) -> Sample:
        """The same for a SELECT of ``_file``, ``_row`` and ``example``."""
        counted = self.connection.execute(f"SELECT count(*) FROM ({rows})").fetchone()
        count = int(counted[0]) if counted else 0
        if not count:
            return Sample(0)
        first = self.connection.execute(
            f"SELECT _file, _row, CAST(example AS VARCHAR) FROM ({rows})"
            f" ORDER BY _file NULLS FIRST, _row LIMIT {SHOWN_ROWS}"
        ).fetchall()
        examples = dict.fromkeys(str(value) for _, _, value in first if value is not None)
        return Sample(count, tuple(place(file, row) for file, row, _ in first), tuple(examples))

    def value(self, query: str) -> object:
        """The first value of a query's first row."""
        row = self.connection.execute(query).fetchone()
        return row[0] if row else None


class Check(Protocol):
    """One thing that can be wrong with the data."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """Yield a finding for each place where it is."""
        ...


def place(file: str | None, row: int | None) -> str:
    """A row as people find it again: its number, with the file where there are several."""
    return str(row) if file is None else f"{file}:{row}"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 row``, ``3 rows``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
