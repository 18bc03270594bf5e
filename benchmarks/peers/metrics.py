"""The eight signals as metric SQL: what each insert selects from facts and weeks."""

from __future__ import annotations


def windowed(table: str, moment: str, value: str, *, days: int, back: int = 0) -> str:
    """What a metric over a window selects from."""
    start, end = f"w.as_of - interval '{days + back} days'", f"w.as_of - interval '{back} days'"
    return f"""{value} FROM {table} AS t JOIN weeks AS w
        ON t.{moment} >= {start} AND t.{moment} < {end}"""


METRICS = {
    "logins": windowed("events", "occurred_at", "count(*)", days=30) + " WHERE t.event = 'login'",
    "monthly_users": windowed("events", "occurred_at", "count(DISTINCT t.user_id)", days=30),
    "weekly_users": windowed("events", "occurred_at", "count(DISTINCT t.user_id)", days=7),
    "features": windowed("events", "occurred_at", "count(DISTINCT t.event)", days=90),
    "days_since": """w.as_of::date - max(t.occurred_at)::date
        FROM events AS t JOIN weeks AS w ON t.occurred_at < w.as_of""",
    "tickets": windowed("tickets", "opened_at", "count(*)", days=30),
    "tickets_before": windowed("tickets", "opened_at", "count(*)", days=90, back=30),
    "overdue": """count(*) FROM invoices AS t JOIN weeks AS w
        ON t.due_on < w.as_of AND (t.paid_on IS NULL OR t.paid_on >= w.as_of)""",
}


def insert(name: str) -> str:
    """One metric for every account and week, in one statement."""
    return (
        f"INSERT INTO metric SELECT t.account_id, w.as_of, '{name}', {METRICS[name]}"
        " GROUP BY t.account_id, w.as_of"
    )
