"""An assessment from the page: on record once, beside the score at once, never over another's."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forewarn.ledger.book import entries
from forewarn.workspace.models import TrailEntry
from forewarn.workspace.project import ledger
from tests.workspace.conftest import SignedIn

Form = Callable[..., dict[str, str]]
RECORD = "/accounts/a1/assess/record"
GOOD = {
    "champion_status": "active",
    "executive_engagement": "active",
    "outcome_narrative": "defensible",
    "pulse": "5",
}
BAD = GOOD | {"champion_status": "missing", "executive_engagement": "none", "pulse": "1"}


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the page's form as it stands."""
    form = re.search(r'<form class="assess".*?</form>', page, re.S)
    assert form is not None
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form[0]):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if named["type"] == "hidden" or " checked" in tag:
            sent[named["name"]] = html.unescape(named["value"])
    for name, text in re.findall(
        r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', form[0], re.S
    ):
        sent[name] = html.unescape(text)
    return sent


def shown(client: Client) -> dict[str, str]:
    return fields(client.get("/accounts/a1/assess").content.decode())


def test_it_is_on_record_once_and_beside_the_score_at_once(signed_in: SignedIn) -> None:
    ana = signed_in("ana")
    sent = shown(ana) | GOOD | {"note": "All <b>well</b>."}
    for _ in range(2):
        assert ana.post(RECORD, sent)["Location"] == "/accounts/a1/#people"
    (entry,) = entries(ledger(), "a1")
    assert (entry.said_by, entry.values["pulse"], entry.origin) == ("Ana", 5, "workspace")
    page = ana.get("/accounts/a1/").content.decode()
    assert page.count("ounts from") >= 2
    assert "All &lt;b&gt;well&lt;/b&gt;." in page
    trail = TrailEntry.objects.order_by("-number").first()
    assert trail is not None
    assert (trail.who, trail.action, trail.subject) == ("ana@example.com", "assessed", "account a1")


def test_what_stands_is_in_the_form_and_saying_it_again_changes_nothing(
    signed_in: SignedIn,
) -> None:
    ana = signed_in("ana")
    ana.post(RECORD, shown(ana) | GOOD)
    again = shown(ana)
    assert again["pulse"] == again["began-pulse"] == "5"
    answer = ana.post(RECORD, again, follow=True)
    assert "on record already" in answer.content.decode()
    assert len(entries(ledger(), "a1")) == 1


def test_a_correction_of_the_same_day_takes_the_place_of_the_first(signed_in: SignedIn) -> None:
    ana = signed_in("ana")
    ana.post(RECORD, shown(ana) | GOOD)
    ana.post(RECORD, shown(ana) | {"pulse": "4"})
    first, second = entries(ledger(), "a1")
    assert second.values["replaces"] == first.number
    assert second.values["champion_status"] == "active"
    assert second.cells.keys() == {"by", "on", "pulse"}


def test_where_the_score_says_otherwise_the_reason_is_asked(signed_in: SignedIn) -> None:
    ana = signed_in("ana")
    asked = ana.post(RECORD, shown(ana) | BAD)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "You and the score see it differently" in page
    assert not entries(ledger(), "a1")
    ana.post(RECORD, fields(page) | {"because": "The champion left."})
    (entry,) = entries(ledger(), "a1")
    assert entry.values["because"] == "The champion left."
    assert entry.values["pulse"] == 1
    assert "The champion left." in ana.get("/accounts/a1/").content.decode()


def test_it_may_be_recorded_without_a_reason(signed_in: SignedIn) -> None:
    ana = signed_in("ana")
    ana.post(RECORD, shown(ana) | BAD | {"without": "1"})
    assert len(entries(ledger(), "a1")) == 1


@pytest.mark.parametrize(("side", "counts"), [("record", 2), ("sheet", 4)])
def test_both_sides_are_shown_where_both_changed_the_same(
    side: str, counts: int, signed_in: SignedIn
) -> None:
    ana, ada = signed_in("ana"), signed_in("ada")
    ana.post(RECORD, shown(ana) | {"pulse": "3"})
    mine, theirs = shown(ana), shown(ada)
    assert ada.post(RECORD, theirs | {"pulse": "2"}).status_code == 302
    clash = ana.post(RECORD, mine | {"pulse": "4"})
    assert clash.status_code == 409
    page = clash.content.decode()
    assert "Somebody changed the same meanwhile" in page
    assert len(entries(ledger(), "a1")) == 2
    answer = ana.post(RECORD, fields(page) | {"take-pulse": side}, follow=True)
    assert answer.status_code == 200
    newest = entries(ledger(), "a1")[-1]
    assert newest.values["pulse"] == counts


def test_a_third_change_while_one_chooses_is_shown_too(signed_in: SignedIn) -> None:
    ana, ada = signed_in("ana"), signed_in("ada")
    mine = shown(ana)
    ada.post(RECORD, shown(ada) | {"pulse": "2"})
    page = ana.post(RECORD, mine | {"pulse": "4"}).content.decode()
    ada.post(RECORD, shown(ada) | {"pulse": "3"})
    assert ana.post(RECORD, fields(page) | {"take-pulse": "sheet"}).status_code == 409
    assert entries(ledger(), "a1")[-1].values["pulse"] == 3


def test_what_others_changed_elsewhere_is_kept(signed_in: SignedIn) -> None:
    ana, ada = signed_in("ana"), signed_in("ada")
    mine = shown(ana)
    ada.post(RECORD, shown(ada) | {"champion_status": "at_risk", "note": "Ada's words"})
    assert ana.post(RECORD, mine | {"pulse": "4"}).status_code == 302
    newest = entries(ledger(), "a1")[-1]
    assert newest.values["champion_status"] == "at_risk"
    assert newest.values["pulse"] == 4
    assert "note" not in newest.values, "nobody else is made to have said it"


def test_a_step_that_there_is_not_is_refused(signed_in: SignedIn) -> None:
    ana = signed_in("ana")
    assert ana.post(RECORD, shown(ana) | {"pulse": "9"}).status_code == 400
    assert not entries(ledger(), "a1")


def test_who_only_reads_sees_no_form(signed_in: SignedIn) -> None:
    assert 'class="assess"' not in signed_in("rea").get("/accounts/a1/").content.decode()


def test_the_form_costs_the_same_whatever_is_on_record(signed_in: SignedIn) -> None:
    ana = signed_in("ana")

    def queries() -> int:
        ana.get("/accounts/a1/assess")
        with CaptureQueriesContext(connection) as captured:
            ana.get("/accounts/a1/assess")
        return len(captured)

    few = queries()
    for step in "12345":
        ana.post(RECORD, shown(ana) | {"pulse": step, "without": "1"})
    assert len(entries(ledger(), "a1")) == 5
    assert queries() == few <= 12
