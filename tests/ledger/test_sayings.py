"""What was said of many accounts at once is what is said of each when it is asked alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forewarn.ledger import CardFacts, Ledger, book
from tests.ledger import sample
from tests.ledger.sample import ARGUMENTS, CARD, MONDAY, OTHER, result, week

days = st.integers(-3, 40).map(lambda number: MONDAY + timedelta(days=number))


def record(ledger: Ledger, as_of: date, results: list[Any], card: CardFacts = CARD) -> None:
    book.record(ledger, card, results, as_of=as_of, **ARGUMENTS)


def test_revision_0_speaks_whatever_was_said_later(ledger: Ledger) -> None:
    record(ledger, MONDAY, [result("a", MONDAY, points=10)])
    record(ledger, MONDAY, [result("a", MONDAY, points=90), result("b", MONDAY)])
    found = book.sayings(ledger, [("a", MONDAY), ("b", MONDAY)], within_days=7)
    assert {key: each.score for key, each in found.items()} == {("a", MONDAY): 10}
    ((at, reason),) = book.restatements(ledger, "a", MONDAY, fingerprint="f1")
    assert (at, reason) == (ARGUMENTS["recorded_at"], "facts arrived late")


def test_it_reaches_seven_days_back_and_no_further(ledger: Ledger) -> None:
    record(ledger, MONDAY, sample.book(MONDAY))
    on = [("a1", MONDAY + timedelta(days=number)) for number in (-1, 0, 7, 8)]
    found = book.sayings(ledger, on, within_days=7)
    assert sorted(found) == on[1:3]
    assert {each.as_of for each in found.values()} == {MONDAY}


def test_it_is_told_who_was_new(ledger: Ledger) -> None:
    named_so = replace(result("b", MONDAY), name='it says "new":true')
    record(ledger, MONDAY, [replace(result("a", MONDAY), new=True), named_so])
    found = book.sayings(ledger, [("a", MONDAY), ("b", MONDAY)], within_days=7)
    assert {key[0]: each.new for key, each in found.items()} == {"a": True, "b": False}


def test_many_accounts_are_asked_in_parts(ledger: Ledger) -> None:
    record(ledger, MONDAY, sample.book(MONDAY, accounts=1100))
    asked = [(f"a{number}", MONDAY) for number in range(1200)]
    assert len(book.sayings(ledger, asked, within_days=7)) == 1100


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(asked=st.lists(st.tuples(st.sampled_from(["a0", "a1", "a2", "nobody"]), days), max_size=6))
def test_each_is_what_the_account_alone_is_told(
    ledger: Ledger, asked: list[tuple[str, date]]
) -> None:
    if not book.runs(ledger, "f1"):
        for number, accounts in ((0, 3), (1, 1), (3, 2)):
            record(ledger, week(number), sample.book(week(number), accounts=accounts))
        record(ledger, week(1), [result("a1", week(1), card=OTHER)], OTHER)
        record(ledger, week(3), sample.book(week(3), card=OTHER, points=20), OTHER)
    found = book.sayings(ledger, asked, within_days=7)
    for account, on in asked:
        alone = book.said(ledger, account, on, within_days=7)
        together = found.get((account, on))
        assert (alone is None) == (together is None)
        if alone is not None and together is not None:
            assert (alone.as_of, alone.fingerprint, alone.score.score, alone.band) == (
                together.as_of,
                together.fingerprint,
                together.score,
                together.band,
            )
