"""Verbs load what they need and no more, so that they answer at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.companies import END_ON

PROGRAM = """
import json, sys
from forewarn.cli import main
sys.argv = ["forewarn", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""
STATISTICS = {"numpy", "pandas", "pyarrow", "scipy", "sklearn", "statsmodels"}


def loaded_by(*words: object) -> set[str]:
    """Top-level modules that a verb loads."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_check_needs_neither_driver_nor_ledger(fintech: Path) -> None:
    loaded = loaded_by("check", "--project", fintech)
    assert "forewarn" in loaded
    assert loaded & {"django", "duckdb", "sqlite3", *STATISTICS} == set()


@pytest.mark.slow
def test_score_needs_no_statistics(fintech: Path) -> None:
    loaded = loaded_by("score", "--project", fintech, "--as-of", END_ON, "--no-record")
    assert "duckdb" in loaded
    assert loaded & {"django", *STATISTICS} == set()
