"""Contacts of the SIMULATED accounts: champions who leave, executives, people never met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from forewarn.simulate.chance import between, days_later, late
from forewarn.simulate.company import Row
from forewarn.simulate.lives import Life
from forewarn.simulate.names import person_name

_USUAL = {
    "executive_sponsor": 0.7,
    "economic_buyer": 0.6,
    "decision_maker": 0.8,
    "admin": 0.9,
    "user": 0.7,
}


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at an account in one role, on `[since, until)`.

    Attributes:
        recorded_until: The `until` that the facts show; a departure may be noticed late.
        met: Does anybody of ours ever meet this person?
    """

    contact_id: str
    name: str
    role: str
    since: date
    until: date | None = None
    recorded_until: date | None = None
    met: bool = True

    def present(self, day: date) -> bool:
        """Is the person there on a day?"""
        return self.since <= day and (self.until is None or day < self.until)


def contacts(life: Life) -> list[Contact]:
    """The people of an account, in the order in which they joined."""
    rng = life.setting.stream("contacts", life.profile.account_id)
    people = [*_champions(life, rng), *_usual(life, rng), *_joiners(life, rng)]
    people.sort(key=lambda person: (person.since, person.contact_id))
    return [p for p in people if p.since < life.last_on]


def contact_rows(life: Life, people: list[Contact]) -> Iterator[Row]:
    """The rows of contacts; some that joined during the simulation become known late."""
    setting = life.setting
    rng = setting.stream("contact rows", life.profile.account_id)
    for person in people:
        known_at = late(rng, person.since, setting.world.late_share)
        until = person.recorded_until
        yield {
            "contact_id": person.contact_id,
            "account_id": life.profile.account_id,
            "name": person.name,
            "role": person.role,
            "since": person.since,
            "until": until if until is not None and until < setting.end_on else None,
            "known_at": known_at if person.since >= setting.start_on else None,
        }


def departure_rows(life: Life, people: list[Contact]) -> Iterator[Row]:
    """The truth about the champions who left before the account did."""
    champions = [person for person in people if person.role == "champion"]
    for departure, champion in zip(life.departures, champions, strict=False):
        if departure.left_on < life.last_on:
            yield {
                "account_id": life.profile.account_id,
                "contact_id": champion.contact_id,
                "left_on": departure.left_on,
                "recorded_on": departure.recorded_on,
                "usage_falls_on": departure.usage_falls_on,
                "replaced_on": departure.replaced_on,
            }


def _champions(life: Life, rng: Random) -> Iterator[Contact]:
    """The first champion, and a successor after each departure that has one."""
    since: date | None = life.profile.created_on
    departures = iter(life.departures)
    number = 1
    while since is not None:
        departure = next(departures, None)
        yield Contact(
            contact_id=f"{life.profile.account_id}-p{number:02d}",
            name=person_name(rng),
            role="champion",
            since=since,
            until=departure.left_on if departure else None,
            recorded_until=departure.recorded_on if departure else None,
        )
        since, number = departure.replaced_on if departure else None, number + 1


def _usual(life: Life, rng: Random) -> Iterator[Contact]:
    """The people one finds at most accounts; detractors where the fit is poor."""
    odds = {
        **_USUAL,
        "detractor": 0.3 if life.latent.fit[0] < -0.5 else 0.04,
        "partner": 1.0 if life.profile.partner else 0.0,
    }
    for number, (role, share) in enumerate(odds.items(), start=21):
        there, name, until = rng.random() < share, person_name(rng), _leaves(life, rng)
        if there:
            contact_id = f"{life.profile.account_id}-p{number}"
            yield Contact(contact_id, name, role, life.profile.created_on, until, until)


def _leaves(life: Life, rng: Random) -> date | None:
    """Anybody may move on: about one in eight does within a year."""
    first = life.profile.begins_on
    wait, share = rng.random(), rng.random()
    span = (life.setting.end_on - first).days
    return days_later(first, max(span * wait, 1)) if share < 0.12 * span / 365 else None


def _joiners(life: Life, rng: Random) -> Iterator[Contact]:
    """Decision makers and executives who join during the simulation, some never met."""
    for number, role in enumerate(("decision_maker", "executive_sponsor", "user"), start=41):
        dice, name = [rng.random() for _ in range(3)], person_name(rng)
        if dice[0] < 0.3:
            span = (life.setting.end_on - life.profile.begins_on).days
            yield Contact(
                contact_id=f"{life.profile.account_id}-p{number}",
                name=name,
                role=role,
                since=days_later(life.profile.begins_on, between(dice[1], 1, max(span - 1, 1))),
                met=dice[2] >= life.setting.world.never_met_share or role == "user",
            )
