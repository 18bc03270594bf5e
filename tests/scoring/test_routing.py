from datetime import date

import pytest

from forewarn.scorecard.model import Onboarding
from forewarn.scoring.routing import is_new, left_out_because, no_scorecard, route
from forewarn.signals.filters.tree import Compare
from forewarn.terms.account import AccountAsOf
from tests.scoring.cards import card

SMB = card(name="smb", applies_to=Compare("segment", "=", "smb"))
ALL = card(name="all")
FIRST_DAYS = card(
    name="onboarding",
    onboarding=Onboarding(90, Compare("stage", "=", "live")),
    applies_to=Compare("segment", "=", "smb"),
)
GROWTH = card(name="growth", purpose="growth")
CANDIDATE = card(name="candidate", candidate=True)
CARDS = (GROWTH, CANDIDATE, SMB, ALL, FIRST_DAYS)


@pytest.mark.parametrize(
    ("attributes", "age_days", "name"),
    [
        ({"segment": "smb"}, 90, "smb"),
        ({"segment": "smb"}, None, "smb"),
        ({"segment": "smb"}, 89, "onboarding"),
        ({"segment": "smb", "stage": "live"}, 5, "smb"),
        ({"segment": "mid"}, 5, "all"),
        ({}, 500, "all"),
    ],
)
def test_route(attributes, age_days, name):
    assert route(CARDS, attributes, age_days).name == name


def test_the_first_match_in_the_projects_order_counts():
    assert route((ALL, SMB), {"segment": "smb"}, 500).name == "all"


def test_no_scorecard_applies():
    assert route((SMB, FIRST_DAYS), {"segment": "mid"}, 5) is None
    assert route((FIRST_DAYS,), {"segment": "smb"}, 91) is None
    assert no_scorecard((SMB,)) == "Not scored: no scorecard applies to this account (smb)"


AS_OF = date(2026, 3, 2)


def why(created_on=date(2025, 1, 1), status="paying", **more):
    return left_out_because(AccountAsOf("a", AS_OF, {"status": status}, created_on), **more)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, None),
        ({"status": None}, None),
        ({"status": "paused"}, None),
        ({"created_on": None}, "no first day and no fact yet"),
        ({"created_on": AS_OF}, "not created yet"),
        ({"created_on": date(2026, 3, 1)}, None),
        ({"ended_on": date(2026, 3, 1)}, "ended"),
        ({"ended_on": AS_OF}, None),
        ({"ended_on": date(2026, 3, 1), "asked": ["ended"]}, None),
        ({"status": "ended"}, "ended"),
        ({"status": "trial"}, "status trial"),
        ({"status": "trial", "asked": ["trial"]}, None),
        ({"status": "internal"}, "status internal"),
    ],
)
def test_who_is_scored(given, reason):
    assert why(**given) == reason


@pytest.mark.parametrize(
    ("age_days", "windows", "new"),
    [(89, [], True), (90, [30], False), (100, [30, 180], True), (None, [180], False)],
)
def test_new(age_days, windows, new):
    assert is_new(age_days, windows) is new
