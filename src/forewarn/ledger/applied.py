"""Plans that were applied, as values, and whether there are any. Knows no Django."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forewarn.ledger.address import read_address
from forewarn.terms.score import Plain

_TABLE = "ledger_application"


@dataclass(frozen=True, slots=True)
class Approval(Plain):
    """Who approved a plan, in which role."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class AppliedCard(Plain):
    """A scorecard that a plan put or left in force.

    Attributes:
        path: its file then, as people know it.
        text: the file's own text.
    """

    name: str
    path: str
    fingerprint: str
    text: str


@dataclass(frozen=True, slots=True)
class Application(Plain):
    """A plan that was applied.

    Attributes:
        number: from 1, without gaps.
        plan: fingerprint of the plan.
        category: of its largest change; empty where it changed nothing.
        scorecards: all that are in force from then on.
        routing: names in the order of routing, as the project file stated it; may be empty.
        functions: text of the project's Python signals; empty without any.
        applied_by, why: who applied it, and their reason.
        approved_by: in the order given; one person may hold several roles.
        applied_at: with a zone.
        forewarn_version: that applied it.
    """

    number: int
    plan: str
    category: str
    scorecards: tuple[AppliedCard, ...]
    routing: tuple[str, ...]
    functions: str
    applied_by: str
    why: str
    approved_by: tuple[Approval, ...]
    applied_at: datetime
    forewarn_version: str


def may_be_applied(url: str, *, folder: Path | None = None) -> bool:
    """Whether a ledger may hold a plan that was applied, asked without Django where it can be.

    False is certain: most projects never applied one, and every verb asks. A ledger on PostgreSQL
    has to be opened to know.
    """
    file = read_address(url, folder=folder).file
    if file is None:
        return True
    if not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            return _has_any(connection)
    except sqlite3.Error:
        return True  # whatever is wrong, opening it says so in words


def _has_any(connection: sqlite3.Connection) -> bool:
    named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    if connection.execute(named, [_TABLE]).fetchone() is None:
        return False
    return connection.execute(f"SELECT 1 FROM {_TABLE} LIMIT 1").fetchone() is not None
