"""The signals by featuretools: features of an entity set at cutoff times, one call per window."""

from __future__ import annotations

import sys
import warnings
from datetime import timedelta
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped, unused-ignore]

warnings.simplefilter("ignore")

import featuretools as ft  # type: ignore[import-not-found] # noqa: E402 - it warns
from featuretools.primitives import (  # type: ignore[import-not-found] # noqa: E402
    Count,
    NumUnique,
    TimeSinceLast,
)

from benchmarks.sizes import weekly  # noqa: E402

# A window of featuretools holds its cutoff and not its start; our times are whole seconds.
SECOND = timedelta(seconds=1)


def entity_set(folder: Path) -> ft.EntitySet:
    """Accounts, and what hangs on them; an invoice is a row when due, and one when paid."""
    invoices = pd.read_parquet(folder / "invoices.parquet")
    for column in ("due_on", "paid_on"):
        invoices[column] = pd.to_datetime(invoices[column])
    invoices["settled_on"] = invoices[["due_on", "paid_on"]].max(axis=1)
    paid = invoices[invoices["paid_on"].notna()]
    events = pd.read_parquet(folder / "events")
    tickets = pd.read_parquet(folder / "tickets.parquet")
    facts = ft.EntitySet("timing")
    accounts = pd.read_parquet(folder / "accounts.parquet")[["account_id"]]
    facts.add_dataframe(accounts, "accounts", index="account_id")
    for name, rows, moment in (
        ("events", events, "occurred_at"),
        ("tickets", tickets[["account_id", "opened_at"]], "opened_at"),
        ("due", invoices[["account_id", "due_on"]], "due_on"),
        ("paid", paid[["account_id", "settled_on"]], "settled_on"),
    ):
        facts.add_dataframe(rows, name, index="row", make_index=True, time_index=moment)
        facts.add_relationship("accounts", "account_id", name, "account_id")
    return facts


def features(facts: ft.EntitySet) -> dict[str | None, dict[str, ft.Feature]]:
    """What is asked of each window."""

    def count(table: str, **more: object) -> ft.Feature:
        return ft.Feature(
            facts[table].ww["row"], parent_dataframe_name="accounts", primitive=Count, **more
        )

    def distinct(column: str) -> ft.Feature:
        return ft.Feature(
            facts["events"].ww[column], parent_dataframe_name="accounts", primitive=NumUnique
        )

    logins = ft.Feature(facts["events"].ww["event"]) == "login"
    newest = ft.Feature(
        facts["events"].ww["occurred_at"],
        parent_dataframe_name="accounts",
        primitive=TimeSinceLast(unit="seconds"),
    )
    return {
        "30 days": {
            "logins": count("events", where=logins),
            "monthly_users": distinct("user_id"),
            "tickets": count("tickets"),
        },
        "7 days": {"weekly_users": distinct("user_id")},
        "90 days": {"features": distinct("event")},
        "120 days": {"tickets_120": count("tickets")},
        None: {"seconds": newest, "due": count("due"), "paid": count("paid")},
    }


def main() -> None:
    """Every account at every week as cutoff times."""
    folder, to = Path(sys.argv[1]), sys.argv[2]
    facts = entity_set(folder)
    cutoffs = pd.MultiIndex.from_product(
        [facts["accounts"]["account_id"], [pd.Timestamp(on) - SECOND for on in weekly()]],
        names=["account_id", "time"],
    ).to_frame(index=False)
    parts = []
    for window, asked in features(facts).items():
        matrix = ft.calculate_feature_matrix(
            list(asked.values()),
            facts,
            cutoff_time=cutoffs,
            training_window=window,
            cutoff_time_in_index=True,
        )
        matrix.columns = list(asked)
        parts.append(matrix.sort_index())
    found = pd.concat(parts, axis=1).reset_index()
    found["as_of"] = found["time"] + SECOND
    found["days_since"] = (found["seconds"] // 86400) + 1
    found["tickets_before"] = found["tickets_120"] - found["tickets"]
    found["overdue"] = found["due"] - found["paid"]
    found.drop(columns=["time", "seconds", "due", "paid", "tickets_120"]).to_parquet(to)


if __name__ == "__main__":
    main()
