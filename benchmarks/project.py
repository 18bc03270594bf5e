"""The Forewarn project that is timed: one scorecard whose eight inputs are goal 1's signals."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
name: Timing
timezone: UTC
week_starts: monday
currency: EUR
simulated: true
sources:
  accounts: accounts.parquet
  contracts: contracts.parquet
  events:
    file: events
    covers: all accounts
  tickets: tickets.parquet
  invoices: invoices.parquet
"""

_HEAD = """\
scorecard: timing
version: 1
kind: heuristic
success: [renewal]

signals:
  logins:
    kind: count
    from: events
    where: event = 'login'
    window: 30d
  monthly_users:
    kind: distinct
    from: events
    column: user_id
    window: 30d
  weekly_users:
    kind: distinct
    from: events
    column: user_id
    window: 7d
  features:
    kind: distinct
    from: events
    column: event
    window: 90d
  days_quiet:
    kind: days_since
    from: events
  tickets:
    kind: count
    from: tickets
    window: 30d
  tickets_quarter:
    kind: count
    from: tickets
    window: 90d
  more_tickets:
    kind: change
    signal: tickets_quarter
    over: 30d
  overdue:
    kind: overdue

inputs:
"""

_BANDS = """\

bands:
  - band: At risk
    from: 0
    color: red
    respond_within: 2d
    review: weekly
    playbook: rescue
    means: A save is needed now.
  - band: Watch
    from: 45
    color: yellow
    respond_within: 7d
    review: 14d
    playbook: action-plan
    means: Still cheap to turn.
  - band: Healthy
    from: 70
    color: green
    review: 30d
    playbook: light-touch
    means: On course.

steady: {margin: 3, or_after: 14d}
coverage_floor: 0.6
"""

# name, signal, category, curve, weight
_INPUTS = (
    ("Logins", "logins", "usage", "{0: 0, 20: 50, 200: 100}", 15),
    ("Monthly users", "monthly_users", "usage", "{0: 0, 5: 50, 40: 100}", 15),
    ("Weekly users", "weekly_users", "usage", "{0: 0, 3: 50, 20: 100}", 10),
    ("Features", "features", "adoption", "{0: 0, 15: 50, 45: 100}", 15),
    ("Quiet", "days_quiet", "usage", "{1: 100, 14: 50, 60: 0}", 15),
    ("Tickets", "tickets", "support", "{0: 100, 3: 60, 10: 0}", 10),
    ("More tickets", "more_tickets", "support", "{-5: 100, 0: 70, 10: 0}", 10),
    ("Overdue", "overdue", "money", "{0: 100, 3: 0}", 10),
)


def scorecard() -> str:
    """The scorecard file."""
    inputs = "".join(
        f"  - input: {name}\n    signal: {signal}\n    category: {category}\n"
        f"    curve: {{linear: {curve}}}\n    weight: {weight}\n    missing: reweight\n"
        f"    why: Timed, not judged.\n    origin: the goals of the benchmarks\n"
        for name, signal, category, curve, weight in _INPUTS
    )
    return _HEAD + inputs + _BANDS


def write_project(folder: Path) -> None:
    """Write forewarn.yml and the scorecard beside the facts."""
    (folder / "scorecards").mkdir(exist_ok=True)
    (folder / "forewarn.yml").write_text(SETTINGS, "utf-8")
    (folder / "scorecards" / "timing.yml").write_text(scorecard(), "utf-8")
