"""Unmet, longest_unmet, adopted, attribute."""

from datetime import date
from decimal import Decimal

import pytest

from forewarn.signals.filters.tree import Compare
from forewarn.signals.primitives import Additive, Earliest, Facts, Unmet
from forewarn.signals.words import date_text
from forewarn.terms.signal import missing, not_applicable, observed, stale
from forewarn.terms.time import Window
from tests.signals.cells import ago, cell, finished, form

BOTH = ("contacts", "interactions")
NEVER = form("unmet", where="role = 'decision_maker'", met="kind in ['meeting', 'qbr']")
LONGEST = form("longest_unmet", where="role = 'decision_maker'")
EVER = form("adopted", features=["invoicing", "approvals", "api"])
ENOUGH = form("adopted", from_="events", features=["invoicing", "approvals", "api"], at_least=2)
BY_PLAN = form(
    "adopted",
    features={"invoicing": ["basic", "pro"], "api": ["pro"], "audit": ["pro"]},
    at_least=2,
    window="30d",
)


def test_unmet() -> None:
    value = finished(NEVER, 2, within=cell(seen=BOTH))
    assert value == observed(2)
    assert NEVER.sentence(value) == "2 contacts (role is decision maker) never met"
    assert NEVER.reductions({}) == (
        Unmet(
            Facts("contacts", Compare("role", "=", "decision_maker")),
            Facts("interactions", NEVER.met),
        ),
    )


def test_unmet_needs_both_tables_unless_there_is_nobody() -> None:
    assert finished(NEVER, 2, within=cell(seen="contacts")).status == "missing"
    assert finished(NEVER, 0, within=cell(seen="contacts")) == observed(0)
    assert finished(NEVER, 0, within=cell()).status == "missing"
    assert finished(NEVER, 2, within=cell(seen=BOTH, silent="interactions")) == stale(2)
    assert finished(NEVER, 2, within=cell(seen=BOTH, silent="contacts")) == stale(2)


def test_longest_unmet() -> None:
    value = finished(LONGEST, 60, within=cell(seen=BOTH))
    assert value == observed(60)
    assert LONGEST.sentence(value) == (
        "one of the contacts (role is decision maker) not met for 60 days"
    )
    assert finished(LONGEST, None, within=cell(seen=BOTH)).status == "not_applicable"
    assert finished(LONGEST, None, within=cell()).status == "missing"
    assert finished(LONGEST, 60, within=cell(seen="contacts")).status == "missing"
    assert LONGEST.reductions({}, back_days=7)[0].longest


def test_adopted_counts_first_uses() -> None:
    value = finished(EVER, ago(500), None, ago(3), within=cell(seen="events"))
    told = f"invoicing since {date_text(ago(500))}, api since {date_text(ago(3))} (2 of 3)"
    assert value == observed(2, detail=told)
    assert EVER.sentence(value) == f"2 key features ever used: {told}"
    assert EVER.reductions({})[0] == Earliest(
        Facts("first_uses", Compare("event", "=", "invoicing"))
    )
    assert EVER.tables({}) == {"events"}


def test_adopted_survives_deleted_events() -> None:
    assert finished(EVER, ago(500), None, None, within=cell()).value == 1


def test_adopted_none() -> None:
    assert finished(EVER, None, None, None, within=cell(seen="events")) == observed(
        0, detail="none (0 of 3)"
    )
    assert finished(EVER, None, None, None, within=cell()).status == "missing"


@pytest.mark.parametrize(
    ("used", "answer"), [((1, 1, 0), "yes"), ((1, 0, 0), "no"), ((1, 1, 1), "yes")]
)
def test_adopted_at_least(used: tuple[int, ...], answer: str) -> None:
    firsts = [ago(9) if each else None for each in used]
    assert finished(ENOUGH, *firsts, within=cell(seen="events")).value == answer
    assert ENOUGH.in_words()
    assert not EVER.in_words()


def test_adopted_in_window_counts_events_and_remembers_the_first_use() -> None:
    signal = form("adopted", features=["api"], window="30d")
    where = Compare("event", "=", "api")
    assert signal.reductions({}) == (
        Earliest(Facts("first_uses", where)),
        Additive(Facts("events", where), Window(30)),
    )
    used = finished(signal, ago(90), 4, within=cell(seen="events"))
    assert used == observed(1, detail=f"api since {date_text(ago(90))} (1 of 1)")
    assert finished(signal, ago(90), 0, within=cell(seen="events")).value == 0


def test_adopted_leaves_out_what_the_plan_lacks() -> None:
    uses = (None, 3, None, 5, None, 0)
    pro = finished(BY_PLAN, None, 3, None, 0, None, 0, within=cell(seen="events", plan="pro"))
    assert pro == observed("no", detail="invoicing (1 of 3)")
    basic = finished(BY_PLAN, *uses, within=cell(seen="events", plan="basic"))
    assert basic == observed("yes", detail="invoicing (1 of 1)")
    free = finished(BY_PLAN, *uses, within=cell(seen="events", plan="free"))
    assert free == not_applicable("none of the features belongs to the account's plan")
    unknown = finished(BY_PLAN, *uses, within=cell(seen="events"))
    assert unknown == observed("yes", detail="invoicing, api (2 of 3)")
    assert BY_PLAN.columns_used() == {"events": {"event"}, "accounts": {"plan"}}


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("willing", "willing"),
        (True, "yes"),
        (Decimal("3.50"), 3.5),
        (date(2026, 1, 2), "2026-01-02"),
        (7.0, 7),
    ],
)
def test_attribute(stored: object, value: object) -> None:
    signal = form("attribute", column="reference_status")
    found = finished(signal, within=cell(reference_status=stored))
    assert found == observed(value)
    assert signal.sentence(observed("will_speak")) == "reference status will speak"


def test_attribute_empty_or_earlier() -> None:
    signal = form("attribute", column="reference_status", label="Reference")
    empty = missing("no reference status for this account")
    assert finished(signal, within=cell()) == empty
    assert finished(signal, within=cell(reference_status="")) == empty
    assert finished(signal, within=cell(reference_status="x"), back_days=7).status == "missing"
    assert not signal.looks_back({})
