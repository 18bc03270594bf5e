"""The same promises on a real PostgreSQL: needs initdb and pg_ctl, and psycopg."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from threading import Barrier, Thread

import pytest

from forewarn.ledger import Ledger, Recorded, book, open_ledger
from forewarn.terms.errors import ForewarnError
from tests.ledger import sample
from tests.ledger.sample import APPLICATION, ARGUMENTS, CARD, MONDAY
from tests.ledger.test_applying import NEXT
from tests.ledger.test_entering import ENTRY
from tests.ledger.test_entering import NEXT as NEXT_ENTRY
from tests.ledger.test_examinations import FOUND
from tests.ledger.test_statements import BARE, SAID

pwd = pytest.importorskip("pwd")

PLACES = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), shutil.which("initdb")]
INITDB = next((Path(each) for each in PLACES if each), None)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(INITDB is None, reason="no PostgreSQL: apt-get install postgresql"),
    pytest.mark.skipif(find_spec("psycopg") is None, reason="no psycopg: forewarn[postgres]"),
]


def owner() -> dict[str, int]:
    """PostgreSQL refuses to run as root: somebody else, when this is root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    person = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": person.pw_uid, "group": person.pw_gid}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
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
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **identity}
        place = f"{folder}/pg"
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
        subprocess.run([INITDB, "-D", place, "-U", "me", "-A", "trust", "-N"], **quiet)
        subprocess.run([pg_ctl, "-D", place, "-w", "-l", f"{folder}/log", "-o", options, "start"],
                       **quiet)  # fmt: skip
        try:
            yield f"postgresql://me@127.0.0.1:{port}"
        finally:
            subprocess.run([pg_ctl, "-D", place, "-m", "immediate", "stop"], **quiet)


@pytest.fixture
def url(server: str, request: pytest.FixtureRequest) -> str:
    """URL of an empty database."""
    import psycopg

    name = f"d{abs(hash(request.node.name))}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


def record(ledger: Ledger, points: float = 70.0) -> Recorded:
    results = sample.book(MONDAY, points=points)
    return book.record(ledger, CARD, results, as_of=MONDAY, **ARGUMENTS)


def test_results_are_the_same_to_the_last_bit(url: str) -> None:
    with open_ledger(url) as ledger:
        assert record(ledger) == Recorded(0, written=3, unchanged=0)
        assert record(ledger) == Recorded(0, written=0, unchanged=3)
        assert record(ledger, points=20.0) == Recorded(1, written=3, unchanged=0)
        said = book.said_book(ledger, MONDAY, fingerprint=CARD.fingerprint)
        assert said == tuple(sample.book(MONDAY))
        assert book.digest(ledger, CARD.fingerprint, MONDAY) == book.digest_of(
            CARD, sample.book(MONDAY, points=20.0)
        )
        assert [point.score for point in book.history(ledger, "a0")] == [20.0]


@pytest.mark.parametrize(
    "table",
    ["scorecardversion", "run", "snapshotrow", "examination", "statement", "application"],
)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id + 100", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_sql_cannot_change_it(url: str, table: str, statement: str) -> None:
    import psycopg

    with open_ledger(url) as ledger:
        record(ledger)
        book.keep_verdict(ledger, FOUND)
        book.keep_statements(ledger, [SAID])
        book.put_in_force(ledger, APPLICATION)
        with psycopg.connect(url) as raw, pytest.raises(psycopg.Error, match="never changes"):
            raw.execute(statement.format(f"ledger_{table}"))
        assert book.said(ledger, "a0", MONDAY) == sample.book(MONDAY)[0]
        assert book.in_force(ledger) == APPLICATION


def test_of_plans_put_in_force_at_once_one_is_refused(url: str) -> None:
    with open_ledger(url) as ledger:
        book.put_in_force(ledger, APPLICATION)
        for wrong in (replace(NEXT, number=1), replace(APPLICATION, number=2)):
            with pytest.raises(ForewarnError):
                book.put_in_force(ledger, wrong)
        book.put_in_force(ledger, NEXT)
        assert book.applications(ledger) == (APPLICATION, NEXT)


def test_verdicts_and_statements_are_kept_once(url: str) -> None:
    with open_ledger(url) as ledger:
        assert [book.keep_verdict(ledger, FOUND) for _ in range(2)] == [True, False]
        assert [book.keep_statements(ledger, [SAID, BARE]) for _ in range(2)] == [2, 0]
        assert book.verdicts(ledger) == {"f1": (FOUND,)}
        assert book.statements(ledger) == (BARE, SAID)


def test_four_at_once(url: str) -> None:
    """Threads: each has a connection of its own, and PostgreSQL sees four clients."""
    barrier, said = Barrier(4), []

    def racer() -> None:
        barrier.wait()
        with open_ledger(url) as ledger:
            said.append(record(ledger))

    racers = [Thread(target=racer) for _ in range(4)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()
    assert sorted(done.written for done in said) == [0, 0, 0, 3]
    with open_ledger(url) as ledger:
        assert len(book.runs(ledger, CARD.fingerprint)) == 1


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(ForewarnError, match="refused") as refusal:
        open_ledger("postgresql://me:secret@127.0.0.1:1/ledger")
    assert "secret" not in str(refusal.value)


def test_what_people_entered_is_kept_and_final(url: str) -> None:
    with open_ledger(url) as ledger:
        book.enter(ledger, [ENTRY])
        with pytest.raises(ForewarnError, match="somebody else"):
            book.enter(ledger, [replace(NEXT_ENTRY, number=1)])
        book.enter(ledger, [NEXT_ENTRY])
        assert book.entries(ledger) == (ENTRY, NEXT_ENTRY)
        assert book.newest_mark(ledger)
