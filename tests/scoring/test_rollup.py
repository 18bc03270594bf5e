from decimal import Decimal

import pytest

from forewarn.scorecard.model import Products
from forewarn.scoring.rollup import Contract, Member, parent_score, roll_up_products
from forewarn.scoring.score import score
from forewarn.terms.score import Revenue
from forewarn.terms.signal import Status, missing
from tests.scoring.cards import card, values

HIGH = {"logins": 20, "key_features": "yes", "support": 0, "pulse": 5}  # 100
LOW = {"logins": 5, "key_features": "no", "support": 3, "pulse": 3}  # 40
EUR = {"crm": (Revenue("EUR", Decimal(300)),), "mail": (Revenue("EUR", Decimal(100)),)}


def rolled(by, revenue=EUR, **facts):
    the_card = card(products=Products(("crm", "mail"), by))
    scores = {name: score(the_card, values(**raw), {}) for name, raw in facts.items()}
    return roll_up_products(the_card, scores, revenue)


@pytest.mark.parametrize(("by", "expected"), [("revenue", 85), ("count", 70), ("lowest", 40)])
def test_products_roll_up_and_the_contributions_with_them(by, expected):
    found = rolled(by, crm=HIGH, mail=LOW)
    assert found.score == pytest.approx(expected)
    assert sum(part.contribution for part in found.contributions) == pytest.approx(found.score)
    assert sum(part.shown for part in found.contributions) == pytest.approx(found.shown)
    for part in found.contributions:
        assert part.contribution == pytest.approx(part.weight * part.points)


def test_a_rolled_up_input_shows_every_product():
    part = rolled("revenue", crm=HIGH, mail=LOW).contributions[0]
    assert (part.value, part.detail, part.status) == (None, "crm 100, mail 40", Status.OBSERVED)
    assert part.points == pytest.approx(85)


def test_categories_are_those_of_the_mean():
    found = rolled("count", crm=HIGH, mail=LOW)
    assert [round(each.score, 9) for each in found.categories] == [70, 50, 80, 75]


def test_an_input_missing_in_one_product():
    found = rolled("count", crm=HIGH, mail={**LOW, "pulse": missing()})
    part = found.contributions[3]
    assert part.weight == pytest.approx(0.2)
    assert part.points == pytest.approx(100)
    assert part.detail == "crm 100, mail missing"
    assert found.coverage == pytest.approx(0.8)


@pytest.mark.parametrize(
    "revenue",
    [{}, {"crm": (Revenue("EUR", Decimal(300)),), "mail": (Revenue("USD", Decimal(100)),)}],
)
def test_without_one_common_currency_products_count_the_same(revenue):
    assert rolled("revenue", revenue, crm=HIGH, mail=LOW).score == pytest.approx(70)


def test_products_without_a_score_are_left_out():
    nothing = {name: missing() for name in HIGH}
    assert rolled("lowest", crm=HIGH, mail=nothing).score == pytest.approx(100)
    found = rolled("count", crm=nothing, mail=nothing)
    assert (found.score, found.reason[-6:]) == (None, " [crm]")
    assert "none of the products crm, mail" in rolled("count").reason


def contract(name, arr, currency="EUR"):
    return Contract(name, currency, Decimal(arr))


PARENT = Member("p", 90.0, (contract("c0", 100),))
CHILDREN = (
    Member("b", 20.0, (contract("c1", 300), contract("c0", 100))),
    Member("a", 80.0, (contract("c2", 100),)),
    Member("c", None, (contract("c3", 500),)),
)


@pytest.mark.parametrize(("by", "expected"), [("revenue", 32), ("count", 50), ("lowest", 20)])
def test_a_parent_over_its_children(by, expected):
    found = parent_score("p", CHILDREN, by=by)
    # c0 counts for b: 400 of 500 at 20, 100 of 500 at 80 is 32; count (80 + 20) / 2.
    assert found.score == pytest.approx(expected)
    assert found.worst_child == "b"
    assert found.children == ("a", "b", "c")
    assert found.revenue == (Revenue("EUR", Decimal(1000)),)


def test_a_parent_that_is_scored_counts_as_one_member_and_keeps_its_own_contract():
    found = parent_score("p", (*CHILDREN, PARENT), by="revenue")
    # The shared contract c0 is the parent's: 100 at 90, 300 at 20, 100 at 80.
    assert found.score == pytest.approx((100 * 90 + 300 * 20 + 100 * 80) / 500)
    assert found.children == ("a", "b", "c")
    assert found.revenue == (Revenue("EUR", Decimal(1000)),)


def test_an_unscored_parents_own_contracts_count_once_too():
    found = parent_score("p", CHILDREN, by="count", contracts=PARENT.contracts)
    assert found.revenue == (Revenue("EUR", Decimal(1000)),)


def test_several_currencies_roll_up_by_count_and_say_so():
    mixed = (*CHILDREN[:2], Member("d", 50.0, (contract("c9", 70, "USD"),)))
    found = parent_score("p", mixed, by="revenue")
    assert (found.by, found.score) == ("count", 50)
    assert found.revenue == (Revenue("EUR", Decimal(500)), Revenue("USD", Decimal(70)))


def test_no_child_is_scored():
    found = parent_score("p", CHILDREN[2:], by="lowest")
    assert (found.score, found.worst_child) == (None, None)


def test_the_order_of_children_does_not_matter():
    for by in ("revenue", "count", "lowest"):
        assert parent_score("p", CHILDREN, by=by) == parent_score("p", CHILDREN[::-1], by=by)
