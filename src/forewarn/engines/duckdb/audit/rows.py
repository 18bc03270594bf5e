"""Rows and values that could not be used as given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forewarn.engines.duckdb import keys, values
from forewarn.engines.duckdb.audit.check import Sample, Subject, counted
from forewarn.engines.duckdb.literals import literal
from forewarn.engines.duckdb.reading import table_of
from forewarn.engines.duckdb.report import TableReport
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.typed import MISSING, ODD_CELLS
from forewarn.engines.fact_tables import UNTIL_ON
from forewarn.terms.facts import KNOWN_AT, Column, Kind, Table
from forewarn.terms.issue import Finding, Severity


@dataclass(frozen=True, slots=True)
class _Group:
    """Entries of ``meta.left_out`` of one table, column, reason and effect."""

    table: Table
    column: str
    reason: str
    effect: str
    sample: Sample

    @property
    def left_out(self) -> bool:
        return self.effect == "left out"

    @property
    def form(self) -> Column | None:
        return KNOWN_AT if self.column == KNOWN_AT.name else self.table.column(self.column)

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if self.left_out else Severity.WARNING

    @property
    def effect_in_words(self) -> str:
        return "the rows are left out" if self.left_out else "kept, with the value left empty"


def _groups(subject: Subject, condition: str) -> Iterator[_Group]:
    rows = subject.connection.execute(
        "SELECT DISTINCT table_name, coalesce(column_name, ''), reason, effect FROM meta.left_out"
        f" WHERE {condition} ORDER BY ALL"
    ).fetchall()
    for table, column, reason, effect in rows:
        sample = subject.sample_of(
            "SELECT file AS _file, row_number AS _row, value AS example FROM meta.left_out"
            f" WHERE table_name = {literal(table)}"
            f" AND coalesce(column_name, '') = {literal(column)}"
            f" AND reason = {literal(reason)} AND effect = {literal(effect)}"
        )
        yield _Group(table_of(table), column, reason, effect, sample)


def _finding(
    group: _Group, code: str, found: str, *, fix: str, severity: Severity | None = None
) -> Finding:
    return Finding(
        group.table.name,
        severity or group.severity,
        code,
        found,
        group.sample.count,
        column=group.column,
        rows=group.sample.rows,
        examples=group.sample.examples,
        effect=group.effect_in_words,
        fix=fix,
    )


class OddRows:
    """CSV rows with more or fewer cells than there are names."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        for group in _groups(subject, f"reason = {literal(ODD_CELLS)}"):
            found = f"{counted(group.sample.count, 'row')} with more or fewer cells than names"
            fix = "put text that holds the separator or a line break in double quotes"
            yield _finding(group, "odd-row", found, fix=fix)


class MissingRequired:
    """Rows without a value that the table cannot do without."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a column."""
        for group in _groups(subject, f"reason = {literal(MISSING)}"):
            found = f"{counted(group.sample.count, 'row')} without {group.column}"
            fix = f"fill in {group.column}, or leave these rows out of the source on purpose"
            yield _finding(group, "missing-required", found, fix=fix)


_VALUES = (
    f"reason NOT IN ({literal(MISSING)}, {literal(ODD_CELLS)}, {literal(keys.SAME)},"
    f" {literal(keys.OTHER_VERSION)})"
)


class UnreadableValues:
    """Dates, numbers and truths that are not written as such."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a column."""
        for group in _groups(subject, _VALUES):
            form = group.form
            if form is None or form.accepts:
                continue
            kind = "date" if form.kind in (Kind.DAY, Kind.INSTANT) else "value"
            what = counted(
                group.sample.count, f"{kind} of {group.column}", f"{kind}s of {form.name}"
            )
            fix = f"write {values.wanted(form)}{values.by_sql(form)}"
            yield _finding(group, f"bad-{kind}", f"{what} cannot be read", fix=fix)


class UnknownWords:
    """Values outside a column's closed list of words."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a column."""
        for group in _groups(subject, _VALUES):
            form = group.form
            if form is None or not form.accepts:
                continue
            count = group.sample.count
            found = f"{counted(count, 'value')} of {form.name} outside the list"
            also = "; also read: " + ", ".join(f"{a} as {b}" for a, b in form.read_as)
            fix = f"use one of: {values.wanted(form)}{also if form.read_as else ''}"
            yield _finding(group, "unknown-word", found, fix=fix)


