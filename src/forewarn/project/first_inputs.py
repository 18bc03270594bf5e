"""Inputs that ``init`` offers, one per table, and two more from events where tables are few."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FirstInput:
    """An input as text for the file.

    Attributes:
        table: the fact table it needs.
        fills_up: used only where fewer than four tables have an input.
    """

    table: str
    signal: str
    input: str
    fills_up: bool = False


FIRST_INPUTS = (
    FirstInput(
        "events",
        """\
  active_days:
    kind: active_days
    from: events
    # where: event = 'login'      # a filter in quotes of its own; see docs/filters.md
    window: 30d
""",
        """\
  - input: Active days
    signal: active_days
    category: usage
    curve: {linear: {0: 0, 5: 40, 20: 100}}     # straight lines between, flat outside
    weight: 20
    why: The first thing people check when they worry.
    origin: default of forewarn init
""",
    ),
    FirstInput(
        "events",
        """\
  breadth:
    kind: distinct
    from: events
    column: event
    window: 60d
""",
        """\
  - input: Breadth of use
    signal: breadth
    category: adoption
    curve: {linear: {0: 0, 3: 50, 8: 100}}
    weight: 20
    why: Accounts that use more of the product have more to lose.
    origin: default of forewarn init
""",
    ),
    FirstInput(
        "events",
        """\
  silence:
    kind: days_since
    from: events
""",
        """\
  - input: Days since last use
    signal: silence
    category: engagement
    curve: {linear: {0: 100, 7: 80, 30: 20, 60: 0}}
    weight: 20
    why: Silence comes before the letter.
    origin: default of forewarn init
""",
        fills_up=True,
    ),
    FirstInput(
        "events",
        """\
  use_change:
    kind: change
    signal: active_days
    against: before
""",
        """\
  - input: Active days against the month before
    signal: use_change
    category: usage
    curve: {linear: {-10: 0, 0: 60, 10: 100}}
    weight: 15
    why: A falling rhythm shows before silence does.
    origin: default of forewarn init
""",
        fills_up=True,
    ),
    FirstInput(
        "tickets",
        """\
  tickets:
    kind: count
    from: tickets
    window: 30d
""",
        """\
  - input: Tickets
    signal: tickets
    category: support
    curve: {linear: {0: 100, 3: 60, 10: 0}}
    weight: 15
    why: Trouble that reaches the help desk.
    origin: default of forewarn init
""",
    ),
    FirstInput(
        "interactions",
        """\
  last_contact:
    kind: days_since
    from: interactions
""",
        """\
  - input: Days since last contact
    signal: last_contact
    category: engagement
    curve: {linear: {0: 100, 30: 80, 90: 30, 180: 0}}
    weight: 15
    why: Customers who are not met drift unseen.
    origin: default of forewarn init
""",
    ),
    FirstInput(
        "invoices",
        """\
  overdue:
    kind: overdue
    from: invoices
""",
        """\
  - input: Overdue invoices
    signal: overdue
    category: commercial
    curve: {steps: {0: 100, 1: 40, 2: 0}}
    weight: 10
    why: Late payment is a decision that someone took.
    origin: default of forewarn init
""",
    ),
    FirstInput(
        "contacts",
        """\
  champion_gone:
    kind: days_without
    from: contacts
    where: role = 'champion'
""",
        """\
  - input: Champion
    signal: champion_gone
    category: relationship
    curve: {linear: {0: 100, 14: 60, 60: 20, 120: 0}}
    weight: 20
    why: Usage stays high for months after the champion has left; renewals do not.
    origin: default of forewarn init
""",
    ),
    FirstInput(
        "assessments",
        """\
  pulse:
    kind: latest
    from: assessments.pulse
    stale_after: 35d
""",
        """\
  - input: CSM assessment
    signal: pulse
    category: relationship
    scale:                                       # every step needs its meaning
      1: I would not be surprised if they cancelled.
      2: Relations are strained; I would not bet on the renewal.
      3: Works, but the champion answers less and I do not know why.
      4: Good; one person carries it.
      5: They would defend us in a budget round.
    curve: {lookup: {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}}
    weight: 30
    why: Reps hear it first.
    origin: default of forewarn init
""",
    ),
)
