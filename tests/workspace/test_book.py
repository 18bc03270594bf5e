"""The book laid out says what the ledger says, and is laid out anew when that is not the newest."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Max

from forewarn.ledger.book import current_book, history, newest_scorecards, record
from forewarn.ledger.models import Run
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.book.rows import Rows
from forewarn.workspace.models import BookLine, BookState
from forewarn.workspace.project import Shown, shown
from tests.ledger.sample import NOON
from tests.workspace.company import ACCOUNTS, ON
from tests.workspace.conftest import SignedIn

FACTS = {"reason": "facts arrived late", "recorded_at": NOON, "version": "1.0"}


@pytest.fixture
def project() -> Shown:
    found = shown()
    up_to_date(found)
    return found


def said(project: Shown) -> dict[str, object]:
    (card,) = newest_scorecards(project.ledger)
    book = current_book(project.ledger, ON, fingerprint=card.fingerprint)
    return {each.account_id: each for each in book}


def test_lines_say_what_the_ledger_says(project: Shown) -> None:
    results = said(project)
    lines = {line.account_id: line for line in BookLine.objects.all()}
    assert lines.keys() == results.keys() == ACCOUNTS.keys()
    for account, line in lines.items():
        result = results[account]
        assert (line.name, line.owner, line.segment) == ACCOUNTS[account]
        assert line.shown == result.score.shown  # type: ignore[attr-defined]
        assert (line.band, line.effective_band) == (result.band, result.effective_band)  # type: ignore[attr-defined]
        past = history(project.ledger, account, since=ON - timedelta(weeks=12))
        assert json.loads(line.trend) == [p.score and round(p.score, 1) for p in past]
        then = next(p.score for p in past if p.as_of == ON - timedelta(days=28))
        assert line.moved == round(result.score.score - (then or 0), 1)  # type: ignore[attr-defined]


def test_nothing_is_laid_out_twice(project: Shown) -> None:
    before = BookState.objects.get().pk
    up_to_date(project)
    assert BookState.objects.get().pk == before


def test_a_newer_recording_is_seen_at_once(project: Shown, signed_in: SignedIn) -> None:
    (card,) = newest_scorecards(project.ledger)
    fewer = [each for account, each in said(project).items() if account != "a1"]
    record(project.ledger, card, fewer, as_of=ON, **FACTS)  # type: ignore[arg-type]
    page = signed_in("omar").get("/accounts/").content.decode()
    assert "Alder" not in page
    assert BookState.objects.get().run == Run.objects.aggregate(newest=Max("pk"))["newest"]
    assert BookLine.objects.count() == len(ACCOUNTS) - 1
    assert signed_in("omar").get("/accounts/a1/").status_code == 404


def test_an_account_shows_parts_that_add_up(project: Shown, signed_in: SignedIn) -> None:
    page = signed_in("omar").get("/accounts/b1/").content.decode()
    added = re.findall(r'at-adds"><strong>([\d.]+)</strong>', page)
    *parts, total = map(float, added)
    assert len(parts) == 2
    assert page.count("not in use") == 1
    assert round(sum(parts), 1) == total == BookLine.objects.get(account_id="b1").shown
    assert "How it becomes points" in page
    assert "heuristic, not validated" in page


def test_why_it_moved_is_told_since_three_dates(project: Shown, signed_in: SignedIn) -> None:
    page = signed_in("omar").get("/accounts/b1/").content.decode()
    for words in ("Since last week", "In 4 weeks", "In 13 weeks"):
        assert words in page
    assert page.count("→") >= 3
    assert "The record alone does not tell" not in page


def test_charts_hold_their_figures_and_no_style(project: Shown, signed_in: SignedIn) -> None:
    client = signed_in("omar")
    for name in ("trend", "waterfall"):
        part = client.get(f"/accounts/b1/charts/{name}", headers={"HX-Request": "true"})
        drawn = part.content.decode()
        assert drawn.startswith("<figure")
        assert "<svg" in drawn
        assert "<table" in drawn
        assert " style=" not in drawn
        assert 'role="img"' in drawn
    assert client.get("/accounts/b1/charts/nothing").status_code == 404


def test_rows_written_at_once_are_those_of_the_orm(project: Shown) -> None:
    BookLine.objects.filter(account_id="a1").update(arr=Decimal("1234.50"), context_until=ON)
    before = list(BookLine.objects.order_by("account_id").values())
    rows = Rows.of(BookLine, BookLine.objects.order_by("account_id"))
    BookLine.objects.all().delete()
    rows.write()
    after = list(BookLine.objects.order_by("account_id").values())
    assert [line | {"id": 0} for line in after] == [line | {"id": 0} for line in before]
    Rows.of(BookLine, ()).write()
    assert BookLine.objects.count() == len(before)
