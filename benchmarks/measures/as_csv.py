"""The facts as CSV, for a program that reads no Parquet."""

from __future__ import annotations

from pathlib import Path

import duckdb

TABLES = {
    "accounts": ("accounts.parquet", "account_id"),
    "events": ("events/*.parquet", "account_id, user_id, event, occurred_at"),
    "tickets": ("tickets.parquet", "account_id, opened_at"),
    "invoices": ("invoices.parquet", "account_id, due_on, paid_on"),
}


def run(folder: Path, to: str) -> None:
    """One file per table, without a header."""
    Path(to).mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for table, (files, columns) in TABLES.items():
            connection.execute(
                f"COPY (SELECT {columns} FROM read_parquet('{folder}/{files}'))"
                f" TO '{to}/{table}.csv' (HEADER false)"
            )
