"""Puts a new SQLite file into the form in which readers and a writer stand side by side.

Of several connections that do so at once SQLite refuses all but one, and lets none of them wait.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

_MODE_AT, _LOGGED = 18, 2
"""Where a file's header says how it is written, and by what it says that it keeps a log."""
_A_MOMENT = 0.02


def prepare(file: Path, command: str, *, patience: float) -> None:
    """Runs the first commands of a connection on a file that nobody has prepared yet.

    Whoever loses against another process looks again; what else goes wrong the connection says
    that is made next.

    Args:
        file: of the ledger, perhaps not there yet.
        command: statements with semicolons between.
        patience: seconds.
    """
    until = monotonic() + patience
    while not _keeps_log(file) and monotonic() < until:
        try:
            with closing(sqlite3.connect(file, timeout=patience)) as connection:
                for each in command.split(";"):
                    connection.execute(each)
            return
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                return
            sleep(_A_MOMENT)


def _keeps_log(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            head = opened.read(_MODE_AT + 1)
    except OSError:
        return False
    return len(head) > _MODE_AT and head[_MODE_AT] == _LOGGED
