"""What is timed is the same every time, and looks as it is described."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from statistics import mean, median

import duckdb
import pytest

from benchmarks.make import made, make, session_starts
from benchmarks.people import users_of_accounts
from benchmarks.sizes import DAYS, LAST_AS_OF, SIZES, Size, weekly
from forewarn import Project

SPECK = Size("speck", 3_000, 12, 90)


@pytest.fixture(scope="module")
def speck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(SPECK, tmp_path_factory.mktemp("facts"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_same_bytes_twice(speck: Path, tmp_path: Path) -> None:
    make(SPECK, tmp_path / "again")
    assert bytes_of(tmp_path / "again") == bytes_of(speck)


def test_what_is_there_is_not_made_again(speck: Path) -> None:
    before = (speck / "accounts.parquet").stat().st_mtime_ns
    assert made(SPECK, speck.parent) == speck
    assert (speck / "accounts.parquet").stat().st_mtime_ns == before


def test_the_rows_are_about_as_many_as_the_size_says(speck: Path) -> None:
    events, users, accounts, names, newest = duckdb.execute(
        "SELECT count(*), count(DISTINCT user_id), count(DISTINCT account_id),"
        f" count(DISTINCT event), max(occurred_at)::DATE FROM '{speck}/events/*.parquet'"
    ).fetchall()[0]
    assert events == pytest.approx(3_000, rel=0.01)
    assert (users <= 90, accounts, names <= 61) == (True, 12, True)
    assert newest < LAST_AS_OF == weekly()[-1]


def test_the_files_are_in_order_of_time(speck: Path) -> None:
    spans = [
        duckdb.execute(f"SELECT min(occurred_at), max(occurred_at) FROM '{file}'").fetchall()[0]
        for file in sorted((speck / "events").iterdir())
    ]
    assert len(spans) == 25
    assert all(earlier[1] < later[0] for earlier, later in pairwise(spans))


def test_users_are_skewed_and_add_up() -> None:
    size = SIZES["S"]
    users = users_of_accounts(size)
    assert (len(users), min(users)) == (size.accounts, 1)
    assert sum(users) == pytest.approx(size.users, rel=0.001)
    assert median(users) < 0.6 * mean(users) < 0.05 * max(users)


def test_every_session_has_its_day() -> None:
    starts = session_starts(1_000)
    assert (starts[0], starts[-1], len(starts)) == (0, 1_000, DAYS + 1)
    assert starts == sorted(starts)


def test_the_project_is_sound(speck: Path) -> None:
    assert Project.check(speck).sound
