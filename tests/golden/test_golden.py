"""The examples' results are what they were; a change is a decision: run tests/golden/renew.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.golden.results import (
    EXAMPLES,
    differences,
    explanations,
    file_of,
    project,
    score,
    text_of,
    three,
)
from tests.project.companies import forewarn

AS_OF = ("--as-of", "2026-10-05")
SHOWN = 12


def kept(name: str) -> Any:
    return json.loads(file_of(name).read_text())


def unchanged(name: str, found: Any) -> None:
    changes = list(differences(kept(name), json.loads(json.dumps(found))))
    more = f"\n... and {len(changes) - SHOWN} more" if len(changes) > SHOWN else ""
    assert not changes, "\n".join(changes[:SHOWN]) + more


IN_TURN = [
    "fintech",
    *(pytest.param(n, marks=pytest.mark.slow) for n in EXAMPLES if n != "fintech"),
]


@pytest.fixture(scope="module", params=IN_TURN)
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(home: Path, example: str) -> Path:
    return project(home, example)


def test_scores(folder: Path, example: str) -> None:
    unchanged(f"{example}-score", score(folder))


def test_explanations(folder: Path, example: str) -> None:
    unchanged(f"{example}-explain", explanations(folder, kept(f"{example}-score")))


@pytest.mark.slow
def test_the_command_line_says_the_same(folder: Path, example: str) -> None:
    where = ("--project", folder, *AS_OF, "--format", "json")
    unchanged(f"{example}-score", forewarn("score", *where, "--no-record").json)
    book = kept(f"{example}-score")
    told = {account: forewarn("explain", account, *where).json for account in three(book)}
    unchanged(f"{example}-explain", told)


def test_they_show_what_an_example_has_to_show() -> None:
    """A golden file that lacks these would prove little."""
    accounts = [a for name in EXAMPLES for a in kept(f"{name}-score")["accounts"]]
    assert {"At risk", "Watch", "Healthy", "Growth"} <= {a["effective_band"] for a in accounts}
    statuses = {part["status"] for a in accounts for part in a["contributions"]}
    assert {"observed", "missing", "stale"} <= statuses
    assert any(cap["binding"] for a in accounts for cap in a["caps"])
    assert any(a["divergence"] for a in accounts)
    assert any(a["overlay"] and not a["overlay"]["fresh"] for a in accounts)
    assert any(a["new"] for a in accounts)
    told = [e for name in EXAMPLES for e in kept(f"{name}-explain").values()]
    assert any(e["drags"] and e["lifts"] and e["moves"] for e in told)
    assert any(e["lift_to_next_band"] for e in told)


def test_text_reads_back() -> None:
    for name in EXAMPLES:
        for part in ("score", "explain"):
            value = kept(f"{name}-{part}")
            assert json.loads(text_of(value)) == value


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ({"a": 1.0}, {"a": 1.0 + 1e-12}, 0),
        ({"a": 1.0}, {"a": 1.0 + 1e-8}, 1),
        ({"a": 1.0}, {"a": 1}, 1),
        ({"a": True}, {"a": 1}, 1),
        ({"a": "x"}, {"a": "x "}, 1),
        ([1, 2], [1], 1),
        ({"a": None}, {"b": None}, 1),
        ({"a": None}, {"a": {}}, 1),
    ],
)
def test_differences_are_seen(one: Any, other: Any, count: int) -> None:
    assert len(list(differences(one, other))) == count
