"""Which kinds of row the accounts of some cases had, before the date that each is asked at.

Cost: one pass over each table that holds more than master records, joined with the cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.catalog import Catalog, StoredTable
from forewarn.engines.duckdb.setwise.around import load
from forewarn.engines.duckdb.sql import quoted
from forewarn.engines.duckdb.store import beside

_CASES = "presence_cases"
_NOT_ASKED = ("accounts", "contracts", "outcomes")
"""Every account has the first two; the third is what is to be foreseen."""
_KINDS = {
    "contacts": "role",
    "events": "event",
    "goals": "kind",
    "interactions": "kind",
    "notes": "kind",
    "opportunities": "kind",
    "surveys": "kind",
    "tickets": "category",
}
"""The column whose words are looked at one by one; other tables are looked at as a whole."""


@dataclass(frozen=True, slots=True)
class CaseAsked:
    """An account as of a date, and whether it was lost afterwards."""

    account_id: str
    as_of: date
    lost: bool


@dataclass(frozen=True, slots=True)
class Present:
    """One kind of row.

    Attributes:
        table, column, word: which rows; no column = all rows of the table.
        lost, kept: cases whose account had such a row in the days before their date.
    """

    table: str
    column: str
    word: str
    lost: int
    kept: int


def present(
    connection: DuckDBPyConnection, cases: Sequence[CaseAsked], *, days: int
) -> Iterator[Present]:
    """Per table and word how many cases had a row of it in the days before, known by then.

    Args:
        connection: to the store.
        cases: each counts once.
        days: how far back from each case's date.
    """
    cursor = beside(connection)
    try:
        load(
            cursor,
            _CASES,
            {
                "n": ("INTEGER", range(len(cases))),
                "account_id": ("VARCHAR", [each.account_id for each in cases]),
                "as_of": ("DATE", [each.as_of for each in cases]),
                "lost": ("BOOLEAN", [each.lost for each in cases]),
            },
        )
        for table in Catalog(cursor).tables():
            if table.name not in _NOT_ASKED and {"account_id", "_seen_on"} <= set(table.columns):
                yield from _of_table(cursor, table, days)
    finally:
        cursor.close()


def _of_table(cursor: DuckDBPyConnection, table: StoredTable, days: int) -> Iterator[Present]:
    column = _KINDS.get(table.name, "")
    column = column if column in table.columns else ""
    word = f"coalesce(CAST(f.{quoted(column)} AS VARCHAR), '')" if column else "''"
    found = cursor.execute(
        f"""SELECT word, count(*) FILTER (lost), count(*) FILTER (NOT lost) FROM (
            SELECT DISTINCT {word} AS word, c.n, c.lost
            FROM {table.sql} AS f JOIN {_CASES} AS c USING (account_id)
            WHERE f._seen_on <= c.as_of AND f._on >= c.as_of - {days})
        GROUP BY word ORDER BY word"""
    ).fetchall()
    for word, lost, kept in found:
        yield Present(table.name, column if word else "", word, lost, kept)
