"""Days on which an account may turn: between them nothing else is known of it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from forewarn.project.accounts import AccountBook
from forewarn.project.facts import FirstFacts, Surroundings
from forewarn.project.spans import turning_days_of
from forewarn.terms.account import AccountVersion

START = date(2026, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(30)]
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
