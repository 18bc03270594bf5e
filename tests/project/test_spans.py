"""Days on which an account may turn: between them nothing else is known of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.project.accounts import AccountBook
from forewarn.project.facts import FirstFacts, Surroundings
from forewarn.project.spans import _Settled, spans, turning_days_of
from forewarn.scoring.routing import route
from forewarn.signals.filters.tree import Compare
from forewarn.terms.account import AccountVersion

START = date(2026, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(30)]
ONBOARDING = SimpleNamespace(days=4, go_live=Compare("live", "=", True))
CARDS: Any = [
    SimpleNamespace(name=name, applies_to=asks, onboarding=new, purpose="health", candidate=False)
    for name, asks, new in [
        ("new", None, ONBOARDING),
        ("large", Compare("segment", "=", "large"), None),
        ("true", Compare("segment", "=", "true"), None),
        ("exact", Compare("segment", "=", "1.0"), None),
    ]
]
some_day = st.none() | st.sampled_from(DAYS)
versions = st.builds(
    AccountVersion,
    account_id=st.just("a"),
    valid_on=some_day,
    seen_on=some_day,
    attributes=st.sampled_from([{"status": "paying"}, {"status": "trial"}]),
    created_on=some_day,
    ended_on=some_day,
    until_on=some_day,
)


@given(st.lists(versions, min_size=1, max_size=3), st.lists(st.sampled_from(DAYS), max_size=2))
def test_between_turning_days_an_account_stands_as_it_stood(
    found: list[AccountVersion], firsts: list[date]
) -> None:
    seen = {"a": {str(n): on for n, on in enumerate(firsts)}} if firsts else {}
    book = AccountBook(found, FirstFacts(seen))
    judgements = SimpleNamespace(turning_days=lambda _: set())
    around: Any = SimpleNamespace(accounts=book, judgements=judgements, seen=seen)
    turns = turning_days_of(cast(Surroundings, around), "a")

    def stood(on: date) -> object:
        standing = book.standing("a", on)
        if standing is None:
            return None
        account = standing.account
        return account.attributes, account.created_on, standing.left_out

    for before, on in pairwise(DAYS):
        assert on in turns or stood(on) == stood(before), (on, turns)


attributes = st.fixed_dictionaries(
    {
        "status": st.sampled_from([None, "paying", "trial", "ended"]),
        "segment": st.sampled_from(["large", True, 1, ["large"], Decimal("1.0"), Decimal("1.00")]),
        "live": st.sampled_from([None, True, 1]),
    }
)
# Days around the ends of the dates that are asked for, where what is so of all of them ends.
near = st.sampled_from([START + timedelta(days=n) for n in (*range(-6, 2), 9, 10, 11)])
SETTLED = AccountVersion("", None, None, {}, START - timedelta(days=90), None)
turns = st.dictionaries(
    st.sampled_from(["valid_on", "seen_on", "created_on", "ended_on", "until_on"]),
    near | st.none(),
    max_size=2,
)


@st.composite
def books(draw: st.DrawFn) -> list[AccountVersion]:
    """Accounts of mostly one version, of which one thing turns or another."""
    found = []
    for account in "abcdef":
        for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
            version = replace(SETTLED, account_id=account, attributes=draw(attributes))
            found.append(replace(version, **draw(turns)))  # type: ignore[arg-type]
    return found


@settings(max_examples=200)
@given(books(), st.sets(st.sampled_from("abcdef"), max_size=1))
def test_accounts_that_are_looked_at_once_have_the_spans_that_they_have_date_by_date(
    found: list[AccountVersion], noted: set[str]
) -> None:
    around: Any = SimpleNamespace(
        accounts=AccountBook(found, FirstFacts({})),
        judgements=SimpleNamespace(
            noted=noted.__contains__,
            turning_days=lambda account: (
                {START + timedelta(days=5)} & ({*DAYS} if noted else set())
            ),
            marks=lambda account, on: {"x": "y"} if account in noted and on > DAYS[4] else {},
        ),
        seen={},
    )
    dates = DAYS[:11]

    def told() -> tuple[list[Any], dict[date, Counter[str]]]:
        counted = {on: Counter[str]() for on in dates[3:]}
        stretches = spans(
            around,
            dates,
            card_of=lambda account: route(CARDS, account.attributes, account.age_days),
            cards=CARDS,
            left_out=counted,
        )
        by_date = [
            (span.account_id, on, span.attributes, span.created_on, span.marks, span.card)
            for span in stretches
            for on in dates[span.first : span.after]
        ]
        return by_date, counted

    at_once = told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Settled, "version", lambda *_: None)
        assert told() == at_once
