"""Verbs load what they need and no more, so that they answer at once."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from forewarn.cli.app import app_for
from forewarn.project import NoteWish, Project, Question, Scoring
from forewarn.project.recorded import explain_recorded
from tests import ledgers, postgres
from tests.project.companies import END_ON, copy_of

pytestmark = pytest.mark.slow

PROGRAM = """
import json, sys
from forewarn.cli import main
sys.argv = ["forewarn", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
STATISTICS = {"numpy", "pandas", "pyarrow", "scipy", "sklearn", "statsmodels"}
ON_POSTGRES = postgres.is_asked_for()
HEAVY = STATISTICS if ON_POSTGRES else {"django", *STATISTICS}
"""A ledger in a file can be read without Django, one on PostgreSQL cannot."""


def loaded_by(*words: object) -> set[str]:
    """Names of all modules that a verb loads."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=ledgers.environment(ledgers.project_in(words, None)),
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_check_needs_neither_driver_nor_ledger(fintech: Path) -> None:
    loaded = loaded_by("check", "--project", fintech)
    assert "forewarn" in loaded
    assert loaded & {"django", "duckdb", "sqlite3", *STATISTICS} == set()


def test_a_plan_before_anything_is_on_record_is_one(small: Path, tmp_path: Path) -> None:
    # In a process of its own: what reads the ledger can only be imported once Django is set up.
    loaded = loaded_by("score", "--plan", "--project", copy_of(small, tmp_path / "project"))
    assert "forewarn.ledger.comparing" in loaded


@pytest.mark.slow
def test_explain_from_the_record_needs_no_driver(small: Path, tmp_path: Path) -> None:
    folder = copy_of(small, tmp_path / "project")
    with Project.open(folder) as project:
        (*_, snapshot) = project.score(Scoring(as_of=END_ON, weeks=14)).snapshots
        account = next(
            each.account_id
            for each in snapshot.accounts
            if explain_recorded(project.settings, project.cards, Question(each.account_id, END_ON))
        )
    words = ("explain", account, "--project", folder, "--as-of")
    loaded = loaded_by(*words, END_ON)
    assert ("psycopg" if ON_POSTGRES else "sqlite3") in loaded
    assert loaded & {"duckdb", *HEAVY} == set()
    assert "duckdb" in loaded_by(*words, END_ON - timedelta(days=1))
    with Project.open(folder) as project:
        project.note(NoteWish(account, "Call them", by="Ana"))
    loaded = loaded_by(*words, END_ON)
    assert loaded & {"duckdb", "forewarn.render.markdown", *HEAVY} == set()
    assert "forewarn.render.text.account" not in loaded_by(*words, END_ON, "--format", "json")


@pytest.mark.slow
def test_score_needs_no_statistics(fintech: Path) -> None:
    loaded = loaded_by("score", "--project", fintech, "--as-of", END_ON, "--no-record")
    assert "duckdb" in loaded
    # NumPy puts bands and rows of a whole book together; it counts nothing.
    assert loaded & (HEAVY - {"numpy"}) == set()


def test_only_the_verb_that_is_asked_for_is_made() -> None:
    def names(*words: str) -> list[str | None]:
        return [each.name for each in app_for(words).registered_commands]

    assert names("explain", "A-001") == ["explain"]
    assert names("import", "sheet.xlsx") == ["import"]
    assert len(names()) > 10
    assert names("explan") == names("--help") == names()
