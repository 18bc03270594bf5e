"""The people of a SIMULATED company, so that every role can be tried at once.

Every owner of accounts is a rep with a territory of their own; two leaders have half of them each;
one person may only read. Their names are made up and their addresses lead nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from forewarn.project.acting_out import LEADER
from forewarn.workspace.models import BookLine, Member, Role, Rule, SavedView, Team, Territory
from forewarn.workspace.trail import note

_LEADERS = (LEADER, "Rurik Kettlewood")
_READER = "Nell Pagekeeper"
_VIEWS = (
    ("Renewals, worst first", "show=due&sort=band"),
    ("Fell in 4 weeks", "show=fell&sort=moved"),
)


def enter_players() -> dict[str, Member]:
    """Enters the people once, where nobody is entered yet.

    Returns:
        Somebody of each role that is not of operations, by the role's name; those who may still
        sign in. Empty for a book without owners.
    """
    with transaction.atomic():
        owners = _owners()
        if owners and not Member.objects.exists():
            _enter(owners)
    found: dict[str, Member] = {}
    for role, name in ((Role.LEADER, _LEADERS[0]), (Role.REP, _first(owners))):
        member = Member.objects.filter(email=_address(name), role=role, is_active=True).first()
        if member is not None:
            found[role.label.lower()] = member
    return found


def _owners() -> list[str]:
    lines = BookLine.objects.exclude(owner="").order_by("owner")
    return list(lines.values_list("owner", flat=True).distinct())


def _first(owners: Sequence[str]) -> str:
    return owners[0] if owners else ""


def _enter(owners: Sequence[str]) -> None:
    half = (len(owners) + 1) // 2
    for leader, theirs in zip(_LEADERS, (owners[:half], owners[half:]), strict=True):
        team = Team.objects.create(name=f"Team of {leader.partition(' ')[0]}")
        team.members.add(_member(leader, Role.LEADER))
        for name in theirs:
            territory = Territory.objects.create(name=f"Accounts of {name}", team=team)
            territory.members.add(_member(name, Role.REP))
            Rule.objects.create(territory=territory, attribute=Rule.Attribute.OWNER, value=name)
    everything = Territory.objects.create(name="Every account")
    reader = _member(_READER, Role.READ_ONLY)
    everything.members.add(reader)
    Rule.objects.create(territory=everything, attribute=Rule.Attribute.EVERY)
    first = Member.objects.get(email=_address(_LEADERS[0]))
    for name, query in _VIEWS:
        SavedView.objects.create(member=first, name=name, query=query, shared=True)


def _member(name: str, role: Role) -> Member:
    member = Member.objects.create_member(_address(name), role=role, name=name)
    after = {"email": member.email, "role": member.role}
    note(None, "entered", f"member {member.pk}", after=after, because="a simulated company")
    return member


def _address(name: str) -> str:
    return f"{'.'.join(name.lower().split())}@example.com"
