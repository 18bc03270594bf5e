"""The signals by a loop over the weeks in pandas: filter by the window, group by account."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped, unused-ignore]

from benchmarks.sizes import weekly

DAY = timedelta(days=1)


def within(rows: pd.DataFrame, column: str, first: pd.Timestamp, after: pd.Timestamp) -> Any:
    """Rows of a window, by account."""
    return rows[(rows[column] >= first) & (rows[column] < after)].groupby("account_id")


def signals(facts: dict[str, pd.DataFrame], on: pd.Timestamp) -> pd.DataFrame:
    """The eight signals of every account that has any row, at one date."""
    events, tickets, invoices = facts["events"], facts["tickets"], facts["invoices"]
    month = within(events, "occurred_at", on - 30 * DAY, on)
    newest = events[events["occurred_at"] < on].groupby("account_id")["occurred_at"].max()
    unpaid = invoices["paid_on"].isna() | (invoices["paid_on"] >= on)
    overdue = invoices[(invoices["due_on"] < on) & unpaid]
    logins = facts["logins"]
    return pd.DataFrame(
        {
            "logins": within(logins, "occurred_at", on - 30 * DAY, on).size(),
            "monthly_users": month["user_id"].nunique(),
            "weekly_users": within(events, "occurred_at", on - 7 * DAY, on)["user_id"].nunique(),
            "features": within(events, "occurred_at", on - 90 * DAY, on)["event"].nunique(),
            "days_since": (on - newest.dt.normalize()).dt.days,
            "tickets": within(tickets, "opened_at", on - 30 * DAY, on).size(),
            "tickets_before": within(tickets, "opened_at", on - 120 * DAY, on - 30 * DAY).size(),
            "overdue": overdue.groupby("account_id").size(),
        },
        index=facts["accounts"]["account_id"],
    )


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """The facts, typed."""
    facts = {
        name: pd.read_parquet(folder / f"{name}.parquet")
        for name in ("accounts", "tickets", "invoices")
    }
    facts["events"] = pd.read_parquet(folder / "events")
    facts["logins"] = facts["events"][facts["events"]["event"] == "login"]
    for column in ("due_on", "paid_on"):
        facts["invoices"][column] = pd.to_datetime(facts["invoices"][column])
    return facts


def main() -> None:
    """Every week, one after the other."""
    folder, to = Path(sys.argv[1]), sys.argv[2]
    facts = read(folder)
    weeks = {on: signals(facts, pd.Timestamp(on)) for on in weekly()}
    pd.concat(weeks, names=["as_of"]).reset_index().to_parquet(to)


if __name__ == "__main__":
    main()
