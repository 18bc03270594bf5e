"""Notes, contexts and marks from the page: on record once, tied to the score, never removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forewarn.ledger.book import current, current_book, entries, newest_scorecards, record
from forewarn.plays.agenda import Asks
from forewarn.scoring.past import Past
from forewarn.terms.score import Context
from forewarn.workspace.book import refreshing
from forewarn.workspace.models import BookLine, BookState, TrailEntry
from forewarn.workspace.project import ledger
from forewarn.workspace.project import shown as project
from tests.ledger.sample import NOON
from tests.workspace.conftest import SignedIn

Form = Callable[..., dict[str, str]]
RECORD = "/accounts/a3/note/record"
TODAY = timezone.now().date()
DAYS = {
    "starts_on": TODAY.isoformat(),
    "ends_on": (TODAY + timedelta(days=20)).isoformat(),
}
MIGRATION = {"kind": "context", "text": "They <b>migrate</b> to the new plan.", **DAYS}
WRONG = {"kind": "wrong", "text": "The tracker counts a robot.", "signal": "logins", **DAYS}


def page(client: Client, address: str = "/accounts/a3/") -> str:
    return client.get(address).content.decode()


def test_a_note_is_kept_with_the_score_of_its_moment(signed_in: SignedIn, form: Form) -> None:
    ana = signed_in("ana")
    sent = form(kind="note", text="The CFO <i>asked</i> for figures.")
    for _ in range(2):
        assert ana.post(RECORD, sent)["Location"] == "/accounts/a3/#notes"
    (entry,) = entries(ledger(), "a3")
    line = BookLine.objects.get(account_id="a3")
    assert entry.kind == "note"
    assert entry.values["stood"] == {
        "as_of": line.as_of.isoformat(),
        "score": line.shown,
        "band": line.band,
        "effective_band": line.effective_band,
    }
    assert "ends_on" not in entry.values
    found = page(ana)
    assert "The CFO &lt;i&gt;asked&lt;/i&gt; for figures." in found
    assert "Score then" in found
    trail = TrailEntry.objects.order_by("-number").first()
    assert trail is not None
    assert (trail.action, trail.subject) == ("noted", "account a3")


def test_a_context_holds_alarms_back_wherever_the_account_shows(
    signed_in: SignedIn, form: Form
) -> None:
    ana = signed_in("ana")
    page(ana, "/today/")
    before = BookLine.objects.get(account_id="a3")
    ana.post(RECORD, form(**MIGRATION))
    line = BookLine.objects.get(account_id="a3")
    assert (line.band, line.effective_band) == (before.band, before.effective_band)
    assert line.kinds == ",assess,", "what is due by the calendar stays due"
    for address in ("/today/", "/accounts/"):
        assert "Context, until" in page(ana, address)
    found = page(ana)
    assert "Context until" in found
    assert "They &lt;b&gt;migrate&lt;/b&gt;" in found


def test_an_alarm_that_is_held_back_is_listed_apart(signed_in: SignedIn) -> None:
    ana = signed_in("ana")
    page(ana)
    line, shown = BookLine.objects.get(account_id="a3"), project()
    found = current(shown.ledger, "a3", line.as_of)
    assert found is not None
    card = shown.card("health")
    assert card is not None
    alarm = replace(found, effective_band="At risk")
    refreshing._put(line, alarm, Asks.of(card, alarm, Past()))
    assert ",lowest," in line.kinds
    told = Context("They migrate.", "Ana", line.as_of, TODAY)
    alarm = replace(alarm, contexts=(told,))
    refreshing._put(line, alarm, Asks.of(card, alarm, Past()))
    assert line.kinds == ",assess,"
    assert "lowest band" in line.held
    assert "lowest band" not in line.why
    line.save()
    listed = page(ana, "/today/")
    assert "Held back by a context (1)" in listed
    assert "In the lowest band (At risk)." in listed


def test_a_context_that_is_taken_back_stays_in_the_history(signed_in: SignedIn, form: Form) -> None:
    ana = signed_in("ana")
    page(ana)
    before = BookLine.objects.get(account_id="a3")
    ana.post(RECORD, form(**MIGRATION))
    (entry,) = entries(ledger(), "a3")
    back = f"/accounts/a3/note/{entry.number}/withdraw"
    for _ in range(2):
        ana.post(back, form(because="It was called off."))
    assert [each.kind for each in entries(ledger(), "a3")] == ["context", "withdrawn"]
    line = BookLine.objects.get(account_id="a3")
    assert (line.kinds, line.why, line.urgent) == (before.kinds, before.why, before.urgent)
    assert (line.context, line.held) == ("", "")
    assert "It was called off." in page(ana)


@pytest.mark.parametrize("by", ["entry", "fact"])
def test_a_context_holds_nothing_back_from_the_day_after_its_end_on(
    by: str, signed_in: SignedIn, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = signed_in("ana")
    ana.get("/accounts/")
    free = BookLine.objects.values("context", "held", "why").get(account_id="a3")
    if by == "entry":
        ana.post(RECORD, form(**MIGRATION))
    else:  # a row of the table notes, as the newest results know it
        (card,) = newest_scorecards(ledger())
        as_of = BookState.objects.get().as_of
        assert as_of is not None
        season = Context("A season.", "Ana", as_of, TODAY + timedelta(days=20))
        book = [
            replace(each, contexts=(season,)) if each.account_id == "a3" else each
            for each in current_book(ledger(), as_of, fingerprint=card.fingerprint)
        ]
        facts = {"reason": "facts arrived late", "recorded_at": NOON, "version": "1.0"}
        record(ledger(), card, book, as_of=as_of, **facts)  # type: ignore[arg-type]
        ana.get("/accounts/")
    assert BookLine.objects.get(account_id="a3").context != ""
    now = timezone.now()
    for days, muted in ((20, True), (21, False)):
        monkeypatch.setattr(timezone, "now", lambda days=days: now + timedelta(days=days))
        refreshing.up_to_date(project())
        line = BookLine.objects.values("context", "held", "why").get(account_id="a3")
        assert (line["context"] != "") == muted
        assert muted or line == free


def test_a_context_that_begins_later_counts_from_its_day_on(
    signed_in: SignedIn, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = signed_in("ana")
    begins = TODAY + timedelta(days=3)
    ana.post(RECORD, form(**MIGRATION | {"starts_on": begins.isoformat()}))
    assert BookLine.objects.get(account_id="a3").context == ""
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    refreshing.up_to_date(project())
    assert BookLine.objects.get(account_id="a3").context != ""


def test_the_book_laid_out_anew_knows_the_context_too(signed_in: SignedIn, form: Form) -> None:
    ana = signed_in("ana")
    ana.post(RECORD, form(**MIGRATION))
    before = BookLine.objects.filter(account_id="a3").values("why", "kinds", "held", "context")
    wanted = list(before)
    BookState.objects.all().delete()
    page(ana)
    again = BookLine.objects.filter(account_id="a3").values("why", "kinds", "held", "context")
    assert list(again) == wanted


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": "  "}, "Say why"),
        ({"ends_on": ""}, "Say until when"),
        ({"ends_on": "soon"}, "Write it as"),
        ({"ends_on": "2020-01-01"}, "is over"),
        ({"ends_on": "2199-01-01"}, "A year at most"),
        ({"signal": "no such"}, "Choose one of the signals"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    change: dict[str, str], said: str, signed_in: SignedIn, form: Form
) -> None:
    ana = signed_in("ana")
    answer = ana.post(RECORD, form(**(WRONG | {"text": "Kept words."} | change)))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert "text" in change or "Kept words." in text
    assert not entries(ledger(), "a3")


def test_a_kind_that_there_is_not_is_refused(signed_in: SignedIn, form: Form) -> None:
    assert signed_in("ana").post(RECORD, form(kind="withdrawn", text="x")).status_code == 400


def test_anothers_entry_is_not_there(signed_in: SignedIn, form: Form) -> None:
    ana = signed_in("ana")
    ana.post(RECORD, form(**MIGRATION))
    (entry,) = entries(ledger(), "a3")
    of_another = f"/accounts/a1/note/{entry.number}/withdraw"
    assert ana.post(of_another, form()).status_code == 404


def test_operations_see_the_marks_and_how_often(signed_in: SignedIn, form: Form) -> None:
    ana, omar = signed_in("ana"), signed_in("omar")
    assert "Nobody marked a signal" in page(omar, "/administration/marks/")
    ana.post(RECORD, form(**WRONG))
    ana.post("/accounts/a1/note/record", form(**(WRONG | {"kind": "not_applicable"})))
    found = page(omar, "/administration/marks/")
    assert "The tracker counts a robot." in found
    assert found.count("<code>logins</code>") == 4


def test_the_pages_cost_the_same_whatever_is_noted(signed_in: SignedIn, form: Form) -> None:
    ana = signed_in("ana")

    def queries() -> list[int]:
        found = []
        for address in ("/accounts/a3/", "/accounts/a3/note", "/today/"):
            page(ana, address)
            with CaptureQueriesContext(connection) as captured:
                page(ana, address)
            found.append(len(captured))
        return found

    few = queries()
    for place in range(4):
        ana.post(RECORD, form(kind="note", text=f"Note {place}"))
    ana.post(RECORD, form(**MIGRATION))
    assert queries() == few
