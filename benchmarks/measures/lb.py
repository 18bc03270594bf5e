"""The yardstick: one pass over the events' files, all four columns read, grouped by day.

Anything that measures accounts from raw events has to do at least this. The user is counted, or
DuckDB would not read that column at all; ``lb FOLDER without-user`` leaves it out.
"""

from __future__ import annotations

from pathlib import Path

import duckdb


def run(folder: Path, *words: str) -> None:
    """Count events, events with a user and logins per account and day."""
    users = "" if "without-user" in words else "count(user_id) AS users,"
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"""CREATE TEMP TABLE days AS
            SELECT account_id, CAST(occurred_at AS DATE) AS on_day, count(*) AS events, {users}
              count(*) FILTER (event = 'login') AS logins
            FROM read_parquet($files) GROUP BY ALL""",
            {"files": f"{folder}/events/*.parquet"},
        )
        print(connection.execute("SELECT count(*), sum(events) FROM days").fetchall())
