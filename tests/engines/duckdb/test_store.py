"""The facts file: opened by one process, refused in words."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from forewarn.engines.duckdb.store import FactsInUseError, Store, beside, forget_read, open_store
from forewarn.terms.errors import ForewarnError

OPEN_IT = """
import sys
from forewarn.engines.duckdb.store import beside, open_store
from forewarn.terms.errors import ForewarnError

try:
    open_store(sys.argv[1])
except ForewarnError as error:
    print(error)
"""


def test_facts_are_kept_from_one_opening_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "facts.duckdb"
    with open_store(path) as store:
        store.connection.execute("CREATE TABLE facts.t AS SELECT 1 AS one")
    with open_store(path) as store:
        assert store.connection.execute("FROM facts.t").fetchall() == [(1,)]
        assert store.path == path


def test_another_process_is_told_who_holds_the_file(tmp_path: Path) -> None:
    path = tmp_path / "facts.duckdb"
    with open_store(path):
        other = subprocess.run(
            [sys.executable, "-c", OPEN_IT, str(path)], capture_output=True, text=True, check=True
        )
    assert f"in use by process {os.getpid()}" in other.stdout
    assert "fix: wait until that process has ended" in other.stdout


HOLD_IT = """
import sys, time
from forewarn.engines.duckdb.store import open_store
with open_store(sys.argv[1]):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@contextmanager
def held(path: Path, *, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the file for some seconds."""
    program = [sys.executable, "-c", HOLD_IT, str(path), str(seconds)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


def test_the_holder_is_named_with_its_command(tmp_path: Path) -> None:
    path = tmp_path / "facts.duckdb"
    with held(path, seconds=60) as holder, pytest.raises(FactsInUseError) as refusal:
        open_store(path)
    assert refusal.value.path == str(path)
    if sys.platform == "linux":
        assert refusal.value.pid == holder.pid
        assert refusal.value.command.startswith(sys.executable)
        assert f"process {holder.pid} ({sys.executable}" in str(refusal.value)


def test_it_waits_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "facts.duckdb"
    with held(path, seconds=0.5), open_store(path, wait_seconds=60) as store:
        assert store.connection.execute("SELECT 1").fetchall() == [(1,)]


def test_it_waits_no_longer_than_asked(tmp_path: Path) -> None:
    path = tmp_path / "facts.duckdb"
    with held(path, seconds=60), pytest.raises(FactsInUseError, match="--wait"):
        open_store(path, wait_seconds=0.3)


def test_a_second_opening_in_one_process_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "facts.duckdb"
    with open_store(path), pytest.raises(ForewarnError, match="in use by this process"):
        open_store(path)
    open_store(path).close()


def test_the_name_of_the_file_may_be_any(tmp_path: Path) -> None:
    for name in ("facts.duckdb", "temp.duckdb", 'it\'s a "store"; --.db', "größe"):
        with open_store(tmp_path / name) as store:
            store.connection.execute("CREATE TABLE facts.t AS SELECT 1 AS one")
            assert beside(store.connection).execute("FROM facts.t").fetchall() == [(1,)]
    assert {path.name for path in tmp_path.iterdir()} == {
        "facts.duckdb",
        "temp.duckdb",
        'it\'s a "store"; --.db',
        "größe",
    }


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.duckdb"
    path.write_text("account_id,name\n" * 1000)
    with pytest.raises(ForewarnError, match="no DuckDB file"):
        open_store(path)
    assert path.read_text().startswith("account_id")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ForewarnError, match="cannot make the folder"):
        open_store(tmp_path / "file" / "facts.duckdb")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ForewarnError, match="cannot open the facts file"):
        open_store(tmp_path)


def test_settings_hold_on_every_cursor(tmp_path: Path) -> None:
    with open_store(tmp_path / "facts.duckdb", memory_limit="200MB", threads=1) as store:
        found = store.connection.cursor().execute(
            """SELECT current_setting('TimeZone'), current_setting('threads'),
            current_setting('memory_limit'), current_setting('temp_directory')"""
        )
        assert found.fetchall() == [
            ("UTC", 1, "190.7 MiB", str(tmp_path / "facts.duckdb.tmp")),
        ]


def test_a_setting_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ForewarnError, match="Memory"):
        open_store(tmp_path / "facts.duckdb", memory_limit="lots")


def test_sql_cannot_name_variables_of_the_program() -> None:
    secret = [{"x": 1}]
    with open_store(":memory:") as store, pytest.raises(duckdb.CatalogException):
        store.connection.execute("FROM secret").fetchall()
    assert secret


@pytest.mark.parametrize("memory_limit", [None, "1GB"])
def test_what_was_read_is_freed_and_the_limit_stays(
    tmp_path: Path, memory_limit: str | None
) -> None:
    with open_store(tmp_path / "facts.duckdb") as store:
        store.connection.execute(
            "CREATE TABLE facts.events AS SELECT hash(i) FROM range(800000) t(i)"
        )
    with open_store(tmp_path / "facts.duckdb", memory_limit=memory_limit) as store:
        limit = _limit(store)
        total = store.connection.execute("SELECT sum(#1) FROM facts.events").fetchone()
        before = _read(store)
        forget_read(store.connection, worth=before + 1)
        assert _read(store) == before > 2**20
        forget_read(store.connection, worth=before, slack=2**20)
        assert _read(store) < before / 2
        assert _limit(store) == limit
        assert store.connection.execute("SELECT sum(#1) FROM facts.events").fetchone() == total


def _limit(store: Store) -> object:
    return store.connection.execute("SELECT current_setting('memory_limit')").fetchall()


def _read(store: Store) -> int:
    found = store.connection.execute(
        "SELECT coalesce(sum(memory_usage_bytes), 0) FROM duckdb_memory() WHERE tag = 'BASE_TABLE'"
    ).fetchone()
    assert found is not None
    return int(found[0])
