"""Verdicts read from a ledger without opening it: no Django, nothing written.

``check`` has to answer at once, so it brings no tables up to date and gives a server two seconds.
Where there is no such ledger, it does not answer, or it holds no verdicts, nobody held the
scorecards against outcomes as far as can be told.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from forewarn.terms.errors import ForewarnError
from forewarn.terms.examined import Examined

_QUERY = """
    SELECT fingerprint, name, checked_as_of, verdict, because, figures, recorded_at,
           forewarn_version
    FROM ledger_examination ORDER BY checked_as_of, revision
"""
_ON_SERVER = """
    SELECT fingerprint, name, checked_as_of::text, verdict, because, figures::text,
           (recorded_at AT TIME ZONE 'UTC')::text, forewarn_version
    FROM ledger_examination ORDER BY checked_as_of, revision
"""
_PATIENCE_SECONDS = 2


def verdicts_on_file(url: str, *, folder: Path) -> Mapping[str, tuple[Examined, ...]]:
    """Per scorecard its verdicts, as ``examinations.verdicts`` gives them.

    Args:
        url: of the ledger.
        folder: what a relative path is relative to.
    """
    from forewarn.ledger.address import read_address

    try:
        address = read_address(url, folder=folder)
    except ForewarnError:
        return {}
    if address.file is None:
        rows = _rows_on_server(address.config)
    else:
        rows = _rows(address.file) if address.file.is_file() else ()
    found: dict[str, list[Examined]] = defaultdict(list)
    for row in rows:
        each = _examined(*row)
        found[each.fingerprint].append(each)
    return {fingerprint: tuple(each) for fingerprint, each in found.items()}


def _rows_on_server(config: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
    import psycopg

    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST",
             "port": "PORT"}  # fmt: skip
    asked = {name: config[key] for name, key in named.items() if config.get(key)}
    try:
        with psycopg.connect(
            **(
                asked
                | config.get("OPTIONS", {})
                | {"connect_timeout": _PATIENCE_SECONDS, "client_encoding": "UTF8"}
            )
        ) as connection:
            # Texts, as a file holds them.
            connection.execute("SET datestyle = 'ISO, YMD'")
            return connection.execute(_ON_SERVER).fetchall()
    except psycopg.Error:  # whoever opens it says what is wrong
        return ()


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
