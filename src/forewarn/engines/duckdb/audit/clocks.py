"""When rows happened and when they became known."""

from __future__ import annotations

from collections.abc import Iterator

from forewarn.engines.duckdb.audit.check import Sample, Subject, counted
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.issue import Finding, Severity

# Their own date may lie ahead: a contract starts, an invoice falls due.
_MAY_LIE_AHEAD = {"contracts": "signed_on", "invoices": "issued_on"}


class FutureRows:
    """Rows dated after the ingest that read them, though they tell what happened."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        ingested_on = subject.ingested_on
        for table, sample in _dated(subject, f"> DATE '{ingested_on}'"):
            yield Finding(
                table,
                Severity.WARNING,
                "future",
                f"{counted(sample.count, 'row')} dated after {ingested_on}, the day of the ingest",
                sample.count,
                rows=sample.rows,
                examples=sample.examples,
                effect="kept; they count from the day after their date",
                fix="correct the dates",
            )


class LaterRows:
    """Rows of a time that the asked date does not see yet."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        as_of, ingested_on = subject.as_of, subject.ingested_on
        between = f"BETWEEN DATE '{as_of}' AND DATE '{ingested_on}'"
        for table, sample in _dated(subject, between):
            yield Finding(
                table,
                Severity.NOTE,
                "later",
                f"{counted(sample.count, 'row')} dated {as_of} or later",
                sample.count,
                rows=sample.rows,
                examples=sample.examples,
                effect=f"kept; a snapshot of {as_of} does not see them",
            )


def _dated(subject: Subject, when: str) -> Iterator[tuple[str, Sample]]:
    """Per table the rows whose day lies there, where there are any."""
    for table in subject.tables:
        day = quoted(_MAY_LIE_AHEAD.get(table.name, "_on"))
        sample = subject.sample(table.name, f"{day} {when}", example=day)
        if sample.count:
            yield table.name, sample


class NewAndLate:
    """Rows that this ingest saw first, dated more than a day before it."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        on = subject.report.ingested_at.date()
        for report in subject.reports():
            if report.late:
                yield Finding(
                    report.table,
                    Severity.NOTE,
                    "first-seen",
                    f"{counted(report.late, 'row')} first seen by the ingest of {on}, dated before",
                    report.late,
                    effect="kept; they count from that ingest on, so that past scores stand",
                    fix="send known_at with the rows if they were known earlier",
                )


class LateArrivals:
    """Share of rows known more than a day after they happened."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        for table in subject.tables:
            late = "_known_on > _on + 2"
            sample = subject.sample(table.name, late, example="(_known_on - _on) || ' days'")
            if not sample.count:
                continue
            report = subject.report.table(table.name)
            kept = report.rows_kept if report else sample.count
            yield Finding(
                table.name,
                Severity.NOTE,
                "late",
                f"{counted(sample.count, 'row')} ({sample.count / kept:.0%}) became known more"
                " than a day after they happened",
                sample.count,
                column="known_at",
                rows=sample.rows,
                examples=sample.examples,
                effect="kept; they count from when they were known",
            )
