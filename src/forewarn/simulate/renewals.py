"""Contracts of the SIMULATED accounts and what became of them at every renewal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from forewarn.simulate.chance import Setting, clamp, days_later, logit, sigmoid
from forewarn.simulate.latent import Latent, renew_probability
from forewarn.simulate.profiles import Profile

_UNAVOIDABLE = ("company closed", "acquired by another group")
_BLAMES = {
    "fit": ("missing features", "moved to a suite"),
    "relationship": ("champion left", "new management", "felt alone"),
    "value": ("no value shown", "too expensive for the use", "low adoption"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a contract at its renewal; `probability` is the true one of no churn."""

    decided_on: date
    kind: str
    arr_after: int
    seats_after: int
    reason: str | None
    avoidable: bool | None
    probability: float


@dataclass(frozen=True, slots=True)
class Term:
    """One contract year in `[starts_on, ends_on]` and its outcome, if it was ever decided."""

    contract_id: str
    starts_on: date
    ends_on: date
    signed_on: date
    seats: int
    arr: int
    notice_days: int
    auto_renews: bool
    outcome: Outcome | None


def terms(setting: Setting, profile: Profile, latent: Latent) -> list[Term]:
    """The contract years of an account, in order, up to the first churn or the end.

    The books begin with the contract that runs on the first day. An outcome that would be decided
    on the last day or later is left open.
    """
    if profile.pays_from is None or profile.pays_from >= setting.end_on:
        return []
    return list(_chain(setting, profile, latent))


def churned_on(years: list[Term]) -> date | None:
    """The first day without a contract after a churn; nothing while the account stays."""
    last = years[-1].outcome if years else None
    if last is None or last.kind != "churned":
        return None
    return max(years[-1].ends_on, last.decided_on) + timedelta(days=1)


def _chain(setting: Setting, profile: Profile, latent: Latent) -> Iterator[Term]:
    rng = setting.stream("terms", profile.account_id)
    assert profile.pays_from is not None
    starts_on, seats = profile.pays_from, profile.seats
    signed_on, arr = days_later(starts_on, -rng.randint(0, 3)), seats * profile.arr_per_seat
    notice_days, auto_renews = rng.choice((30, 60, 90)), rng.random() < 0.6
    for year in range(1, 100):
        ends_on = last_day_of_year(starts_on)
        decided_on = _decided_on(rng, ends_on, notice_days)
        outcome = None
        if decided_on < setting.end_on:
            outcome = _outcome(rng, setting, latent, decided_on=decided_on, arr=arr, seats=seats)
        contract_id = f"{profile.account_id}-c{year}"
        yield Term(
            contract_id,
            starts_on,
            ends_on,
            signed_on,
            seats,
            arr,
            notice_days,
            auto_renews,
            outcome,
        )
        if outcome is None or outcome.kind == "churned":
            return
        signed_on, starts_on = outcome.decided_on, ends_on + timedelta(days=1)
        seats, arr = outcome.seats_after, outcome.arr_after


def last_day_of_year(day: date) -> date:
    """Last day of the contract year that starts on a day; a leap day counts as the 28th."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day) - timedelta(days=1)


def _decided_on(rng: Random, ends_on: date, notice_days: int) -> date:
    """Most customers decide in the weeks before notice is due, some later, a few after the end."""
    dice, wait = rng.random(), rng.random()
    if dice < 0.7:
        return days_later(ends_on, -notice_days - 20 * wait)
    return days_later(ends_on, -notice_days * wait if dice < 0.96 else 1 + 20 * wait)


def _outcome(
    rng: Random, setting: Setting, latent: Latent, *, decided_on: date, arr: int, seats: int
) -> Outcome:
    week = setting.week_of(decided_on)
    probability = renew_probability(latent, week, setting=setting)
    pull = setting.world.skill * latent.state(week)
    dice = [rng.random() for _ in range(6)]
    kind = _kind(dice, probability, pull)
    factor = {"churned": 0.0, "downsold": 0.6 + 0.3 * dice[2], "expanded": 1.1 + 0.4 * dice[2]}
    seats_after = round(seats * factor.get(kind, 1.0))
    if kind in ("downsold", "expanded"):
        step = -1 if kind == "downsold" else 1
        seats_after = max(seats_after, 1) if abs(seats_after - seats) else max(seats + step, 1)
    reason = _reason(dice, latent, week, skilled=setting.world.skill > 0)
    lost = kind in ("churned", "downsold")
    return Outcome(
        decided_on=decided_on,
        kind=kind,
        arr_after=_arr_after(kind, arr, factor.get(kind, 1.0), uplift=dice[5]),
        seats_after=seats_after,
        reason=reason if lost else None,
        avoidable=(reason not in _UNAVOIDABLE and dice[4] < 0.75) if lost else None,
        probability=probability,
    )


def _kind(dice: list[float], probability: float, pull: float) -> str:
    if dice[0] >= probability:
        return "churned"
    shrinks, grows = sigmoid(logit(0.1) - pull), sigmoid(logit(0.25) + pull)
    if dice[1] < shrinks:
        return "downsold"
    return "expanded" if dice[1] > 1 - grows * (1 - shrinks) else "renewed"


def _arr_after(kind: str, arr: int, factor: float, *, uplift: float) -> int:
    """Whole currency units; a plain renewal sometimes carries a small price rise."""
    if kind == "renewed":
        return round(arr * 1.03) if uplift < 0.3 else arr
    return round(arr * factor)


def _reason(dice: list[float], latent: Latent, week: int, *, skilled: bool) -> str:
    """The lowest of the three is blamed; in a null world the blame is drawn as well."""
    if dice[3] < 0.12:
        return _UNAVOIDABLE[int(dice[3] / 0.06)]
    worst = min(_BLAMES, key=lambda part: getattr(latent, part)[week])
    part = worst if skilled else list(_BLAMES)[int(dice[5] * 3)]
    blames = _BLAMES[part]
    return blames[int(clamp((dice[3] - 0.12) / 0.88, 0, 0.999) * len(blames))]
