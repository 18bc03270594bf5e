"""Who was there when: people at an account, and ours who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from forewarn.terms.score import Plain

MET_WITHIN = timedelta(days=90)
"""Whom nobody of ours met for longer carries nothing."""
OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Contact(Plain):
    """A person at the account in one role.

    Attributes:
        role: of ``terms.facts.ROLES``; None where nobody said.
        since: first day.
        until: last day; None = still there.
        met_on: when somebody of ours last met them; None where that is not recorded.
    """

    contact_id: str | None
    name: str | None
    role: str | None
    since: date
    until: date | None = None
    met_on: date | None = None

    def there(self, on: date) -> bool:
        """Whether they have the role at a date."""
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def called(self) -> str:
        """What people call them."""
        return self.name or self.contact_id or "somebody"


@dataclass(frozen=True, slots=True)
class Keeper(Plain):
    """One of ours in one role.

    Attributes:
        role: column of the accounts table, such as ``owner``.
        since: first day; None = ever since anything is known.
        until: the day on which somebody else took over; None = still.
    """

    role: str
    name: str
    since: date | None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class People(Plain):
    """Everybody of an account, as known at the newest scoring; each list oldest first."""

    account_id: str
    contacts: tuple[Contact, ...] = ()
    team: tuple[Keeper, ...] = ()

    @property
    def owner(self) -> Keeper | None:
        """Who keeps the account now."""
        found = [each for each in self.team if each.role == OWNER and each.until is None]
        return found[-1] if found else None

    @property
    def former_owner(self) -> Keeper | None:
        """Who kept it before; None where nobody else did."""
        found = [each for each in self.team if each.role == OWNER and each.until is not None]
        return found[-1] if found else None

    def carried_by(self, on: date) -> Contact | None:
        """The one person that the relation rests on: the only one met within 90 days.

        None where several were, or nobody was.
        """
        met = {
            each.contact_id or each.called: each
            for each in self.contacts
            if each.there(on) and each.met_on is not None and each.met_on >= on - MET_WITHIN
        }
        return next(iter(met.values())) if len(met) == 1 else None
