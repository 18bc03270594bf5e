"""Random draws for the SIMULATED company: one independent stream per purpose."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from forewarn.simulate.world import World


@dataclass(frozen=True, slots=True)
class Setting:
    """The stage on which every account lives: when, in which world, from which seed."""

    seed: int
    start_on: date
    end_on: date
    world: World

    def stream(self, *purpose: str) -> Random:
        """A random stream of its own for one purpose, independent of every other one."""
        # Seeding by text goes through SHA-512, so it does not depend on PYTHONHASHSEED.
        return Random(":".join((str(self.seed), *purpose)))

    @property
    def weeks(self) -> int:
        """How many weeks, the last one perhaps cut short, the stretch has."""
        return -(-(self.end_on - self.start_on).days // 7)

    def week_of(self, day: date) -> int:
        """Index of the week that holds a day; days outside count to the first or last week."""
        return min(max((day - self.start_on).days // 7, 0), self.weeks - 1)

    def week_on(self, week: int) -> date:
        """First day of a week."""
        return self.start_on + timedelta(weeks=week)


def poisson(rng: Random, mean: float) -> int:
    """A count with the given mean; meant for small means."""
    floor, product, count = math.exp(-mean), rng.random(), 0
    while product > floor:
        product *= rng.random()
        count += 1
    return count


def sigmoid(x: float) -> float:
    """Log odds to probability."""
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def logit(share: float) -> float:
    """Probability (0 and 1 excluded) to log odds."""
    return math.log(share / (1 - share))


def clamp(x: float, low: float, high: float) -> float:
    """The nearest number within two limits."""
    return min(max(x, low), high)


def between(die: float, low: int, high: int) -> int:
    """A whole number from low to high, both included, from a die in `[0, 1)`."""
    return low + int(die * (high - low + 1))


def days_later(day: date, days: float) -> date:
    """A day a number of whole days later (earlier when negative)."""
    return day + timedelta(days=round(days))


def arrivals(rng: Random, per_year: float, *, first: date, last: date) -> list[date]:
    """Days in `[first, last)` of something that happens at a steady rate."""
    days: list[date] = []
    day: float = 0
    while per_year > 0:
        day += rng.expovariate(per_year / 365)
        if day >= (last - first).days:
            break
        days.append(first + timedelta(days=int(day)))
    return days


def office_time(rng: Random, day: date) -> datetime:
    """A minute of working hours on a day."""
    return datetime.combine(day, time(7 + int(rng.triangular(0, 12, 4)), rng.randrange(60)))


def late(rng: Random, happened: date, share: float, *, most_days: int = 14) -> datetime | None:
    """When a fact became known if it is among the share that arrives late, else nothing."""
    is_late, days = rng.random() < share, between(rng.random(), 2, most_days)
    day = happened.date() if isinstance(happened, datetime) else happened
    return datetime.combine(day + timedelta(days=days), time(6)) if is_late else None
