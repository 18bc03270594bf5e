"""A small made-up company whose files come, change and go from day to day."""

# ruff: noqa: E501

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

START = date(2026, 3, 2)
"""A Monday."""
PROJECT = """
name: Days
timezone: Europe/Berlin
week_starts: monday
currency: EUR
sources:
  accounts: accounts
  contracts: contracts
  events:
    file: events
    covers: all accounts
    stale_after: 9d
  tickets: tickets
  invoices: invoices
  assessments: assessments
  notes: notes
"""
CARD = """
scorecard: days
version: 1
kind: heuristic
success: [renewal]
signals:
  logins:
    kind: count
    from: events
    where: event = 'login'
    window: 14d
  quiet:
    kind: days_since
    from: events
  features:
    kind: adopted
    from: events
    features: [export, api]
    at_least: 1
  tickets:
    kind: count
    from: tickets
    window: 30d
  overdue:
    kind: overdue
  pulse:
    kind: latest
    from: assessments.pulse
    stale_after: 35d
inputs:
  - {input: Logins, signal: logins, category: usage, curve: {linear: {0: 0, 3: 100}}, weight: 20, why: x, origin: y}
  - {input: Quiet, signal: quiet, category: usage, curve: {linear: {1: 100, 20: 0}}, weight: 20, why: x, origin: y}
  - {input: Features, signal: features, category: adoption, curve: {lookup: {"no": 0, "yes": 100}}, weight: 20, why: x, origin: y}
  - {input: Tickets, signal: tickets, category: support, curve: {linear: {0: 100, 3: 0}}, weight: 20, why: x, origin: y}
  - {input: Overdue, signal: overdue, category: money, curve: {linear: {0: 100, 2: 0}}, weight: 20, why: x, origin: y}
bands:
  - {band: At risk, from: 0, color: red, respond_within: 2d, review: weekly, playbook: rescue, means: Now.}
  - {band: Watch, from: 45, color: yellow, respond_within: 7d, review: 14d, playbook: plan, means: Soon.}
  - {band: Healthy, from: 70, color: green, review: 30d, playbook: light, means: Fine.}
caps:
  - when: overdue > 1
    not_above: Watch
    because: Money is late.
steady: {margin: 3, or_after: 14d}
coverage_floor: 0.3
overlay: {wins: people, stale_after: 35d}
"""
ACCOUNTS = ("A", "B", "C", "D")
HEADS = {
    "accounts": "account_id,name,segment,status,owner,created_on,ended_on,valid_from",
    "contracts": "contract_id,account_id,starts_on,ends_on,arr,currency",
    "events": "event_id,account_id,event,occurred_at",
    "tickets": "ticket_id,account_id,opened_at,closed_at",
    "invoices": "account_id,issued_on,due_on,paid_on,amount",
    "assessments": "account_id,assessed_on,assessed_by,pulse,champion_status,executive_engagement",
    "notes": "account_id,kind,signal,text,starts_on,ends_on",
}
FIRST = {
    "accounts": [f"{a},Name {a},smb,paying,Ann,2025-06-01,," for a in ACCOUNTS],
    "contracts": [f"k{a},{a},2025-06-01,,1000,EUR" for a in ACCOUNTS],
    "events": [
        f",{a},{event},{START - timedelta(days=back)}T10:00"
        for n, a in enumerate(ACCOUNTS)
        for back, event in ((2 + n, "login"), (20 + 9 * n, "export"), (50, "login"))
    ],
    "tickets": [f"t{a},{a},{START - timedelta(days=12)}T09:00," for a in ACCOUNTS[:2]],
    "invoices": [f"{a},2026-01-10,2026-02-10,2026-02-05,10" for a in ACCOUNTS],
    "assessments": ["A,2026-02-20,Ann,4,active,active"],
    "notes": [],
}
_account = st.sampled_from(ACCOUNTS)


@dataclass
class Day:
    """What one day brings: files to write (text or None to remove), and what is done then."""

    passes: int
    files: dict[str, list[str] | None] = field(default_factory=dict)
    does: str = "score"


def _on(today: date, low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda back: str(today - timedelta(days=back)))


