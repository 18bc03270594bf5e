"""The verdict's rules, and what it says of made-up worlds with and without skill."""

from datetime import date, timedelta

import numpy as np
import pytest

from forewarn.evidence import verdict as rules
from forewarn.evidence.discrimination import auc
from forewarn.evidence.flags import flagged
from forewarn.evidence.measured import Measured
from forewarn.evidence.parts import by, halves, quarter
from forewarn.evidence.renewals import Case
from forewarn.evidence.replayed import Alarm, Columns, Replayed
from forewarn.evidence.verdict import Halves, Judged, verdict

FIRST = date(2024, 1, 1)


def sure(value, low, high):
    return Measured(value, low, high, low_99=low, high_99=high)


def told(auc=(0.6, 0.8), balanced=(0.55, 0.7), n=200, lost=40):
    return Judged(n, lost, sure(0.7, *auc), sure(0.6, *balanced))


def test_validated_needs_both_horizons_and_the_flag() -> None:
    assert verdict({60: told(), 90: told()}).name == rules.VALIDATED
    assert verdict({60: told(auc=(0.49, 0.7)), 90: told()}).name == rules.PROMISING
    assert verdict({60: told(), 90: told(balanced=(0.5, 0.7))}).name == rules.PROMISING


def test_an_interval_that_reaches_a_half_at_90_days_is_no_better_than_chance() -> None:
    found = verdict({60: told(), 90: told(auc=(0.5, 0.9))})
    assert found.name == rules.CHANCE
    assert "0.70 (99 %: 0.50 to 0.90) on 200 cases (40 lost)" in found.because


def test_a_score_that_points_the_wrong_way_is_called_so() -> None:
    wrong = Judged(200, 40, sure(0.3, 0.2, 0.4), sure(0.4, 0.3, 0.5))
    assert "wrong way" in verdict({60: wrong, 90: wrong}).because


@pytest.mark.parametrize(("n", "lost", "said"), [(200, 19, "1 more lost"), (35, 20, "5 more kept")])
def test_too_few_says_how_many_are_missing(n, lost, said) -> None:
    found = verdict({60: told(), 90: told(n=n, lost=lost)})
    assert found.name == rules.TOO_FEW
    assert said in found.because


def test_decaying_needs_an_older_half_that_knew_and_a_change_below_zero() -> None:
    knew, lost_it = sure(0.8, 0.7, 0.9), sure(0.55, 0.45, 0.65)
    down = Halves(knew, lost_it, sure(-0.25, -0.4, -0.1))
    assert verdict({60: told(), 90: told()}, down).name == rules.DECAYING
    unclear = Halves(knew, lost_it, sure(-0.25, -0.6, 0.1))
    assert verdict({60: told(), 90: told()}, unclear).name == rules.VALIDATED


# -- worlds ----------------------------------------------------------------------------------------


def world(seed, *, skill, accounts=150, late_skill=None):
    """Two renewals an account; the score and the loss share a cause as far as there is skill."""
    random = np.random.default_rng(seed)
    cases = []
    for account in range(accounts):
        for renewal in range(2):
            strength = skill if renewal == 0 or late_skill is None else late_skill
            state = random.normal()
            score = float(
                np.clip(
                    60 + 15 * (strength * state + (1 - strength**2) ** 0.5 * random.normal()),
                    0,
                    100,
                )
            )
            lost = bool(random.random() < 1 / (1 + np.exp(1.5 + 1.5 * state)))
            due = FIRST + timedelta(days=360 * renewal + int(random.integers(0, 360)))
            cases.append(replayed(f"a{account}", due, score, lost))
    return cases


def replayed(account, due, score, lost):
    case = Case(account, None, due, due, "churned" if lost else "renewed")
    return Replayed(
        case, due - timedelta(days=90), score, "health",
        flagged=score < 60, lowest=score < 45, effective=score < 60,
    )  # fmt: skip


def judged(cases):
    columns = Columns(cases)
    told = Judged(
        len(columns),
        int(columns.lost.sum()),
        auc(columns.score, columns.lost, columns.draws),
        flagged(columns.flagged, columns.lost, columns.draws).balanced_accuracy,
    )
    return verdict({60: told, 90: told}, halves(columns))


@pytest.mark.slow
def test_a_null_world_is_called_null_in_at_least_95_of_100_seeds() -> None:
    names = [judged(world(seed, skill=0.0)).name for seed in range(100)]
    assert names.count(rules.CHANCE) >= 95


@pytest.mark.slow
def test_planted_skill_is_found() -> None:
    names = [judged(world(seed, skill=0.8)).name for seed in range(10)]
    assert names.count(rules.VALIDATED) >= 9


def test_a_relation_that_ends_halfway_is_decaying_and_the_quarters_show_it() -> None:
    cases = world(7, skill=0.9, late_skill=-0.2, accounts=400)
    assert judged(cases).name == rules.DECAYING
    found = by(Columns(cases), lambda each: quarter(each.case.due_on))
    figures = [each.auc.value for each in found]
    assert found[0].name == "2024-Q1"
    assert min(figures[:3]) > 0.65
    assert max(figures[-3:]) < 0.65


def test_an_alarm_is_the_two_lowest_bands_or_those_named() -> None:
    bands = ("At risk", "Watch", "Healthy")
    alarm = Alarm.of(bands, growth="Grow")
    assert (alarm.bands, alarm.lowest) == (frozenset({"At risk", "Watch"}), "At risk")
    assert alarm.top == frozenset({"Healthy", "Grow"})
    assert Alarm.of(bands, growth=None, named=("At risk",)).bands == frozenset({"At risk"})
    assert Alarm.of(("bad", "good"), growth=None).bands == frozenset({"bad"})
