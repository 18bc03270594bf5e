"""A large book is laid out beside the pages, by one process, and pages say that they are behind."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forewarn.ledger.book import current_book, newest_scorecards, record
from forewarn.workspace.book import refreshing
from forewarn.workspace.book.beside import PATIENCE, claimed, lay_out_beside
from forewarn.workspace.book.refreshing import before_serving, up_to_date
from forewarn.workspace.models import BookLine, BookState
from forewarn.workspace.project import shown
from tests.ledger.sample import NOON
from tests.workspace.company import ACCOUNTS, ON
from tests.workspace.conftest import SignedIn
from tests.workspace.test_noting import MIGRATION, RECORD, Form

BEHIND = "Newer results are on record"
Work = Callable[[], BookState]


@pytest.fixture
def put_off(monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """What would be done beside, for a book that counts as large and has lost an account."""
    put_off: list[Work] = []
    up_to_date(shown())
    lose_an_account()
    monkeypatch.setattr(refreshing, "IN_A_REQUEST", 1)
    monkeypatch.setattr(refreshing, "lay_out_beside", lambda _, work: put_off.append(work))
    return put_off


def lose_an_account() -> None:
    ledger = shown().ledger
    (card,) = newest_scorecards(ledger)
    book = current_book(ledger, ON, fingerprint=card.fingerprint)
    fewer = [each for each in book if each.account_id != "a1"]
    record(ledger, card, fewer, as_of=ON, reason="late", recorded_at=NOON, version="1.0")


def test_pages_of_a_large_book_say_that_they_are_behind(
    put_off: list[Work], signed_in: SignedIn
) -> None:
    omar = signed_in("omar")
    for address in ("/accounts/", "/today/", "/portfolio/"):
        page = omar.get(address).content.decode()
        assert BEHIND in page
    assert "Alder" in omar.get("/accounts/").content.decode()
    assert len(put_off) == 1, "several requests came, one laid it out"
    put_off[0]()
    page = omar.get("/accounts/").content.decode()
    assert "Alder" not in page
    assert BEHIND not in page


def test_meanwhile_no_page_writes(put_off: list[Work], signed_in: SignedIn) -> None:
    """It would wait for the layout's own transaction."""
    omar = signed_in("omar")
    omar.get("/accounts/")
    with CaptureQueriesContext(connection) as seen:
        assert BEHIND in omar.get("/accounts/").content.decode()
    assert [each["sql"] for each in seen if not each["sql"].startswith("SELECT")] == []


def test_what_people_say_while_it_is_laid_out_is_on_their_lines(
    put_off: list[Work], signed_in: SignedIn, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    up_to_date(shown())
    ends = refreshing.mark_ends

    def meanwhile(lines: Iterable[BookLine], on: date) -> None:
        assert signed_in("ana").post(RECORD, form(**MIGRATION)).status_code == 302
        ends(lines, on)

    monkeypatch.setattr(refreshing, "mark_ends", meanwhile)
    mark = put_off[0]().revision
    line = BookLine.objects.get(account_id="a3")
    assert line.context == MIGRATION["text"]
    assert BookState.objects.get().revision == mark


def test_a_small_one_is_waited_for(put_off: list[Work], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "IN_A_REQUEST", len(ACCOUNTS))
    assert not up_to_date(shown()).behind
    assert BookLine.objects.count() == len(ACCOUNTS) - 1
    assert put_off == []


def test_a_server_that_starts_waits_for_all_of_it(put_off: list[Work]) -> None:
    assert up_to_date(shown()).behind  # whoever laid it out then is gone
    assert not before_serving(shown()).behind
    assert BookLine.objects.count() == len(ACCOUNTS) - 1


def test_whoever_never_came_to_an_end_is_not_waited_for(put_off: list[Work]) -> None:
    state = up_to_date(shown())
    now, newest = timezone.now(), BookState.objects.get().laying or 0
    assert not claimed(state, newest, now=now + PATIENCE - timedelta(minutes=1))
    assert claimed(state, newest + 1, now=now), "something newer still was recorded"
    assert claimed(state, newest, now=now)
    assert claimed(state, newest, now=now + PATIENCE + timedelta(minutes=1))


def test_after_a_failure_the_next_one_tries_again(
    put_off: list[Work], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "IN_A_REQUEST", len(ACCOUNTS))

    def fails(*_: object) -> BookState:
        raise RuntimeError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(refreshing, "refresh", fails)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="no room"):
                up_to_date(shown())
    assert not up_to_date(shown()).behind


def test_what_fails_beside_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> BookState:
        raise RuntimeError("no room")

    with caplog.at_level(logging.ERROR):
        lay_out_beside(BookState(run=1, accounts=1, as_of=ON), fails).join()
    assert "could not be laid out" in caplog.text
    assert "no room" in caplog.text
