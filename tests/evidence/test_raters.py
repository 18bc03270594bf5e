"""Who judges, how fresh, how often right."""

from datetime import date, timedelta

import pytest

from forewarn.evidence.governance import RULES, verdict_of
from forewarn.evidence.measured import wilson
from forewarn.evidence.raters import NOBODY, Said, Written, raters

AS_OF = date(2026, 11, 1)
STALE = {f"a{n}": 35 for n in range(5)}


def written(account, days_ago, by="Ada"):
    return Written(account, by, AS_OF - timedelta(days=days_ago))


def said(account, *, alarm, lost, score=False, by="Ada"):
    return Said(account, by, alarm, score, lost)


def one(words=(), readings=()):
    (found,) = raters(words, readings, as_of=AS_OF, stale_after=STALE)
    return found


def test_assessments_worked_by_hand() -> None:
    found = one(
        [
            written("a0", 10),
            written("a0", 90),
            written("a1", 35),
            written("a2", 36),
            written("left", 5),
            written("a3", 366),
        ]
    )
    assert (found.written, found.in_quarter, found.accounts) == (5, 5, 4)
    assert found.newest_on == AS_OF - timedelta(days=5)
    assert found.age_days == 35  # of 10, 35 and 36: nobody has to renew one of an account that left
    assert (found.fresh.value, found.fresh.n) == (pytest.approx(2 / 3), 3)
    assert found.right.value is None


def test_an_alarm_before_a_loss_and_none_before_a_renewal_are_right() -> None:
    readings = [
        said("a0", alarm=True, lost=True),
        said("a1", alarm=False, lost=False),
        said("a2", alarm=True, lost=False),
        said("a3", alarm=False, lost=True, score=True),
    ]
    found = one((), readings)
    assert (found.right.value, found.right.n) == (0.5, 4)
    assert (found.right.low, found.right.high) == pytest.approx(wilson(0.5, 4))
    assert (found.foresaw.value, found.foresaw.n) == (0.5, 2)
    assert (found.differed, found.right_when_differing.n) == (3, 3)
    assert found.right_when_differing.value == pytest.approx(1 / 3)
    assert found.few


def test_ten_readings_are_no_few() -> None:
    assert not one((), [said(f"a{n}", alarm=False, lost=False) for n in range(10)]).few


def test_a_withheld_score_differs_from_nobody() -> None:
    assert one((), [said("a0", alarm=True, lost=True, score=None)]).differed == 0


def test_everybody_by_name_and_nobody_named() -> None:
    found = raters(
        [written("a0", 1, by="Bea"), written("a1", 1, by=None), written("a2", 400, by="Old")],
        [said("a0", alarm=True, lost=True, by="Ada")],
        as_of=AS_OF,
        stale_after=STALE,
    )
    assert [each.name for each in found] == ["Ada", "Bea", NOBODY]


@pytest.mark.parametrize(
    ("validated", "acted_on", "before", "verdict"),
    [
        ("validated", True, False, "changes behaviour"),
        ("validated", None, False, "validated"),
        ("validated", False, False, "fix"),
        ("promising", None, False, "fix"),
        ("decaying", True, False, "fix"),
        ("no better than chance", True, False, "fix"),
        ("no better than chance", None, True, "retire"),
        ("too few to judge", None, True, "too few to judge"),
    ],
)
def test_the_verdict_on_a_scorecard_follows_the_rules(validated, acted_on, before, verdict) -> None:
    name, rule = verdict_of(validated, acted_on, chance_before=before)
    assert name == verdict
    assert (rule, name) in RULES
