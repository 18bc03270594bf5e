"""Several values after one option, as DESIGN.md writes ``--horizon 30 60 90 180``."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.cli.several import ApprovalsAfterOne, one_by_one
from tests.cli.command import Command
from tests.cli.test_mistakes import refused

NUMBERS = st.lists(st.integers(1, 730).map(str), min_size=1, max_size=6)


@given(NUMBERS)
def test_one_name_or_many_say_the_same(days: list[str]) -> None:
    repeated = [word for each in days for word in ("--horizon", each)]
    assert one_by_one(["--horizon", *days], {"--horizon"}) == repeated
    assert one_by_one(repeated, {"--horizon"}) == repeated


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("--horizon 30 60 -f json", "--horizon 30 --horizon 60 -f json"),
        ("--horizon=30 60 --all", "--horizon=30 --horizon 60 --all"),
        ("-f json --horizon 30", "-f json --horizon 30"),
        ("--scorecard a b", "--scorecard a b"),
        ("--horizon", "--horizon"),
        ("--horizon 30 --horizon 60 90", "--horizon 30 --horizon 60 --horizon 90"),
        ("", ""),
    ],
)
def test_what_is_a_value(words: str, read: str) -> None:
    assert one_by_one(words.split(), {"--horizon"}) == read.split()


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (["--by", "A: x", "B: y"], ["--by", "A: x", "--by", "B: y"]),
        (["--by", "A: x", "plan.json"], ["--by", "A: x", "plan.json"]),
        (["--by", "A: x", "plan.json", "B: y"], ["--by", "A: x", "plan.json", "B: y"]),
        (["plan.json", "--by", "wrong", "B: y"], ["plan.json", "--by", "wrong", "--by", "B: y"]),
    ],
)
def test_approvals_leave_the_argument_alone(words: list[str], read: list[str]) -> None:
    assert one_by_one(words, {"--by"}, is_value=ApprovalsAfterOne.is_value) == read


def test_a_value_that_is_no_number_is_named(run: Command, tmp_path: Path) -> None:
    refused(run("backtest", "--horizon", "30", "soon", cwd=tmp_path), "--horizon", "integer")
    refused(run("backtest", "--horizon", "30", "0", cwd=tmp_path), "--horizon", "1")
