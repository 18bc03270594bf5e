"""How columns and times of a source were read."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from forewarn.engines.duckdb.audit.check import Subject, counted
from forewarn.engines.duckdb.reading import table_of
from forewarn.terms.issue import Finding, Severity


class UnknownColumns:
    """Columns that the table's form does not know."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        for report in subject.reports():
            names = report.unknown_columns
            if not names:
                continue
            known = [column.name for column in table_of(report.table).columns]
            near = {name: get_close_matches(name.lower(), known, n=1, cutoff=0.8) for name in names}
            guesses = [f"{guess[0]}: {name}" for name, guess in near.items() if guess]
            yield Finding(
                report.table,
                Severity.NOTE,
                "unknown-column",
                f"{counted(len(names), 'column')} beside those of {report.table}",
                len(names),
                examples=names,
                effect="kept as they are; filters may use them",
                fix=f"if meant so, map them under 'columns': {', '.join(guesses)}"
                if guesses
                else "",
            )


class ClashingColumns:
    """Columns with a name that Forewarn uses itself."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        for report in subject.reports():
            if report.clashing_columns:
                yield Finding(
                    report.table,
                    Severity.WARNING,
                    "reserved-column",
                    f"{counted(len(report.clashing_columns), 'column')} with a reserved name",
                    len(report.clashing_columns),
                    examples=report.clashing_columns,
                    effect="the columns are left out",
                    fix="give them another name under 'columns' (ours: theirs)",
                )


class TimeZoneRead:
    """Times without an offset, and the zone in which they were read."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table; odd hours are named in it."""
        for report in subject.reports():
            if not report.naive_times:
                continue
            effect = f"read as times of {report.timezone}"
            if report.ambiguous_hours:
                twice = counted(report.ambiguous_hours, "time")
                effect += f"; {twice} in an hour that came twice: the first was taken"
            if report.skipped_hours:
                never = counted(report.skipped_hours, "time")
                effect += f"; {never} in an hour that the clock skipped: moved forward"
            yield Finding(
                report.table,
                Severity.NOTE,
                "time-zone",
                f"{counted(report.naive_times, 'time')} without an offset",
                report.naive_times,
                effect=effect,
                fix="set 'timezone' of the source if they are of another zone",
            )
