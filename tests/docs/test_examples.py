"""Every YAML example in the docs loads; what is worked by hand is what the code computes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from forewarn.connect.project_file import read_project_file
from forewarn.scorecard.document import read_document
from forewarn.scorecard.forms import CurveForm, InputForm, ScorecardForm
from forewarn.scorecard.load import load_scorecard
from forewarn.scorecard.scalars import plain_value
from forewarn.scoring.bands import raw_band
from forewarn.scoring.reasons import reasons
from forewarn.scoring.score import score
from forewarn.signals.book import book_troubles
from forewarn.signals.filters.parse import parse
from forewarn.signals.forms import read_signal
from forewarn.terms.issue import Issue, Severity
from forewarn.terms.signal import observed, stale
from tests.docs.pages import ROOT, Block, blocks

CARD = ROOT / "examples" / "saas" / "scorecards" / "health.yml"
KEYS = {field.validation_alias.choices[0] if field.validation_alias else name
        for name, field in ScorecardForm.model_fields.items()}  # fmt: skip


def problems(block: Block, folder: Path) -> list[str]:
    """What is wrong with an example, by what it is an example of."""
    document = read_document(block.text, "example.yml")
    if document.issues:
        return [str(issue) for issue in document.issues]
    values = document.values
    if "scorecard" in values:
        return errors_of(load_scorecard(block.text, "example.yml").issues)
    if "sources" in values:
        (folder / "forewarn.yml").write_text(block.text, encoding="utf-8")
        return errors_of(read_project_file(folder, {})[1])
    if set(values) == {"curve"}:
        return refused(CurveForm, plain_value(values["curve"]))
    if set(values) <= KEYS:
        return part_of_a_scorecard(plain_value(values))
    return signals(plain_value(values))


def errors_of(issues: tuple[Issue, ...]) -> list[str]:
    return [str(issue) for issue in issues if issue.severity is Severity.ERROR]


def refused(form: Any, value: Any) -> list[str]:
    try:
        TypeAdapter(form).validate_python(value)
    except ValidationError as error:
        return [str(error)]
    return []


def part_of_a_scorecard(values: Mapping[str, Any]) -> list[str]:
    """Put into a whole scorecard: signals are added, inputs judged by themselves."""
    whole: Any = plain_value(read_document(CARD.read_text(encoding="utf-8"), "card.yml").values)
    rest = {key: value for key, value in values.items() if key not in ("signals", "inputs")}
    merged = {**whole, **rest, "signals": {**whole["signals"], **values.get("signals", {})}}
    if "table" in values.get("overlay", {}):
        merged["overlay"] = {**whole["overlay"], **values["overlay"]}
    found = [text for one in values.get("inputs", ()) for text in refused(InputForm, one)]
    text = json.dumps(merged, ensure_ascii=False)
    return found + errors_of(load_scorecard(text, "example.yml").issues)


def signals(values: Mapping[str, Any]) -> list[str]:
    book = {}
    for name, written in values.items():
        try:
            book[name] = read_signal(written)
        except ValidationError as error:
            return [f"{name}: {error}"]
    return [str(trouble) for trouble in book_troubles(book)]


@pytest.mark.parametrize("block", list(blocks("yaml")), ids=lambda block: block.place)
def test_an_example_loads(block: Block, tmp_path: Path) -> None:
    assert problems(block, tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "logins: {kind: cont, from: events}",
        "caps:\n  - when: champion_gone > 60\n    not_above: Nowhere\n    because: x",
        "curve: {linear: {0: many}}",
        "scorecard: x\nsignals: {}",
        "name: x\ntimezone: Mars\nsources: {accounts: a.csv}",
    ],
)
def test_an_example_that_does_not_load_would_be_found(text: str, tmp_path: Path) -> None:
    assert problems(Block(ROOT, 1, "yaml", text), tmp_path) != []


@pytest.mark.parametrize(
    "line",
    [
        line
        for block in blocks("text")
        if block.page.name == "filters.md" and ":=" not in block.text
        for line in block.text.splitlines()
    ],
)
def test_a_filter_in_the_docs_can_be_read(line: str) -> None:
    parse(line)


def worked() -> Block:
    return next(block for block in blocks("yaml") if block.text.startswith("scorecard: worked"))


def test_the_account_worked_by_hand() -> None:
    card = load_scorecard(worked().text, "worked.yml").scorecard
    assert card is not None
    values = {
        "active_days": observed(8),
        "breadth": observed(1),
        "tickets": observed(2),
        "last_contact": observed(3),
        "pulse": stale(4, on=date(2025, 7, 9)),
    }
    result = score(card, values, {})
    said = (ROOT / "docs" / "scorecards.md").read_text(encoding="utf-8")
    assert result.score is not None
    assert f"**{result.score:.3f}**" in said
    assert result.coverage == pytest.approx(0.7)
    for part in result.contributions[:4]:
        assert f"| {part.contribution:.3f} |" in said, part.input
        assert f"{part.points:.3f}".rstrip("0").rstrip(".") in said
    shown = [part.shown for part in result.contributions[:4]]
    assert f"Shown: {' + '.join(map(str, shown))} = {result.shown}" in said
    assert raw_band(card, result.score) == "Watch"
    told = reasons(card, result)
    for driver in (*told.drags, *told.lifts):
        assert f"{driver.amount:+.3f}".replace("-", "−") in said, driver.input
    assert f"{told.distance:.3f}".replace("-", "−") in said


def test_the_scorecard_of_the_readme_has_fifteen_lines() -> None:
    text = next(block.text for block in blocks("yaml") if block.page.name == "README.md")
    assert len(text.splitlines()) == 15
    assert all(line.strip() for line in text.splitlines())