@st.composite
def _rows(draw: st.DrawFn, table: str, today: date) -> list[str]:
    account = draw(_account)
    if table == "events":
        event = draw(st.sampled_from(("login", "login", "export", "api")))
        key = draw(st.sampled_from(("", "", "e1", "e2")))
        return [
            f"{key},{account},{event},{draw(_on(today, 0, 25))}T{draw(st.integers(8, 18)):02}:00"
        ]
    if table == "tickets":
        closed = draw(st.just("") | _on(today, 0, 5).map(lambda day: f"{day}T12:00"))
        return [f"t{draw(st.integers(1, 3))},{account},{draw(_on(today, 0, 30))}T09:00,{closed}"]
    if table == "invoices":
        paid = draw(st.just("") | _on(today, 0, 5))
        return [f"{account},{draw(_on(today, 20, 60))},{draw(_on(today, 0, 20))},{paid},10"]
    if table == "assessments":
        pulse = draw(st.integers(1, 5))
        champion = draw(st.sampled_from(("active", "missing", "at_risk")))
        return [f"{account},{draw(_on(today, 0, 9))},Ann,{pulse},{champion},active"]
    if table == "notes":
        kind, signal = draw(st.sampled_from((("context", ""), ("wrong", "logins"))))
        return [f"{account},{kind},{signal},because,{draw(_on(today, 0, 5))},"]
    if table == "contracts":
        ends, starts = draw(st.just("") | _on(today, -40, 5)), draw(_on(today, 0, 9))
        renewed = f"k{account}2,{account},{starts},,{draw(st.integers(1, 3))}000,EUR"
        told = f"k{account},{account},2025-06-01,{ends},{draw(st.integers(1, 3))}000,EUR"
        return draw(st.sampled_from(([told], [renewed], [told, renewed])))
    ended = draw(st.just("") | _on(today, 0, 10))
    owner = draw(st.sampled_from(("Ann", "Bob")))
    status = draw(st.sampled_from(("paying", "paying", "trial")))
    since = draw(st.just("") | _on(today, 0, 20))
    name = draw(st.sampled_from((*ACCOUNTS, "E")))
    return [f"{name},Name {name},smb,{status},{owner},2025-06-01,{ended},{since}"]


@st.composite
def days(draw: st.DrawFn, *, most: int = 5) -> list[Day]:
    """What some days bring, after a first one with a backfill."""
    found, today = [], START
    for number in range(draw(st.integers(2, most))):
        passes = draw(st.sampled_from((1, 1, 2, 6, 7)))
        today += timedelta(days=passes)
        day = Day(passes, does=draw(st.sampled_from(("score", "score", "ingest", "weeks"))))
        for table in draw(st.lists(st.sampled_from(list(HEADS)), min_size=1, max_size=3)):
            lists = [draw(_rows(table, today)) for _ in range(draw(st.integers(1, 2)))]
            rows = [row for each in lists for row in each]
            if table == "accounts":
                day.files["accounts/0.csv"] = [*FIRST["accounts"], *rows]
            elif table == "contracts":
                told = {row.split(",")[0]: row for row in (*FIRST["contracts"], *rows)}
                day.files["contracts/0.csv"] = list(told.values())
            else:
                day.files[f"{table}/{draw(st.sampled_from((number + 1, number + 1, 1)))}.csv"] = (
                    rows
                )
        found.append(day)
    return found


def begin(folder: Path, *, card: str = CARD) -> None:
    """The project as it is on the first day."""
    (folder / "scorecards").mkdir(parents=True)
    (folder / "forewarn.yml").write_text(PROJECT.lstrip(), "utf-8")
    (folder / "scorecards" / "days.yml").write_text(card.lstrip(), "utf-8")
    write(folder, {f"{table}/0.csv": rows for table, rows in FIRST.items()}, 0)


def write(folder: Path, files: Mapping[str, list[str] | None], number: int) -> None:
    """Write or remove files; each writing has a time of its own."""
    for name, rows in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if rows is None:
            path.unlink(missing_ok=True)
            continue
        head = HEADS[name.split("/")[0]]
        path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
        os.utime(path, (1_000_000 + number, 1_000_000 + number))


def morning(today: date) -> datetime:
    """When the day's work is done."""
    return datetime(today.year, today.month, today.day, 7, tzinfo=UTC)
