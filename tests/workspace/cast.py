"""The same people in every test of the pages.

Ana and Ben each keep half of the accounts. Ada leads Ana's team, Omar is operations, Rea may read
what is of the segment smb, Nil has no territory.
"""

from __future__ import annotations

from collections.abc import Mapping

from forewarn.workspace.models import Member, Role, Rule, Team, Territory
from tests.workspace.company import PASSWORD

CAST: Mapping[str, Role] = {
    "ana": Role.REP,
    "ben": Role.REP,
    "ada": Role.LEADER,
    "omar": Role.OPERATIONS,
    "rea": Role.READ_ONLY,
    "nil": Role.REP,
}
SEES: Mapping[str, str] = {
    "ana": "a1 a2 a3",
    "ben": "b1 b2",
    "ada": "a1 a2 a3",
    "omar": "a1 a2 a3 b1 b2",
    "rea": "a1 b2",
    "nil": "",
}


def enter() -> dict[str, Member]:
    """The people and their territories."""
    people = {
        name: Member.objects.create_member(
            f"{name}@example.com", role=role, name=name.title(), password=PASSWORD
        )
        for name, role in CAST.items()
    }
    team = Team.objects.create(name="Ada's")
    team.members.add(people["ada"])
    for name in ("ana", "ben"):
        theirs = Territory.objects.create(name=name, team=team if name == "ana" else None)
        theirs.members.add(people[name])
        Rule.objects.create(territory=theirs, attribute="owner", value=name.title())
    readable = Territory.objects.create(name="smb")
    readable.members.add(people["rea"])
    Rule.objects.create(territory=readable, attribute="segment", value="smb")
    return people
