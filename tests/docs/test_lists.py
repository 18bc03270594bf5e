"""What the code knows stands in the docs: tables, columns, kinds, codes, keys, options."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forewarn.connect.project_form import ProjectForm, SourceForm
from forewarn.scorecard.checks import BOOK_CHECKS, CHECKS
from forewarn.signals.forms import KINDS
from forewarn.terms.facts import TABLES
from tests.docs.pages import PART, ROOT, pages
from tests.docs.sections import names, render, verbs

SOURCE = ROOT / "src" / "forewarn"
# Where a call that makes an issue or finding has its code.
CODE_AT = {
    "refusal": 0,
    "_complain": 0,
    "Mistake": 0,
    "issue": 0,
    "Issue": 4,
    "_refused": 3,
    "Finding": 2,
    "_finding": 1,
}
CODE = re.compile(r"[a-z]+(-[a-z]+)*")


def parts() -> Iterator[tuple[Path, str, str]]:
    for page in pages():
        for part in PART.finditer(page.read_text(encoding="utf-8")):
            yield page, part["name"], part["text"]


def text_of(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_list_of_the_code_has_its_place() -> None:
    assert sorted(name for _, name, _ in parts()) == sorted(names())


@pytest.mark.parametrize(("name", "text"), [(name, text) for _, name, text in parts()])
def test_a_list_is_what_the_code_says(name: str, text: str) -> None:
    assert text == render(name), "run: python -m tests.docs.generate"


def test_a_list_that_is_out_of_date_would_be_found() -> None:
    page = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    found = {part["name"]: part["text"] for part in PART.finditer(page)}
    assert found["table accounts"] != found["table accounts"].replace("segment", "section")


def test_lists_are_full() -> None:
    facts, signals, errors = text_of("facts.md"), text_of("signals.md"), text_of("errors.md")
    for table in TABLES.values():
        assert f"### {table.name}\n" in facts
        for column in table.columns:
            assert f"`{column.name}`" in facts
    for kind in KINDS:
        assert f"### {kind}\n" in signals
        assert f"kind: {kind}" in signals
    for check in (*CHECKS, *BOOK_CHECKS):
        assert f"### `{check.code}`\n" in errors
    for verb in verbs():
        assert f"## {verb}\n" in text_of("command-line.md")


def test_keys_of_the_project_file() -> None:
    page = text_of("project-file.md")
    for form in (ProjectForm, SourceForm):
        for key in form.model_fields:
            assert f"| `{key}` |" in page, key


def test_codes_of_issues_and_findings() -> None:
    page = text_of("errors.md")
    missing = {code for code in codes() if f"`{code}`" not in page}
    assert missing == set()


def codes() -> set[str]:
    """Codes that the source gives to issues and findings, as far as they are written out."""
    found = {"bad-date", "bad-value"}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= set(code_in(node))
    return found


def code_in(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    place = CODE_AT.get(name, len(call.args))
    for given in call.args[place : place + 1]:
        if isinstance(given, ast.Constant) and CODE.fullmatch(str(given.value)):
            yield str(given.value)


def test_the_codes_are_found() -> None:
    assert {"orphan-account", "comma-in-braces", "unknown-key", "broken-key"} <= codes()
