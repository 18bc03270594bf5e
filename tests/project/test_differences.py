"""What differs between two sets of scorecards, and what that asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.project.differences import by_card, edits, largest
from forewarn.project.functions import Functions
from forewarn.project.in_force import InForce
from forewarn.project.proposing import is_scored_for
from forewarn.scorecard.leaves import CATEGORIES
from forewarn.scorecard.load import load_scorecards
from tests.project.small import card

HEALTH, BIG = card(), card("large", head="applies_to: segment = 'big'")
CHANGES = {
    "cosmetic": ("why: w", "why: because"),
    "routing": ("version: 1", "version: 1\napplies_to: plan = 'x'"),
    "banding": ("from: 45", "from: 50"),
    "scoring": ("weight: 30", "weight: 31"),
    "signal": ("events, window: 30d", "events, window: 28d"),
}


def side(*texts: str, order: tuple[str, ...] = ()) -> InForce:
    files = [(f"scorecards/{n}.yml", text) for n, text in enumerate(texts)]
    found = load_scorecards(files, order=("health", "large")[: len(texts)])
    assert found.scorecards, found.issues
    cards = {each.name: each for each in found.scorecards}
    names = order or tuple(cards)
    return InForce(tuple(cards[name] for name in names), order, Functions())


@pytest.mark.parametrize("category", CHANGES)
def test_each_change_has_its_category(category: str) -> None:
    before, after = side(HEALTH), side(HEALTH.replace(*CHANGES[category], 1))
    (edit,) = edits(before, after)
    assert (edit.category, edit.scorecard) == (category, "health")
    assert largest((edit,)) == category
    assert is_scored_for((edit,)) == (category != "cosmetic")


@pytest.mark.slow
@given(st.sets(st.sampled_from(sorted(CHANGES))))
def test_the_largest_category_decides(categories: set[str]) -> None:
    text = HEALTH
    for category in categories:
        text = text.replace(*CHANGES[category], 1)
    found = edits(side(HEALTH), side(text))
    assert {each.category for each in found} == categories
    assert largest(found) == max(categories, key=CATEGORIES.index, default=None)
    places = [CATEGORIES.index(each.category) for each in found]
    assert places == sorted(places, reverse=True)


@given(st.permutations(["# said so", "", "   # and so"]))
def test_the_same_scorecard_is_no_difference(lines: list[str]) -> None:
    head, *rest = HEALTH.split("\n")
    text = "\n".join([*lines, head, *rest])
    assert edits(side(HEALTH), side(text)) == ()
    assert not is_scored_for(())


def test_new_and_gone_scorecards_are_named_as_a_whole() -> None:
    one, both = side(HEALTH), side(HEALTH, BIG)
    (new,), (gone,) = edits(one, both), edits(both, one)
    assert (new.category, new.before, new.after) == ("signal", None, "version 1, 3 inputs")
    assert (gone.category, gone.before, gone.after) == ("routing", "version 1, 3 inputs", None)
    assert by_card((new, *edits(side(HEALTH), side(HEALTH.replace("from: 45", "from: 50"))))) == {
        "large": "signal",
        "health": "banding",
    }


def test_another_order_is_a_matter_of_routing() -> None:
    before = side(HEALTH, BIG, order=("health", "large"))
    after = side(HEALTH, BIG, order=("large", "health"))
    (edit,) = edits(before, after)
    assert (edit.category, edit.scorecard) == ("routing", "")
    assert edit.shown == "forewarn.yml > scorecards: health, large → large, health"
