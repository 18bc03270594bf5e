from collections.abc import Iterator
from pathlib import Path

import pytest

from forewarn.ledger import Ledger, open_ledger


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite3"


@pytest.fixture
def ledger(file: Path) -> Iterator[Ledger]:
    with open_ledger(f"sqlite:///{file}") as opened:
        yield opened
