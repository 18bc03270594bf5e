"""Verdicts read from a ledger's file without opening the ledger: no Django, nothing written.

``check`` looks at files and has to answer at once, so it asks no server and brings no tables up to
date. Where there is no such file, or it holds no verdicts, nobody held the scorecards against
outcomes as far as files can tell.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from forewarn.terms.errors import ForewarnError
from forewarn.terms.examined import Examined

_QUERY = """
    SELECT fingerprint, name, checked_as_of, verdict, because, figures, recorded_at,
           forewarn_version
    FROM ledger_examination ORDER BY checked_as_of, revision
"""


def verdicts_on_file(url: str, *, folder: Path) -> Mapping[str, tuple[Examined, ...]]:
    """Per scorecard its verdicts, as ``examinations.verdicts`` gives them, from an SQLite file.

    Args:
        url: of the ledger; one on a server is not asked.
        folder: what a relative path is relative to.
    """
    file = _file(url, folder)
    if file is None:
        return {}
    found: dict[str, list[Examined]] = defaultdict(list)
    for row in _rows(file):
        each = _examined(*row)
        found[each.fingerprint].append(each)
    return {fingerprint: tuple(each) for fingerprint, each in found.items()}


def _file(url: str, folder: Path) -> Path | None:
    if not url.startswith("sqlite:"):
        return None
    from forewarn.ledger.address import read_address

    try:
        file = read_address(url, folder=folder).file
    except ForewarnError:
        return None
    return file if file is not None and file.is_file() else None


def _rows(file: Path) -> Iterable[tuple[str, ...]]:
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(_QUERY).fetchall()
    except sqlite3.Error:  # an older ledger, or none: whoever opens it says what is wrong
        return ()


def _examined(
    fingerprint: str,
    name: str,
    checked_as_of: str,
    verdict: str,
    because: str,
    figures: str,
    recorded_at: str,
    version: str,
) -> Examined:
    return Examined(
        fingerprint,
        name,
        date.fromisoformat(checked_as_of),
        verdict,
        because,
        json.loads(figures),
        datetime.fromisoformat(recorded_at).replace(tzinfo=UTC),
        version,
    )
