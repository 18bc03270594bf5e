"""The label of a scorecard in every state, to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.terms.examined import (
    CHANCE,
    DECAYING,
    PROMISING,
    TOO_FEW,
    VALIDATED,
    VERDICTS,
    Examined,
    label,
)

CHECKED = date(2026, 6, 1)
FIGURES = {"n": 412, "auc": {"value": 0.781, "low": 0.712, "high": 0.846}}


def verdict(name: str, on: date = CHECKED) -> Examined:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    return Examined("f1", "health", on, name, "because", FIGURES, at, "1.0")


def after(days: int) -> date:
    return CHECKED + timedelta(days=days)


def test_nobody_checked_it() -> None:
    assert label("heuristic", (), CHECKED) == "heuristic, not validated"
    assert label("predictive", (), CHECKED) == "predictive, not validated"


@pytest.mark.parametrize("days", [0, 1, 100])
def test_validated_for_a_hundred_days(days: int) -> None:
    said = label("heuristic", [verdict(VALIDATED)], after(days))
    assert said == "validated on 2026-06-01: AUC 0.78 (0.71–0.85) in 412 cases"


@pytest.mark.parametrize("days", [101, 365])
def test_lapsed_from_day_101_on(days: int) -> None:
    said = label("heuristic", [verdict(VALIDATED)], after(days))
    assert said == "validated on 2026-06-01, lapsed: check again"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (CHANCE, "no better than chance on 2026-06-01"),
        (PROMISING, "promising, not validated (2026-06-01)"),
        (TOO_FEW, "too few to judge (2026-06-01)"),
        (DECAYING, "decaying since 2026-06-01"),
    ],
)
def test_other_verdicts_are_said_as_plainly(name: str, said: str) -> None:
    assert label("heuristic", [verdict(name)], after(100)) == said
    assert label("heuristic", [verdict(name)], after(101)) == f"{said}, lapsed: check again"


def test_a_verdict_is_not_known_before_it_was_reached() -> None:
    assert label("heuristic", [verdict(VALIDATED)], after(-1)) == "heuristic, not validated"


def test_the_newest_verdict_speaks() -> None:
    line = [verdict(VALIDATED), verdict(CHANCE, after(30))]
    assert label("heuristic", line, after(29)).startswith("validated on 2026-06-01")
    assert label("heuristic", line, after(30)) == "no better than chance on 2026-07-01"


def test_a_decay_counts_from_when_it_was_first_seen() -> None:
    days = [(VALIDATED, 0), (DECAYING, 10), (VALIDATED, 20), (DECAYING, 30), (DECAYING, 60)]
    line = [verdict(name, after(day)) for name, day in days]
    assert label("heuristic", line, after(160)) == "decaying since 2026-07-01"
    assert label("heuristic", line, after(161)) == "decaying since 2026-07-01, lapsed: check again"


@given(
    line=st.lists(st.tuples(st.integers(0, 400), st.sampled_from(VERDICTS)), max_size=6),
    day=st.integers(-10, 600),
)
def test_nothing_but_a_fresh_validation_reads_validated(
    line: list[tuple[int, str]], day: int
) -> None:
    verdicts = [verdict(name, after(at)) for at, name in sorted(line)]
    said = label("heuristic", verdicts, after(day))
    known = [(at, name) for at, name in sorted(line) if at <= day]
    fresh = bool(known) and day - known[-1][0] <= 100
    assert said.startswith("validated on ") == (bool(known) and known[-1][1] == VALIDATED)
    assert said.endswith("lapsed: check again") == (bool(known) and not fresh)
    assert ("AUC" in said) == (fresh and known[-1][1] == VALIDATED)


def test_without_an_interval_there_are_no_figures() -> None:
    bare = replace(verdict(VALIDATED), figures={})
    assert label("heuristic", [bare], CHECKED) == "validated on 2026-06-01"


def test_every_verdict_has_its_words() -> None:
    assert len({label("heuristic", [verdict(name)], CHECKED) for name in VERDICTS}) == 5
