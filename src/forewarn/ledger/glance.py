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
from forewarn.ledger.shared import keys_of, spelt_out
from forewarn.ledger.standing_line import (
    CARD_COLUMNS,
    RunOf,
    card_facts,
    first_said,
    standing_line,
)
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
            return _glance(connection, account_id, set(dates), said_by, within_days)
    except sqlite3.Error:
        return None


def _as_expected(connection: sqlite3.Connection) -> bool:
    """Whether just the migrations of this Forewarn have run."""
    applied = connection.execute("SELECT name FROM django_migrations WHERE app = 'ledger'")
    return {name for (name,) in applied} == {
        each.name for each in iter_modules(migrations.__path__)
    }


def _glance(
    connection: sqlite3.Connection,
    account_id: str,
    dates: set[date],
    said_by: Collection[date],
    within_days: int,
) -> Glance:
    days, back = [on.isoformat() for on in sorted(dates)], timedelta(days=within_days)
    # The runs first: the account's row of each lies in an index, the rows of a run do not.
    spans = " OR ".join(["(r.revision = 0 AND r.as_of BETWEEN ? AND ?)"] * len(said_by))
    found = connection.execute(
        f"""SELECT r.id, r.scorecard_id, r.as_of, r.revision FROM ledger_run AS r
        WHERE r.as_of IN ({_marks(days)}) {"OR" if spans else ""} {spans}
        ORDER BY r.revision, r.as_of, r.id""",
        [*days, *(end.isoformat() for by in said_by for end in (by - back, by))],
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
    read = connection.execute(
        f"""SELECT run_id, {", ".join(Row._fields)} FROM ledger_snapshotrow
        WHERE run_id IN ({_marks(runs)}) AND account_id = ?""",
        [*(run.run for run in runs), account_id],
    )
    rows = _spelt(connection, {run: Row(*values) for run, *values in read})
    said = {by: first_said(runs, rows, since=by - back, until=by) for by in said_by}
    return Glance(standing_line([run for run in runs if run.as_of in dates], rows), said)


def _spelt(connection: sqlite3.Connection, rows: Mapping[int, Row]) -> dict[int, Row]:
    """The rows with their texts in place of keys."""
    keys = sorted(keys_of(row.payload for row in rows.values()))
    found = connection.execute(
        f"SELECT id, text FROM ledger_part WHERE id IN ({_marks(keys)})", keys
    )
    texts: dict[int, str] = dict(found)
    return {run: row._replace(payload=spelt_out(row.payload, texts)) for run, row in rows.items()}


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
