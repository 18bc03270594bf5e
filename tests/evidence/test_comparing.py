"""Two scorecards on the same cases: figures by their definitions, and no claim without ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from forewarn.evidence.comparing import (
    AUC,
    BALANCED,
    IMPROVED,
    NOT_SHOWN,
    PRECISION,
    RECALL,
    SAME,
    TOO_FEW,
    WORSE,
    Comparison,
    compare,
)
from forewarn.evidence.renewals import Case
from forewarn.evidence.replayed import Replayed

DUE = date(2026, 3, 1)


def case(place: int, *, lost: bool) -> Case:
    return Case(
        account_id=f"a{place:04d}",
        contract_id=None,
        due_on=DUE,
        decided_on=DUE,
        kind="churned" if lost else "renewed",
        arr_before=Decimal(100),
        arr_after=None,
    )


def replayed(
    scores: Sequence[float | None], lost: Sequence[bool], *, flag_below: float = 50.0
) -> list[Replayed]:
    return [
        Replayed(
            case=case(place, lost=bad),
            as_of=DUE - timedelta(days=90),
            score=score,
            scorecard="health",
            flagged=score is not None and score < flag_below,
            lowest=False,
            effective=False,
        )
        for place, (score, bad) in enumerate(zip(scores, lost, strict=True))
    ]


def compared(first: list[Replayed], second: list[Replayed]) -> Comparison:
    return compare({90: (first, second)}, names=("A", "B"), main=90)


def book(
    cases: int, *, lost: int, skill: float, seed: int, shared: float = 0.0
) -> tuple[list[float], list[bool]]:
    """Scores between 0 and 100 that lie lower for the lost by ``skill`` deviations."""
    random, common = np.random.default_rng(seed), np.random.default_rng(7)
    bad = [place < lost for place in range(cases)]
    noise = (1 - shared) ** 0.5 * random.normal(size=cases)
    noise += shared**0.5 * common.normal(size=cases)
    score = 50 + 15 * (noise - skill * np.array(bad))
    return np.clip(score, 0, 100).tolist(), bad


@pytest.mark.parametrize("sides", [(0,), (1,), (0, 1)])
def test_a_new_account_is_no_case_of_either(sides: tuple[int, ...]) -> None:
    """Labelled New by one of the two alone it used to leave columns of two lengths."""
    scores, lost = book(100, lost=30, skill=1.0, seed=1)
    both = [replayed(scores, lost), replayed(scores[::-1], lost)]
    for side in sides:
        both[side][0] = replace(both[side][0], new=True)
    (horizon,) = compared(*both).horizons
    assert (horizon.n, horizon.n_bad) == (99, 29)
    assert {each.first.n for each in horizon.figures if each.name in (AUC, BALANCED)} == {99}


def test_figures_are_those_of_their_definitions() -> None:
    lost = [True] * 30 + [False] * 70
    one, two = book(100, lost=30, skill=0.5, seed=1)[0], book(100, lost=30, skill=1.5, seed=2)[0]
    (horizon,) = compared(replayed(one, lost), replayed(two, lost)).horizons
    bad = np.array(lost)
    for name, scores in (("first", one), ("second", two)):
        flag = np.array(scores) < 50
        recall, passed = flag[bad].mean(), (~flag)[~bad].mean()
        pairs = [
            (x < y) + (x == y) / 2 for x in np.array(scores)[bad] for y in np.array(scores)[~bad]
        ]
        for figure, value in (
            (AUC, np.mean(pairs)),
            (RECALL, recall),
            (BALANCED, (recall + passed) / 2),
            (PRECISION, bad[flag].mean()),
        ):
            found = horizon.figure(figure)
            assert getattr(found, name).value == pytest.approx(value)
            gap = found.second.value - found.first.value
            assert found.difference.value == pytest.approx(gap)
    assert (horizon.n, horizon.n_bad, horizon.accounts) == (100, 30, 100)


def test_a_planted_skill_is_called_improved_and_its_loss_worse() -> None:
    lost = [True] * 60 + [False] * 240
    weak, strong = (book(300, lost=60, skill=skill, seed=3)[0] for skill in (0.2, 2.0))
    better = compared(replayed(weak, lost), replayed(strong, lost))
    worse = compared(replayed(strong, lost), replayed(weak, lost))
    assert (better.said, worse.said) == (IMPROVED, WORSE)
    assert better.horizons[0].figure(AUC).difference.low > 0
    assert "AUC" in better.because
    assert "300 cases (60 lost), 90 days before" in better.because


def test_the_same_scores_are_the_same() -> None:
    scores, lost = book(100, lost=30, skill=1.0, seed=4)
    found = compared(replayed(scores, lost), replayed(scores, lost))
    assert found.said == SAME
    assert {each.said for each in found.horizons[0].figures} == {SAME}
    assert [each.difference.value for each in found.horizons[0].figures] == [0.0] * 4


def test_other_bands_for_the_same_scores_are_judged_by_the_flag() -> None:
    lost = [True] * 60 + [False] * 240
    scores = book(300, lost=60, skill=2.0, seed=5)[0]
    found = compared(replayed(scores, lost, flag_below=5), replayed(scores, lost, flag_below=35))
    assert found.horizons[0].figure(AUC).said == SAME
    assert found.said == IMPROVED
    assert BALANCED in found.because


def test_under_twenty_losses_there_are_too_few() -> None:
    lost = [True] * 15 + [False] * 100
    weak, strong = (book(115, lost=15, skill=skill, seed=6)[0] for skill in (0.0, 3.0))
    found = compared(replayed(weak, lost), replayed(strong, lost))
    assert found.said == TOO_FEW
    assert "5 more lost cases are needed" in found.because
    assert {each.said for each in found.horizons[0].figures} == {TOO_FEW}


def test_a_handful_of_flags_shows_nothing() -> None:
    scores, lost = book(300, lost=60, skill=1.0, seed=8)
    first = replayed(scores, lost)
    second = list(first)
    missed = [n for n, each in enumerate(first) if each.case.kind == "churned" and not each.flagged]
    for place in missed[:4]:
        second[place] = replace(first[place], flagged=True)
    recall = compared(first, second).horizons[0].figure(RECALL)
    assert recall.difference.value == pytest.approx(4 / 60)
    assert recall.said == TOO_FEW
    assert "fewer than 10 accounts" in recall.because


def test_only_cases_that_both_scored_count() -> None:
    scores, lost = book(100, lost=30, skill=1.0, seed=9)
    first: list[float | None] = [None, None, *scores[2:]]
    second: list[float | None] = [*scores[:-3], None, None, None]
    (horizon,) = compared(replayed(first, lost), replayed(second, lost)).horizons
    assert (horizon.n, horizon.only_first, horizon.only_second) == (95, 3, 2)
    assert horizon.figure(AUC).first.n == horizon.figure(AUC).second.n == 95


def test_nothing_in_common_is_said_so() -> None:
    found = compared(replayed([None], [True]), replayed([10.0], [True]))
    assert found.said == TOO_FEW
    assert "no case was scored by both" in found.because


@pytest.mark.slow
def test_equal_skill_is_called_a_difference_one_time_in_twenty_or_less_often() -> None:
    lost = [True] * 40 + [False] * 160
    said = [
        compared(
            replayed(book(200, lost=40, skill=0.8, seed=seed, shared=0.8)[0], lost),
            replayed(book(200, lost=40, skill=0.8, seed=1000 + seed, shared=0.8)[0], lost),
        ).said
        for seed in range(40)
    ]
    wrong = sum(each in (IMPROVED, WORSE) for each in said)
    # 2 of 40 are expected; 7 or more would come about one time in three hundred.
    assert wrong <= 6, f"{wrong} of 40 equal pairs were told apart"
    assert NOT_SHOWN in said
