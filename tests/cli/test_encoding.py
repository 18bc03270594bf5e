"""Output that goes into a file or pipe on a machine with an old code page."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("page", ["cp1252", "ascii"])
def test_text_in_a_pipe_is_utf8_whatever_the_code_page(page: str, tmp_path: Path) -> None:
    code = "from forewarn.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "-p", "株式会社 ▼"],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": page, "PYTHONUTF8": "0"},
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "株式会社 ▼ is no project" in done.stderr.decode("utf-8")
