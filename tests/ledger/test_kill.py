"""A process killed at any statement leaves whole weeks or none, and running it again mends all."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.killing import ACCOUNTS, KILLS, WEEKS

ROOT = Path(__file__).parent.parent.parent

pytestmark = [
    pytest.mark.sqlite("kills at statements that SQLite traces, then checks the file"),
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("kills")
    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger.killing", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_undisturbed(told: dict[str, Any]) -> None:
    runs = told["whole"]["runs"]
    assert [(revision, accounts) for _, revision, *_, accounts in runs] == [
        (0, ACCOUNTS),
        (1, ACCOUNTS),
        *[(0, ACCOUNTS)] * (WEEKS - 1),
    ]
    assert told["whole"]["integrity"] == [["ok"]]


def test_every_child_was_killed(told: dict[str, Any]) -> None:
    assert [kill["ended"] for kill in told["kills"]] == [signal.SIGKILL] * KILLS


def test_whole_weeks_or_none(told: dict[str, Any]) -> None:
    partial = 0
    for kill in told["kills"]:
        then = kill["then"]
        assert then["integrity"] == [["ok"]]
        assert then["tables"] in ([], told["whole"]["tables"]), "tables are made all or none"
        for *_, accounts, rows in then.get("runs", ()):
            assert accounts == rows == ACCOUNTS, f"killed at statement {kill['at']}"
        partial += 0 < len(then.get("runs", ())) < WEEKS + 1
    assert partial > KILLS / 4, "the kills fell where they tell something"


def test_running_it_again_gives_the_same_bytes(told: dict[str, Any]) -> None:
    for kill in told["kills"]:
        assert kill["again"] == 0
        assert kill["rerun"] == told["whole"], f"killed at statement {kill['at']}"
