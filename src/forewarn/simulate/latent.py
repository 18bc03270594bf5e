"""The hidden state of a SIMULATED account: fit, relationship and value, week by week.

All three wander around a level of the account's own, in standard deviations around 0. A departed
champion wounds the relationship within weeks, and the value only after the quiet weeks: until then
people go on using what they know, so usage (which follows value and fit) stays high.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from forewarn.simulate.chance import Setting, arrivals, between, days_later, logit, sigmoid
from forewarn.simulate.profiles import Profile

_PULL = 0.04
_SHOCK = 0.16
_LEVEL_SPREAD = 0.75
_WEIGHTS = (0.5, 0.8, 0.8)
_CENTRE, _SPREAD = -0.25, 1.45  # measured mean and spread of `state` in the default world
_SHARPNESS = 1.3  # a perfect observer then ranks about 88 of 100 pairs rightly (AUC) at skill 1


@dataclass(frozen=True, slots=True)
class Departure:
    """A champion who left: when, when the CRM shows it, when usage falls, who follows.

    `left_on` is what happened, `recorded_on` what the facts say; `replaced_on` is empty when
    nobody follows. Usage does not fall when a successor comes before `usage_falls_on`.
    """

    left_on: date
    recorded_on: date
    usage_falls_on: date
    replaced_on: date | None


@dataclass(frozen=True, slots=True)
class Migration:
    """A planned migration in `[starts_on, ends_on)`: usage dips, nothing else happens."""

    starts_on: date
    ends_on: date
    announced: bool


@dataclass(frozen=True, slots=True)
class Latent:
    """Fit, relationship and value of one account, one number a week each."""

    fit: tuple[float, ...]
    relationship: tuple[float, ...]
    value: tuple[float, ...]

    def state(self, week: int) -> float:
        """The one number that renewals follow: a weighted sum of the three."""
        parts = (self.fit[week], self.relationship[week], self.value[week])
        return sum(w * x for w, x in zip(_WEIGHTS, parts, strict=True))


def renew_probability(latent: Latent, week: int, *, setting: Setting) -> float:
    """True probability (0-1) that a renewal decided in a week is not a churn.

    The odds are centred and spread so that the mean over accounts stays near 1 - `churn_share` at
    any skill (the usual approximation of a logistic of a normal).
    """
    pull = setting.world.skill * _SHARPNESS
    spread = (1 + 0.3927 * (pull * _SPREAD) ** 2) ** 0.5
    return sigmoid(
        -logit(setting.world.churn_share) * spread + pull * (latent.state(week) - _CENTRE)
    )


def departures(setting: Setting, profile: Profile) -> list[Departure]:
    """The champions who leave an account, in order; the next one only after a replacement."""
    rng = setting.stream("departures", profile.account_id)
    world, left = setting.world, []
    present_from = days_later(profile.begins_on, -61)
    for day in arrivals(
        rng, world.champion_leaves_per_year, first=profile.begins_on, last=setting.end_on
    ):
        departure = _departure(rng, setting, day)
        if day > days_later(present_from, 60):
            left.append(departure)
            if departure.replaced_on is None:
                break
            present_from = departure.replaced_on
    return left


def _departure(rng: Random, setting: Setting, left_on: date) -> Departure:
    world = setting.world
    # Every die is cast whatever the knobs say, so that a knob moves only what it names.
    dice = [rng.random() for _ in range(5)]
    is_late = dice[0] < world.late_share * 2
    lag = between(dice[1], 7, 35) if is_late else between(dice[1], 0, 4)
    successor_on = days_later(left_on, lag + between(dice[3], 30, 150))
    return Departure(
        left_on=left_on,
        recorded_on=days_later(left_on, lag),
        usage_falls_on=days_later(left_on, 7 * between(dice[2], *world.quiet_weeks)),
        replaced_on=successor_on if dice[4] < world.replaced_share else None,
    )


def migrations(setting: Setting, profile: Profile) -> list[Migration]:
    """The planned migrations of an account, in order, never two at once."""
    rng = setting.stream("migrations", profile.account_id)
    planned: list[Migration] = []
    per_year = setting.world.migrations_per_year
    for day in arrivals(rng, per_year, first=profile.begins_on, last=setting.end_on):
        ends_on, dice = days_later(day, rng.randint(21, 42)), rng.random()
        if not planned or day > planned[-1].ends_on:
            planned.append(Migration(day, ends_on, dice < setting.world.announced_share))
    return planned


def latent(setting: Setting, profile: Profile, left: list[Departure]) -> Latent:
    """Draw the hidden state of an account for every week of the simulation."""
    rng = setting.stream("latent", profile.account_id)
    fit = _drift(rng, rng.gauss(0, _LEVEL_SPREAD), setting.weeks)
    relationship = _drift(rng, rng.gauss(0, _LEVEL_SPREAD), setting.weeks)
    value = _drift(rng, 0.4 * fit[0] + rng.gauss(0, _LEVEL_SPREAD), setting.weeks)
    hurt_relationship, hurt_value = _wounds(setting, left)
    return Latent(
        fit=tuple(fit),
        relationship=tuple(x - y for x, y in zip(relationship, hurt_relationship, strict=True)),
        value=tuple(x - y for x, y in zip(value, hurt_value, strict=True)),
    )


def _drift(rng: Random, level: float, weeks: int) -> list[float]:
    """A weekly walk that is pulled back to its own level."""
    path = [level + rng.gauss(0, _SHOCK / (2 * _PULL) ** 0.5)]
    while len(path) < weeks:
        path.append(path[-1] + _PULL * (level - path[-1]) + rng.gauss(0, _SHOCK))
    return path


def _wounds(setting: Setting, left: list[Departure]) -> tuple[list[float], list[float]]:
    """What departures take from relationship and value, week by week."""
    relationship, value = [0.0], [0.0]
    for week in range(1, setting.weeks):
        day = setting.week_on(week)
        gap = next((d for d in left if d.left_on <= day and not _filled(d, day)), None)
        relationship.append(_heal(relationship[-1], 1.7 if gap else 0.0, up=0.3, down=0.08))
        fallen = gap is not None and day >= gap.usage_falls_on
        value.append(_heal(value[-1], 2.2 if fallen else 0.0, up=0.25, down=0.06))
    return relationship, value


def _filled(departure: Departure, day: date) -> bool:
    return departure.replaced_on is not None and departure.replaced_on <= day


def _heal(wound: float, target: float, *, up: float, down: float) -> float:
    """One week on the way to a deeper wound (fast) or to none (slow)."""
    return wound + (up if target > wound else down) * (target - wound)
