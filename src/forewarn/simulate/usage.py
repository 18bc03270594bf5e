"""What the users of SIMULATED accounts did: events, one row per user, day and event.

Usage follows value and fit, and through the value (see `latent`) a departed champion only after
the quiet weeks. Planned migrations, pauses, holidays and a decision to leave dampen it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from forewarn.simulate.chance import between, clamp, days_later, office_time, poisson, sigmoid
from forewarn.simulate.company import Row
from forewarn.simulate.lives import Life

FEATURES = {
    "invoicing": 1.2,
    "approvals": 0.6,
    "reports": 0.9,
    "exports": 0.4,
    "integrations": -0.4,
    "mobile": 0.0,
    "api": -0.9,
    "admin": 1.5,
}
"""The features, each with the log odds that an ordinary account has switched it on."""
TEAMS = ("finance", "sales", "operations", "it")
_FLOW = ("approvals", "integrations", "api")


@dataclass(frozen=True, slots=True)
class User:
    """One seat in use; an empty id is a shared login that nobody can tell apart."""

    user_id: str | None
    team: str
    keenness: float
    features: tuple[str, ...]
    joined_on: date
    left_on: date


def event_rows(life: Life) -> Iterator[Row]:
    """The events of an account, day by day."""
    rng = life.setting.stream("events", life.profile.account_id)
    adopted = _adopted(life)
    users = _users(life)
    number, day = 0, life.profile.begins_on
    while day < life.last_on:
        pace = _pace(life, day)
        for user in users:
            if pace > 0 and user.joined_on <= day < user.left_on:
                for row in _user_day(rng, user, day, pace=pace, adopted=adopted):
                    number += 1
                    account_id = life.profile.account_id
                    yield {"event_id": f"{account_id}-e{number}", "account_id": account_id, **row}
        day += timedelta(days=1)


def _user_day(
    rng: Random, user: User, day: date, *, pace: float, adopted: dict[str, date]
) -> Iterator[Row]:
    """A login and what else the user did; nothing on a day off."""
    if rng.random() >= min(user.keenness * pace, 0.95):
        return
    yield _event(rng, user, day, event="login", count=1 + poisson(rng, 0.3))
    for feature in user.features:
        if rng.random() < 0.32 and adopted.get(feature, day) <= day and feature in adopted:
            yield _event(rng, user, day, event=feature, count=1 + poisson(rng, 1.5))


def _event(rng: Random, user: User, day: date, *, event: str, count: int) -> Row:
    return {
        "user_id": None if event == "api" else user.user_id,
        "event": event,
        "occurred_at": office_time(rng, day),
        "count": count,
        "team": user.team,
        "product": "flow" if event in _FLOW else "desk",
    }


def _pace(life: Life, day: date) -> float:
    """How busy a day is, 1 for a weekday of an ordinary account, 0 at rest."""
    if life.paused(day):
        return 0.0
    week = life.setting.week_of(day)
    pull = 0.55 * life.latent.value[week] + 0.25 * life.latent.fit[week]
    pace = math.exp(clamp(pull, -3.0, 1.2)) * (0.06 if day.weekday() >= 5 else 1.0)
    pace *= 0.25 if life.migrating(day) else 1.0
    pace *= 0.3 if (day.month, day.day) >= (12, 23) else 0.8 if day.month == 8 else 1.0
    return pace * (0.35 if life.leaving(day) else 1.0)


def _adopted(life: Life) -> dict[str, date]:
    """The features an account uses, each with the day on which it was switched on."""
    rng = life.setting.stream("features", life.profile.account_id)
    first = life.profile.begins_on
    span = max((life.setting.end_on - first).days, 1)
    pull = 0.9 * life.latent.value[0] + 0.5 * life.latent.fit[0]
    adopted: dict[str, date] = {}
    for feature, ease in FEATURES.items():
        dice = [rng.random() for _ in range(3)]
        if dice[0] < sigmoid(ease + pull):
            adopted[feature] = first if dice[1] < 0.7 else days_later(first, span * dice[2])
    return adopted


def _users(life: Life) -> list[User]:
    """The users of the first seats, and of the seats that expansions added."""
    rng = life.setting.stream("users", life.profile.account_id)
    filled = clamp(0.75 + 0.12 * life.latent.fit[0] + rng.gauss(0, 0.1), 0.35, 1.1)
    users = [
        _user(life, rng, number) for number in range(max(round(life.profile.seats * filled), 1))
    ]
    for before, after in pairwise(life.terms):
        for _ in range(after.seats - before.seats):
            users.append(_user(life, rng, len(users), joined_on=after.starts_on))
    return users


def _user(life: Life, rng: Random, number: int, joined_on: date | None = None) -> User:
    dice = [rng.random() for _ in range(6)]
    span = (life.setting.end_on - life.profile.begins_on).days
    late_joiner = days_later(life.profile.begins_on, span * dice[1])
    first = joined_on or (life.profile.begins_on if dice[0] < 0.75 else late_joiner)
    leaves_on = days_later(first, between(dice[3], 30, 600))
    names = list(FEATURES)
    return User(
        user_id=None if dice[4] < 0.02 else f"{life.profile.account_id}-u{number + 1:03d}",
        team=TEAMS[int(dice[5] ** 1.6 * len(TEAMS))],
        keenness=0.1 + 0.35 * rng.random(),
        features=tuple(sorted(rng.sample(names, 2 + number % 3))),
        joined_on=first,
        left_on=leaves_on if dice[2] < 0.15 else life.setting.end_on,
    )
