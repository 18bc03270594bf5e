"""Accounts, and facts of accounts that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from forewarn.engines.duckdb.audit.check import Subject, counted
from forewarn.terms.issue import Finding, Severity


class OrphanAccounts:
    """Facts of accounts that the accounts table does not have."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table."""
        if not subject.has("accounts"):
            return
        for table in subject.tables:
            if table.name == "accounts":
                continue
            orphan = "account_id NOT IN (SELECT account_id FROM facts.accounts)"
            sample = subject.sample(table.name, orphan, example="account_id")
            if sample.count:
                yield Finding(
                    table.name,
                    Severity.WARNING,
                    "orphan-account",
                    f"{counted(sample.count, 'row')} of accounts that are not in accounts",
                    sample.count,
                    column="account_id",
                    rows=sample.rows,
                    examples=sample.examples,
                    effect="kept, but they score no account",
                    fix="add the accounts, or name where they went as merged_into",
                )


class MergeCycles:
    """Accounts that are merged into each other."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding."""
        cycles = subject.report.merge_cycles
        if cycles:
            yield Finding(
                "accounts",
                Severity.WARNING,
                "merge-cycle",
                f"{counted(len(cycles), 'account')} merged in a circle",
                len(cycles),
                column="merged_into",
                examples=cycles[:5],
                effect="kept as they are, not merged",
                fix="let merged_into of one of them be empty",
            )


class MergedAccounts:
    """Accounts that went into another: their facts count there."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding."""
        merged = subject.report.merged_accounts
        if merged:
            moved = sum(report.merged for report in subject.reports() if report.table != "accounts")
            pairs = [f"{start} into {end}" for start, end in sorted(merged.items())]
            yield Finding(
                "accounts",
                Severity.NOTE,
                "merged",
                f"{counted(len(merged), 'account')} merged into others",
                len(merged),
                column="merged_into",
                examples=tuple(pairs[:5]),
                effect=f"read as the account they went into, with {counted(moved, 'fact')}",
            )


class ConstantHistory:
    """Accounts without dated attributes: today's are read back into the past."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding."""
        if not subject.has("accounts"):
            return
        sample = subject.sample("accounts", "valid_from IS NULL", example="account_id")
        total = subject.value("SELECT count(*) FROM facts.accounts")
        if sample.count and sample.count == total:
            yield Finding(
                "accounts",
                Severity.NOTE,
                "constant-history",
                "no account has valid_from",
                sample.count,
                column="valid_from",
                effect="segment, plan, owner and status are taken to have always been as they are",
                fix="send a row for each change, with valid_from, to see the past as it was",
            )
