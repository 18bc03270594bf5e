"""A disk without room, too little memory, a damaged facts file: said in words, with the way out."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from forewarn.engines.select import in_words
from forewarn.project import Project, Scoring
from forewarn.project.loading import load
from forewarn.terms.errors import ForewarnError
from tests import ledgers
from tests.project.small import card, events, opened, project

TODAY = date(2026, 3, 1)
URL = "duckdb:///.forewarn/facts.duckdb"
LINES = events(*((f"a{n}", f"2026-01-{day:02d}") for n in range(900) for day in range(1, 29)))

_BOUNDED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv[1:] = sys.argv[2:]
from forewarn.cli import main
main()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "mine", {"health": card()}, events=LINES)


def bounded(most: int, *words: object) -> subprocess.CompletedProcess[str]:
    """The command line where no file can grow beyond some bytes, as on a full disk."""
    command = [sys.executable, "-c", _BOUNDED, most, *words]
    place = ledgers.project_in(words, None)
    return subprocess.run(
        list(map(str, command)),
        check=False,
        capture_output=True,
        text=True,
        env=ledgers.environment(place),
    )


# -- no room -------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="needs bounds on a process")
@pytest.mark.parametrize("verb", [["ingest"], ["score"], ["explain", "a1"]])
def test_facts_that_find_no_room_are_not_written(folder: Path, verb: list[str]) -> None:
    ran = bounded(100_000, *verb, "--project", folder)
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
    assert "there is no room left on the disk of" in ran.stderr
    assert "facts.duckdb" in ran.stderr
    assert "fix: make room on that disk, then run the same command again" in ran.stderr
    assert "Traceback" not in ran.stderr
    with opened(folder) as again:
        assert again.ingest().table("events").rows_kept == 900 * 28


@pytest.mark.skipif(sys.platform == "win32", reason="needs bounds on a process")
@pytest.mark.parametrize("share", [2, 1])
def test_a_plan_that_finds_no_room_names_the_folder_of_its_copy(folder: Path, share: int) -> None:
    """Neither for the copy, nor for what changed sources would add to it."""
    with opened(folder) as mine:
        mine.ingest()
    file = folder / ".forewarn" / "facts.duckdb"
    before = file.read_bytes()
    more = (LINES.partition("\n")[2].replace(",a", f",{other}") for other in "bcdefg")
    (folder / "data" / "events.csv").write_text(LINES + "".join(more))
    ran = bounded(len(before) // share, "score", "--plan", "--project", folder)
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
    assert f"there is no room for a copy of {file} in the folder for temporary files" in ran.stderr
    assert "TMPDIR=" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            duckdb.TransactionException(
                "TransactionContext Error: Failed to commit: Could not write file"
                ' "/x/facts.duckdb.wal": No space left on device'
            ),
            "no room left on the disk of /x/facts.duckdb.wal (No space",
        ),
        (
            duckdb.OutOfMemoryException(
                "Out of Memory Error: failed to offload data block\n"
                "This limit was set by the 'max_temp_directory_size' setting."
            ),
            "no room left on the disk of /x/.forewarn/facts.duckdb (",
        ),
        (
            duckdb.TransactionException(
                "TransactionContext Error: Failed to commit: Could not sync file: Input/output"
            ),
            "could not be read or written",
        ),
        (duckdb.IOException("IO Error: Input/output error"), "could not be read or written"),
    ],
)
def test_whatever_a_disk_refuses(error: duckdb.Error, says: str) -> None:
    told = in_words(error, URL, folder=Path("/x"))
    assert told is not None
    assert says in told.found
    assert "then run the same command again" in told.fix


def test_what_is_ours_stays_ours() -> None:
    for error in (duckdb.TransactionException("conflict"), duckdb.BinderException("no such x")):
        assert in_words(error, URL, folder=Path("/x")) is None
    assert in_words(KeyError("x"), URL, folder=Path("/x")) is None


# -- memory --------------------------------------------------------------------------------------


def test_a_limit_on_memory_is_named_where_one_is_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOREWARN_ENGINE", f"{URL}?memory_limit=1MB")
    with (
        pytest.raises(ForewarnError) as told,
        Project(load(folder, os.environ)) as mine,
    ):
        mine.ingest()
    assert told.value.found.startswith("memory_limit=1MB in the engine's URL is too little")
    assert "raise ?memory_limit=" in told.value.fix
    assert "disk" not in str(told.value)


def test_memory_without_a_limit_is_the_machines() -> None:
    error = duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block")
    told = in_words(error, URL, folder=Path("/x"))
    assert told is not None
    assert "memory_limit" not in str(told)
    assert "more memory" in told.fix


# -- damage --------------------------------------------------------------------------------------


def _flipped(file: Path, start: int, end: int | None = None) -> None:
    held = bytearray(file.read_bytes())
    held[start:end] = bytes(byte ^ 0xFF for byte in held[start:end])
    file.write_bytes(held)


def _cut(file: Path, size: int) -> None:
    file.write_bytes(file.read_bytes()[:size])


@pytest.mark.parametrize(
    ("how", "where"),
    [(_flipped, (300_000,)), (_flipped, (4096, 12288)), (_cut, (100_000,)), (_cut, (5000,))],
)
def test_a_damaged_file_is_named_and_the_way_out_leads_out(
    folder: Path, how: object, where: tuple[int, ...]
) -> None:
    with opened(folder) as mine:
        before = mine.score(Scoring(as_of=TODAY, weeks=3, all_in_words=False))
    file = folder / ".forewarn" / "facts.duckdb"
    assert callable(how)
    how(file, *where)
    with pytest.raises(ForewarnError) as told, opened(folder) as mine:
        mine.score(Scoring(as_of=date(2026, 1, 20)))
    assert f"the facts file {file} is damaged" in told.value.found
    assert "move it away and run `forewarn score --weeks N`" in told.value.fix
    file.rename(folder / "damaged")
    with opened(folder) as mine:
        after = mine.score(Scoring(as_of=TODAY, weeks=3, all_in_words=False))
    assert (after.recorded, after.unchanged) == (0, before.recorded)


def test_what_is_no_such_file_has_a_way_out_too(folder: Path) -> None:
    file = folder / ".forewarn" / "facts.duckdb"
    file.parent.mkdir()
    file.write_bytes(b"")
    with pytest.raises(ForewarnError) as told, opened(folder) as mine:
        mine.ingest()
    assert "is no DuckDB file" in told.value.found
    assert "if it held the facts, move it away and run" in told.value.fix


def test_a_log_beside_a_damaged_file_goes_with_it(folder: Path) -> None:
    file = folder / ".forewarn" / "facts.duckdb"
    file.parent.mkdir()
    file.write_bytes(b"")
    file.with_name("facts.duckdb.wal").write_bytes(b"")
    with pytest.raises(ForewarnError, match=r"move it and facts\.duckdb\.wal beside it away"):
        opened(folder).ingest()
