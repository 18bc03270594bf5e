"""On a terminal the demo offers the workspace; elsewhere it asks nothing."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = "from pathlib import Path; from forewarn.cli.demo import _offer; _offer(Path('nowhere'))"
pytestmark = pytest.mark.slow


def test_it_asks_on_a_terminal() -> None:
    pytest.importorskip("gunicorn")
    ours, theirs = pty.openpty()
    os.write(ours, b"n\n")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], stdin=theirs, stdout=theirs, stderr=theirs, check=False
    )
    said = os.read(ours, 4096).decode()
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0
    assert "Start the workspace now?" in said


def test_it_asks_nothing_elsewhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
