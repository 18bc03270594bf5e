"""One account's line read straight from a SQLite ledger, without setting Django up.

Setting Django up costs more than all that ``explain`` reads. Where anything is not just as
expected (another database, a ledger of another Forewarn, a file that cannot be read), nothing is
said here, and the ledger is opened the usual way, which also knows the words for what is wrong.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from pkgutil import iter_modules

from forewarn.ledger import migrations
from forewarn.ledger.address import read_address
from forewarn.ledger.rows import Row
from forewarn.ledger.standing_line import CARD_COLUMNS, RunOf, card_facts, standing_line
from forewarn.terms.score import AccountResult


@dataclass(frozen=True, slots=True)
class Glance:
    """What is on record of an account.

    Attributes:
        line: as ``reading.current_line`` tells it.
        said: per earlier date that was asked for the fingerprint of the scorecard that the newest
            result first said of the account by then came from; None when nothing was said.
    """

    line: tuple[tuple[str, int, AccountResult], ...]
    said: Mapping[date, str | None]


def glance(
    url: str,
    account_id: str,
    dates: Iterable[date],
    *,
    said_by: Collection[date],
    within_days: int,
    folder: Path | None = None,
) -> Glance | None:
    """The account at some dates, and under which scorecard it was spoken of by earlier ones.

    Args:
        url: the ledger's, see ``address.read_address``.
        said_by: what was first said (revision 0) up to each of these counts for ``said``.
        within_days: and so many days before it.
        folder: what a relative path is relative to.

    Returns:
        None where the ledger has to be opened the usual way.

    Raises:
        ForewarnError: the URL is none of a ledger.
    """
    file = read_address(url, folder=folder).file
    if file is None or not file.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("BEGIN")  # one state of the ledger for all that is read
            if not _as_expected(connection):
                return None
            line = _line(connection, account_id, dates)
            said = {by: _said(connection, account_id, by, within_days) for by in said_by}
            return Glance(line, said)
    except sqlite3.Error:
        return None


def _as_expected(connection: sqlite3.Connection) -> bool:
    """Whether just the migrations of this Forewarn have run."""
    applied = connection.execute("SELECT name FROM django_migrations WHERE app = 'ledger'")
    return {name for (name,) in applied} == {
        each.name for each in iter_modules(migrations.__path__)
    }


def _line(
    connection: sqlite3.Connection, account_id: str, dates: Iterable[date]
) -> tuple[tuple[str, int, AccountResult], ...]:
    days = [on.isoformat() for on in sorted(dates)]
    found = connection.execute(
        f"""SELECT r.id, r.scorecard_id, r.as_of, r.revision FROM ledger_run AS r
        WHERE r.as_of IN ({_marks(days)}) ORDER BY r.revision""",
        days,
    ).fetchall()
    columns = ", ".join(CARD_COLUMNS)
    cards = {
        number: card_facts(version)
        for number, *version in connection.execute(
            f"SELECT id, {columns} FROM ledger_scorecardversion"
        )
    }
    runs = [
        RunOf(run, cards[card], date.fromisoformat(as_of), revision)
        for run, card, as_of, revision in found
    ]
    rows = connection.execute(
        f"""SELECT run_id, {", ".join(Row._fields)} FROM ledger_snapshotrow
        WHERE run_id IN ({_marks(runs)}) AND account_id = ?""",
        [*(run.run for run in runs), account_id],
    )
    return standing_line(runs, {run: Row(*values) for run, *values in rows})


def _said(
    connection: sqlite3.Connection, account_id: str, by: date, within_days: int
) -> str | None:
    found = connection.execute(
        """SELECT c.fingerprint FROM ledger_run AS r
        JOIN ledger_snapshotrow AS s ON s.run_id = r.id
        JOIN ledger_scorecardversion AS c ON c.id = r.scorecard_id
        WHERE s.account_id = ? AND r.revision = 0 AND r.as_of BETWEEN ? AND ?
        ORDER BY r.as_of DESC, s.run_id LIMIT 1""",
        [account_id, (by - timedelta(days=within_days)).isoformat(), by.isoformat()],
    ).fetchone()
    return found[0] if found else None


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
