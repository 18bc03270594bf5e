"""What the table measures runs: one that broke would only be missed at the next table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.make import made
from benchmarks.meter import ROOT
from benchmarks.sizes import Size

pytestmark = [pytest.mark.slow, pytest.mark.once("of the facts alone")]

SPECK = Size("tiny", 4_000, 20, 100)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(SPECK, tmp_path_factory.mktemp("facts"))


def test_ingest_grid_arithmetic_and_scoring_run(facts: Path, tmp_path: Path) -> None:
    store = tmp_path / "read.duckdb"
    settings = {
        "FOREWARN_ENGINE": f"duckdb:///{store}",
        "FOREWARN_LEDGER": f"sqlite:///{tmp_path}/read.sqlite3",
    }
    asked = [
        ("lb",), ("lb", "without-user"), ("ingest",), ("arithmetic", "grid"),
        ("arithmetic", "contributions"), ("arithmetic",), ("scoring",),
    ]  # fmt: skip
    for name, *words in asked:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.run", name, str(facts), *words],
            cwd=ROOT, env=settings, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, (name, done.stderr[-2000:])
    grid = subprocess.run(
        [sys.executable, "-m", "benchmarks.run", "grid", str(facts), str(store), "104"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert grid.returncode == 0, grid.stderr[-2000:]
