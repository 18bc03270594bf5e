"""Notes, contexts and goals of the SIMULATED accounts, and the truth about migrations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from forewarn.simulate.chance import between, days_later, sigmoid
from forewarn.simulate.company import Row
from forewarn.simulate.latent import Migration
from forewarn.simulate.lives import Life

_GOALS = (
    ("Close the books five days sooner", "time saved", 5),
    ("Approve invoices within two days", "speed", 2),
    ("Bring all branches onto one tool", "roll-out", 12),
    ("Halve the manual exports", "effort", 50),
    ("Cut late payments by a third", "money", 33),
)
_REMARKS = (
    "Asked for a roadmap talk next quarter.",
    "New office; the team moves in autumn.",
    "They prefer short calls to long meetings.",
    "Procurement wants the security papers again.",
)


def note_rows(life: Life) -> Iterator[Row]:
    """Contexts for announced migrations and for pauses, and a remark now and then.

    A context counts from its first day; one in four is written down some days after that.
    """
    rng = life.setting.stream("notes", life.profile.account_id)
    for migration in life.migrations:
        row = _context(rng, life, migration)
        if migration.announced and migration.starts_on < life.last_on:
            yield row
    pause = life.profile.pause
    if pause is not None and life.profile.kind == "paying" and pause[0] < life.last_on:
        yield _row(life, "context", "Paused by agreement.", starts_on=pause[0], ends_on=pause[1])
    if rng.random() < 0.4:
        span = (life.last_on - life.profile.begins_on).days
        day = life.profile.begins_on + timedelta(days=int(span * rng.random()))
        yield _row(life, "note", rng.choice(_REMARKS), starts_on=day, ends_on=None)


def migration_rows(life: Life) -> Iterator[Row]:
    """The truth about planned migrations, announced or not."""
    for migration in life.migrations:
        if migration.starts_on < life.last_on:
            yield {
                "account_id": life.profile.account_id,
                "starts_on": migration.starts_on,
                "ends_on": migration.ends_on,
                "announced": migration.announced,
            }


def goal_rows(life: Life) -> Iterator[Row]:
    """Up to three goals of a paying account; measured, and met, where there is value."""
    rng = life.setting.stream("goals", life.profile.account_id)
    paid = life.profile.pays_from is not None
    for goal, kind, target in rng.sample(_GOALS, rng.choice((0, 1, 2, 3)) if paid else 0):
        agreed_on = days_later(life.profile.begins_on, rng.randint(0, 150))
        measured_on = days_later(agreed_on, rng.randint(60, 270))
        value = life.latent.value[life.setting.week_of(measured_on)]
        dice = [rng.random() for _ in range(2)]
        done = dice[0] < sigmoid(0.2 + value) and measured_on < life.last_on
        reached = round(target * max(0.1, 0.8 + 0.3 * value + rng.gauss(0, 0.2)), 1)
        if agreed_on < life.last_on:
            yield {
                "account_id": life.profile.account_id,
                "goal": goal,
                "kind": kind,
                "agreed_on": agreed_on,
                "target": target,
                "measured": reached if done else None,
                "measured_on": measured_on if done else None,
                "evidence": "figures confirmed by e-mail" if done and dice[1] < 0.6 else None,
            }


def _context(rng: Random, life: Life, migration: Migration) -> Row:
    dice = [rng.random() for _ in range(2)]
    written_on = migration.starts_on + timedelta(days=between(dice[1], 2, 12))
    return _row(
        life,
        "context",
        "Planned migration; fewer sign-ins until it is done.",
        starts_on=migration.starts_on,
        ends_on=migration.ends_on,
        known_at=datetime.combine(written_on, time(6)) if dice[0] < 0.25 else None,
    )


def _row(
    life: Life,
    kind: str,
    text: str,
    *,
    starts_on: date,
    ends_on: date | None,
    known_at: datetime | None = None,
) -> Row:
    return {
        "account_id": life.profile.account_id,
        "kind": kind,
        "text": text,
        "author": life.profile.owner_on(starts_on).name,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "known_at": known_at,
    }
