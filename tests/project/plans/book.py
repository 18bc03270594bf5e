"""A book of three accounts, small enough to be worked by hand, and what is done with its plans."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from forewarn.project import Scoring, Wish
from forewarn.terms.proposed import Proposal
from tests.project.small import card, events, opened

TODAY = date(2026, 3, 2)
WISH = Wish("Ana", "logins say little", ("Ana: revops", "Jo: cs"))
HEALTH = card(head="applies_to: segment != 'big'")
BIG = card("large", head="applies_to: segment = 'big'")
DAYS = [f"2026-02-{day:02d}" for day in range(1, 29)]

# Logins on 5 of the last 30 days give 50 points, on 10 or more 100; no tickets give 100, meetings
# of the last 90 days 33 each. So a = (30 * 100 + 30 * 100 + 40 * 67) / 100 = 86.7 Healthy,
# b = (30 * 50 + 30 * 100 + 40 * 33) / 100 = 58.3 Watch, c = (0 + 30 * 100 + 40 * 33) / 100 = 43.3.
TABLES = {
    "accounts": "account_id,name,segment,created_on\n"
    "a,Alder,small,2025-01-01\nb,Birch,small,2025-01-01\nc,Cedar,big,2025-01-01\n",
    "events": events(*(("a", day) for day in DAYS), *(("b", day) for day in DAYS[:5])),
    "interactions": "account_id,kind,occurred_at\na,meeting,2026-01-20\na,meeting,2026-01-03\n"
    "b,meeting,2026-01-20\nc,meeting,2026-01-21\n",
    "contracts": "contract_id,account_id,starts_on,ends_on,arr,currency\n"
    "ca,a,2025-03-05,2026-09-01,1000,EUR\ncb,b,2025-03-05,2026-10-01,2000,EUR\n"
    "cc,c,2025-03-05,2026-11-01,4000,USD\n",
}


def write(folder: Path, text: str, name: str = "health") -> None:
    (folder / "scorecards" / f"{name}.yml").write_text(text)


def plan_of(folder: Path) -> Proposal:
    with opened(folder, today=TODAY) as there:
        return there.plan()


def banded(folder: Path) -> dict[str, str | None]:
    with opened(folder, today=TODAY) as there:
        found = there.score(Scoring(as_of=TODAY)).snapshots[-1]
    return {each.account_id: each.band for each in found.accounts}


def moves(plan: Proposal) -> list[tuple[str, str, str | None, str | None]]:
    return [(each.account_id, each.direction, each.from_band, each.to_band) for each in plan.moves]
