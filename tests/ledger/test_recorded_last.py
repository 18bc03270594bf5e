"""What holds is what was recorded last of the newest date, whatever was recorded in between."""

from dataclasses import replace
from datetime import date

import pytest

from forewarn.ledger import CardFacts, Ledger, Recorded, book
from forewarn.ledger.recording import SAID_AGAIN
from tests.ledger import sample
from tests.ledger.sample import ARGUMENTS, CARD, MONDAY, week
from tests.ledger.sample import OTHER as TRIED


def record(ledger: Ledger, card: CardFacts, on: date = MONDAY, points: float = 50.0) -> Recorded:
    made = [replace(each, fingerprint=card.fingerprint) for each in sample.book(on, points=points)]
    return book.record(ledger, card, made, **{"as_of": on} | ARGUMENTS)


def tried_and_taken_back(ledger: Ledger) -> Recorded:
    record(ledger, CARD)
    record(ledger, TRIED, points=20.0)
    return record(ledger, CARD)


def test_what_is_said_again_is_what_was_recorded_last(ledger: Ledger) -> None:
    assert tried_and_taken_back(ledger) == Recorded(revision=1, written=0, unchanged=3)
    first = book.said(ledger, "a1", MONDAY, fingerprint=CARD.fingerprint)
    assert first is not None
    assert book.current(ledger, "a1", MONDAY) == first
    assert book.last_said(ledger, ["a1"]) == {"a1": first}
    assert [each.fingerprint for each in book.newest_scorecards(ledger)] == [CARD.fingerprint]
    assert {each.fingerprint for each in book.standings(ledger, MONDAY)} == {CARD.fingerprint}
    (point,) = book.history(ledger, "a1")
    assert first.score is not None
    assert (point.fingerprint, point.score) == (CARD.fingerprint, first.score.score)
    assert [run.reason for run in book.runs(ledger, CARD.fingerprint)] == ["", SAID_AGAIN]


def test_it_is_said_again_once(ledger: Ledger) -> None:
    tried_and_taken_back(ledger)
    assert record(ledger, CARD) == Recorded(revision=1, written=0, unchanged=3)
    assert len(book.runs(ledger, CARD.fingerprint)) == 2


def test_accounts_that_went_meanwhile_stay_gone(ledger: Ledger) -> None:
    record(ledger, CARD)
    record(ledger, TRIED)
    fewer = sample.book(MONDAY)[:2]
    book.record(ledger, CARD, fewer, **{"as_of": MONDAY} | ARGUMENTS)
    assert book.current_book(ledger, MONDAY, fingerprint=CARD.fingerprint) == tuple(fewer)


@pytest.mark.parametrize("name", ["another", CARD.name])
def test_other_names_and_other_dates_are_left_alone(ledger: Ledger, name: str) -> None:
    record(ledger, CARD)
    record(ledger, replace(TRIED, name=name), MONDAY if name == "another" else week(1))
    assert record(ledger, CARD).revision == 0


def test_a_longer_past_recorded_since_is_not_what_holds_now(ledger: Ledger) -> None:
    record(ledger, CARD, week(2))
    record(ledger, TRIED, week(1))
    assert [each.fingerprint for each in book.newest_scorecards(ledger)] == [CARD.fingerprint]
    assert book.last_said(ledger, ["a1"])["a1"].as_of == week(2)


def test_a_restated_past_is_not_what_was_said_last(ledger: Ledger) -> None:
    record(ledger, CARD, week(1))
    record(ledger, CARD, week(2))
    record(ledger, CARD, week(1), points=20.0)
    assert book.last_said(ledger, ["a1"])["a1"].as_of == week(2)


def test_an_account_that_left_is_found_in_older_runs(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forewarn.ledger.sayings._RUNS_A_QUERY", 2)
    record(ledger, CARD)
    for number in range(1, 5):
        fewer = sample.book(week(number))[:1]
        book.record(ledger, CARD, fewer, **{"as_of": week(number)} | ARGUMENTS)
    found = book.last_said(ledger, ["a0", "a2", "nobody"])
    assert {each: said.as_of for each, said in found.items()} == {"a0": week(4), "a2": MONDAY}
