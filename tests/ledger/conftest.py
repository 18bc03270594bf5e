from collections.abc import Iterator
from pathlib import Path

import pytest

from forewarn.ledger import Ledger, open_ledger
from tests.postgres import is_asked_for, new_database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    if is_asked_for():
        pytest.skip("about the SQLite file itself")
    return tmp_path / "ledger.sqlite3"


@pytest.fixture
def ledger(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """An empty ledger: a SQLite file, or a database of its own on PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    if is_asked_for():
        like = request.getfixturevalue("empty_ledger")
        url = new_database(request.getfixturevalue("postgres_server"), like=like)
    with open_ledger(url) as opened:
        yield opened
