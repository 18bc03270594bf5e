"""Opening a ledger: light, safe settings, tables up to date, refusals in words."""

import io
import sqlite3
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from threading import Timer

import pytest

from forewarn.ledger import Ledger, book, open_ledger
from forewarn.ledger.address import read_address
from forewarn.terms.errors import ForewarnError
from tests.ledger import sample
from tests.ledger.sample import ARGUMENTS, CARD, MONDAY

LIGHT = """
import sys
import forewarn.ledger
assert "django" not in sys.modules and "dj_database_url" not in sys.modules
"""
SETTINGS_OF_OTHERS = """
import sys
from django.conf import settings
file = sys.argv[1]
settings.configure(
    INSTALLED_APPS=["forewarn.ledger"], USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": file}},
)
import django
django.setup()
from forewarn.ledger import open_ledger
print(open_ledger("sqlite:///" + file).alias)
print(open_ledger("sqlite:///" + file + "2").alias != "default")
"""


def run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def pragma(ledger: Ledger, name: str) -> object:
    from django.db import connections

    with connections[ledger.alias].cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def test_importing_the_package_loads_no_django() -> None:
    run(LIGHT)


def test_a_new_file_that_another_process_holds_is_waited_for(file: Path) -> None:
    """SQLite itself lets nobody wait who turns a new file's log on, and says that it is locked."""
    with sqlite3.connect(file, isolation_level=None, check_same_thread=False) as other:
        other.execute("BEGIN IMMEDIATE")
        soon = Timer(0.3, lambda: other.execute("ROLLBACK"))
        soon.start()
        with open_ledger(f"sqlite:///{file}") as ledger:
            assert pragma(ledger, "journal_mode") == "wal"
        soon.join()
    other.close()


def test_sqlite_is_set_so_that_nothing_reported_done_is_lost(file: Path, ledger: Ledger) -> None:
    asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    assert [pragma(ledger, name) for name in asked] == ["wal", 2, 1, 20_000]


def test_a_transaction_takes_the_write_lock_at_once(ledger: Ledger, file: Path) -> None:
    from django.db import transaction

    other = sqlite3.connect(file, timeout=0)
    with transaction.atomic(ledger.alias), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_writer_that_waits_in_vain_says_so(file: Path) -> None:
    with open_ledger(f"sqlite:///{file}?timeout=0") as ledger:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ForewarnError, match="another process is writing"):
            book.record(ledger, CARD, sample.book(MONDAY), as_of=MONDAY, **ARGUMENTS)
        assert book.dates(ledger, CARD.fingerprint) == (), "reading does not wait"
        other.close()


def test_the_models_have_their_migrations(ledger: Ledger) -> None:
    from django.core.management import call_command

    said = io.StringIO()
    call_command("makemigrations", "ledger", check=True, dry_run=True, stdout=said)
    assert "No changes detected" in said.getvalue()


def test_opening_twice_changes_nothing(ledger: Ledger, file: Path) -> None:
    ledger.close()
    before = file.read_bytes()
    with open_ledger(f"sqlite:///{file}", create=False) as again:
        assert again == ledger
    assert file.read_bytes() == before


def test_a_relative_path_is_relative_to_the_project(tmp_path: Path) -> None:
    with open_ledger("sqlite:///.forewarn/ledger.sqlite3", folder=tmp_path) as ledger:
        assert ledger.place == str(tmp_path / ".forewarn" / "ledger.sqlite3")
    assert (tmp_path / ".forewarn" / "ledger.sqlite3").is_file()


def test_a_file_that_was_replaced_is_opened_anew(ledger: Ledger, file: Path) -> None:
    book.record(ledger, CARD, sample.book(MONDAY), as_of=MONDAY, **ARGUMENTS)
    for path in file.parent.glob("ledger.sqlite3*"):
        path.unlink()
    with open_ledger(f"sqlite:///{file}") as again:
        assert book.dates(again, CARD.fingerprint) == ()


def test_the_same_file_may_be_opened_with_another_wait(ledger: Ledger, file: Path) -> None:
    with open_ledger(f"sqlite:///{file}?timeout=1") as patient:
        assert pragma(patient, "busy_timeout") == 1000
    assert pragma(ledger, "busy_timeout") == 20_000


