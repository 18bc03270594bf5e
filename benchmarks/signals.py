"""Goal 1's eight signals, as primitives of Forewarn."""

from __future__ import annotations

from forewarn.signals.filters.tree import Compare
from forewarn.signals.primitives import Additive, Distinct, Facts, Latest, Open, Primitive
from forewarn.terms.time import Window

NAMES = (
    "logins",
    "monthly_users",
    "weekly_users",
    "features",
    "days_since",
    "tickets",
    "tickets_before",
    "overdue",
)


def eight() -> tuple[Primitive, ...]:
    """In the order of ``NAMES``; days since the last event comes as the newest fact's day."""
    events, tickets = Facts("events"), Facts("tickets")
    return (
        Additive(Facts("events", Compare("event", "=", "login")), Window(30)),
        Distinct(events, ("user_id",), Window(30)),
        Distinct(events, ("user_id",), Window(7)),
        Distinct(events, ("event",), Window(90)),
        Latest(events),
        Additive(tickets, Window(30)),
        Additive(tickets, Window(90, 30)),
        Open(Facts("invoices"), closes="paid_on", opens="due_on"),
    )
