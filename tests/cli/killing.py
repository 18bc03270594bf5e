"""Scores weeks in child processes and kills them at seeded steps. Run by test_kill.py.

One interpreter loads everything once and forks a child for every kill. A step is a statement of
the ledger once weeks are recorded, or a piece of reading the facts in; a run that nobody disturbs
says how many there are.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from forewarn.cli import main as forewarn
from tests.project.companies import copy_of

KILLS, WEEKS = 20, 4
_RECORDS = 'INSERT INTO "ledger_run"'
"""From here on weeks are recorded; what comes before makes the tables, ever more of them."""
READING = ("place", "settle", "store", "count")


def in_child(folder: Path, *, kill_at: int | None = None) -> tuple[int, list[str]]:
    """Runs the verb in a child: its wait status, and the steps it took."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status, steps = 1, list[str]()
        try:
            watch(steps, kill_at)
            status = score(folder)
            os.write(write, json.dumps(steps).encode())
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    return os.waitpid(child, 0)[1], json.loads(said or "[]")


def score(folder: Path) -> int:
    """The verb as people run it; its exit code."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115 the child ends with it
    where = ["--project", str(folder), "--as-of", "2026-10-05", "--weeks", str(WEEKS)]
    sys.argv = ["forewarn", "score", *where, "--format", "json"]
    try:
        forewarn()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def watch(steps: list[str], kill_at: int | None) -> None:
    """Notes every step; dies by SIGKILL at one of them."""

    def step(kind: str) -> None:
        steps.append(kind)
        if len(steps) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    _watch_ledger(step)
    _watch_reading(step)


def _watch_ledger(step: Callable[[str], None]) -> None:
    import forewarn.ledger.book  # noqa: F401 sets Django up

    from django.db.backends.signals import connection_created  # isort: skip

    recording = list[str]()

    def of_ledger(statement: str) -> None:
        if _RECORDS in statement:
            recording.append(statement)
        step("ledger" if recording else "tables")

    def on_connection(connection: Any, **_others: Any) -> None:
        connection.connection.set_trace_callback(of_ledger)

    connection_created.connect(on_connection, weak=False)


def _watch_reading(step: Callable[[str], None]) -> None:
    from forewarn.engines.duckdb.table_load import TableLoad

    for name in READING:
        setattr(TableLoad, name, _stepping(getattr(TableLoad, name), step))


def _stepping(original: Callable[..., Any], step: Callable[[str], None]) -> Callable[..., Any]:
    def stepped(*given: Any, **named: Any) -> Any:
        step("reading")
        return original(*given, **named)

    return stepped


def content(folder: Path) -> dict[str, Any]:
    """What lies in the ledger and in the facts, and whether both files are sound."""
    return {"ledger": _ledger(folder / ".forewarn" / "ledger.sqlite3"), "facts": _facts(folder)}


def _ledger(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {"sound": True, "runs": [], "rows": []}
    with closing(sqlite3.connect(file)) as raw:
        sound = raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger_run'").fetchall():
            return {"sound": sound, "runs": [], "rows": []}
        runs = raw.execute(
            "SELECT name, as_of, revision, accounts, (SELECT count(*) FROM ledger_snapshotrow"
            " WHERE run_id = ledger_run.id) FROM ledger_run JOIN ledger_scorecardversion AS card"
            " ON card.id = scorecard_id ORDER BY 1, 2, 3"
        ).fetchall()
        rows = raw.execute(
            "SELECT as_of, revision, account_id, score, raw_band, band, effective_band, coverage,"
            " payload FROM ledger_snapshotrow JOIN ledger_run ON run_id = ledger_run.id"
            " ORDER BY as_of, revision, account_id"
        ).fetchall()
    return {"sound": sound, "runs": [list(r) for r in runs], "rows": [list(r) for r in rows]}


def _facts(folder: Path) -> dict[str, int]:
    """Rows by fact table, as a process that finds the file sees them."""
    file = folder / ".forewarn" / "facts.duckdb"
    if not file.exists():
        return {}
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{file}' AS f (READ_ONLY)")
        names = connection.execute(
            "SELECT DISTINCT table_name FROM duckdb_columns() WHERE database_name = 'f'"
            " AND schema_name = 'facts' ORDER BY 1"
        ).fetchall()
        return {
            name: connection.execute(f'SELECT count(*) FROM f.facts."{name}"').fetchall()[0][0]
            for (name,) in names
        }


def fresh(source: Path, target: Path) -> Path:
    """A copy that has neither facts nor a ledger yet."""
    return shutil.copytree(source, target, ignore=shutil.ignore_patterns(".forewarn"))


def kill(folder: Path, *, at: int, step: str) -> dict[str, Any]:
    """Kills a run at one of its steps, then runs it again; what lay there each time."""
    killed, _ = in_child(folder, kill_at=at)
    then = content_in_child(folder)
    again, _ = in_child(folder)
    rerun = content_in_child(folder)
    return {"at": at, "step": step, "ended": killed, "then": then, "again": again, "rerun": rerun}


def some(steps: list[str], step: str, *, count: int, after: float) -> list[int]:
    """Places of steps of one kind, seeded, after a share of them."""
    places = [place for place, kind in enumerate(steps, 1) if kind == step]
    places = places[int(len(places) * after) :]
    return sorted(random.Random(20260105).sample(places, count))


def main(source: Path, home: Path) -> None:
    """A quarter of the kills while facts are read in, the others while weeks are recorded."""
    whole = fresh(source, home / "whole")
    ended, steps = in_child(whole)
    kills = [
        kill(fresh(source, home / f"reading-{at}"), at=at, step="reading")
        for at in some(steps, "reading", count=KILLS // 4, after=1 / 3)
    ]
    _, steps = in_child(copy_of(source, home / "read-in"))
    kills += [
        kill(copy_of(source, home / f"ledger-{at}"), at=at, step="ledger")
        for at in some(steps, "ledger", count=KILLS * 3 // 4, after=0.0)
    ]
    said = {"ended": ended, "whole": content_in_child(whole), "kills": kills}
    sys.stdout.write(json.dumps(said))


def content_in_child(folder: Path) -> dict[str, Any]:
    """``content``, asked in a child: this process opens no database, for it forks."""
    read, write = os.pipe()
    if os.fork() == 0:
        with os.fdopen(write, "w") as pipe:
            json.dump(content(folder), pipe)
            pipe.flush()
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    os.wait()
    return json.loads(said)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
