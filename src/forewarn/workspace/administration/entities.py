"""Members, teams and territories as forms know them: plain text that can be held side by side."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model, QuerySet

from forewarn.terms.naming import within
from forewarn.workspace.models import Member, Role, Rule, Team, Territory
from forewarn.workspace.project import names

State = Mapping[str, str | list[str]]
"""What a form holds, by field; lists in order."""
_ACTIVE = "active"


class RefusedError(Exception):
    """What was sent cannot be kept; ``complaints`` say why, each in a sentence."""

    def __init__(self, complaints: tuple[str, ...]) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what operations keep.

    Attributes:
        word, title: of one of them, and of all.
        all: every one, with what its state needs read along.
        state: of one, and of a new one from None.
        keep: writes a state; raises ``RefusedError``.
        removable: members are let out instead, for the trail speaks of them.
    """

    word: str
    title: str
    all: Callable[[], QuerySet[Any]]
    state: Callable[[Any], dict[str, str | list[str]]]
    keep: Callable[[Any, State], Model]
    removable: bool = True


def version(state: State) -> str:
    """Tells two states apart."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]


def _member_state(member: Member | None) -> dict[str, str | list[str]]:
    if member is None:
        return {"email": "", "name": "", "role": Role.REP.value, _ACTIVE: "yes"}
    active = "yes" if member.is_active else ""
    return {"email": member.email, "name": member.name, "role": member.role, _ACTIVE: active}


def _keep_member(member: Member | None, state: State) -> Member:
    email, role = str(state["email"]).lower(), str(state["role"])
    active = bool(state[_ACTIVE])
    taken = Member.objects.filter(email=email).exclude(pk=_pk(member))
    complaints = [
        f"{email or 'nothing'} is no e-mail address." if not _is_address(email) else "",
        f"{email} is a member already." if taken.exists() else "",
        "Choose a role." if role not in Role.values else "",
        _last_one(member, role, active=active),
    ]
    _refuse(complaints)
    if member is None:
        member = Member.objects.create_member(email, role=Role(role))
    member.email, member.name, member.role = email, str(state["name"]), role
    member.is_active = active
    member.save()
    return member


def _last_one(member: Member | None, role: str, *, active: bool) -> str:
    """Somebody has to be able to open this page."""
    others = Member.objects.filter(role=Role.OPERATIONS, is_active=True)
    keeps = role == Role.OPERATIONS and active
    if member is None or keeps or others.exclude(pk=member.pk).exists():
        return ""
    called = within(names().operations)
    return f"This is the last active member of {called}: enter another one first."


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _team_state(team: Team | None) -> dict[str, str | list[str]]:
    members = sorted(each.email for each in team.members.all()) if team else []
    return {"name": team.name if team else "", "members": members}


def _keep_team(team: Team | None, state: State) -> Team:
    name, members = str(state["name"]), _members(state["members"])
    taken = Team.objects.filter(name=name).exclude(pk=_pk(team))
    _refuse(_of_name(name, taken=taken.exists()))
    team = team or Team()
    team.name = name
    team.save()
    team.members.set(members)
    return team


def _territory_state(territory: Territory | None) -> dict[str, str | list[str]]:
    if territory is None:
        return {"name": "", "team": "", "members": [], "rules": []}
    return {
        "name": territory.name,
        "team": territory.team.name if territory.team else "",
        "members": sorted(each.email for each in territory.members.all()),
        "rules": sorted(str(each) for each in territory.rules.all()),
    }


def _keep_territory(territory: Territory | None, state: State) -> Territory:
    name, members = str(state["name"]), _members(state["members"])
    rules, wrong = _rules(state["rules"])
    team = Team.objects.filter(name=state["team"]).first()
    taken = Territory.objects.filter(name=name).exclude(pk=_pk(territory))
    unknown = f"There is no team {state['team']}." if state["team"] and team is None else ""
    _refuse([*_of_name(name, taken=taken.exists()), unknown, *wrong])
    territory = territory or Territory()
    territory.name, territory.team = name, team
    territory.save()
    territory.members.set(members)
    territory.rules.all().delete()
    for attribute, value in rules:
        Rule.objects.create(territory=territory, attribute=attribute, value=value)
    return territory


def _members(emails: str | list[str]) -> QuerySet[Member]:
    return Member.objects.filter(email__in=list(emails))


def _rules(lines: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Rules such as ``owner = Ana`` or ``every``; and what is wrong with the others."""
    found: dict[tuple[str, str], None] = {}
    wrong = []
    for line in lines:
        attribute, equals, value = (part.strip() for part in line.partition("="))
        if attribute not in Rule.Attribute.values:
            near = get_close_matches(attribute, Rule.Attribute.values, n=1)
            guess = f" Did you mean {near[0]}?" if near else ""
            known = ", ".join(Rule.Attribute.values)
            wrong.append(f"'{line}': a rule begins with one of {known}.{guess}")
        elif attribute == Rule.Attribute.EVERY and (value or equals):
            wrong.append(f"'{line}': write every alone, the others as owner = Ana.")
        elif attribute != Rule.Attribute.EVERY and not value:
            wrong.append(f"'{line}': a value is missing, as in owner = Ana.")
        else:
            found[attribute, value] = None
    return list(found), wrong


def _of_name(name: str, *, taken: bool) -> list[str]:
    return ["A name is needed." if not name else "", f"{name} is there already." if taken else ""]


def _pk(found: Model | None) -> int:
    """Its number; 0, which nothing has, for a new one."""
    return found.pk if found is not None else 0


def _refuse(complaints: Sequence[str]) -> None:
    found = tuple(each for each in complaints if each)
    if found:
        raise RefusedError(found)


KINDS: Mapping[str, Kind] = {
    "members": Kind(
        "member",
        "Members",
        lambda: Member.objects.prefetch_related("teams", "territories").order_by("email"),
        _member_state,
        _keep_member,
        removable=False,
    ),
    "teams": Kind(
        "team",
        "Teams",
        lambda: Team.objects.prefetch_related("members", "territories").order_by("name"),
        _team_state,
        _keep_team,
    ),
    "territories": Kind(
        "territory",
        "Territories",
        lambda: (
            Territory.objects.select_related("team")
            .prefetch_related("members", "rules")
            .order_by("name")
        ),
        _territory_state,
        _keep_territory,
    ),
}
