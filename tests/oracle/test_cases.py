"""Cases worked by hand, on the oracle and on the real thing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.oracle.asking import Answer
from tests.oracle.compare import ask, same, world_of
from tests.oracle.facts import Source
from tests.oracle.kinds import KINDS, answer
from tests.oracle.measure import Question, measure

pytestmark = pytest.mark.slow


FOLDER = Path(__file__).parent.parent / "cases" / "signals"
BARE = ("missing", "not_applicable")


def plus(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first + second


@cache
def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['case']}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for case in YAML(typ="safe").load(path)
    ]


def _question(case: Mapping[str, Any]) -> Question:
    return Question(
        zone=case["zone"],
        raw=case["facts"],
        signals=case["signals"],
        dates=sorted({line["as_of"] for line in case["expect"]}),
        sources={name: Source(**given) for name, given in case.get("sources", {}).items()},
        functions={"plus": plus},
    )


def _expected(case: Mapping[str, Any]) -> list[tuple[str, str, date, Answer]]:
    return [
        (name, line["account"], line["as_of"], _answer(wanted))
        for line in case["expect"]
        for name, wanted in line.items()
        if name not in ("account", "as_of")
    ]


def _answer(wanted: Any) -> Answer:
    if isinstance(wanted, list):
        return Answer(*wanted)
    return Answer(None, wanted) if wanted in BARE else Answer(wanted, "observed")


@pytest.mark.parametrize("case", _cases())
def test_oracle_on_hand_worked_case(case: Mapping[str, Any]) -> None:
    question = _question(case)
    world = world_of(question)
    for name, account, as_of, wanted in _expected(case):
        found = answer(ask(question, world, name, account, as_of))
        assert same(wanted, found.value, found.status), (
            f"{name} of {account} at {as_of}: by hand {wanted}, oracle {found}"
        )


@pytest.mark.parametrize("case", _cases())
def test_engine_on_hand_worked_case(case: Mapping[str, Any]) -> None:
    found = measure(_question(case))
    for name, account, as_of, wanted in _expected(case):
        value = found[account, as_of].values[name]
        assert same(wanted, value.value, value.status.value), (
            f"{name} of {account} at {as_of}: by hand {wanted}, real {value}"
        )


def test_every_kind_has_a_case() -> None:
    used = {form["kind"] for case in _cases() for form in case.values[0]["signals"].values()}
    assert used == set(KINDS)
