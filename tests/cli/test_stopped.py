"""Ctrl-C: one line about it, and what was recorded stays."""

from pathlib import Path

import pytest

from forewarn.project import Project
from tests.cli.command import Command
from tests.project.small import card, project


def test_a_verb_that_is_stopped_says_what_stays(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path / "mine", {"health": card()})

    def stopped(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Project, "ingest", stopped)
    ran = run("ingest", "--project", folder)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.strip() == "stopped; what was recorded stays, the rest was not written"
