"""The small company that tests of the pages look at. Loads no Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from forewarn.project import Project, Scoring
from tests.project import small

ON = date(2026, 3, 2)
PASSWORD = "a long enough sentence"
"""Of everybody of the cast."""
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
SINCE = {"a1": "2026-02-20"}
TAKEN_OVER = "a1,2025-01-01,Alder,Cleo,smb,pro,paying,2025-01-01\n"
"""Ana took a1 over from Cleo ten days before the newest results."""
CONTACTS = (
    "contact_id,account_id,name,role,since,until\n"
    "c1,a1,<b>Mara</b> Lindt,champion,2025-02-01,2026-01-31\n"
    "c2,a1,Jon Okafor,champion,2026-02-02,\n"
    "c3,a1,Petra Sand,executive_sponsor,2025-06-01,\n"
    "c4,a3,=Formula Person,admin,2025-06-01,\n"
)
MEETINGS = (
    "account_id,contact_id,kind,occurred_at,attended\n"
    "a1,c1,meeting,2025-12-20,true\na1,c2,meeting,2026-02-10,true\n"
    "a1,c3,meeting,2026-02-12,false\na,,meeting,2025-12-20,true\na,,meeting,2026-01-03,true\n"
)


def company(folder: Path, *, ledger: str | None = None) -> Path:
    """A project of five accounts, scored for fourteen weeks into its own ledger or another."""
    rows = (
        f'{account},2025-01-01,"{name}",{owner},{segment},pro,paying,{SINCE.get(account, "")}\n'
        for account, (name, owner, segment) in ACCOUNTS.items()
    )
    days = [
        (account, f"2026-0{1 + day // 28}-{1 + day % 28:02d}")
        for place, account in enumerate(ACCOUNTS)
        for day in range(0, 56, 2 + 3 * place)
    ]
    small.project(
        folder,
        {"health": small.card(tail="overlay: {wins: lower, stale_after: 90d}\n")},
        accounts="account_id,created_on,name,owner,segment,plan,status,valid_from\n"
        + "".join(rows)
        + TAKEN_OVER,
        contacts=CONTACTS,
        interactions=MEETINGS,
        events=small.events(*days),
    )
    if ledger is not None:
        with (folder / "forewarn.yml").open("a") as file:
            file.write(f"ledger: {ledger}\n")
    with Project.open(folder) as project:
        project.score(Scoring(as_of=ON, weeks=14))
    return folder
