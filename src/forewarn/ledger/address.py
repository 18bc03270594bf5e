"""A database URL put into Django's terms, or refused in words. Loads no Django."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from forewarn.terms.errors import ForewarnError

SQLITE = "django.db.backends.sqlite3"
POSTGRES = "django.db.backends.postgresql"
_SCHEMES = ("sqlite", "postgres", "postgresql", "pgsql")
_FIX = "write sqlite:///PATH (relative to the project) or postgresql://USER:PASSWORD@HOST/NAME"
# Beginning of every alias that is made here.
OWN = "forewarn_ledger_"
# How long a writer waits for another one before it gives up.
WAIT_SECONDS = 20
_PRAGMAS = (
    # Rows of some 400 bytes: fewer pages to write; counts for a new file only.
    "page_size=16384",
    # Readers and one writer side by side; what was reported done survives a power cut.
    "journal_mode=WAL",
    "synchronous=FULL",
    # In KiB: one date of 10,000 accounts is written once, at its end, not page by page before.
    "cache_size=-16384",
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a ledger is.

    Attributes:
        alias: Django's name for this database in this process; the same for the same URL.
        shown: the place for people, without a password.
        config: one entry of Django's DATABASES.
        file: the SQLite file; None on PostgreSQL.
    """

    alias: str
    shown: str
    config: dict[str, Any]
    file: Path | None


def read_address(url: str, *, folder: Path | None = None) -> Address:
    """Reads a ledger URL.

    Args:
        url: ``sqlite:///relative/path``, ``sqlite:////absolute/path`` or ``postgresql://...``.
        folder: what a relative path is relative to; None = the current folder.

    Raises:
        ForewarnError: no such scheme, no name, an option that would break a promise of the
            ledger, or psycopg is not installed.
    """
    config = _parsed(url)
    if config["ENGINE"] == SQLITE:
        return _sqlite(config, folder or Path.cwd())
    return _postgres(config, url)


def _parsed(url: str) -> dict[str, Any]:
    import dj_database_url

    scheme = url.partition(":")[0]
    if scheme not in _SCHEMES:
        raise ForewarnError(
            f"the ledger's URL begins with '{scheme}:'; accepted: sqlite, postgresql", fix=_FIX
        )
    try:
        return dict(dj_database_url.parse(url))
    except ValueError as error:
        # The URL itself is not repeated: it may hold a password.
        raise ForewarnError(
            "the ledger's URL cannot be read; a special character in the password must be written "
            "as %XX",
            fix=_FIX,
        ) from error


def _sqlite(config: dict[str, Any], folder: Path) -> Address:
    name = config["NAME"]
    if name in ("", ":memory:") or config.get("HOST"):
        raise ForewarnError("the ledger's URL names no file to keep the ledger in", fix=_FIX)
    options = config.get("OPTIONS", {})
    if set(options) - {"timeout"} or not isinstance(options.get("timeout", 0), int):
        raise ForewarnError(
            f"the ledger's URL has options {sorted(options)}; accepted: timeout, in seconds",
            fix=_FIX,
        )
    file = (folder / name).resolve()
    settings = {
        "timeout": options.get("timeout", WAIT_SECONDS),
        "init_command": "; ".join(f"PRAGMA {each}" for each in _PRAGMAS),
        # A transaction that reads first and writes later would lose against another writer.
        "transaction_mode": "IMMEDIATE",
    }
    return Address(
        alias=_alias(f"{file}?{settings['timeout']}"),
        shown=str(file),
        config={"ENGINE": SQLITE, "NAME": str(file), "OPTIONS": settings},
        file=file,
    )


def _postgres(config: dict[str, Any], url: str) -> Address:
    if find_spec("psycopg") is None:
        raise ForewarnError(
            "the ledger is on PostgreSQL, and psycopg is not installed",
            fix="pip install 'forewarn[postgres]'",
        )
    if not config["NAME"]:
        raise ForewarnError("the ledger's URL names no database", fix=_FIX)
    return Address(alias=_alias(url), shown=_without_password(url), config=config, file=None)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    return f"postgresql://{user}{place}{parts.path}"


def _alias(place: str) -> str:
    return OWN + hashlib.sha256(place.encode()).hexdigest()[:16]