def test_inside_another_django_its_own_database_is_used(file: Path) -> None:
    assert run(SETTINGS_OF_OTHERS, str(file)).split() == ["default", "True"]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("mysql://u:secret@h/db", "begins with 'mysql:'; accepted: sqlite, postgresql"),
        ("ledger.sqlite3", "accepted: sqlite, postgresql"),
        ("", "accepted: sqlite, postgresql"),
        ("sqlite://", "names no file"),
        ("sqlite://:memory:", "names no file"),
        ("sqlite://ledger.sqlite3", "names no file"),
        ("sqlite:///l.sqlite3?isolation_level=x", "accepted: timeout"),
        ("sqlite:///l.sqlite3?timeout=soon", "accepted: timeout"),
        ("postgresql://u:sec[ret@h/db", "cannot be read"),
        ("postgresql://u:secret@h:port/db", "cannot be read"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused(url: str, found: str, tmp_path: Path) -> None:
    with pytest.raises(ForewarnError) as refusal:
        open_ledger(url, folder=tmp_path)
    assert found in str(refusal.value)
    assert refusal.value.fix
    assert not any(word in str(refusal.value) for word in ("secret", "sec[ret"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(find_spec("psycopg") is not None, reason="psycopg is installed")
def test_postgresql_without_its_driver_says_what_to_install() -> None:
    with pytest.raises(ForewarnError, match="psycopg is not installed") as refusal:
        open_ledger("postgresql://u:secret@h/db")
    assert "forewarn[postgres]" in refusal.value.fix
    assert "secret" not in str(refusal.value)


@pytest.mark.skipif(find_spec("psycopg") is None, reason="needs psycopg")
def test_a_password_is_never_shown() -> None:
    assert read_address("pgsql://u:secret@h:5/db").shown == "postgresql://u@h:5/db"
    assert read_address("postgres://h/db").shown == "postgresql://h/db"


def test_no_ledger_yet(tmp_path: Path) -> None:
    with pytest.raises(ForewarnError, match="there is none yet"):
        open_ledger("sqlite:///deep/ledger.sqlite3", create=False, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(ForewarnError, match="this is no file"):
        open_ledger(f"sqlite:///{tmp_path}")


def test_its_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ForewarnError, match="its folder cannot be made"):
        open_ledger("sqlite:///file/ledger.sqlite3", folder=tmp_path)


def test_a_file_of_another_kind(file: Path) -> None:
    file.write_text("account_id,name\n" * 100)
    before = file.read_bytes()
    with pytest.raises(ForewarnError, match="no SQLite database") as refusal:
        open_ledger(f"sqlite:///{file}")
    assert str(file) in str(refusal.value)
    assert file.read_bytes() == before


def test_a_database_of_somebody_else(file: Path) -> None:
    with sqlite3.connect(file) as raw:
        raw.execute("CREATE TABLE ledger_run (mine)")
    raw.close()
    with pytest.raises(ForewarnError, match="did not make"):
        open_ledger(f"sqlite:///{file}")
    with sqlite3.connect(file) as raw:
        tables = raw.execute("SELECT name FROM sqlite_master").fetchall()
    raw.close()
    assert tables == [("ledger_run",)], "nothing of ours was left behind"


def test_a_newer_ledger_is_refused(ledger: Ledger, file: Path) -> None:
    ledger.close()
    with sqlite3.connect(file) as raw:
        raw.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('ledger', '9999_future', '2030-01-01')"
        )
    raw.close()
    with pytest.raises(ForewarnError, match=r"a newer Forewarn wrote it \(9999_future"):
        open_ledger(f"sqlite:///{file}")


def test_a_damaged_file_is_named(ledger: Ledger, file: Path) -> None:
    book.record(ledger, CARD, sample.book(MONDAY, accounts=200), as_of=MONDAY, **ARGUMENTS)
    with sqlite3.connect(file) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    ledger.close()
    content = file.read_bytes()
    file.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    with pytest.raises(ForewarnError) as refusal, open_ledger(f"sqlite:///{file}") as again:
        book.current_book(again, MONDAY, fingerprint=CARD.fingerprint)
    assert str(file) in str(refusal.value)
