"""The same project with outcomes: what became of every contract that ended in the two years."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import duckdb

from benchmarks.make import chance
from benchmarks.project import SETTINGS, scorecard
from benchmarks.sizes import FIRST_ON, LAST_AS_OF

LOST = 0.12


def run(folder: Path, to: str) -> None:
    """Write a project beside the facts: the same files, and outcomes of its own.

    Contracts that fell due before the newest date are decided a few days before their notice
    deadline; about one in eight is lost, the more often the fewer users an account has.
    """
    place = Path(to)
    (place / "scorecards").mkdir(parents=True, exist_ok=True)
    first = FIRST_ON + timedelta(weeks=39)
    due = f"ends_on - notice_days BETWEEN DATE '{first}' AND DATE '{LAST_AS_OF}'"
    lost = f"{chance('contract_id', 21)} < {LOST} * (0.5 + 5.0 / (5 + seats))"
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT account_id, contract_id, ends_on AS due_on,
              ends_on - notice_days - 5 AS decided_on,
              CASE WHEN {lost} THEN 'churned' ELSE 'renewed' END AS kind, arr AS arr_before,
              CASE WHEN {lost} THEN 0 ELSE arr END AS arr_after
            FROM read_parquet('{folder / "contracts.parquet"}') WHERE {due}
            ORDER BY due_on, account_id) TO '{place / "outcomes.parquet"}' (FORMAT parquet)"""
        )
    sources = SETTINGS.replace("file: events", f"file: {folder}/events")
    for table in ("accounts", "contracts", "tickets", "invoices"):
        sources = sources.replace(f": {table}.parquet", f": {folder}/{table}.parquet")
    (place / "forewarn.yml").write_text(sources + "  outcomes: outcomes.parquet\n", "utf-8")
    (place / "scorecards" / "timing.yml").write_text(scorecard(), "utf-8")
