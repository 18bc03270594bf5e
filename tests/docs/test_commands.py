"""Commands in the docs are valid, and those of the tutorial run and say what it says."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from forewarn.cli.app import app
from tests import ledgers
from tests.docs.pages import ROOT, Block, blocks, commands

TUTORIAL = ROOT / "docs" / "tutorial.md"
MAIN = "from forewarn.cli import main; main()"
AS_OF = "2026-03-02"


def command_lines() -> Iterator[tuple[Block, str]]:
    for block in blocks("sh", "text", "console", "python"):
        for line in commands(block):
            yield block, line


def parsed(line: str) -> None:
    """Parse a command line without running it; raises or exits when it is not valid."""
    words = shlex.split(line)[1:]
    if words in (["--help"], ["--version"]):
        return
    verb = typer.main.get_command(app).commands[words[0]]  # type: ignore[attr-defined]
    verb.make_context(words[0], words[1:]).close()


@pytest.mark.parametrize(
    "line", [line for _, line in command_lines()], ids=[b.place for b, _ in command_lines()]
)
def test_a_command_is_valid(line: str) -> None:
    parsed(line)


@pytest.mark.parametrize(
    "line", ["forewarn scores", "forewarn score --weaks 3", "forewarn explain", "forewarn init"]
)
def test_a_command_that_is_not_valid_would_be_found(line: str) -> None:
    with pytest.raises(Exception, match=r".+"):
        parsed(line)


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(line)[1:]
    return subprocess.run(
        [sys.executable, "-c", MAIN, *words],
        cwd=folder,
        env=ledgers.environment(ledgers.project_in(words, folder)),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tutorial's Python was run."""
    folder = tmp_path_factory.mktemp("tutorial")
    code = next(block.text for block in blocks("python") if block.page == TUTORIAL)
    subprocess.run([sys.executable, "-c", code], cwd=folder, timeout=300, check=True)
    return folder


@pytest.mark.slow
def test_the_tutorial_runs(company: Path) -> None:
    lines = [line for block, line in command_lines() if block.page == TUTORIAL]
    assert [shlex.split(line)[1] for line in lines[:5]] == [
        "init", "check", "audit", "score", "explain",
    ]  # fmt: skip
    said = ""
    for line in lines:
        done = run(line, company)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        said += done.stdout
    for block in blocks("text"):
        if block.page == TUTORIAL:
            for shown in block.text.splitlines():
                assert squeezed(shown.split("…")[0]) in squeezed(said), shown


def squeezed(text: str) -> str:
    """Without blanks and bars, whose lengths depend on the terminal."""
    return "".join(each for each in text if each not in " \n█▏▎▍▌▋▊▉")


@pytest.mark.slow
def test_the_json_of_the_docs_names_every_field(company: Path) -> None:
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    run("forewarn init other --from exports --format json", company)
    for line in (
        "forewarn check --project other --format json",
        "forewarn ingest --project other --format json",
        f"forewarn audit --project other --as-of {AS_OF} --format json",
        f"forewarn score --project other --as-of {AS_OF} --format json",
        f"forewarn explain acc-0007 --project other --as-of {AS_OF} --format json",
    ):
        result = json.loads(run(line, company).stdout)
        assert {key for key in keys(result) if f"`{key}`" not in page} == set(), line


# Objects whose keys are data: reasons, tables, accounts.
DATA = {"left_out", "products", "merged_accounts", "tables"}


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from keys(each)
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            if key not in DATA or isinstance(each, list):
                yield from keys(each)
