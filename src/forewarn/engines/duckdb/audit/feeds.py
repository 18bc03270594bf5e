"""Feeds that stopped, for a while or for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import quantiles

from forewarn.engines.duckdb.audit.check import Subject, counted
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import TABLES, Table
from forewarn.terms.issue import Finding, Severity

_QUIET_DAYS = 14
_FEW_DAYS = 28
_DAILY = 0.98
_LONGEST_USUAL = 7


def is_feed(table: Table) -> bool:
    """Whether rows of a table are expected all the time."""
    return table.name in ("events", "tickets", "interactions") or table.name not in TABLES


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without any row: first and last of them."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return str(self.first) if self.days == 1 else f"{self.first} to {self.last}"


def gaps_in(days: Sequence[date]) -> list[Gap]:
    """Stretches without rows that stand out in an otherwise regular feed.

    A feed that has rows on 98 of 100 days misses any day; others (quiet at weekends) miss a
    stretch three times as long as 95 of 100 of their pauses are. Feeds with pauses beyond a week,
    or of less than four weeks, have no rhythm to miss.

    Args:
        days: ascending days that have rows.
    """
    if len(days) < _FEW_DAYS:
        return []
    steps = [(then - day).days for day, then in pairwise(days)]
    usual = quantiles(steps, n=20)[-1]
    if usual > _LONGEST_USUAL:
        return []
    daily = len(days) >= _DAILY * ((days[-1] - days[0]).days + 1)
    longest = 1 if daily else 3 * usual
    one = timedelta(days=1)
    return [
        Gap(day + one, then - one) for day, then in pairwise(days) if (then - day).days > longest
    ]


class EmptySources:
    """Sources that give no row."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table; without accounts nothing can be scored."""
        for report in subject.reports():
            if report.rows_kept:
                continue
            accounts = report.table == "accounts"
            lost = (
                "nobody can be scored" if accounts else "what is measured by it is missing for all"
            )
            yield Finding(
                report.table,
                Severity.ERROR if accounts else Severity.WARNING,
                "no-rows",
                f"{report.source} has no row that can be used",
                report.rows_read,
                effect=lost,
                fix="look whether the export ran, or leave the source out of forewarn.yml",
            )


class Gaps:
    """Days without any row in a feed that is otherwise regular."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        for table in subject.tables:
            if not is_feed(table):
                continue
            rows = subject.connection.execute(
                f"SELECT DISTINCT _on FROM facts.{quoted(table.name)}"
                f" WHERE _on < DATE '{subject.as_of}' ORDER BY _on"
            ).fetchall()
            gaps = gaps_in([row[0] for row in rows])
            if gaps:
                count = sum(gap.days for gap in gaps)
                longest = sorted(gaps, key=lambda gap: (-gap.days, gap.first))[:5]
                yield Finding(
                    table.name,
                    Severity.WARNING,
                    "gap",
                    f"{counted(count, 'day')} without any row in an otherwise regular feed",
                    count,
                    examples=tuple(str(gap) for gap in longest),
                    effect="kept; accounts look less active than they were on those days",
                    fix="load the rows of those days again",
                )


class Stale:
    """Tables whose newest row is old."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table: a warning beyond ``stale_after``, a note beyond 14 days."""
        for table in subject.tables:
            source = subject.settings.source(table.name)
            stated = source.stale_after_days if source else None
            if stated is None and not is_feed(table):
                continue
            newest = subject.value(
                f"SELECT max(_on) FROM facts.{quoted(table.name)}"
                f" WHERE _on < DATE '{subject.as_of}'"
            )
            if isinstance(newest, date):
                yield from self._judge(table.name, newest, subject.as_of, stated)

    def _judge(
        self, table: str, newest: date, as_of: date, stated: int | None
    ) -> Iterator[Finding]:
        age = (as_of - newest).days
        if age <= (_QUIET_DAYS if stated is None else stated):
            return
        effect = "used as it is" if stated is None else f"signals of {table} are stale for all"
        yield Finding(
            table,
            Severity.NOTE if stated is None else Severity.WARNING,
            "stale",
            f"the newest row is of {newest}, {counted(age, 'day')} before {as_of}",
            1,
            examples=(str(newest),),
            effect=effect,
            fix="look whether the feed has stopped"
            + ("; set stale_after to say when it counts as stale" if stated is None else ""),
        )
