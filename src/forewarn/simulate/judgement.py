"""What the SIMULATED reps thought: monthly assessments, each with the rep's own lean.

A rep reads the relationship best, the value less well, the fit hardly, and knows that a champion
left only once it is recorded. Optimists and pessimists lean; one rep rarely fills anything in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from forewarn.simulate.chance import clamp
from forewarn.simulate.company import Row
from forewarn.simulate.engagement import executive_engagement
from forewarn.simulate.lives import Life
from forewarn.simulate.people import Contact
from forewarn.simulate.profiles import Rep

_WORDS = {
    1: (
        "Nobody answers me any more. I expect notice.",
        "They asked for an export of everything they have with us.",
        "Budget is under review and we have no one who speaks for us.",
    ),
    2: (
        "Tense call about open issues. I would not bet on the renewal.",
        "Two meetings moved in a row, without a reason.",
        "They compare us with another tool and do not hide it.",
    ),
    3: (
        "Works, but answers come slower and I do not know why.",
        "Polite, a little distant. The users are fine.",
        "No complaints, no enthusiasm. Need to find out what matters to them now.",
    ),
    4: (
        "Good talk. One person carries it, though.",
        "They are content and plan the next team with us.",
        "Steady. I would like to know more people there.",
    ),
    5: (
        "They would defend us in a budget round.",
        "Showed our numbers to their board; asked about more seats.",
        "Very warm. Offered to talk to other customers.",
    ),
}
_LEFT = (
    "{champion} has left. I have not met whoever follows.",
    "{champion} is gone; the team still works as before, but nobody owns us.",
)
_MOVING = "Migration under way, fewer sign-ins until it is done. No worry."
_PAUSED = "On pause as agreed."


def assessment_rows(life: Life, people: Sequence[Contact]) -> Iterator[Row]:
    """One reading a month by the CSM where the rep fills it in, now and then one by the AM."""
    if life.profile.pays_from is None:
        return
    rng = life.setting.stream("assessments", life.profile.account_id)
    for month_on in _months(life):
        for is_am in (False, True):
            day = month_on.replace(day=1 + int(rng.random() * 12) + 8 * is_am)
            rep = life.profile.account_manager if is_am else life.profile.owner_on(day)
            fills, row = rng.random() < rep.fills_share, _reading(rng, life, people, rep, day)
            begins_on = max(life.profile.begins_on, life.profile.pays_from)
            if fills and begins_on <= day < life.last_on:
                yield row


def _months(life: Life) -> Iterator[date]:
    """The first day of each month that the simulation touches."""
    month_on = life.setting.start_on.replace(day=1)
    while month_on < life.setting.end_on:
        yield month_on
        months = month_on.year * 12 + month_on.month
        month_on = date(months // 12, months % 12 + 1, 1)


def _reading(rng: Random, life: Life, people: Sequence[Contact], rep: Rep, day: date) -> Row:
    dice = [rng.random() for _ in range(5)]
    lean = rep.pulse_bias
    champion = _champion_status(rng, life, people, day, lean=lean)
    pulse = _pulse(rng, life, day, champion=champion, lean=lean)
    executive = executive_engagement(life, day, people) if dice[0] < 0.85 else None
    return {
        "account_id": life.profile.account_id,
        "assessed_on": day,
        "assessed_by": rep.name,
        "pulse": pulse,
        "champion_status": champion if dice[1] < 0.95 else None,
        "executive_engagement": executive,
        "outcome_narrative": _narrative(rng, life, day, lean=lean) if dice[2] < 0.9 else None,
        "note": _note(rng, life, people, day, pulse) if dice[3] < 0.8 else None,
    }


def _pulse(rng: Random, life: Life, day: date, *, champion: str, lean: float) -> int:
    week = life.setting.week_of(day)
    felt = 0.75 * life.latent.relationship[week] + 0.4 * life.latent.value[week]
    alarm = -0.6 if champion == "missing" else 0.0
    return round(clamp(3.4 + 0.8 * felt + alarm + lean + rng.gauss(0, 0.55), 1, 5))


def _champion_status(
    rng: Random, life: Life, people: Sequence[Contact], day: date, *, lean: float
) -> str:
    """Missing once it is recorded; an optimist may hope on for a while."""
    felt = life.latent.relationship[life.setting.week_of(day)] + 0.5 * lean + rng.gauss(0, 0.5)
    if not _known_champions(people, day):
        return "at_risk" if lean > 0 and rng.random() < 0.25 * min(lean, 1) else "missing"
    return "active" if felt > -0.8 else "at_risk"


def _known_champions(people: Sequence[Contact], day: date) -> list[Contact]:
    """The champions whom the CRM still shows as present."""
    champions = [p for p in people if p.role == "champion" and p.since <= day]
    return [p for p in champions if p.recorded_until is None or day < p.recorded_until]


def _narrative(rng: Random, life: Life, day: date, *, lean: float) -> str:
    seen = life.latent.value[life.setting.week_of(day)] + 0.3 * lean + rng.gauss(0, 0.4)
    return "defensible" if seen > 0.3 else "in_development" if seen > -0.8 else "missing"


def _note(rng: Random, life: Life, people: Sequence[Contact], day: date, pulse: int) -> str:
    """Words that fit the pulse, after the news that the rep knows of."""
    words = [rng.choice(_WORDS[pulse])]
    gone = [p for p in people if p.role == "champion" and p.since <= day]
    if gone and not _known_champions(people, day):
        words.insert(0, rng.choice(_LEFT).format(champion=gone[-1].name))
    if life.migrating(day):
        words.insert(0, _MOVING)
    return _PAUSED if life.paused(day) else " ".join(words)
