"""Contracts and their outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from forewarn.engines.duckdb.audit.check import Subject, counted
from forewarn.terms.issue import Finding, Severity


class OverlappingContracts:
    """Contracts of an account that run at the same time for the same product."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding."""
        if not subject.has("contracts"):
            return
        sample = subject.sample_of(
            "SELECT _file, _row, account_id AS example FROM facts.contracts QUALIFY starts_on <"
            " max(coalesce(ends_on, DATE '9999-12-31')) OVER (PARTITION BY account_id, product"
            " ORDER BY starts_on, coalesce(ends_on, DATE '9999-12-31'), _file, _row"
            " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        )
        if sample.count:
            yield Finding(
                "contracts",
                Severity.WARNING,
                "overlap",
                f"{counted(sample.count, 'contract')} beginning while another of the same account"
                " and product runs",
                sample.count,
                column="starts_on",
                rows=sample.rows,
                examples=sample.examples,
                effect="kept; seats and revenue of both count",
                fix="end the earlier contract, or fill in product to tell them apart",
            )


class OutcomesWithoutContract:
    """Outcomes that name no contract, or one that is not there."""

    def look(self, subject: Subject) -> Iterator[Finding]:
        """One finding for each of the two."""
        if not subject.has("outcomes"):
            return
        nameless = subject.sample("outcomes", "contract_id IS NULL", example="account_id")
        if nameless.count:
            yield Finding(
                "outcomes",
                Severity.NOTE,
                "no-contract",
                f"{counted(nameless.count, 'outcome')} without contract_id",
                nameless.count,
                column="contract_id",
                rows=nameless.rows,
                examples=nameless.examples,
                effect="kept, as outcomes of the account",
                fix="fill in contract_id to tell renewals of one account apart",
            )
        if subject.has("contracts"):
            yield from self._lost(subject)

    def _lost(self, subject: Subject) -> Iterator[Finding]:
        lost = (
            "contract_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM facts.contracts AS contracts"
            " WHERE contracts.contract_id = facts.contract_id)"
        )
        sample = subject.sample("outcomes", lost, example="contract_id")
        if sample.count:
            yield Finding(
                "outcomes",
                Severity.WARNING,
                "lost-contract",
                f"{counted(sample.count, 'outcome')} of contracts that are not in contracts",
                sample.count,
                column="contract_id",
                rows=sample.rows,
                examples=sample.examples,
                effect="kept, as outcomes of the account",
                fix="add the contracts, or correct contract_id",
            )
