"""What people entered, as values, and how much of it there is. Knows no Django."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
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
_COLUMNS = (
    'number, kind, account_id, said_on, said_by, cells, "values", origin, entered_at,'
    " forewarn_version"
)


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
    order = f"SELECT number, account_id, said_by FROM {_TABLE} ORDER BY number DESC LIMIT 1"
    rows = _rows(url, folder, order, ())
    return None if rows is None else mark(*rows[0]) if rows else ""


def entries_on_file(
    url: str, *, account_id: str | None = None, since: int = 1, folder: Path | None = None
) -> tuple[Entry, ...] | None:
    """What ``entering.entries`` gives, read without Django where it can be.

    Args:
        url: of the ledger.
        account_id: None = of all accounts.
        since: number of the first entry that is wanted.
        folder: what a relative path is relative to.

    Returns:
        None as for ``newest_on_file``.
    """
    rows = _rows(
        url,
        folder,
        f"SELECT {_COLUMNS} FROM {_TABLE} WHERE number >= ? AND (? IS NULL OR account_id = ?)"
        " ORDER BY number",
        (since, account_id, account_id),
    )
    return None if rows is None else tuple(_entry(*row) for row in rows)


def _rows(
    url: str, folder: Path | None, query: str, values: tuple[object, ...]
) -> list[tuple[Any, ...]] | None:
    """Rows about entries; none where there is no ledger yet, or one without their table."""
    file = read_address(url, folder=folder).file
    if file is None:
        return None
    if not file.is_file():
        return []
    import sqlite3  # `check` must answer at once, and asks nothing here

    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall() if _there(connection) else []
    except sqlite3.Error:
        return None


def _there(connection: Connection) -> bool:
    named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(named, [_TABLE]).fetchone() is not None


def _entry(
    number: int,
    kind: str,
    account_id: str,
    said_on: str,
    said_by: str,
    cells: str,
    values: str,
    origin: str,
    entered_at: str,
    version: str,
) -> Entry:
    return Entry(
        number,
        kind,
        account_id,
        date.fromisoformat(said_on),
        said_by,
        json.loads(cells),
        json.loads(values),
        origin,
        datetime.fromisoformat(entered_at).replace(tzinfo=UTC),
        version,
    )
