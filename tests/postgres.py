"""A real PostgreSQL for tests, started and stopped by them: needs initdb and pg_ctl, and psycopg.

``FOREWARN_TEST_DATABASE=postgres`` runs every test that opens a ledger on it instead of on SQLite
files (see ``tests/ledgers.py``); ``make test`` does so in a second pass.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest

PLACES = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), shutil.which("initdb")]
INITDB = next((Path(each) for each in PLACES if each), None)
WHY_NOT = "no PostgreSQL: apt-get install postgresql, and psycopg: forewarn[postgres]"
THERE = INITDB is not None and find_spec("psycopg") is not None and os.name == "posix"
NEEDED = [pytest.mark.skipif(not THERE, reason=WHY_NOT)]
_names = count(1)


def is_asked_for() -> bool:
    """Whether this run is the one on PostgreSQL."""
    asked = os.environ.get("FOREWARN_TEST_DATABASE", "sqlite")
    if asked not in ("sqlite", "postgres"):
        raise ValueError(f"FOREWARN_TEST_DATABASE is {asked!r}; accepted: sqlite, postgres")
    return asked == "postgres"


def owner() -> dict[str, int]:
    """PostgreSQL refuses to run as root: somebody else, when this is root."""
    import pwd

    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    person = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": person.pw_uid, "group": person.pw_gid}


@contextmanager
def running() -> Iterator[str]:
    """URL of a server of our own, without a database's name."""
    assert INITDB is not None
    pg_ctl = INITDB.with_name("pg_ctl")
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        identity = owner()
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        quiet: dict[str, Any] = {
            "check": True,
            "stdout": subprocess.DEVNULL,
            "cwd": folder,
            **identity,
        }
        place = f"{folder}/pg"
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
        subprocess.run([INITDB, "-D", place, "-U", "me", "-A", "trust", "-N"], **quiet)
        subprocess.run([pg_ctl, "-D", place, "-w", "-l", f"{folder}/log", "-o", options, "start"],
                       **quiet)  # fmt: skip
        try:
            yield f"postgresql://me@127.0.0.1:{port}"
        finally:
            subprocess.run([pg_ctl, "-D", place, "-m", "immediate", "stop"], **quiet)


def new_database(server: str, *, like: str | None = None) -> str:
    """URL of a database that nothing else uses: empty, or like another one nobody is using."""
    import psycopg

    name = f"d{os.getpid()}_{next(_names)}"
    template = f" TEMPLATE {like.rpartition('/')[2]}" if like else ""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        if like and connection.info.server_version >= 150_000:
            template += " STRATEGY file_copy"  # as before 15; the other way is slow to drop
        connection.execute(f"CREATE DATABASE {name}{template}")
    return f"{server}/{name}"


def dropped(url: str | None) -> None:
    """A database goes, with whoever is still connected to it; None = there is none."""
    if url is None:
        return
    import psycopg

    server, _, name = url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
