"""Small projects of a few rows, worked through by hand in tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from forewarn.project import Project
from forewarn.project.loading import load
from forewarn.terms.score import AccountResult, Snapshot

BANDS = """\
bands:
  - {band: At risk, from: 0, color: red, respond_within: 2d, review: weekly, playbook: r, means: A.}
  - {band: Watch, from: 45, color: yellow, respond_within: 7d, review: 14d, playbook: a, means: B.}
  - {band: Healthy, from: 70, color: green, review: 30d, playbook: l, means: C.}
"""
LINE = "  - {input: %s, signal: %s, category: %s, curve: %s, weight: %s, why: w, origin: o}\n"


def card(
    name: str = "health",
    *,
    logins: str = "{linear: {0: 0, 10: 100}}",
    head: str = "",
    signals: str = "",
    inputs: str = "",
    tail: str = "",
) -> str:
    """A scorecard over logins, tickets and meetings."""
    return (
        f"scorecard: {name}\nversion: 1\nkind: heuristic\nsuccess: [renewal]\n{head}\nsignals:\n"
        "  logins: {kind: active_days, from: events, window: 30d}\n"
        "  tickets: {kind: count, from: tickets, window: 30d}\n"
        f"  meets: {{kind: count, from: interactions, window: 90d}}\n{signals}inputs:\n"
        + LINE % ("Logins", "logins", "usage", logins, 30)
        + LINE % ("Tickets", "tickets", "support", "{linear: {0: 100, 5: 0}}", 30)
        + LINE % ("Meets", "meets", "engagement", "{linear: {0: 0, 3: 100}}", 40)
        + f"{inputs}{BANDS}steady: {{margin: 3, or_after: 14d}}\n{tail}"
    )


def events(*days: tuple[str, str]) -> str:
    """Logins: account and day."""
    rows = (f"{place},{account},login,{day}\n" for place, (account, day) in enumerate(days))
    return "event_id,account_id,event,occurred_at\n" + "".join(rows)


TABLES = {
    "accounts": "account_id,created_on\na,2025-01-01\n",
    "events": events(*(("a", f"2026-01-{day:02d}") for day in range(1, 20))),
    "tickets": "ticket_id,account_id,opened_at\nt0,z,2024-01-01\n",
    "interactions": "account_id,kind,occurred_at\na,meeting,2025-12-20\na,meeting,2026-01-03\n",
}


def project(folder: Path, cards: Mapping[str, str], **tables: str) -> Path:
    """Writes a project; tables beside or instead of the usual four."""
    (folder / "scorecards").mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    found = TABLES | tables
    sources = "".join(f"  {name}: data/{name}.csv\n" for name in found if name != "events")
    (folder / "forewarn.yml").write_text(
        f"name: small\ncurrency: EUR\nscorecards: [{', '.join(cards)}]\nsources:\n"
        f"  events: {{file: data/events.csv, covers: all accounts}}\n{sources}"
    )
    for name, text in cards.items():
        (folder / "scorecards" / f"{name}.yml").write_text(text)
    for name, text in found.items():
        (folder / "data" / f"{name}.csv").write_text(text)
    return folder


def opened(folder: Path, *, today: date = date(2026, 3, 1)) -> Project:
    """The project on a given day."""
    now: Callable[[], datetime] = lambda: datetime(  # noqa: E731
        today.year, today.month, today.day, 12, tzinfo=UTC
    )
    return Project(load(folder, {}), now=now)


def of(snapshot: Snapshot, account_id: str = "a") -> AccountResult:
    """One account's result."""
    return next(each for each in snapshot.accounts if each.account_id == account_id)
