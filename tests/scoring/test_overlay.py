from datetime import date, timedelta
from itertools import permutations

import pytest

from forewarn.scorecard.model import OverlayRule
from forewarn.scoring.overlay import overlay
from forewarn.signals.filters.tree import Compare
from tests.scoring.cards import GRADES, card, spec

R, W, H = "At risk", "Watch", "Healthy"
CARD = card(overlay=spec())
DAY = date(2026, 3, 2)
AS_OF = date(2026, 3, 9)
GOOD = ("active", "active", "defensible")


def assessment(champion, executive, outcome, pulse=None, *, on=DAY, by="ana", seen_on=None):
    return {
        "assessed_by": by,
        "champion_status": champion,
        "executive_engagement": executive,
        "outcome_narrative": outcome,
        "pulse": pulse,
        "note": None,
        "_on": on,
        "_seen_on": seen_on or on + timedelta(days=1),
    }


def read(*rows, as_of=AS_OF, the_card=CARD, owner="ana", account_manager="bo"):
    return overlay(the_card, rows, as_of, owner=owner, account_manager=account_manager)


@pytest.mark.parametrize(
    ("fields", "band"),
    [
        ((*GOOD, 5), H),
        (("missing", "none", "defensible"), R),
        ((*GOOD, 1), R),
        (("missing", "active", "defensible"), W),
        (("at_risk", "lapsed", "in_development"), W),
        (("active", "active", None), H),
        (("active", "lapsed", None), W),
        (("missing", "none", None), R),
        (("active", None, None), None),
        ((None, None, None, 1), None),
        (("nonsense", "active", None), None),
    ],
)
def test_the_default_table(fields, band):
    found = read(assessment(*fields))
    assert found.band == band
    assert found.readings[0].band == band


def test_nobody_has_assessed_or_the_scorecard_has_no_overlay():
    assert read() is None
    assert read(assessment(*GOOD), the_card=card()) is None


def test_only_what_is_known_by_then():
    row = assessment(*GOOD, seen_on=AS_OF + timedelta(days=1))
    assert read(row) is None
    assert read(row, as_of=AS_OF + timedelta(days=1)).band == H


@pytest.mark.parametrize(("days", "fresh"), [(35, True), (36, False)])
def test_stale_after_35_days_it_is_shown_and_does_not_count(days, fresh):
    found = read(assessment(*GOOD), as_of=DAY + timedelta(days=days))
    assert found.fresh is fresh
    assert found.band == (H if fresh else None)
    assert found.readings[0].band == H


def test_the_newest_counts_and_on_one_day_the_last_known_then_the_more_cautious():
    older = assessment("missing", "none", "missing", on=DAY - timedelta(days=1))
    assert read(assessment(*GOOD), older).band == H
    corrected = assessment("missing", "none", "missing", seen_on=AS_OF)
    assert read(corrected, assessment(*GOOD)).band == R
    rows = [
        assessment(*GOOD),
        assessment("missing", "none", "missing"),
        assessment(None, None, None),
    ]
    assert {read(*order).band for order in permutations(rows)} == {R}


def test_the_lower_of_csm_and_am_counts_and_their_disagreement_is_listed():
    found = read(assessment(*GOOD), assessment("at_risk", "active", "missing", by="bo"))
    assert [(one.role, one.band) for one in found.readings] == [("CSM", H), ("AM", W)]
    assert (found.band, found.assessed_by, found.disagree) == (W, "bo", True)


def test_a_stale_reading_of_the_other_role_neither_counts_nor_disagrees():
    old = assessment("missing", "none", "missing", by="bo", on=DAY - timedelta(days=60))
    found = read(assessment(*GOOD), old)
    assert (found.band, found.assessed_by, found.disagree) == (H, "ana", False)


def test_one_person_in_both_roles_is_the_csm():
    found = read(assessment(*GOOD, by="ana"), owner="ana", account_manager="ana")
    assert [one.role for one in found.readings] == ["CSM"]


def test_an_assessment_without_an_author_is_the_csms():
    found = read(assessment(*GOOD, by=None), account_manager=None)
    assert found.readings[0].role == "CSM"


def test_the_table_can_be_replaced():
    strict = spec(rules=(OverlayRule(Compare("zeros", ">=", 1), R), OverlayRule(None, W)))
    found = read(assessment("missing", "active", "defensible"), the_card=card(overlay=strict))
    assert found.band == R
    no_default = spec(rules=(OverlayRule(Compare("zeros", ">=", 3), R),))
    assert read(assessment(*GOOD), the_card=card(overlay=no_default)).band is None


def test_a_field_that_is_an_input_is_left_out_of_the_band_and_still_shown():
    without_pulse = spec(fields=tuple(GRADES))
    found = read(assessment(*GOOD, 1), the_card=card(overlay=without_pulse))
    assert (found.band, found.readings[0].pulse) == (H, 1)
