"""The same people in every test of the pages, and the small company they look at.

Ana and Ben each keep half of the accounts. Ada leads Ana's team, Omar is operations, Rea may read
what is of the segment smb, Nil has no territory.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from forewarn.project import Project, Scoring
from forewarn.workspace.models import Member, Role, Rule, Team, Territory
from tests.project import small

ON = date(2026, 3, 2)
NASTY = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(1)"
ACCOUNTS: Mapping[str, tuple[str, str, str]] = {
    "a1": ("Alder", "Ana", "smb"),
    "a2": (NASTY, "Ana", "mid"),
    "a3": (FORMULA, "Ana", "mid"),
    "b1": ("Birch", "Ben", "mid"),
    "b2": ("Beech", "Ben", "smb"),
}
"""Name, owner and segment by id."""
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
PASSWORD = "a long enough sentence"


def company(folder: Path) -> Path:
    """A project of five accounts, scored for fourteen weeks."""
    rows = (
        f'{account},2025-01-01,"{name}",{owner},{segment},pro,paying\n'
        for account, (name, owner, segment) in ACCOUNTS.items()
    )
    days = [
        (account, f"2026-0{1 + day // 28}-{1 + day % 28:02d}")
        for place, account in enumerate(ACCOUNTS)
        for day in range(0, 56, 2 + 3 * place)
    ]
    small.project(
        folder,
        {"health": small.card()},
        accounts="account_id,created_on,name,owner,segment,plan,status\n" + "".join(rows),
        events=small.events(*days),
    )
    with Project.open(folder) as project:
        project.score(Scoring(as_of=ON, weeks=14))
    return folder


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
