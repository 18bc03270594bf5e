"""What needs whom: the reasons of the weekly review, in its order, until one is done with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forewarn.ledger.book import current_book, histories, newest_scorecards, owners_since
from forewarn.plays.agenda import in_order
from forewarn.project.attending import asks_of
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.models import Attended, BookLine, TrailEntry
from forewarn.workspace.project import shown
from tests.workspace.cast import SEES
from tests.workspace.company import ON
from tests.workspace.conftest import SignedIn

Form = Callable[..., dict[str, str]]


@pytest.fixture(autouse=True)
def _book(_database: None) -> None:
    up_to_date(shown())


def listed(client: Client, question: str = "") -> list[str]:
    page = client.get(f"/today/{question}").content.decode()
    return re.findall(r'<h2><a href="/accounts/(\w+)/"', page)


def test_lines_give_the_reasons_of_the_review_in_its_order() -> None:
    project = shown()
    (facts,) = newest_scorecards(project.ledger)
    card = project.card(facts.name)
    assert card is not None
    owners = owners_since(project.ledger)
    results = list(current_book(project.ledger, ON, fingerprint=facts.fingerprint))
    past = histories(project.ledger, since=ON - timedelta(weeks=12), until=ON)
    asks = list(asks_of(project.ledger, card, results, past, owners=owners))
    lines = {line.account_id: line for line in BookLine.objects.all()}
    assert {each.result.account_id: each.sentence for each in asks} == {
        account: line.why for account, line in lines.items()
    }
    found = BookLine.objects.filter(urgent__isnull=False).order_by("urgent")
    assert [line.account_id for line in found] == [e.result.account_id for e in in_order(asks)]
    assert "Never assessed" in {line.why.rstrip(".") for line in lines.values()}


@pytest.mark.parametrize("who", SEES)
def test_everybody_has_their_own(who: str, signed_in: SignedIn) -> None:
    assert sorted(listed(signed_in(who))) == SEES[who].split()


def test_home_is_where_one_is_needed(signed_in: SignedIn) -> None:
    places = {who: signed_in(who).get("/")["Location"] for who in SEES}
    assert places["ana"] == places["ada"] == "/today/"
    assert places["omar"] == places["rea"] == "/accounts/"


def test_done_is_done_for_one_member_and_can_be_taken_back(signed_in: SignedIn, form: Form) -> None:
    ana, ada = signed_in("ana"), signed_in("ada")
    first = listed(ana)[0]
    sent = form()
    for _ in range(2):
        assert ana.post(f"/today/{first}/done", sent)["Location"] == "/today/"
    assert first not in listed(ana)
    assert first in listed(ada)
    assert TrailEntry.objects.filter(action="looked at").count() == 1
    ana.post(f"/today/{first}/undone", form())
    assert first in listed(ana)


@pytest.mark.parametrize(
    "change",
    [{"kinds": ",something,"}, {"as_of": ON - timedelta(days=7)}],
    ids=["another reason", "a week later"],
)
def test_it_comes_back(change: dict[str, object], signed_in: SignedIn, form: Form) -> None:
    ana = signed_in("ana")
    first = listed(ana)[0]
    ana.post(f"/today/{first}/done", form())
    Attended.objects.update(**change)
    assert first in listed(ana)


def test_one_reason_alone(signed_in: SignedIn) -> None:
    BookLine.objects.filter(account_id="a1").update(kinds=",fell,assess,")
    ana = signed_in("ana")
    assert listed(ana, "?why=fell") == ["a1"]
    assert len(listed(ana, "?why=nonsense")) == 3
    page = ana.get("/today/").content.decode()
    assert re.search(r'Fell in four weeks <span class="count">1<', page)


def test_what_was_assessed_since_says_so(signed_in: SignedIn, form: Form) -> None:
    ana = signed_in("ana")
    assert "assessed since" not in ana.get("/today/").content.decode()
    ana.post("/accounts/a1/assess/record", form(pulse="4", without="1"))
    assert ana.get("/today/").content.decode().count("assessed since") == 1


def test_it_costs_the_same_whatever_is_waiting(signed_in: SignedIn) -> None:
    ana = signed_in("ana")

    def queries() -> int:
        ana.get("/today/")
        with CaptureQueriesContext(connection) as captured:
            assert ana.get("/today/").status_code == 200
        return len(captured)

    few = queries()
    line = BookLine.objects.get(account_id="a1")
    BookLine.objects.bulk_create(
        BookLine(**{**{f.attname: getattr(line, f.attname) for f in BookLine._meta.fields},
                    "id": None, "account_id": f"x{number}", "urgent": 100 + number})
        for number in range(120)
    )  # fmt: skip
    assert queries() == few <= 15
