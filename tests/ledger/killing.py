"""Records some weeks in child processes and kills them at seeded statements. Run by test_kill.py.

One interpreter loads Django once and forks a child for every kill, so that 20 kills take seconds.
"""

import json
import os
import random
import signal
import sqlite3
import sys
from pathlib import Path

from forewarn.ledger import book, open_ledger
from tests.ledger import sample
from tests.ledger.sample import ARGUMENTS, CARD, week

WEEKS, ACCOUNTS, KILLS = 4, 40, 20


def record_all(file: Path, *, weeks: int = WEEKS) -> None:
    """Makes the ledger, records every week, then restates the first one."""
    with open_ledger(f"sqlite:///{file}") as ledger:
        if not weeks:
            return
        for number in range(weeks):
            rows = sample.book(week(number), accounts=ACCOUNTS)
            book.record(ledger, CARD, rows, as_of=week(number), **ARGUMENTS)
        late = sample.book(week(0), accounts=ACCOUNTS, points=20.0)
        book.record(ledger, CARD, late, as_of=week(0), **ARGUMENTS)


def in_child(file: Path, *, kill_at: int | None = None, weeks: int = WEEKS) -> tuple[int, int]:
    """Runs ``record_all`` in a child: how it ended, and how many statements it ran."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            count = counting(kill_at)
            record_all(file, weeks=weeks)
            os.write(write, str(count[0]).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    return os.waitpid(child, 0)[1], int(said or 0)


def counting(kill_at: int | None) -> list[int]:
    """Counts what SQLite runs from the first connection on; dies by SIGKILL at that statement."""
    from django.db.backends.signals import connection_created

    count = [0]

    def on_statement(_statement: str) -> None:
        count[0] += 1
        if count[0] == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_connection(connection, **_others) -> None:
        connection.connection.set_trace_callback(on_statement)

    connection_created.connect(on_connection, weak=False)
    return count


def content(file: Path) -> dict[str, list]:
    """Everything on record, without row numbers, and SQLite's own opinion of the file."""
    raw = sqlite3.connect(file)
    there = raw.execute("SELECT name FROM sqlite_master WHERE name LIKE 'ledger_%'").fetchall()
    found = {"integrity": raw.execute("PRAGMA integrity_check").fetchall(), "tables": sorted(there)}
    if there:
        found["runs"] = raw.execute(
            "SELECT as_of, revision, reason, recorded_at, forewarn_version, accounts, "
            "(SELECT count(*) FROM ledger_snapshotrow WHERE run_id = ledger_run.id) "
            "FROM ledger_run ORDER BY as_of, revision"
        ).fetchall()
        found["rows"] = raw.execute(
            "SELECT as_of, revision, account_id, score, raw_band, band, effective_band, coverage, "
            "payload FROM ledger_snapshotrow JOIN ledger_run ON run_id = ledger_run.id "
            "ORDER BY as_of, revision, account_id"
        ).fetchall()
    raw.close()
    return json.loads(json.dumps(found))


def kill_points(before: int, statements: int) -> list[int]:
    """A quarter while the tables are made, the others while weeks are written."""
    chance = random.Random(20260105)
    early = chance.sample(range(1, before), KILLS // 4)
    return early + chance.sample(range(before, statements), KILLS - len(early))


def main(folder: Path) -> None:
    whole = folder / "whole.sqlite3"
    _, statements = in_child(whole)
    _, before = in_child(folder / "empty.sqlite3", weeks=0)
    points = sorted(kill_points(before, statements))
    kills = []
    for number, kill_at in enumerate(points):
        file = folder / f"{number}.sqlite3"
        ended, _ = in_child(file, kill_at=kill_at)
        after_kill = content(file)
        again, _ = in_child(file)
        kills.append(
            {"at": kill_at, "ended": ended, "then": after_kill, "again": again,
             "rerun": content(file)}
        )  # fmt: skip
    said = {"statements": statements, "whole": content(whole), "kills": kills}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
