"""``score --weeks`` killed anywhere leaves whole weeks or none; run again, it mends all (T1)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.killing import KILLS, WEEKS
from tests.project.companies import filled

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.sqlite("kills at statements that SQLite traces, then checks the file"),
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]


@pytest.fixture(scope="module")
def told(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    company = filled(home, example="fintech", accounts=6)
    where = tmp_path_factory.mktemp("kills")
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.killing", str(company), str(where)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_undisturbed(told: dict[str, Any]) -> None:
    assert told["ended"] == 0
    ledger = told["whole"]["ledger"]
    assert ledger["sound"]
    assert len(ledger["runs"]) == WEEKS
    assert all(accounts == rows > 0 for *_, accounts, rows in ledger["runs"])
    assert told["whole"]["facts"]["events"] > 0


def test_every_child_was_killed(told: dict[str, Any]) -> None:
    assert [kill["ended"] for kill in told["kills"]] == [signal.SIGKILL] * KILLS
    assert {kill["step"] for kill in told["kills"]} == {"reading", "ledger"}


def test_whole_weeks_or_none(told: dict[str, Any]) -> None:
    whole, partial = told["whole"]["ledger"]["runs"], 0
    for kill in told["kills"]:
        ledger = kill["then"]["ledger"]
        assert ledger["sound"], f"killed at step {kill['at']}"
        assert ledger["runs"] == whole[: len(ledger["runs"])], f"killed at step {kill['at']}"
        partial += 0 < len(ledger["runs"]) < WEEKS
    assert partial >= KILLS / 4, "the kills fell where they tell something"


def test_all_facts_or_none(told: dict[str, Any]) -> None:
    for kill in told["kills"]:
        facts = kill["then"]["facts"]
        assert facts in ({}, told["whole"]["facts"]), f"killed at step {kill['at']}"
        assert facts or kill["step"] == "reading"


def test_running_it_again_gives_the_same(told: dict[str, Any]) -> None:
    for kill in told["kills"]:
        assert kill["again"] == 0
        assert kill["rerun"] == told["whole"], f"killed at step {kill['at']}"
