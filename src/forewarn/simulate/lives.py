"""The life of one SIMULATED account: who it is, what is hidden, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forewarn.simulate.chance import Setting
from forewarn.simulate.latent import (
    Departure,
    Latent,
    Migration,
    departures,
    latent,
    migrations,
)
from forewarn.simulate.profiles import Profile
from forewarn.simulate.renewals import Term, churned_on, terms


@dataclass(frozen=True, slots=True)
class Life:
    """Everything that was drawn for an account before any fact is written down.

    Attributes:
        ended_on: First day on which the account is gone; nothing while it lives.
        last_on: First day without behaviour: `ended_on` or the end of the simulation.
    """

    setting: Setting
    profile: Profile
    departures: tuple[Departure, ...]
    migrations: tuple[Migration, ...]
    latent: Latent
    terms: tuple[Term, ...]
    ended_on: date | None
    last_on: date

    def champion_away(self, day: date) -> Departure | None:
        """The departure that leaves the account without a champion on a day."""
        for departure in self.departures:
            back = departure.replaced_on
            if departure.left_on <= day and (back is None or day < back):
                return departure
        return None

    def migrating(self, day: date) -> bool:
        """Is a planned migration under way on a day?"""
        return any(m.starts_on <= day < m.ends_on for m in self.migrations)

    def paused(self, day: date) -> bool:
        """Does the account rest on a day?"""
        pause = self.profile.pause
        return pause is not None and pause[0] <= day < pause[1]

    def status(self, day: date) -> str:
        """Status of the account on a day, as the accounts table shows it."""
        if self.ended_on is not None and day >= self.ended_on:
            return "ended"
        if self.profile.trial_ends_on is not None and day < self.profile.trial_ends_on:
            return "trial"
        if self.profile.kind in ("free", "internal"):
            return self.profile.kind
        return "paused" if self.paused(day) else "paying"

    def term_on(self, day: date) -> Term | None:
        """The contract that runs on a day."""
        return next((t for t in self.terms if t.starts_on <= day <= t.ends_on), None)

    def leaving(self, day: date) -> bool:
        """Has the account decided to go by a day?"""
        last = self.terms[-1].outcome if self.terms else None
        return last is not None and last.kind == "churned" and last.decided_on <= day


def live(setting: Setting, profile: Profile) -> Life:
    """Draw the hidden life of one account."""
    left = departures(setting, profile)
    path = latent(setting, profile, left)
    years = terms(setting, profile, path)
    ended_on = churned_on(years)
    if profile.kind == "trial" and profile.pays_from is None:
        ended_on = profile.trial_ends_on
    ended_on = ended_on if ended_on is not None and ended_on < setting.end_on else None
    return Life(
        setting=setting,
        profile=profile,
        departures=tuple(left),
        migrations=tuple(migrations(setting, profile)),
        latent=path,
        terms=tuple(years),
        ended_on=ended_on,
        last_on=ended_on or setting.end_on,
    )
