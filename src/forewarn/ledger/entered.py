"""What people entered, as values, and how much of it there is. Knows no Django."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forewarn.ledger.address import read_address
from forewarn.terms.score import Plain

if TYPE_CHECKING:
    from sqlite3 import Connection

ASSESSMENT, SETTLED = "assessment", "settled"
NOTE, CONTEXT, NOT_APPLICABLE, WRONG = "note", "context", "not_applicable", "wrong"
NOTED = (NOTE, CONTEXT, NOT_APPLICABLE, WRONG)
"""Kinds that are rows of the fact table ``notes``."""
WITHDRAWN = "withdrawn"
_TABLE = "ledger_entry"


@dataclass(frozen=True, slots=True)
class Entry(Plain):
    """What a person entered about an account.

    Attributes:
        number: from 1, without gaps.
        kind: ``assessment``; ``settled``: what is on record stands, whatever they wrote; one of
            ``NOTED``; or ``withdrawn``: an earlier one of those does not count any more.
        said_on: the day it speaks of; the first day of what lasts.
        cells: what they wrote, by field.
        values: what is on record by it, by column of the fact table and ``because``.
        origin: the workbook that it came from; empty for none.
        entered_at: with a zone.
    """

    number: int
    kind: str
    account_id: str
    said_on: date
    said_by: str
    cells: Mapping[str, Any]
    values: Mapping[str, Any]
    origin: str
    entered_at: datetime
    forewarn_version: str


def mark(number: int, account_id: str, said_by: str) -> str:
    """What tells the entries of a ledger from any others: its newest one."""
    text = f"{number}\n{account_id}\n{said_by}"
    return f"{number}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def newest_on_file(url: str, *, folder: Path | None = None) -> str | None:
    """The mark of the newest entry, asked without Django where it can be; empty without any.

    None for a ledger on a server, or one that cannot be read: opening it says so in words.
    """
    file = read_address(url, folder=folder).file
    if file is None:
        return None
    if not file.is_file():
        return ""
    import sqlite3  # `check` must answer at once, and asks nothing here

    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            return _newest(connection)
    except sqlite3.Error:
        return None


def _newest(connection: Connection) -> str:
    named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    if connection.execute(named, [_TABLE]).fetchone() is None:
        return ""
    row = connection.execute(
        f"SELECT number, account_id, said_by FROM {_TABLE} ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return mark(*row) if row else ""
