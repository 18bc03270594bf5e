"""The small company that tests of the pages look at. Loads no Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from forewarn.project import Project, Scoring
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


def company(folder: Path, *, ledger: str | None = None) -> Path:
    """A project of five accounts, scored for fourteen weeks into its own ledger or another."""
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
        {"health": small.card(tail="overlay: {wins: lower, stale_after: 90d}\n")},
        accounts="account_id,created_on,name,owner,segment,plan,status\n" + "".join(rows),
        events=small.events(*days),
    )
    if ledger is not None:
        with (folder / "forewarn.yml").open("a") as file:
            file.write(f"ledger: {ledger}\n")
    with Project.open(folder) as project:
        project.score(Scoring(as_of=ON, weeks=14))
    return folder
