"""A project folder whose ledger holds a made-up book of any size, and the people who look at it.

No fact is scored: the rows are those of the example ``saas`` under other account ids, each account
walking up and down among them from week to week, so that bands last as they do in a real book.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from forewarn.ledger.rows import ABOUT, Row, about_of, rows_of
from forewarn.ledger.values import CardFacts
from forewarn.project import Project, Scoring
from forewarn.project.simulating import fill_example

if TYPE_CHECKING:
    from forewarn.workspace.project import Shown

END_ON = date(2026, 10, 5)
OWNERS, ON_ONE = 200, 250
SEGMENTS = (("smb", 0.7), ("mid", 0.22), ("enterprise", 0.08))
LEADERS, TERRITORIES_OF_A_LEADER = 4, 10
READERS, OPERATIONS = 2, 2
_STAY = 0.6


@dataclass(frozen=True)
class Sample:
    """Rows as they are recorded, worst score first, without what they say of the account."""

    card: CardFacts
    rows: Sequence[Row]
    rests: Sequence[str]


def sampled(folder: Path) -> Sample:
    """A small company's rows; the project is made in the folder."""
    fill_example(folder, example="saas", end_on=END_ON, accounts=120)
    with Project.open(folder) as project:
        found = project.score(Scoring(as_of=END_ON, record=False)).snapshots[0]
        card = CardFacts.of(next(card for card in project.cards if card.name == "health"))
    mine = [
        each
        for each in found.accounts
        if each.fingerprint == card.fingerprint and each.score.score is not None
    ]
    made = [row for row in rows_of(mine, inputs=card.inputs) if row.payload.startswith(ABOUT)]
    rows = sorted(made, key=lambda row: (row.score or 0.0, row.account_id))
    return Sample(
        card, rows, [row.payload[len(ABOUT) + len(about_of(row.payload)) :] for row in rows]
    )


@dataclass(frozen=True)
class Account:
    """One made-up account; ``about`` is what its rows say of it."""

    account_id: str
    about: str
    joined: int
    left: int


def accounts(number: int, weeks: int, *, seed: int) -> list[Account]:
    """The book's accounts: one in ten came later, one in twelve was lost."""
    chance = random.Random(seed)
    made = []
    for place in range(number):
        segment = chance.choices([name for name, _ in SEGMENTS], [share for _, share in SEGMENTS])[
            0
        ]
        arr = Decimal(int(chance.lognormvariate(9, 1) * 100)) / 100
        about = {
            "name": f"Company {place:06d}",
            "owner": f"Owner {place % max(1, min(OWNERS, number // ON_ONE)):03d}",
            "plan": chance.choice(["starter", "pro", "enterprise"]),
            "renews_on": (END_ON + timedelta(days=chance.randrange(365))).isoformat(),
            "revenue": [["EUR" if place % 5 else "USD", str(arr)]],
            "segment": segment,
            "status": "paused" if place % 100 == 7 else "paying",
        }
        made.append(
            Account(
                f"A-{place:07d}",
                json.dumps(about, sort_keys=True, separators=(",", ":")),
                chance.randrange(weeks) if place % 10 == 3 else 0,
                chance.randrange(1, weeks) if place % 12 == 5 else weeks,
            )
        )
    return made