class BrokenKeys:
    """Several rows with the same key, of which one is kept for each date."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """Copies are a note, rows that contradict each other a warning."""
        for table in subject.tables:
            yield from _undated_versions(subject, table)
        for group in _groups(subject, f"reason = {literal(keys.OTHER_VERSION)}"):
            count = counted(group.sample.count, "row")
            found = f"{count} with the same {group.column} as another row, and other values"
            fix = "send one row a key, or the later version with a later known_at"
            yield _finding(group, "broken-key", found, fix=fix, severity=Severity.WARNING)
        for group in _groups(subject, f"reason = {literal(keys.SAME)} AND column_name <> ''"):
            found = (
                f"{counted(group.sample.count, 'exact copy', 'exact copies')} of rows with a key"
            )
            yield _finding(group, "copied-row", found, fix="none needed", severity=Severity.NOTE)


def _undated_versions(subject: Subject, table: Table) -> Iterator[Finding]:
    """Versions that no known_at tells apart: they may be rows of their own."""
    report = subject.report.table(table.name)
    if report is None or not report.superseded:
        return
    undated = f"{UNTIL_ON} IS NOT NULL AND known_at IS NULL"
    sample = subject.sample(table.name, undated, example=quoted(table.key[0]))
    if sample.count:
        count = counted(sample.count, "row")
        yield Finding(
            table.name,
            Severity.WARNING,
            "shared-key",
            f"{count} with the {table.key[0]} of another that happened later",
            sample.count,
            column=table.key[0],
            rows=sample.rows,
            examples=sample.examples,
            effect="kept as versions of one row: each counts until the next has happened",
            fix="give rows of their own keys of their own, or send versions with a known_at",
        )


class EarlierVersions:
    """Rows that were corrected by a later version with a later known_at."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        for report in subject.reports():
            if not report.superseded:
                continue
            dated = f"{UNTIL_ON} IS NOT NULL AND known_at IS NOT NULL"
            sample = subject.sample(report.table, dated)
            if sample.count:
                yield Finding(
                    report.table,
                    Severity.NOTE,
                    "earlier-version",
                    f"{counted(sample.count, 'row')} corrected by a later version",
                    sample.count,
                    rows=sample.rows,
                    effect="kept; each version counts until the next is known",
                )


class IdenticalRows:
    """Identical rows without a key: two real events, or one sent twice."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        for report in subject.reports():
            copies = _copies(subject, report)
            if not copies:
                continue
            source = subject.settings.source(report.table)
            dropped = source is not None and source.drop_duplicates
            effect = "left out, as 'duplicates: drop' says" if dropped else "kept, and counted"
            sample = Sample(0) if dropped else _identical(subject, table_of(report.table))
            yield Finding(
                report.table,
                Severity.NOTE if dropped else Severity.WARNING,
                "identical-rows",
                f"{counted(copies, 'row')} identical to another, without a key",
                copies,
                rows=sample.rows,
                effect=effect,
                fix=""
                if dropped
                else "give the rows a key, or set duplicates: drop if they are copies",
            )


def _copies(subject: Subject, report: TableReport) -> int:
    """Identical rows without a key beyond the first, counted now where ingest did not."""
    if report.identical_keyless is not None:
        return report.identical_keyless
    stored = f"facts.{quoted(report.table)}"
    content = keys.content_columns_of(subject.connection, stored)
    return keys.identical_keyless(subject.connection, stored, table_of(report.table), content)


def _identical(subject: Subject, table: Table) -> Sample:
    content = keys.content_columns_of(subject.connection, f"facts.{quoted(table.name)}")
    cells = ", ".join(quoted(name) for name in content)
    return subject.sample_of(
        f"SELECT _file, _row, NULL AS example FROM facts.{quoted(table.name)}"
        f" WHERE {keys.keyless(table)} QUALIFY row_number() OVER"
        f" (PARTITION BY hash({cells}) ORDER BY _file NULLS FIRST, _row) > 1"
    )


class DateOrder:
    """Dates of a row in the wrong order, such as an end before its start."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a pair of columns."""
        for table in subject.tables:
            for first, then in table.ordered:
                wrong = f"{quoted(first)} > {quoted(then)}"
                example = f"{quoted(first)} || ' > ' || {quoted(then)}"
                sample = subject.sample(table.name, wrong, example=example)
                if sample.count:
                    yield Finding(
                        table.name,
                        Severity.WARNING,
                        "date-order",
                        f"{counted(sample.count, 'row')} with {first} after {then}",
                        sample.count,
                        column=then,
                        rows=sample.rows,
                        examples=sample.examples,
                        effect="kept as given",
                        fix=f"correct {first} or {then} in the source",
                    )
