"""Simulated companies for tests of the whole: filled and read in once a session, then copied."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forewarn.project import Project, Scoring
from forewarn.project.simulating import fill_example
from tests import ledgers

END_ON = date(2026, 10, 5)
"""The day after the last simulated one: a Monday, so that it is a weekly date."""

Row = dict[str, str]


@dataclass(frozen=True)
class Ran:
    """How a command line ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def forewarn(*words: object, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """Runs the command line in a process of its own, as people do."""
    done = subprocess.run(
        [Path(sys.executable).with_name("forewarn"), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=ledgers.environment(ledgers.project_in(words, cwd), env),
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def filled(home: Path, *, example: str, accounts: int) -> Path:
    """An example with simulated facts that are read in already; nobody may write into it."""
    folder = home / f"{example}-{accounts}"
    if not folder.is_dir():
        fill_example(folder, example=example, end_on=END_ON, accounts=accounts)
        with Project.open(folder) as project:
            project.ingest()
    return folder


def copy_of(folder: Path, target: Path) -> Path:
    """A project of its own on the same source files, so that nothing is read in anew."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("data", "ledger.*"))
    file = target / "forewarn.yml"
    file.write_text(file.read_text().replace(" data/", f" {folder}/data/"))
    return target


def own_copy(folder: Path, target: Path) -> Path:
    """A project of its own with facts that may be changed; they are read in when asked."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".forewarn"))
    return target


def edit(folder: Path, table: str, change: Callable[[list[Row]], Iterable[Row]]) -> None:
    """Rewrites one table's CSV."""
    file = folder / "data" / f"{table}.csv"
    with file.open(newline="", encoding="utf-8") as opened:
        reader = csv.DictReader(opened)
        names, rows = list(reader.fieldnames or ()), list(reader)
    changed = list(change(rows))
    names += [name for row in changed for name in row if name not in names]
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(dict.fromkeys(names)))
        writer.writeheader()
        writer.writerows(changed)


def tables(folder: Path) -> list[str]:
    return sorted(file.stem for file in (folder / "data").glob("*.csv"))


def scored(folder: Path, *, record: bool = False, **asked: Any) -> dict[str, Any]:
    """What ``score`` says, as JSON has it."""
    with Project.open(folder) as project:
        return project.score(Scoring(record=record, **{"as_of": END_ON, **asked})).to_dict()


def explained(folder: Path, account: str, **asked: Any) -> dict[str, Any]:
    """What ``explain`` says, as JSON has it."""
    with Project.open(folder) as project:
        return project.explain(account, **{"as_of": END_ON, **asked}).to_dict()


def recorded(folder: Path) -> list[tuple[str, str, int, str, int]]:
    """What the ledger holds: scorecard, as_of, revision, reason, accounts, in order."""
    found = ledgers.rows(
        folder,
        "SELECT name, as_of, revision, reason, accounts FROM ledger_run"
        " JOIN ledger_scorecardversion AS card ON card.id = scorecard_id"
        " ORDER BY 1, 2, 3",
    )
    return [(name, str(as_of), *rest) for name, as_of, *rest in found]


def by_account(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    return {each["account_id"]: each for each in snapshot["accounts"]}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp()


@pytest.fixture(scope="session")
def fintech(home: Path) -> Path:
    """Eight tables, forty accounts; the golden results are of it. Read only."""
    return filled(home, example="fintech", accounts=40)


@pytest.fixture(scope="session")
def saas(home: Path) -> Path:
    """Every table, forty accounts; the golden results are of it. Read only."""
    return filled(home, example="saas", accounts=40)


@pytest.fixture(scope="session")
def small(home: Path) -> Path:
    """Every table, six accounts and their children. Read only."""
    return filled(home, example="saas", accounts=6)


LARGE = [pytest.mark.slow, pytest.mark.once("the same of the small company on both databases")]


@pytest.fixture(params=["small", pytest.param("saas", marks=LARGE)])
def company(request: pytest.FixtureRequest) -> Path:
    """The small one everywhere, the large one too where there is time. Read only."""
    folder: Path = request.getfixturevalue(request.param)
    return folder
