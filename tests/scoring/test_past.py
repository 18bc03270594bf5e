"""What another scorecard said is no place that an account moved from (SEMANTICS 20)."""

from datetime import date, timedelta
from typing import NamedTuple

from forewarn.scoring.past import Stay, stay_of, weekly

MONDAY = date(2026, 1, 5)
NOW = MONDAY + timedelta(weeks=4)


class Said(NamedTuple):
    as_of: date
    score: float | None
    effective_band: str | None
    fingerprint: str


def said(bands: str, cards: str) -> list[Said]:
    """A week each: its band and its scorecard, a letter each; scores fall by ten a week."""
    weeks = enumerate(zip(bands, cards, strict=True))
    return [
        Said(MONDAY + timedelta(weeks=number), 90.0 - 10 * number, band, card)
        for number, (band, card) in weeks
    ]


def stay(bands: str, cards: str) -> Stay | None:
    return stay_of(said(bands, cards), "W", NOW, fingerprint="b")


def test_scores_of_another_scorecard_are_none_of_the_trend() -> None:
    points = said("HHWW", "aabb")
    assert weekly(points, NOW, weeks=5, fingerprint="b") == [None, None, 70.0, 60.0, None]
    assert weekly(points, NOW, weeks=5, fingerprint="a") == [90.0, 80.0, None, None, None]


def test_an_account_moves_where_one_scorecard_says_so() -> None:
    assert stay("HHWW", "bbbb") == Stay("W", MONDAY + timedelta(weeks=2), "H")


def test_it_does_not_where_another_one_said_the_band_before() -> None:
    assert stay("HHWW", "aabb") == Stay("W", MONDAY + timedelta(weeks=2), None)
    assert stay("HHHH", "aaaa") == Stay("W", NOW, None)


def test_a_stay_goes_on_under_another_scorecard_and_keeps_where_it_came_from() -> None:
    assert stay("HWWW", "aaab") == Stay("W", MONDAY + timedelta(weeks=1), "H")
