"""A small company whose governance pack can be worked by hand.

Forty accounts, all there since 2024, each paying 1,000 EUR (the first ten 1,000 USD) a year. They
log in on ten days a month; those from 30 on stop in August 2026 and open two tickets each in
October, so that a quarter of the book goes from green to a lower band between August and November.
Four accounts are lost in June: people called two of them At risk in March, the score called none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.project.small import card, project

ACCOUNTS = tuple(f"a{number:02d}" for number in range(40))
MONTH, AS_OF, BEGAN_ON = "2026-10", date(2026, 11, 1), date(2026, 8, 1)
TODAY = date(2026, 11, 22)
FADING = ACCOUNTS[30:]
LOST = ACCOUNTS[20:24]
OVERLAY = """\
overlay:
  wins: score
  stale_after: 35d
  fields: [champion_status, executive_engagement, outcome_narrative, pulse]
"""


def written(folder: Path, *, governance: str = "") -> Path:
    """The project in a folder.

    Args:
        folder: empty.
        governance: lines of the block ``governance:``, without its name.
    """
    tables = {
        "accounts": "account_id,created_on,segment,plan,owner,ended_on\n" + "".join(_accounts()),
        "events": "event_id,account_id,event,occurred_at\n" + "".join(_events()),
        "tickets": "ticket_id,account_id,opened_at\n" + "".join(_tickets()),
        "interactions": "account_id,kind,occurred_at\n" + "".join(_meetings()),
        "contracts": "contract_id,account_id,starts_on,ends_on,arr,currency\n"
        + "".join(_contracts()),
        "outcomes": "account_id,contract_id,due_on,decided_on,kind,arr_before,arr_after,reason\n"
        + "".join(_outcomes()),
        "assessments": "account_id,assessed_on,assessed_by,pulse,champion_status,"
        "executive_engagement,outcome_narrative\n" + "".join(_assessments()),
        "opportunities": "account_id,kind,amount,opened_on,closed_on,result\n"
        "a01,expansion,500,2026-09-01,,\na02,expansion,900,2026-02-01,2026-05-01,won\n"
        "a03,expansion,900,2026-02-01,2026-05-01,lost\n",
    }
    project(folder, {"health": card(tail=OVERLAY)}, **tables)
    if governance:
        file = folder / "forewarn.yml"
        file.write_text(f"{file.read_text()}governance:\n{governance}")
    return folder


def _accounts() -> Iterator[str]:
    for place, account in enumerate(ACCOUNTS):
        segment = "smb" if place % 2 else "mid"
        owner = "Ada" if place < 20 else "Bea"
        ended = "2026-06-30" if account in LOST else ""
        yield f"{account},2024-01-01,{segment},pro,{owner},{ended}\n"


def _events() -> Iterator[str]:
    first, last = date(2025, 3, 1), date(2026, 10, 31)
    for account in ACCOUNTS:
        ends = date(2026, 8, 10) if account in FADING else last
        for number in range(0, (ends - first).days + 1, 3):
            day = first + timedelta(days=number)
            yield f"{account}-{number},{account},login,{day}\n"


def _tickets() -> Iterator[str]:
    yield "t0,a00,2024-01-01\n"
    for account in FADING:
        for day in (12, 14):
            yield f"{account}-t{day},{account},2026-10-{day}\n"


def _meetings() -> Iterator[str]:
    for account in ACCOUNTS:
        for month in range(20):
            year, number = divmod(2 + month, 12)
            yield f"{account},meeting,{2025 + year}-{number + 1:02d}-10\n"


def _contracts() -> Iterator[str]:
    for place, account in enumerate(ACCOUNTS):
        currency = "USD" if place < 10 else "EUR"
        yield f"{account}-1,{account},2025-07-01,2026-06-30,1000,{currency}\n"
        if account not in LOST:
            arr = 1500 if place == 0 else 800 if place == 39 else 1000
            yield f"{account}-2,{account},2026-07-01,2027-06-30,{arr},{currency}\n"


def _outcomes() -> Iterator[str]:
    for place, account in enumerate(ACCOUNTS):
        kind, after, reason = "renewed", 1000, ""
        if account in LOST:
            kind, after, reason = "churned", 0, "left for another"
        elif place == 0:
            kind, after = "expanded", 1500
        elif place == 39:
            kind, after = "downsold", 800
        yield f"{account},{account}-1,2026-06-30,2026-06-15,{kind},1000,{after},{reason}\n"


def _assessments() -> Iterator[str]:
    for account in (*ACCOUNTS[:5], *LOST):
        worst = account in LOST[:2]
        words = "missing,none,missing" if worst else "active,active,defensible"
        by = "Bea" if account in LOST else "Ada"
        yield f"{account},2026-03-20,{by},{1 if worst else 5},{words}\n"
    for account in ACCOUNTS[:4]:
        yield f"{account},2026-10-20,Ada,5,active,active,defensible\n"
