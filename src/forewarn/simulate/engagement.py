"""Meetings, calls, e-mails and surveys of the SIMULATED accounts.

Who is met depends on who is there: with the champion gone, meetings thin out and replies slow
down. Executives come to the QBR while the relationship holds. Some people are never met.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from forewarn.simulate.chance import clamp, days_later, office_time, poisson, sigmoid
from forewarn.simulate.company import Row
from forewarn.simulate.lives import Life
from forewarn.simulate.people import Contact

_WEEKLY = {"meeting": 0.24, "call": 0.2, "email": 0.55}
_EXECUTIVE = ("executive_sponsor", "economic_buyer", "decision_maker")


def interaction_rows(life: Life, people: Sequence[Contact]) -> Iterator[Row]:
    """What passed between the account and its team, week by week."""
    rng = life.setting.stream("interactions", life.profile.account_id)
    qbr_week = rng.randrange(13)
    for week in range(life.setting.week_of(life.profile.begins_on), life.setting.weeks):
        for kind in _kinds(rng, life, week, qbr_week=qbr_week):
            day = life.setting.week_on(week) + timedelta(days=rng.randrange(7))
            row = _interaction(rng, life, people, kind=kind, day=_weekday(day))
            if _open(life, _weekday(day)):
                yield row


def survey_rows(life: Life, people: Sequence[Contact]) -> Iterator[Row]:
    """An NPS wave each half year, and a CSAT answer now and then."""
    rng = life.setting.stream("surveys", life.profile.account_id)
    for week in range(life.setting.week_of(life.profile.begins_on), life.setting.weeks):
        for person in people:
            wave, dice = (week + 5) % 26 == 0, [rng.random() for _ in range(3)]
            day = days_later(life.setting.week_on(week), 5 * dice[1])
            asked = person.met and person.present(day) and _open(life, day)
            kind = "nps" if wave else "csat"
            if asked and dice[0] < (_answers(life, week) if wave else 0.008):
                yield {
                    "account_id": life.profile.account_id,
                    "contact_id": person.contact_id,
                    "kind": kind,
                    "score": _score(rng, life, week, kind=kind, role=person.role),
                    "responded_at": office_time(rng, day),
                }


def executive_engagement(life: Life, day: date, people: Sequence[Contact]) -> str:
    """What a careful rep would say about executive contact: active, lapsed or none."""
    if not any(p.role in _EXECUTIVE and p.met and p.present(day) for p in people):
        return "none"
    return "active" if life.latent.relationship[life.setting.week_of(day)] > -0.35 else "lapsed"


def _open(life: Life, day: date) -> bool:
    return life.profile.begins_on <= day < life.last_on and not life.paused(day)


def _weekday(day: date) -> date:
    """Nobody meets at a weekend: the Friday before."""
    return days_later(day, -max(day.weekday() - 4, 0))


def _kinds(rng: Random, life: Life, week: int, *, qbr_week: int) -> Iterator[str]:
    """What is planned for a week; small and free accounts hear less from us."""
    warmth = math.exp(0.3 * clamp(life.latent.relationship[week], -3, 2))
    touch = {"smb": 0.6, "mid": 1.0, "enterprise": 1.5}[life.profile.segment]
    if life.profile.kind in ("free", "internal"):
        touch *= 0.1
    for kind, rate in _WEEKLY.items():
        yield from [kind] * poisson(rng, rate * warmth * touch)
    skip = rng.random() < sigmoid(-2.0 - life.latent.relationship[week])
    if week % 13 == qbr_week and life.profile.kind == "paying" and not skip:
        yield "qbr"


def _interaction(
    rng: Random, life: Life, people: Sequence[Contact], *, kind: str, day: date
) -> Row:
    warmth = life.latent.relationship[life.setting.week_of(day)]
    person = _met(rng, people, day, executive=kind == "qbr" and rng.random() < sigmoid(1 + warmth))
    planned = kind in ("meeting", "qbr")
    came = rng.random() < sigmoid(2.2 + 0.9 * warmth)
    hours = round(14 * math.exp(rng.gauss(-0.45 * clamp(warmth, -3, 3), 0.8)), 1)
    return {
        "account_id": life.profile.account_id,
        "contact_id": person.contact_id if person else None,
        "kind": kind,
        "sentiment": _sentiment(0.1 + 0.25 * warmth + rng.gauss(0, 0.3)),
        "occurred_at": office_time(rng, day),
        "attended": came if planned else None,
        "response_hours": hours if kind == "email" else None,
    }


def _sentiment(mood: float) -> str:
    return "positive" if mood > 0.25 else "negative" if mood < -0.25 else "neutral"


def _met(rng: Random, people: Sequence[Contact], day: date, *, executive: bool) -> Contact | None:
    """Mostly the champion; executives where one comes; nobody in particular when all are gone."""
    there = [p for p in people if p.met and p.present(day)]
    wanted = [p for p in there if p.role in _EXECUTIVE] if executive else []
    champions = [p for p in there if p.role == "champion"] if rng.random() < 0.6 else []
    pool = wanted or champions or there
    return rng.choice(pool) if pool else None


def _answers(life: Life, week: int) -> float:
    """Share of those asked who answer."""
    return sigmoid(-0.7 + 0.6 * life.latent.relationship[week])


def _score(rng: Random, life: Life, week: int, *, kind: str, role: str) -> int:
    """NPS 0-10 follows value and relationship, CSAT 1-5 rather the fit; detractors say so."""
    now, sour = life.latent, 4 if role == "detractor" else 0
    if kind == "nps":
        mood = 7.4 + 1.1 * now.value[week] + 0.8 * now.relationship[week] - sour
        return round(clamp(mood + rng.gauss(0, 1.4), 0, 10))
    return round(clamp(4.0 + 0.6 * now.fit[week] - sour / 2 + rng.gauss(0, 0.8), 1, 5))
