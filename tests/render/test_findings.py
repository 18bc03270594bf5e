"""Issues in files, for people."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from forewarn.render.text.findings import issues
from forewarn.terms.issue import Issue, Severity


def _said(*found: Issue) -> str:
    console = Console(width=100, file=StringIO(), record=True)
    console.print(issues(found))
    return console.export_text()


def test_errors_come_first_and_a_shared_fix_stands_once() -> None:
    note = [
        Issue("a.yml", line, 1, Severity.NOTE, "missing-origin", f"no {line}", fix="add it")
        for line in (1, 2)
    ]
    error = Issue("a.yml", 9, 1, Severity.ERROR, "number", "no number", fix="write one")
    said = _said(*note, error)
    assert said.index("no number") < said.index("no 1") < said.index("no 2")
    assert said.count("add it") == 1
    assert "write one" in said
    assert said.rstrip().endswith("1 error, no warnings, 2 notes")