def books(
    sample: Sample, some: Sequence[Account], weeks: int, *, seed: int
) -> Iterator[tuple[date, list[Row]]]:
    """The rows of each week, oldest first."""
    chance, kinds = random.Random(seed + 1), len(sample.rows)
    at = [min(kinds - 1, int(chance.betavariate(2.5, 1.5) * kinds)) for _ in some]
    step = max(2, kinds // 12)
    for week in range(weeks):
        rows = []
        for place, each in enumerate(some):
            if chance.random() > _STAY:
                moved = at[place] + int((chance.random() - 0.5) * 2 * step)
                at[place] = max(0, min(kinds - 1, moved))
            if each.joined <= week < each.left:
                kind = at[place]
                row = sample.rows[kind]
                payload = ABOUT + each.about + sample.rests[kind]
                rows.append(Row(each.account_id, *row[1:6], payload))
        yield END_ON - timedelta(weeks=weeks - 1 - week), rows


def fill(folder: Path, *, number: int, weeks: int, url: str | None, seed: int = 1) -> None:
    """Makes the project and writes its ledger, a run a week."""
    from forewarn.ledger.book import record_rows
    from forewarn.ledger.opening import open_ledger

    sample = sampled(folder)
    if url is not None:
        with (folder / "forewarn.yml").open("a", encoding="utf-8") as file:
            file.write(f"\nledger: {url}\n")
    place = url or f"sqlite:///{(folder / '.forewarn' / 'ledger.sqlite3').resolve()}"
    with open_ledger(place) as ledger:
        for on, rows in books(sample, accounts(number, weeks, seed=seed), weeks, seed=seed):
            record_rows(
                ledger,
                sample.card,
                rows,
                as_of=on,
                reason="made up",
                recorded_at=datetime(2026, 10, 5, tzinfo=UTC),
                version="benchmark",
            )


def vouch(shown: Shown) -> None:
    """Leaves the note that ``score`` leaves: without it pages explain no account (see ``receipt``).

    Made-up rows came from no facts, so it names those of the small company that they are of.
    """
    from forewarn.ledger.models import Run
    from forewarn.project import receipt

    basis = receipt.Basis(
        rules=receipt.rules_of(shown.settings, shown.cards),
        sources=receipt._sources_now(shown.settings),
    )
    runs = Run.objects.values_list("as_of", "scorecard__fingerprint", "revision")
    recorded: dict[str, dict[str, int]] = {}
    for on, fingerprint, revision in runs:
        recorded.setdefault(on.isoformat(), {})[fingerprint] = revision
    receipt.keep(shown.settings.folder, receipt.Receipt(basis, recorded))


def people(number: int) -> list[tuple[str, str, str]]:
    """Signs in so many people; Django is set up.

    Returns:
        Per person the role, the name, and the key of their session.
    """
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from forewarn.workspace.models import Member

    store = import_module(settings.SESSION_ENGINE).SessionStore
    found = []
    for role, name in _cast(number):
        member = _member(role, name)
        session = store()
        session[SESSION_KEY] = str(Member._meta.pk.value_to_string(member))
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = member.get_session_auth_hash()
        session.create()
        found.append((role, name, str(session.session_key)))
    return found


def _cast(number: int) -> Iterator[tuple[str, str]]:
    for place in range(number):
        if place < OPERATIONS:
            yield "operations", f"operations-{place}"
        elif place < OPERATIONS + LEADERS:
            yield "leader", f"leader-{place - OPERATIONS}"
        elif place < OPERATIONS + LEADERS + READERS:
            yield "read_only", f"reader-{place - OPERATIONS - LEADERS}"
        else:
            yield "rep", f"rep-{place - OPERATIONS - LEADERS - READERS}"


def _member(role: str, name: str):  # type: ignore[no-untyped-def]
    """A member with territories as their role has them."""
    from forewarn.workspace.models import Member, Role, Rule, Team, Territory

    email = f"{name}@example.com"
    member = Member.objects.filter(email=email).first()
    if member is not None:
        return member
    member = Member.objects.create_member(email, role=Role(role), name=name)
    which = int(name.rpartition("-")[2])
    team = None
    if role == "leader":
        team = Team.objects.create(name=f"Team {which}")
        team.members.add(member)
    owned = (
        range(which * TERRITORIES_OF_A_LEADER, (which + 1) * TERRITORIES_OF_A_LEADER)
        if role == "leader"
        else [which]
    )
    if role != "operations":
        for place in owned:
            territory, new = Territory.objects.get_or_create(name=f"{role} {name} {place}")
            territory.team = team
            territory.save()
            if role != "leader":
                territory.members.add(member)
            if new:
                value = "enterprise" if role == "read_only" else f"Owner {place:03d}"
                attribute = "segment" if role == "read_only" else "owner"
                Rule.objects.create(territory=territory, attribute=attribute, value=value)
    return member
