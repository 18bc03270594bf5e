"""Tickets of the SIMULATED accounts.

Poor fit brings more bugs and incidents. Where the champion left, nobody teaches newcomers: a few
weeks later the share of basic how-to questions rises, while usage still looks fine.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from forewarn.simulate.chance import late, office_time, poisson
from forewarn.simulate.company import Row
from forewarn.simulate.lives import Life

_MIX = {"how-to": 30, "bug": 28, "incident": 10, "billing": 14, "feature request": 18}
_HOURS = {"how-to": 10, "bug": 60, "incident": 8, "billing": 24, "feature request": 120}
_WORDS = {
    "how-to": (
        ("How do I {task}?", "I looked around but cannot find where to {task}. Can you show me?"),
        ("Where to start with {part}", "I am new here. What is the first step to {task}?"),
        ("Question about {part}", "My colleague used to {task} and has left. How does it work?"),
    ),
    "bug": (
        ("{part} shows an old number", "After saving, {part} still shows the value of yesterday."),
        ("Cannot {task}", "The button spins for a minute and nothing happens when we {task}."),
    ),
    "incident": (
        ("{part} is down", "Nobody here can open {part} since this morning. Work has stopped."),
        ("Very slow today", "Every page takes half a minute, worst of all {part}."),
    ),
    "billing": (
        ("Invoice does not match", "The seats on the last invoice differ from our contract."),
        ("New billing address", "Please send the next invoices to our new office."),
    ),
    "feature request": (
        ("Wish: better {part}", "It would save us hours if {part} could do this for many rows."),
        ("Idea for {part}", "Could one {task} for a whole team at once?"),
    ),
}
_TASKS = {
    "invoicing": "send an invoice",
    "approvals": "set up an approval",
    "reports": "build a monthly report",
    "exports": "export a list",
    "integrations": "connect our ledger",
    "mobile": "sign in on my phone",
    "admin": "add a colleague",
}


def ticket_rows(life: Life) -> Iterator[Row]:
    """The tickets of an account, in the order of opening within each week."""
    setting = life.setting
    rng = setting.stream("tickets", life.profile.account_id)
    for week in range(setting.week_of(life.profile.begins_on), setting.weeks):
        number = poisson(rng, _rate(life, week))
        for day in sorted(
            setting.week_on(week) + timedelta(rng.randrange(7)) for _ in range(number)
        ):
            row = _ticket(rng, life, day)
            resting = life.paused(day)
            if life.profile.begins_on <= day < life.last_on and not resting:
                yield row


def how_to_weight(life: Life, day: date) -> float:
    """Weight of how-to questions in the mix, against 70 for all the others together."""
    away = life.champion_away(day)
    return 130 if away is not None and (day - away.left_on).days >= 21 else _MIX["how-to"]


def _rate(life: Life, week: int) -> float:
    """Tickets a week: more from large accounts and where the fit is poor."""
    day = life.setting.week_on(week)
    rate: float = 0.11 * life.profile.seats**0.6 * math.exp(-0.3 * life.latent.fit[week])
    return rate * (1.3 if how_to_weight(life, day) > _MIX["how-to"] else 1.0)


def _ticket(rng: Random, life: Life, day: date) -> Row:
    mix = {**_MIX, "how-to": how_to_weight(life, day)}
    category = rng.choices(list(mix), list(mix.values()))[0]
    opened_at = office_time(rng, day)
    hours = _HOURS[category] * math.exp(rng.gauss(0, 0.9))
    closed_at = opened_at + timedelta(minutes=int(hours * 60))
    severity = _severity(rng, category)
    subject, body = _text(rng, category)
    cross = 0.03 + 0.05 * (life.latent.relationship[life.setting.week_of(day)] < -0.7)
    return {
        "account_id": life.profile.account_id,
        "opened_at": opened_at,
        "closed_at": closed_at if closed_at < _midnight(life.setting.end_on) else None,
        "severity": severity,
        "category": category,
        "escalated": rng.random() < cross * (3 if severity in ("high", "urgent") else 1),
        "reopened": rng.random() < 0.07,
        "subject": subject,
        "body": body,
        "known_at": late(rng, opened_at, life.setting.world.late_share, most_days=6),
    }


def _severity(rng: Random, category: str) -> str:
    odds = {"incident": (5, 20, 45, 30), "bug": (25, 50, 20, 5)}.get(category, (60, 36, 4, 0))
    return rng.choices(("low", "normal", "high", "urgent"), odds)[0]


def _text(rng: Random, category: str) -> tuple[str, str]:
    subject, body = rng.choice(_WORDS[category])
    part, task = rng.choice(list(_TASKS.items()))
    return subject.format(part=part, task=task).capitalize(), body.format(part=part, task=task)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
