"""Every bomb is refused by name, in little memory (RELIABILITY.md T14)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workbook import bombs, foreign_books

pytestmark = pytest.mark.slow
MOST_MEGABYTES = 150


def alone(path: Path):
    command = [sys.executable, "-m", "tests.workbook.opened_alone", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def idle(tmp_path_factory):
    parts = foreign_books.parts(foreign_books.row('<c r="A1"><v>1</v></c>'))
    told = alone(foreign_books.write(tmp_path_factory.mktemp("idle") / "a.xlsx", parts))
    assert told["code"] == ""
    return told["megabytes"]


@pytest.mark.parametrize("name", bombs.TWELVE)
def test_a_bomb_is_refused_in_little_memory(tmp_path, idle, name):
    path, code = bombs.write(tmp_path, name)
    told = alone(path)
    assert told["code"] == code
    assert sum(told["megabytes"]) - sum(idle) <= MOST_MEGABYTES


@pytest.mark.parametrize("name", bombs.MORE)
def test_more_bombs_are_refused(tmp_path, name):
    path, code = bombs.write(tmp_path, name)
    assert alone(path)["code"] == code
