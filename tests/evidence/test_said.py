"""What was said at the time against what is recomputed, on planted cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from forewarn.evidence.horizons import Asked, Horizon
from forewarn.evidence.renewals import CHURNED, RENEWED, Case
from forewarn.evidence.replayed import Replayed
from forewarn.evidence.said import Both, compare, differing, judge_said

DUE = date(2026, 3, 1)


def case(number: int, *, lost: bool) -> Case:
    return Case(f"a{number:03d}", f"c{number}", DUE, DUE, CHURNED if lost else RENEWED)


def seen(of: Case, score: float | None, *, back: int = 90) -> Replayed:
    flagged = score is not None and score < 60
    on = of.due_on - timedelta(days=back)
    return Replayed(of, on, score, "health", flagged, flagged, flagged)


def band(score: float | None) -> str | None:
    return None if score is None else "Watch" if score < 60 else "Healthy"


def both(of: Case, said: float | None, now: float | None) -> Both:
    return Both(seen(of, said, back=93), seen(of, now), band(said), band(now), "f1")


def planted(shift: float, n: int = 200) -> list[Both]:
    """Lost accounts score lower; what is recomputed sees ``shift`` points more of it."""
    random = Random(7)
    pairs = []
    for number in range(n):
        lost = number % 4 == 0
        said = random.gauss(50 if lost else 60, 15)
        pairs.append(both(case(number, lost=lost), said, said - shift if lost else said))
    return pairs


def test_the_same_both_ways_differs_in_nothing() -> None:
    found = compare(planted(0), downsold_beyond=None)
    assert (found.n, found.same_band.value, found.same_flag.value) == (200, 1.0, 1.0)
    assert found.score_difference.value == 0
    difference = found.auc_difference
    assert (difference.value, difference.low, difference.high) == (0, 0, 0)
    assert found.only_recorded_right == found.only_recomputed_right == 0


def test_hindsight_is_found_with_its_interval() -> None:
    found = compare(planted(12), downsold_beyond=None)
    assert found.score_difference.value == pytest.approx(12 / 4)
    assert found.auc_difference.above_zero
    assert found.recorded_auc.value is not None
    assert found.recomputed_auc.value is not None
    gain = found.recomputed_auc.value - found.recorded_auc.value
    assert found.auc_difference.value == pytest.approx(gain)
    assert found.only_recorded_right == 0
    assert found.only_recomputed_right > 0


def test_the_interval_of_the_difference_is_paired() -> None:
    found = compare(planted(1), downsold_beyond=None)
    assert found.auc_difference.low is not None
    assert found.auc_difference.high is not None
    assert found.recorded_auc.low is not None
    assert found.recorded_auc.high is not None
    paired = found.auc_difference.high - found.auc_difference.low
    assert paired < (found.recorded_auc.high - found.recorded_auc.low) / 4


def test_cases_that_one_flag_alone_told_right_are_told_apart() -> None:
    lost, kept = case(1, lost=True), case(2, lost=False)
    pairs = [both(lost, 40, 80), both(kept, 40, 80), both(case(3, lost=True), 40, 30)]
    right, wrong = differing(pairs, downsold_beyond=None)
    assert [each.recorded.case for each in right] == [lost]
    assert [each.recorded.case for each in wrong] == [kept]


def test_a_case_with_one_score_is_judged_but_not_compared() -> None:
    lost = case(1, lost=True)
    pairs = [both(lost, 40, None), both(case(2, lost=False), None, 80)]
    pairs.append(replace(both(case(3, lost=False), 90, None), recomputed=None))
    asked = tuple(Asked(each.recorded.case, date(2025, 12, 1)) for each in pairs)
    more = Asked(case(4, lost=True), date(2025, 12, 1))
    found = judge_said(Horizon(90, (*asked, more), 0, 0, 0), pairs, downsold_beyond=None)
    assert (found.cases, found.recorded, found.compared.n) == (4, 3, 0)
    assert (found.figures.n, found.figures.n_bad) == (2, 1)
    assert sum(found.figures.withheld.values()) == 1
    assert found.figures.not_in_book == 0
    assert found.compared.auc_difference.value is None
    assert found.compared.same_band.value is None


@pytest.mark.parametrize("side", ["recorded", "recomputed"])
def test_a_new_account_is_no_evidence_either_way(side: str) -> None:
    """Labelled New on one side alone it used to leave columns of two lengths."""
    found = planted(5)
    one = found[0]
    found[0] = replace(one, **{side: replace(getattr(one, side), new=True)})
    assert compare(found, downsold_beyond=None).n == len(found) - 1
    right = differing(found, downsold_beyond=None)
    assert one.recorded.case not in [each.recorded.case for two in right for each in two]
    asked = tuple(Asked(each.recorded.case, each.recorded.as_of) for each in found)
    judged = judge_said(Horizon(90, asked, 0, 0, 0), found, downsold_beyond=None).figures
    assert (judged.n, judged.new) == ((199, 1) if side == "recorded" else (200, 0))


def test_nothing_on_record_is_no_figure() -> None:
    found = judge_said(Horizon(90, (), 0, 0, 0), (), downsold_beyond=None)
    assert (found.cases, found.recorded, found.figures.n) == (0, 0, 0)
