"""A PostgreSQL of our own for as long as it is needed, on a free port of this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def installed() -> Path | None:
    """Debian's ``initdb``, or the one on the path."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), shutil.which("initdb")]
    return next((Path(each) for each in found if each), None)


@contextmanager
def server() -> Iterator[str]:
    """URL of an empty database.

    Raises:
        FileNotFoundError: there is no PostgreSQL.
    """
    initdb = installed()
    if initdb is None:
        raise FileNotFoundError("no PostgreSQL: apt-get install postgresql")
    with tempfile.TemporaryDirectory() as folder:
        identity = _somebody()
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        pg_ctl, place, port = initdb.with_name("pg_ctl"), f"{folder}/pg", _free_port()
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c shared_buffers=512MB"
        _run([initdb, "-D", place, "-U", "me", "-A", "trust", "-N"], folder, identity)
        start = [pg_ctl, "-D", place, "-w", "-l", f"{folder}/log", "-o", options, "start"]
        _run(start, folder, identity)
        try:
            yield f"postgresql://me@127.0.0.1:{port}/postgres"
        finally:
            _run([pg_ctl, "-D", place, "-m", "immediate", "stop"], folder, identity)


def _run(command: list[object], folder: str, identity: dict[str, Any]) -> None:
    words = [str(word) for word in command]
    subprocess.run(words, check=True, cwd=folder, stdout=subprocess.DEVNULL, **identity)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _somebody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: somebody else, when this is root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    person = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": person.pw_uid, "group": person.pw_gid}
