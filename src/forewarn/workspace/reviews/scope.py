"""Whose accounts a review is about: mine, a team's, a CSM's, or all that a member sees."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from forewarn.workspace.access import of_team, teams_of, visible_accounts
from forewarn.workspace.assessing.form import author
from forewarn.workspace.models import BookLine, Member, Team

MINE, ALL, TEAM = "me", "", "team-"
CSM = "csm"
"""Not ``owner``: in the forms of the review that is who does what is decided."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at; whatever the address asks and there is not is left out.

    Attributes:
        member: who looks.
        who: ``me``, ``team-`` and its number, or empty for all that the member sees.
        owner: of these only the accounts of one CSM; empty = everybody's.
        teams: those that the member can choose from.
    """

    member: Member
    who: str
    owner: str
    teams: tuple[Team, ...]

    @classmethod
    def of(cls, member: Member, asked: QueryDict) -> Scope:
        """What an address or a form asks."""
        teams = teams_of(member)
        who = asked.get("who", "")
        known = {MINE, *(f"{TEAM}{team.pk}" for team in teams)}
        owner = asked.get(CSM, "").strip()[:200]
        return cls(member, who if who in known else ALL, owner, teams)

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Value and title of what can be looked at."""
        found = [(ALL, "All I see"), (MINE, "Mine")]
        return (*found, *((f"{TEAM}{team.pk}", team.name) for team in self.teams))

    @property
    def title(self) -> str:
        """In words, for minutes."""
        name = dict(self.choices)[self.who]
        whose = author(self.member) if self.who == MINE else name
        all_of = f"all that {author(self.member)} sees" if self.who == ALL else whose
        return f"{all_of}, accounts of {self.owner}" if self.owner else all_of

    @property
    def team(self) -> Team | None:
        """The team that is looked at."""
        return next((each for each in self.teams if f"{TEAM}{each.pk}" == self.who), None)

    @property
    def everybody(self) -> QuerySet[BookLine]:
        """The accounts before one CSM is chosen."""
        lines = visible_accounts(self.member)
        if self.who == MINE:
            return lines.filter(owner=author(self.member))
        return of_team(lines, self.team) if self.team else lines

    @property
    def lines(self) -> QuerySet[BookLine]:
        """The accounts that are looked at."""
        lines = self.everybody
        return lines.filter(owner=self.owner) if self.owner else lines

    @property
    def query(self) -> str:
        """The part of an address that asks for the same; empty for everything."""
        asked = {name: value for name, value in self.fields if value}
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The same as fields of a form."""
        return (("who", self.who), (CSM, self.owner))
