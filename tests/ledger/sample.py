"""Results to put on record: a scorecard, a plain book, and any result at all (Hypothesis)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from forewarn.ledger import CardFacts, InputFacts
from forewarn.ledger.applied import Application, AppliedCard, Approval
from forewarn.terms.score import (
    AccountResult,
    CapApplied,
    CategoryScore,
    Context,
    Contribution,
    Divergence,
    Overlay,
    Reading,
    Revenue,
    Score,
)
from forewarn.terms.signal import Status

MONDAY = date(2026, 1, 5)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
CARD = CardFacts(
    fingerprint="f1",
    name="account health",
    version=1,
    kind="heuristic",
    path="scorecards/health.yml",
    text="scorecard: account health\n# Größe – kept as it is\n",
    inputs=(
        InputFacts("Logins", "usage", "logins", 60.0),
        InputFacts("Support", "support", "tickets", 40.0),
    ),
    bands=("At risk", "Watch", "Healthy"),
)
OTHER = replace(CARD, fingerprint="f2", version=2, text="scorecard: account health\nversion: 2\n")

APPLICATION = Application(
    number=1,
    plan="p1",
    category="scoring",
    scorecards=(AppliedCard(CARD.name, CARD.path, CARD.fingerprint, CARD.text),),
    routing=(CARD.name,),
    functions="",
    applied_by="Ana",
    why="Größe zählt",
    approved_by=(Approval("Ana", "cs"), Approval("Ana", "revops")),
    applied_at=NOON,
    forewarn_version="0.1.0",
)


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def result(account_id: str, as_of: date, *, points: float = 70.0, card: CardFacts = CARD) -> Any:
    """A scored account whose inputs both have these points."""
    parts = tuple(
        Contribution(
            input=each.input,
            category=each.category,
            signal=each.signal,
            value=12,
            status=Status.OBSERVED,
            points=points,
            weight=each.stated_weight / 100,
            stated_weight=each.stated_weight,
            contribution=each.stated_weight / 100 * points,
            shown=round(each.stated_weight / 100 * points, 1),
        )
        for each in card.inputs
    )
    band = "Healthy" if points >= 70 else "Watch"
    return AccountResult(
        account_id=account_id,
        as_of=as_of,
        scorecard=card.name,
        fingerprint=card.fingerprint,
        score=Score(points, round(points, 1), None, 1.0, parts, ()),
        raw_band=band,
        band=band,
        effective_band=band,
        steady_band=band,
    )


def book(
    as_of: date, *, accounts: int = 3, card: CardFacts = CARD, points: float = 70.0
) -> list[AccountResult]:
    return [
        result(f"a{number}", as_of, points=points + number / 7, card=card)
        for number in range(accounts)
    ]


ARGUMENTS: dict[str, Any] = {"reason": "facts arrived late", "recorded_at": NOON, "version": "1.0"}


# Any result at all

text = st.text(max_size=8)
maybe_text = st.none() | text
# A row keeps no sign of a zero.
number = st.floats(allow_nan=False, allow_infinity=False).map(lambda each: each + 0.0)
maybe_number = st.none() | number
days = st.dates()
value = st.none() | st.integers() | number | text


def contribution(of: InputFacts) -> st.SearchStrategy[Contribution]:
    return st.builds(
        Contribution,
        input=st.just(of.input),
        category=st.just(of.category),
        signal=st.just(of.signal),
        value=value,
        status=st.sampled_from(Status),
        points=maybe_number,
        weight=number,
        stated_weight=st.just(of.stated_weight),
        contribution=maybe_number,
        shown=maybe_number,
        filled=st.sampled_from([None, "neutral", "poor"]),
        detail=maybe_text,
    )


input_facts = st.builds(InputFacts, text, text, text, number)
own_parts = st.lists(input_facts.flatmap(contribution), max_size=3).map(tuple)
card_parts = st.tuples(*(contribution(each) for each in CARD.inputs))
category = st.builds(CategoryScore, text, maybe_number, number, maybe_number, st.booleans())
score = st.builds(
    Score,
    score=maybe_number,
    shown=maybe_number,
    reason=maybe_text,
    coverage=maybe_number,
    contributions=card_parts | own_parts,
    categories=st.lists(category, max_size=2).map(tuple),
)
reading = st.builds(
    Reading,
    role=text,
    assessed_by=maybe_text,
    assessed_on=days,
    fresh=st.booleans(),
    pulse=st.none() | st.integers(1, 5),
    champion_status=maybe_text,
    executive_engagement=maybe_text,
    outcome_narrative=maybe_text,
    note=maybe_text,
    band=maybe_text,
)
overlay = st.builds(
    Overlay,
    band=maybe_text,
    readings=st.lists(reading, max_size=2).map(tuple),
    assessed_on=days,
    assessed_by=maybe_text,
    fresh=st.booleans(),
    disagree=st.booleans(),
)
money = st.decimals(allow_nan=False, allow_infinity=False) | st.just(Decimal("1200.00"))
results = st.builds(
    AccountResult,
    account_id=st.text(min_size=1, max_size=8),
    as_of=st.just(MONDAY),
    scorecard=st.just(CARD.name),
    fingerprint=st.just(CARD.fingerprint),
    score=score,
    raw_band=maybe_text,
    band=maybe_text,
    effective_band=maybe_text,
    caps=st.lists(st.builds(CapApplied, text, text, st.booleans(), text), max_size=2).map(tuple),
    overlay=st.none() | overlay,
    divergence=st.none() | st.builds(Divergence, text, text, text, days),
    contexts=st.lists(st.builds(Context, text, maybe_text, days, st.none() | days), max_size=2).map(
        tuple
    ),
    name=maybe_text,
    owner=maybe_text,
    segment=maybe_text,
    plan=maybe_text,
    status=maybe_text,
    new=st.booleans(),
    growth_score=maybe_number,
    parent_account_id=maybe_text,
    revenue=st.lists(st.builds(Revenue, text, money), max_size=2).map(tuple),
    renews_on=st.none() | days,
    products=st.none() | st.dictionaries(text, maybe_number, max_size=2),
    steady_band=maybe_text,
    dated=st.none() | st.dictionaries(text, days, max_size=2),
)
