"""Who the SIMULATED accounts are: segment, size, plan, team, dates, and how the reps lean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from forewarn.simulate.chance import Setting, days_later
from forewarn.simulate.names import account_names, person_names

SEATS = {"smb": (3, 7), "mid": (6, 13), "enterprise": (12, 24)}
"""Fewest and most seats at the first contract, by segment."""
PLANS = {"smb": "starter", "mid": "pro", "enterprise": "enterprise"}
_SEGMENT_ODDS = {"smb": 50, "mid": 35, "enterprise": 15}
_REGIONS = ("DACH", "Nordics", "Benelux", "Iberia", "UK and Ireland")
_TEMPERS = (
    ("optimist", 1.1, 0.95),
    ("even-handed", 0.1, 0.95),
    ("pessimist", -1.0, 0.9),
    ("even-handed", -0.1, 0.9),
    ("rarely fills in", 0.0, 0.2),
    ("optimist", 0.7, 0.85),
)
_GROUP_SIZE = 3


@dataclass(frozen=True, slots=True)
class Rep:
    """A CSM or AM and how their judgement leans.

    `pulse_bias` is in steps of the pulse; `fills_share` the share (0-1) of months with a reading.
    """

    name: str
    kind: str
    temperament: str
    pulse_bias: float
    fills_share: float


@dataclass(frozen=True, slots=True)
class Profile:
    """What is settled about an account before its life begins.

    Attributes:
        kind: paying, trial (turns into paying or ends), free or internal.
        begins_on: First day of behaviour: creation, or the start of the simulation if later.
        pays_from: First day of the first contract; nothing for free and internal accounts and for
            trials that end.
        trial_ends_on: Last day of a trial plus one; nothing without one.
        pause: First day of a pause, and the first day after it; nothing without one.
        handover: The day from which another CSM owns the account, and who; nothing without one.
    """

    account_id: str
    name: str
    kind: str
    segment: str
    seats: int
    arr_per_seat: int
    currency: str
    region: str
    partner: str | None
    parent_account_id: str | None
    owner: Rep
    account_manager: Rep
    sponsor: str
    created_on: date
    begins_on: date
    pays_from: date | None
    trial_ends_on: date | None
    pause: tuple[date, date] | None
    handover: tuple[date, Rep] | None

    def owner_on(self, day: date) -> Rep:
        """The CSM who owns the account on a day."""
        return self.handover[1] if self.handover and day >= self.handover[0] else self.owner


def reps(setting: Setting) -> tuple[list[Rep], list[Rep]]:
    """Six CSMs with known leanings, and three AMs who are a little too hopeful."""
    names = person_names(setting.stream("reps"), len(_TEMPERS) + 3)
    scale = setting.world.reps_bias
    csms = [
        Rep(name, "csm", temper, bias * scale, share)
        for name, (temper, bias, share) in zip(names, _TEMPERS, strict=False)
    ]
    return csms, [Rep(name, "am", "hopeful", 0.5 * scale, 0.15) for name in names[len(csms) :]]


def profiles(setting: Setting, number: int) -> list[Profile]:
    """The accounts of the company, in the order of their ids."""
    names = account_names(setting.stream("names"), number)
    csms, ams = reps(setting)
    return [_profile(setting, index, name, csms=csms, ams=ams) for index, name in enumerate(names)]


def _account_id(index: int) -> str:
    return f"acc-{index + 1:04d}"


def _parent(index: int) -> str | None:
    """The first of every forty accounts is the parent of the next two."""
    place = index % 40
    return _account_id(index - place) if 0 < place < _GROUP_SIZE else None


def _kind(index: int) -> str:
    """A few accounts do not pay: fixed places keep them few, and present, in any book."""
    places = {11: "trial", 17: "free", 29: "internal", 37: "trial"}
    return places.get(index % 40, "paying")


def _profile(
    setting: Setting, index: int, name: str, *, csms: Sequence[Rep], ams: Sequence[Rep]
) -> Profile:
    account_id = _account_id(index)
    rng = setting.stream("profile", account_id)
    kind = _kind(index)
    segment = rng.choices(list(_SEGMENT_ODDS), list(_SEGMENT_ODDS.values()))[0]
    created_on, pays_from, trial_ends_on = _dates(rng, setting, kind)
    owner = csms[index % len(csms)]
    return Profile(
        account_id=account_id,
        name=name,
        kind=kind,
        segment=segment,
        seats=rng.randint(*SEATS[segment]),
        arr_per_seat=rng.randrange(600, 1500, 20),
        currency="USD" if rng.random() < setting.world.usd_share else "EUR",
        region=rng.choice(_REGIONS),
        partner="Gadgetarium Resellers" if rng.random() < 0.15 else None,
        parent_account_id=_parent(index),
        owner=owner,
        account_manager=ams[index % len(ams)],
        sponsor=ams[0].name if segment == "enterprise" else ams[-1].name,
        created_on=created_on,
        begins_on=max(created_on, setting.start_on),
        pays_from=pays_from,
        trial_ends_on=trial_ends_on,
        pause=_pause(rng, setting, index),
        handover=_handover(rng, setting, [rep for rep in csms if rep != owner]),
    )


def _dates(rng: Random, setting: Setting, kind: str) -> tuple[date, date | None, date | None]:
    """Creation, first day of the contract that runs at the start or begins later, trial's end."""
    length = (setting.end_on - setting.start_on).days
    if kind == "trial":
        created_on = setting.start_on + timedelta(days=rng.randrange(max(length, 1)))
        ends_on = created_on + timedelta(days=30)
        return created_on, ends_on if rng.random() < 0.6 else None, ends_on
    if kind != "paying":
        return days_later(setting.start_on, -rng.randint(30, 900)), None, None
    if rng.random() < 0.15:
        pays_from = setting.start_on + timedelta(days=rng.randrange(max(length, 1)))
        return days_later(pays_from, -rng.randint(3, 20)), pays_from, None
    pays_from = days_later(setting.start_on, -rng.randrange(365))
    return days_later(pays_from, -rng.randint(3, 20) - 365 * rng.randint(0, 3)), pays_from, None


def _pause(rng: Random, setting: Setting, index: int) -> tuple[date, date] | None:
    length, weeks = (setting.end_on - setting.start_on).days, rng.randint(6, 10)
    first = setting.start_on + timedelta(days=int(length * rng.uniform(0.2, 0.8)))
    return (first, first + timedelta(weeks=weeks)) if index % 40 == 23 else None


def _handover(rng: Random, setting: Setting, others: Sequence[Rep]) -> tuple[date, Rep] | None:
    length = (setting.end_on - setting.start_on).days
    day = setting.start_on + timedelta(days=rng.randrange(max(length, 1)))
    to = rng.choice(others)
    return (day, to) if rng.random() < 0.12 else None
