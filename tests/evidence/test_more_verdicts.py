"""Verdicts by scorecard, expansion looked at the same way, and small books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from forewarn.evidence.by_scorecard import NOT_TESTED, by_scorecard
from forewarn.evidence.expansion import expansion
from forewarn.evidence.renewals import CHURNED, DOWNSOLD, EXPANDED, RENEWED, Case
from forewarn.evidence.replayed import Columns, Replayed
from forewarn.evidence.reviews import is_reviewed, pooled_quarters
from forewarn.evidence.verdict import CHANCE, TOO_FEW, VALIDATED
from forewarn.terms.score import ScorecardSummary

DUE = date(2026, 3, 1)


def case(account: str, kind: str, due_on: date = DUE) -> Case:
    return Case(account, None, due_on, due_on, kind)


def replayed(account: str, kind: str, score: float | None, *, card: str = "health") -> Replayed:
    low = score is not None and score < 50
    return Replayed(case(account, kind), DUE - timedelta(days=90), score, card, low, low, low)


def summary(name: str) -> ScorecardSummary:
    return ScorecardSummary(name, 1, name * 8, "heuristic", ("At risk", "Healthy"), "")


def test_each_scorecard_is_judged_by_its_own_cases() -> None:
    random = np.random.default_rng(7)
    knows = [replayed(f"k{n}", CHURNED, 20 + n % 20) for n in range(40)]
    knows += [replayed(f"h{n}", RENEWED, 60 + n % 40) for n in range(100)]
    guesses = [
        replayed(f"g{n}", CHURNED if n < 40 else RENEWED, float(random.uniform(0, 100)), card="new")
        for n in range(140)
    ]
    columns = {days: Columns(knows + guesses) for days in (60, 90)}
    good, bad = by_scorecard(
        columns,
        [summary("health"), summary("new")],
        success={"health": ["renewal", "expansion", "activation"]},
        expansion=None,
    )
    assert (good.n, good.n_bad, good.verdict.name) == (140, 40, VALIDATED)
    assert (bad.n, bad.n_bad, bad.verdict.name) == (140, 40, CHANCE)
    assert good.success == {
        "renewal": VALIDATED,
        "expansion": NOT_TESTED,
        "activation": NOT_TESTED,
    }


def test_a_scorecard_with_one_case_is_too_few_to_judge() -> None:
    columns = {days: Columns([replayed("a", CHURNED, 10)]) for days in (60, 90)}
    (found,) = by_scorecard(columns, [summary("health")], success={}, expansion=None)
    assert found.verdict.name == TOO_FEW
    assert "19 more lost and 20 more kept" in found.verdict.because


def growing(account: str, kind: str, growth: float | None) -> Replayed:
    grows = growth is not None and growth >= 60
    return replace(replayed(account, kind, 80), growth_score=growth, grows=grows)


def test_growth_that_foresees_expansion_is_validated() -> None:
    cases = [growing(f"e{n}", EXPANDED, 70 + n % 30) for n in range(40)]
    cases += [growing(f"r{n}", RENEWED, 20 + n % 50) for n in range(100)]
    found = expansion({60: cases, 90: cases})
    assert found is not None
    assert found.verdict.name == VALIDATED
    assert "140 cases (40 expanded)" in found.verdict.because
    (_, main) = found.horizons
    # Growth from 60: all 40 that expanded, and 20 of the 100 that did not.
    assert main.recall.value == 1.0
    assert main.precision.value == pytest.approx(40 / 60)
    assert main.false_positive_rate.value == pytest.approx(0.2)
    assert main.auc.value == 1.0


def test_growth_that_foresees_the_opposite_is_no_better_than_chance() -> None:
    cases = [growing(f"e{n}", EXPANDED, 20 + n % 30) for n in range(40)]
    cases += [growing(f"r{n}", RENEWED, 55 + n % 40) for n in range(100)]
    found = expansion({60: cases, 90: cases})
    assert found is not None
    assert found.verdict.name == CHANCE
    assert "wrong way" in found.verdict.because


def test_a_lost_account_counts_as_one_that_did_not_expand() -> None:
    cases = [growing("a", CHURNED, 90), growing("b", EXPANDED, 90), growing("c", RENEWED, None)]
    found = expansion({60: cases, 90: cases})
    assert found is not None
    assert (found.horizons[0].n, found.horizons[0].n_expanded) == (2, 1)
    assert found.verdict.name == TOO_FEW
    assert "expanded and 19 more not expanded" in found.verdict.because


def test_without_growth_scores_there_is_nothing_to_say() -> None:
    cases = [growing("c", RENEWED, None)]
    assert expansion({60: cases, 90: cases}) is None


def in_quarters(*counts: int) -> Columns:
    """So many cases in each quarter from 2025-Q1 on."""
    cases = []
    for place, count in enumerate(counts):
        on = date(2025 + place // 4, 1 + 3 * (place % 4), 15)
        cases += [
            replace(replayed("x", RENEWED, 80), case=case(f"{place}-{n}", RENEWED, on))
            for n in range(count)
        ]
    return Columns(cases)


def test_quarters_of_a_small_book_are_pooled() -> None:
    found = pooled_quarters(in_quarters(8, 9, 5, 25, 3))
    assert [(each.name, each.n) for each in found] == [
        ("2025-Q1 to 2025-Q3", 22),
        ("2025-Q4 to 2026-Q1", 28),
    ]


def test_a_book_of_less_than_one_row_stays_one_row() -> None:
    assert [(each.name, each.n) for each in pooled_quarters(in_quarters(2, 1))] == [
        ("2025-Q1 to 2025-Q2", 3)
    ]
    assert pooled_quarters(Columns([])) == ()


def test_losses_and_downsells_of_any_size_are_reviewed() -> None:
    kinds = (CHURNED, DOWNSOLD, RENEWED, EXPANDED)
    assert [kind for kind in kinds if is_reviewed(case("a", kind))] == [CHURNED, DOWNSOLD]
