"""The weekly review: whose agenda, what is decided, who was quicker, what the minutes say."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forewarn.ledger.book import decisions, promise
from forewarn.plays.promises import Decision
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.models import BookLine, Team, TrailEntry
from forewarn.workspace.project import ledger, shown
from tests.workspace.cast import SEES
from tests.workspace.company import NASTY, ON
from tests.workspace.conftest import SignedIn
from tests.workspace.decided import promised

Form = Callable[..., dict[str, str]]
DUE = "2026-03-09"


@pytest.fixture(autouse=True)
def _book(_database: None) -> None:
    up_to_date(shown())


def page_of(client: Client, question: str = "", *, place: str = "/reviews/") -> str:
    answer = client.get(f"{place}{question}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def listed(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/reviews/accounts/(\w+)/', page)


def decide(client: Client, account: str, form: Form, **changes: str) -> str:
    said = {"decision": "Call them", "owner": "Ana", "due_on": DUE, "note": "", "began": "0"}
    sent = form(**(said | changes))
    return str(client.post(f"/reviews/accounts/{account}/decide", sent)["Location"])


def rows() -> list[tuple[str, str, str, str]]:
    return [(e.account_id, e.decision, e.said_by, e.state) for e in decisions(ledger())]


@pytest.mark.parametrize("who", SEES)
def test_everybody_reviews_what_they_see(who: str, signed_in: SignedIn) -> None:
    assert sorted(listed(page_of(signed_in(who)))) == SEES[who].split()


def test_mine_a_teams_one_csms(signed_in: SignedIn) -> None:
    team, omar = Team.objects.get(), signed_in("omar")
    assert listed(page_of(omar, "?who=me")) == []
    assert sorted(listed(page_of(omar, f"?who=team-{team.pk}"))) == ["a1", "a2", "a3"]
    assert sorted(listed(page_of(omar, "?csm=Ben"))) == ["b1", "b2"]
    # What there is not, or is not theirs, is left out and widens nothing.
    assert sorted(listed(page_of(signed_in("ben"), f"?who=team-{team.pk}"))) == ["b1", "b2"]
    assert listed(page_of(signed_in("ben"), "?csm=Ana")) == []


def test_at_most_twelve_a_csm_and_how_many_were_left_out(signed_in: SignedIn) -> None:
    BookLine.objects.filter(owner="Ana").update(urgent_of_owner=12)
    BookLine.objects.filter(account_id="a1").update(urgent_of_owner=11)
    page = page_of(signed_in("omar"))
    assert sorted(listed(page)) == ["a1", "b1", "b2"]
    assert "Left out: 2 of Ana" in page


def test_one_after_another_until_all_are_done(signed_in: SignedIn, form: Form) -> None:
    ana = signed_in("ana")
    order = listed(page_of(ana))
    assert "0 of 3" in page_of(ana)
    at = decide(ana, order[0], form)
    assert at == f"/reviews/accounts/{order[1]}/"
    at = decide(ana, order[1], form, state="noted")
    assert at == f"/reviews/accounts/{order[2]}/"
    assert "2 of 3" in page_of(ana)
    assert decide(ana, order[2], form) == "/reviews/"
    assert "All done" in page_of(ana)
    assert [state for *_, state in rows()] == ["open", "noted", "open"]


def test_the_agenda_stays_while_it_is_worked_on(signed_in: SignedIn, form: Form) -> None:
    ana = signed_in("ana")
    before = listed(page_of(ana))
    decide(ana, before[0], form)
    BookLine.objects.all().delete()
    from forewarn.workspace.models import BookState

    BookState.objects.all().delete()
    assert listed(page_of(ana)) == before


def test_a_double_click_decides_once_and_stands_on_the_trail(
    signed_in: SignedIn, form: Form
) -> None:
    ana = signed_in("ana")
    sent = form(decision="Call them", owner="Ana", due_on=DUE, note="", began="0")
    for _ in range(2):
        assert ana.post("/reviews/accounts/a1/decide", sent).status_code == 302
    assert rows() == [("a1", "Call them", "Ana", "open")]
    entry = TrailEntry.objects.get(action="decided")
    assert (entry.subject, "Call them" in entry.after) == ("account a1", True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"decision": " "}, "Say what is to be done"),
        ({"owner": ""}, "Say who does it"),
        ({"due_on": ""}, "Say by when"),
        ({"due_on": "soon"}, "That is no day"),
    ],
)
def test_a_promise_has_an_owner_and_a_day(
    changes: dict[str, str], said: str, signed_in: SignedIn, form: Form
) -> None:
    sent = {**form(decision="Call", owner="Ana", due_on=DUE, note="kept", began="0"), **changes}
    answer = signed_in("ana").post("/reviews/accounts/a1/decide", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "kept</textarea>" in page
    assert rows() == []


def both(signed_in: SignedIn, form: Form, take: str) -> tuple[str, Client]:
    """Ana and Ada begin with the same page; Ada decides first."""
    ana, ada = signed_in("ana"), signed_in("ada")
    decide(ada, "a1", form)
    mine = {"decision": "Visit them", "owner": "Ana", "due_on": DUE, "note": "", "began": "0"}
    answer = ana.post("/reviews/accounts/a1/decide", form(**mine))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody decided meanwhile" in page
    assert "Call them" in page
    assert "Visit them" in page
    assert [each[1] for each in rows()] == ["Call them"]
    again = ana.post("/reviews/accounts/a1/decide", form(**mine, take=take))
    assert again.status_code == 302
    return page, ana


def test_two_who_decide_see_each_other_and_both_may_count(signed_in: SignedIn, form: Form) -> None:
    both(signed_in, form, "beside")
    assert [each[1] for each in rows()] == ["Call them", "Visit them"]
    assert [len(promise(ledger(), number)) for number in (1, 2)] == [1, 1]


def test_mine_in_the_place_of_theirs_is_the_next_row_of_theirs(
    signed_in: SignedIn, form: Form
) -> None:
    both(signed_in, form, "instead")
    assert [each.decision for each in promise(ledger(), 1)] == ["Call them", "Visit them"]


def test_mine_gives_way_and_is_not_lost(signed_in: SignedIn, form: Form) -> None:
    both(signed_in, form, "theirs")
    assert [each[1] for each in rows()] == ["Call them"]
    assert "Visit them" in TrailEntry.objects.get(action="gave way").after


def test_the_same_said_twice_is_no_conflict(signed_in: SignedIn, form: Form) -> None:
    for who in ("ana", "ada"):
        decide(signed_in(who), "a1", form)
    assert [each[1] for each in rows()] == ["Call them", "Call them"]


def settle(client: Client, row: Decision, form: Form, state: str, *, began: int) -> int:
    sent = form(state=state, began=str(began))
    return int(client.post(f"/reviews/promises/{row.promise}/settle", sent).status_code)


def test_it_starts_with_what_was_promised(signed_in: SignedIn, form: Form) -> None:
    row = promised("a1")
    promised("b1", decision="Not for Ana")
    promised("a2", decision="Of this week", as_of=ON)
    ana = signed_in("ana")
    page = page_of(ana)
    told = page[page.index('id="promises"') : page.index('id="agenda"')]
    assert "Call the sponsor" in told
    assert "overdue" in told
    assert "Not for Ana" not in page
    assert "Of this week" not in told
    assert settle(ana, row, form, "kept", began=row.number) == 302
    assert [each.state for each in promise(ledger(), row.promise)] == ["open", "kept"]
    assert "state-kept" in page_of(ana)
    assert settle(ana, row, form, "kept", began=row.number) == 302  # said already
    assert len(promise(ledger(), row.promise)) == 2


def test_two_who_settle_differently_see_both(signed_in: SignedIn, form: Form) -> None:
    row = promised("a1")
    assert settle(signed_in("ada"), row, form, "missed", began=row.number) == 302
    sent = form(state="kept", began=str(row.number))
    answer = signed_in("ana").post(f"/reviews/promises/{row.promise}/settle", sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody changed this promise meanwhile" in page
    assert "missed" in page
    assert [each.state for each in promise(ledger(), row.promise)] == ["open", "missed"]


def test_what_i_promised_stands_on_today(signed_in: SignedIn, form: Form) -> None:
    row = promised("a1")
    promised("a2", decision="Much later", due_on=ON + timedelta(days=30))
    promised("a3", decision="Of Ben", owner="Ben")
    ana = signed_in("ana")
    page = page_of(ana, place="/today/")
    assert "Call the sponsor" in page
    assert "Much later" not in page
    assert "Of Ben" not in page
    sent = form(state="kept", began=str(row.number), back="today")
    answer = ana.post(f"/reviews/promises/{row.promise}/settle", sent)
    assert answer["Location"] == "/today/"
    assert "Call the sponsor" not in page_of(ana, place="/today/")


def test_lists_say_why_and_what_next(signed_in: SignedIn) -> None:
    on_it = BookLine.objects.filter(lists__contains=",help,")
    named = sorted(on_it.values_list("account_id", flat=True))
    assert named
    omar = signed_in("omar")
    page = page_of(omar, place="/reviews/lists/help/")
    assert sorted(re.findall(r'<th scope="row"><a href="/reviews/accounts/(\w+)/', page)) == named
    assert "Play a." in page
    assert f'Needs help <span class="count">{len(named)}<' in page
    assert "No account is on this list" in page_of(omar, place="/reviews/lists/expand/")
    assert omar.get("/reviews/lists/others/").status_code == 404


def test_a_context_mutes_and_shows_its_end(signed_in: SignedIn) -> None:
    BookLine.objects.filter(account_id="a1").update(
        context="Migration", context_until=ON + timedelta(days=9), held="In the lowest band.",
        urgent=None, why="", kinds="",
    )  # fmt: skip
    page = page_of(signed_in("ana"))
    assert "a1" not in listed(page)
    assert "Migration" in page
    assert "until 11 Mar 2026" in page


def test_the_minutes_say_what_was_decided_and_what_was_not_reached(
    signed_in: SignedIn, form: Form
) -> None:
    promised("a3", decision="Send the | plan")
    ana = signed_in("ana")
    decide(ana, "a1", form, note="*Urgent*")
    decide(ana, "a3", form, state="noted", began="1")
    text = ana.get("/reviews/minutes.md").content.decode()
    before, decided, looked, rest = (
        text.index(f"## {each}")
        for each in ("Promised before", "Decided", "Looked at, nothing to decide", "Not reached")
    )
    assert "Send the \\| plan" in text[before:decided]
    assert "| Alder | " in text[decided:looked]
    assert "\\*Urgent\\*" in text[decided:looked]
    assert "\\<script\\>" in text[rest:]
    sheet = ana.get("/reviews/minutes.csv").content.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(sheet)))
    parts = sorted((row["part"], row["account_id"]) for row in found)
    assert parts == [
        ("decided", "a1"), ("looked at", "a3"), ("not reached", "a2"), ("promised before", "a3"),
    ]  # fmt: skip
    assert found[0]["state"] == "overdue"
    assert not any(value.startswith("=") for row in found for value in row.values())
    page = page_of(ana, place="/reviews/minutes/")
    assert NASTY not in page
    assert ana.get("/reviews/minutes.pdf").status_code == 404


def test_read_only_see_and_do_not_decide(signed_in: SignedIn, form: Form) -> None:
    rea = signed_in("rea")
    assert "<textarea" not in page_of(rea, place="/reviews/accounts/a1/")
    assert rea.post("/reviews/accounts/a1/decide", form()).status_code == 403


@pytest.mark.parametrize(
    "place",
    ["/reviews/", "/reviews/lists/intervene/", "/reviews/minutes/", "/reviews/accounts/a1/"],
)
def test_it_costs_the_same_however_many_ask(place: str, signed_in: SignedIn) -> None:
    ana = signed_in("ana")

    def queries() -> int:
        ana.get(place)
        with CaptureQueriesContext(connection) as captured:
            assert ana.get(place).status_code == 200
        return len(captured)

    few = queries()
    line = BookLine.objects.get(account_id="a1")
    fields = {f.attname: getattr(line, f.attname) for f in BookLine._meta.fields}
    BookLine.objects.bulk_create(
        BookLine(**{**fields, "id": None, "account_id": f"x{n}", "urgent": 100 + n})
        for n in range(120)
    )
    for n in range(30):
        promised(f"x{n}")
        promised(f"x{n}", as_of=ON)
    assert queries() <= few + 2  # names of the promises, and of what was decided
    assert few <= 36  # PostgreSQL counts savepoints too
