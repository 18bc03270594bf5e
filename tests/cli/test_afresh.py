"""A file that looks as it did and says something else is read when that is asked for."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.cli.command import Command
from tests.project.companies import Ran
from tests.project.small import card, project


def test_a_file_with_the_size_and_time_it_had_is_read_when_asked(
    run: Command, tmp_path: Path
) -> None:
    folder = project(tmp_path, {"health": card()})
    assert run("ingest", "-p", folder).code == 0
    file = folder / "data" / "accounts.csv"
    was = file.stat()
    file.write_text(file.read_text().replace("a,2025-01-01", "b,2025-01-01"))
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert accounts(run("ingest", "-p", folder, "-f", "json")) == ("as it was", 0)
    told = run("ingest", "--afresh", "-p", folder, "-f", "json")
    assert accounts(told) == ("read as a whole", 1)


def accounts(told: Ran) -> tuple[str, int]:
    """How the accounts came, and how many of them were not there before."""
    tables = {each["table"]: each for each in json.loads(told.out)["tables"]}
    return tables["accounts"]["way"], tables["accounts"]["first_seen"]
