"""Plans that were applied: kept as they were, one after the other, and known without Django."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from forewarn.ledger import Ledger, book, open_ledger
from forewarn.ledger.applied import Application, may_be_applied
from forewarn.terms.errors import ForewarnError
from tests.ledger import sample
from tests.ledger.sample import APPLICATION, ARGUMENTS, CARD, MONDAY, OTHER, week

NEXT = replace(APPLICATION, number=2, plan="p2", functions="def f(): ...", approved_by=())


def test_it_is_read_back_as_it_was(ledger: Ledger) -> None:
    assert book.in_force(ledger) is None
    book.put_in_force(ledger, APPLICATION)
    book.put_in_force(ledger, NEXT)
    assert book.applications(ledger) == (APPLICATION, NEXT)
    assert book.in_force(ledger) == NEXT


@pytest.mark.parametrize("wrong", [replace(NEXT, number=3), replace(NEXT, number=1)])
def test_of_two_at_once_one_is_refused(ledger: Ledger, wrong: Application) -> None:
    book.put_in_force(ledger, APPLICATION)
    with pytest.raises(ForewarnError, match="another plan was applied just now"):
        book.put_in_force(ledger, wrong)
    assert book.applications(ledger) == (APPLICATION,)


def test_the_same_plan_twice_is_refused(ledger: Ledger) -> None:
    book.put_in_force(ledger, APPLICATION)
    with pytest.raises(ForewarnError):
        book.put_in_force(ledger, replace(APPLICATION, number=2))
    assert book.applications(ledger) == (APPLICATION,)


def test_whether_there_is_any_is_known_without_opening(file: Path) -> None:
    url = f"sqlite:///{file}"
    assert not may_be_applied(url)
    assert not file.exists()
    with open_ledger(url) as ledger:
        assert not may_be_applied(url)
        book.put_in_force(ledger, APPLICATION)
    assert may_be_applied(url)
    assert may_be_applied("postgresql://somebody@nowhere/ledger")


def test_a_ledger_of_an_older_forewarn_has_none(file: Path) -> None:
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("CREATE TABLE ledger_run (id INTEGER)")
    assert not may_be_applied(f"sqlite:///{file}")
    file.write_text("this is no database, but it is long enough to look at")
    assert may_be_applied(f"sqlite:///{file}")


def test_the_newest_scorecard_of_each_name_that_is_in_use(ledger: Ledger) -> None:
    assert book.newest_scorecards(ledger) == ()
    gone = replace(CARD, fingerprint="f3", name="gone")
    for card, on in ((OTHER, MONDAY), (gone, MONDAY), (CARD, week(1)), (CARD, MONDAY)):
        results = [sample.result("a", on, card=card)]
        book.record(ledger, card, results, as_of=on, **ARGUMENTS)
    assert book.newest_scorecards(ledger) == (CARD,)
