"""The command line inside the test's own process: fast, and open to planted failures."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from forewarn.cli import main
from tests.project.companies import Ran

Command = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs ``forewarn WORDS`` and gives its exit code, stdout and stderr."""

    def command(*words: object, cwd: Path | None = None) -> Ran:
        monkeypatch.setattr(sys, "argv", ["forewarn", *map(str, words)])
        if cwd is not None:
            monkeypatch.chdir(cwd)
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command
