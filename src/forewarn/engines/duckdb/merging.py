"""Merged account ids: the facts of an account that was merged go to the one it went into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import duckdb

from forewarn.engines.duckdb import gone
from forewarn.engines.duckdb.identity import identity
from forewarn.engines.duckdb.sql import quoted
from forewarn.terms.facts import Table


@dataclass(frozen=True, slots=True)
class Merges:
    """Which account ids go into which.

    Attributes:
        into: merged id to the id that it ends in, through any number of steps.
        cycles: ids whose merges lead back to themselves; they stay as they are.
        parted: ids that the ingest before had merged and this one has not, to what they went into.
    """

    into: Mapping[str, str] = field(default_factory=dict)
    cycles: tuple[str, ...] = ()
    parted: Mapping[str, str] = field(default_factory=dict)

    def since(self, before: Mapping[str, str]) -> Merges:
        """The same with what was merged before and is not any more."""
        parted = {
            each: self.into.get(into, into)
            for each, into in before.items()
            if each not in self.into
        }
        return replace(self, parted=parted)


def follow(steps: Mapping[str, str]) -> Merges:
    """Follow every merge to its end; ids on the way into a cycle stay as they are too."""
    ends: dict[str, str | None] = {}
    for start in sorted(steps):
        path: list[str] = []
        walked: set[str] = set()
        here = start
        while here in steps and here not in ends and here not in walked:
            path.append(here)
            walked.add(here)
            here = steps[here]
        end = None if here in walked else ends.get(here, here)
        ends.update(dict.fromkeys(path, end))
    into = {start: end for start, end in ends.items() if end is not None}
    return Merges(into, tuple(sorted(start for start, end in ends.items() if end is None)))


def read_merges(connection: duckdb.DuckDBPyConnection, accounts: str) -> Merges:
    """The merges that the accounts rows state; the latest statement of an account counts.

    Fills ``meta.merges``, which the statements of this module join with.
    """
    rows = connection.execute(
        "SELECT account_id, merged_into FROM (SELECT *, row_number() OVER (PARTITION BY account_id"
        " ORDER BY valid_from DESC NULLS LAST, known_at DESC NULLS LAST, merged_into DESC) AS rank"
        f" FROM {quoted(accounts)} WHERE merged_into IS NOT NULL AND merged_into <> account_id)"
        " WHERE rank = 1"
    ).fetchall()
    merges = follow({str(start): str(end) for start, end in rows})
    connection.execute("DELETE FROM meta.merges")
    connection.execute(
        "INSERT INTO meta.merges SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])",
        [list(merges.into), list(merges.into.values())],
    )
    return merges


def kept_merges(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The merges of the ingest before, as far as they were followed."""
    return dict(connection.execute("SELECT account_id, into_id FROM meta.merges").fetchall())


def rewrite(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """Give the facts of merged accounts to the account they went into; how many rows that were."""
    return _changed(
        connection,
        f"UPDATE {quoted(relation)} AS facts SET account_id = merges.into_id"
        " FROM meta.merges AS merges WHERE facts.account_id = merges.account_id",
    )


def remove_merged(
    connection: duckdb.DuckDBPyConnection, accounts: str, table: Table, *, first: bool
) -> int:
    """Take merged accounts off the accounts (their name lives on in ``meta.merges``).

    Children of a merged parent become children of the account it went into. In the ``first`` load
    of the table no account was there before it was merged: its rows are noted as gone, so that
    they do not come late should the merge be taken back.
    """
    if first:
        _note(connection, accounts, table)
    _changed(
        connection,
        f"UPDATE {quoted(accounts)} AS accounts SET parent_account_id = merges.into_id"
        " FROM meta.merges AS merges WHERE accounts.parent_account_id = merges.account_id",
    )
    return _changed(
        connection,
        f"DELETE FROM {quoted(accounts)} WHERE account_id IN (SELECT account_id FROM meta.merges)",
    )


def _note(connection: duckdb.DuckDBPyConnection, accounts: str, table: Table) -> None:
    """Note the rows of merged accounts by what they are recognised."""
    gone.note(
        connection,
        table.name,
        f"SELECT {identity(table, [])} AS _identity, known_at, _known_on"
        f" FROM {quoted(accounts)} SEMI JOIN meta.merges USING (account_id)",
    )


def _changed(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0
