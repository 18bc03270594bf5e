"""Divergences as people work them: who is asked, what is answered, what nobody loses."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forewarn.evidence.measured import Measured
from forewarn.evidence.raters import FEW, Rater
from forewarn.ledger.book import (
    case_events,
    current_book,
    newest_scorecards,
    note_cases,
    record,
)
from forewarn.project.cases import stamp
from forewarn.scoring.casework import ask, case_of
from forewarn.terms.cases import ANSWERED, PEOPLE_SEE, SCORE_MISSES
from forewarn.terms.score import CapApplied, Divergence, Overlay, Reading, Revenue
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.divergences.laying import EVER, lay_out
from forewarn.workspace.models import BookLine, CaseLine, TrailEntry
from forewarn.workspace.project import ledger, shown
from tests.workspace.company import ON
from tests.workspace.conftest import SignedIn

Form = Callable[..., dict[str, str]]
R, W, H = "At risk", "Watch", "Healthy"
SINCE = ON - timedelta(weeks=3)
PAIRS: Mapping[str, tuple[str, str, str]] = {
    "a1": (W, H, "open"),
    "a2": (R, H, "open"),
    "a3": (H, W, "watching"),
    "b1": (R, W, "open"),
}
"""Score, people and state by account."""


def differing(pairs: Mapping[str, tuple[str, str, str]] = PAIRS) -> None:
    """Results of the newest date on which people and the score differ so."""
    (facts,) = newest_scorecards(ledger())
    results = []
    for place, each in enumerate(current_book(ledger(), ON, fingerprint=facts.fingerprint)):
        pair = pairs.get(each.account_id)
        found = Divergence(*pair, SINCE) if pair else None
        worth = (Revenue("EUR", Decimal(1000 * (place + 1))),)
        band = pair[0] if pair else each.band
        overlay = _overlay(pair[1]) if pair else each.overlay
        results.append(replace(each, divergence=found, band=band, overlay=overlay, revenue=worth))
    record(ledger(), facts, results, as_of=ON, reason="a test", recorded_at=timezone.now(),
           version="0")  # fmt: skip
    lay_out(shown(), up_to_date(shown()))


def _overlay(band: str) -> Overlay:
    said = Reading("CSM", "Ana", SINCE, True, None, "active", "active", "defensible", None, band)
    return Overlay(band, (said,), SINCE, "Ana", fresh=True)


def put_to(account_id: str, on: date, owner: str = "Ana") -> None:
    """A question on record."""
    pair = PAIRS[account_id][:2]
    case = case_of(account_id, pair, Divergence(*pair, "open", SINCE), (), EVER)
    now = replace(stamp(ledger(), timezone.now(), zone="UTC"), on=on)
    note_cases(ledger(), [ask(case, owner, stamp=now)])


@pytest.fixture(autouse=True)
def _differing(_database: None) -> None:
    differing()


def fields(page: str, action: str) -> dict[str, str]:
    """Hidden fields of one of the page's forms."""
    form = re.search(rf'<form[^>]*action="[^"]*{action}".*?</form>', page, re.S)
    assert form is not None, action
    tags = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form[0])
    return {name: html.unescape(value) for name, value in tags}


def answered(client: Client, account: str = "a1", **said: str) -> int:
    page = client.get(f"/divergences/{account}/").content.decode()
    sent = fields(page, "answer") | {"about": PEOPLE_SEE, "said": "They love it."} | said
    return client.post(f"/divergences/{account}/answer", sent).status_code


def listed(client: Client, which: str = "") -> list[str]:
    page = client.get(f"/divergences/?list={which}").content.decode()
    return re.findall(r'<h3><a href="/divergences/(\w+)/"', page)


def test_cases_are_laid_out_as_the_results_have_them() -> None:
    found = {line.account_id: line for line in CaseLine.objects.all()}
    assert {a: (c.from_band, c.to_band, c.state) for a, c in found.items()} == PAIRS
    assert found["a2"].lift == "by two bands"
    assert found["a2"].awaits
    assert not found["a1"].lift
    assert found["a1"].higher
    assert not found["a3"].higher


@pytest.mark.parametrize(
    ("who", "seen"), [("ana", "a2 a1"), ("ben", "b1"), ("ada", "a2 a1"), ("omar", "b1 a2 a1"),
                      ("rea", "a1"), ("nil", "")],
)  # fmt: skip
def test_everybody_sees_the_cases_of_their_accounts(
    who: str, seen: str, signed_in: SignedIn
) -> None:
    assert listed(signed_in(who), "open") == seen.split()


def test_the_week_and_what_went_to_the_leader(signed_in: SignedIn) -> None:
    ana, ada = signed_in("ana"), signed_in("ada")
    assert listed(ana) == []
    today = timezone.now().date()
    put_to("a1", today)
    put_to("a2", today - timedelta(days=20))
    assert listed(ana) == ["a1"]
    assert "1 more waits" in ana.get("/divergences/").content.decode()
    assert listed(ada, "escalated") == ["a2"]
    assert "yours now" in ada.get("/divergences/").content.decode()
    assert "yours now" not in ana.get("/divergences/?list=open").content.decode()


def test_an_answer_is_on_record_once_and_moves_no_band(signed_in: SignedIn) -> None:
    ana = signed_in("ana")
    before = BookLine.objects.get(account_id="a1")
    assert "differs" in before.kinds
    page = ana.get("/divergences/a1/").content.decode()
    sent = fields(page, "answer") | {"about": SCORE_MISSES, "missed": "Logins", "said": "<i>x</i>"}
    for _ in range(2):
        assert ana.post("/divergences/a1/answer", sent)["Location"] == "/divergences/a1/"
    (event,) = case_events(ledger(), ["a1"])
    assert (event.kind, event.by, event.missed, event.said) == (
        ANSWERED,
        "Ana",
        "Logins",
        "<i>x</i>",
    )
    line = CaseLine.objects.get(account_id="a1")
    assert (line.state, line.said, line.by) == ("answered", "Logins: <i>x</i>", "Ana")
    after = BookLine.objects.get(account_id="a1")
    assert (after.band, after.effective_band, after.shown) == (
        before.band, before.effective_band, before.shown,
    )  # fmt: skip
    assert "differs" not in after.kinds
    assert "&lt;i&gt;x" in ana.get("/divergences/a1/").content.decode()
    trail = TrailEntry.objects.order_by("-number").first()
    assert trail is not None
    assert (trail.action, trail.subject) == ("answered", "divergence of account a1")
    assert '"state": "answered"' in trail.after
    assert TrailEntry.objects.filter(action="answered").count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [({"said": " "}, "no words"), ({"about": ""}, "nothing is chosen"),
     ({"about": SCORE_MISSES, "said": "kept as it was"}, "does not name")],
)  # fmt: skip
def test_an_answer_that_says_nothing_is_asked_for_more(
    said: dict[str, str], words: str, signed_in: SignedIn
) -> None:
    ana = signed_in("ana")
    sent = fields(ana.get("/divergences/a1/").content.decode(), "answer")
    page = ana.post("/divergences/a1/answer", sent | {"about": PEOPLE_SEE} | said)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert said.get("said", "") in page.content.decode()
    assert not case_events(ledger(), ["a1"])


def test_two_who_answer_at_once_stand_side_by_side(signed_in: SignedIn) -> None:
    ana, ada = signed_in("ana"), signed_in("ada")
    began = fields(ana.get("/divergences/a1/").content.decode(), "answer")
    assert answered(ada, said="Ada's side.") == 302
    mine = began | {"about": PEOPLE_SEE, "said": "Ana's side."}
    clash = ana.post("/divergences/a1/answer", mine)
    assert clash.status_code == 409
    page = clash.content.decode()
    assert "Somebody wrote meanwhile" in page
    assert page.count("Ada&#x27;s side.") >= 1
    assert page.count("Ana&#x27;s side.") >= 2
    again = fields(page, "answer") | {"about": PEOPLE_SEE, "said": "Ana's side."}
    assert ana.post("/divergences/a1/answer", again).status_code == 302
    assert [each.by for each in case_events(ledger(), ["a1"])] == ["Ada", "Ana"]


def test_a_question_in_between_is_in_nobody_s_way(signed_in: SignedIn) -> None:
    ana = signed_in("ana")
    began = fields(ana.get("/divergences/a1/").content.decode(), "answer")
    put_to("a1", timezone.now().date())
    mine = began | {"about": PEOPLE_SEE, "said": "Still."}
    assert ana.post("/divergences/a1/answer", mine).status_code == 302


def test_what_was_written_for_other_bands_is_not_taken_for_these(signed_in: SignedIn) -> None:
    ana = signed_in("ana")
    began = fields(ana.get("/divergences/a1/").content.decode(), "answer")
    differing({**PAIRS, "a1": (R, H, "open")})
    late = ana.post("/divergences/a1/answer", began | {"about": PEOPLE_SEE, "said": "My words."})
    assert late.status_code == 409
    page = late.content.decode()
    assert "differ otherwise by now" in page
    assert "My words." in page
    assert not case_events(ledger(), ["a1"])


def test_a_leader_settles_and_reopens_and_a_rep_does_not(signed_in: SignedIn, form: Form) -> None:
    ana, ada = signed_in("ana"), signed_in("ada")
    answered(ana)
    page = ana.get("/divergences/a1/").content.decode()
    assert "/settle" not in page
    sent = fields(ada.get("/divergences/a1/").content.decode(), "settle")
    sent |= {"follows": "the score", "reason": "Champion depth goes in."}
    assert ana.post("/divergences/a1/settle", sent).status_code == 403
    assert ada.post("/divergences/a1/settle", sent | {"reason": ""}).status_code == 422
    assert ada.post("/divergences/a1/settle", sent | form()).status_code == 302
    assert listed(ada, "settled") == ["a1"]
    assert listed(ana, "open") == ["a2"]
    late = ana.post("/divergences/a1/answer", fields(page, "answer")
                    | {"about": PEOPLE_SEE, "said": "x"})  # fmt: skip
    assert late.status_code == 409
    again = fields(ada.get("/divergences/a1/").content.decode(), "reopen") | {"reason": "Back."}
    assert ada.post("/divergences/a1/reopen", again).status_code == 302
    assert listed(ana, "open") == ["a2", "a1"]


def test_a_lift_waits_for_a_reason_and_then_for_another_leader(signed_in: SignedIn) -> None:
    ana, ada, omar = signed_in("ana"), signed_in("ada"), signed_in("omar")
    assert listed(ada, "confirm") == ["a2"]
    assert "Waits for a reason first" in ada.get("/divergences/a2/").content.decode()
    answered(ana, "a2")
    page = ada.get("/divergences/a2/").content.decode()
    sent = fields(page, "confirm") | {"word": "agreed"}
    assert omar.post("/divergences/a2/confirm", sent).status_code == 403
    assert ada.post("/divergences/a2/confirm", sent).status_code == 302
    assert listed(ada, "confirm") == []
    assert CaseLine.objects.get(account_id="a2").state == "answered"


def test_who_gave_the_reason_does_not_confirm_it(signed_in: SignedIn) -> None:
    ada = signed_in("ada")
    answered(ada, "a2")
    page = ada.get("/divergences/a2/").content.decode()
    assert "another leader confirms" in page
    assert "/confirm" not in page


def test_today_leads_to_the_question(signed_in: SignedIn) -> None:
    ana = signed_in("ana")
    assert 'aria-label="Say why about Alder"' in ana.get("/today/").content.decode()
    answered(ana)
    assert 'aria-label="Say why about Alder"' not in ana.get("/today/").content.decode()


def test_an_assessment_against_the_score_leads_to_the_question(
    signed_in: SignedIn, form: Form
) -> None:
    ben = signed_in("ben")
    line = BookLine.objects.get(account_id="b2")
    bad = {"champion_status": "missing", "executive_engagement": "none"}
    if line.band == R:
        bad = {"champion_status": "active", "executive_engagement": "active",
               "outcome_narrative": "defensible"}  # fmt: skip
    sent = ben.post("/accounts/b2/assess/record", form(**bad, without="1"))
    assert sent["Location"] == "/divergences/b2/"
    assert '/divergences/b2/"' in ben.get("/accounts/b2/").content.decode()
    page = ben.get("/divergences/b2/").content.decode()
    assert "Why do the two differ?" in page
    assert answered(ben, "b2") == 302
    assert "They love it." in ben.get("/accounts/b2/").content.decode()


def test_words_that_came_with_an_assessment_are_the_answer(signed_in: SignedIn, form: Form) -> None:
    ben = signed_in("ben")
    why = {"because": "A new sponsor.", "champion_status": "at_risk",
           "executive_engagement": "lapsed", "outcome_narrative": "in_development"}  # fmt: skip
    line = BookLine.objects.get(account_id="b2")
    if line.band == W:
        why |= {"champion_status": "missing", "executive_engagement": "none"}
    sent = ben.post("/accounts/b2/assess/record", form(**why))
    assert sent["Location"] == "/accounts/b2/#people"
    (event,) = case_events(ledger(), ["b2"])
    assert (event.about, event.said, event.by) == (PEOPLE_SEE, "A new sponsor.", "Ben")


def test_a_lift_above_a_cap_is_shown(signed_in: SignedIn) -> None:
    (facts,) = newest_scorecards(ledger())
    results = [
        replace(each, caps=(CapApplied(W, "No champion.", binding=True),))
        if each.account_id == "a1" else each
        for each in current_book(ledger(), ON, fingerprint=facts.fingerprint)
    ]  # fmt: skip
    record(ledger(), facts, results, as_of=ON, reason="a cap", recorded_at=timezone.now(),
           version="0")  # fmt: skip
    assert listed(signed_in("ada"), "confirm") == ["a2", "a1"]


def test_a_foreign_case_answers_like_a_missing_one(signed_in: SignedIn) -> None:
    ben = signed_in("ben")
    assert ben.get("/divergences/a1/").status_code == 404
    assert ben.get("/divergences/nobody/").status_code == 404


def test_it_costs_the_same_however_many_differ(signed_in: SignedIn) -> None:
    ada = signed_in("ada")

    def queries(address: str) -> int:
        ada.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert ada.get(address).status_code == 200
        return len(captured)

    few = queries("/divergences/"), queries("/divergences/a1/")
    line, case = BookLine.objects.get(account_id="a1"), CaseLine.objects.get(account_id="a1")
    for model, one in ((BookLine, line), (CaseLine, case)):
        model.objects.bulk_create(
            model(**{**{f.attname: getattr(one, f.attname) for f in model._meta.fields},
                     "id": None, "account_id": f"x{number}"})
            for number in range(60)
        )  # fmt: skip
    assert (queries("/divergences/"), queries("/divergences/a1/")) == few
    assert max(few) <= 20


def test_raters_are_counted_from_what_the_member_sees(signed_in: SignedIn) -> None:
    ana, ben, omar = signed_in("ana"), signed_in("ben"), signed_in("omar")
    put_to("a1", timezone.now().date())
    answered(ana, about=SCORE_MISSES, missed="Logins")
    answered(ben, "b1", about=SCORE_MISSES, missed="other", topic="Board politics")
    page = omar.get("/divergences/raters/").content.decode()
    assert re.search(r">Ana</th><td[^>]*>1</td><td[^>]*>1</td>", page)
    assert re.search(r">Board politics</th><td[^>]*>1</td>", page)
    theirs = signed_in("ada").get("/divergences/raters/").content.decode()
    assert ">Logins</th>" in theirs
    assert "Board politics" not in theirs


def test_ratings_show_their_interval_or_that_they_are_too_few() -> None:
    well, new = (
        Rater(name, 30, 8, 9, ON, 12.0, Measured(0.5, n=8), Measured(0.75, 0.5, 0.9, n=n),
              Measured(0.5, n=4), differed, Measured(0.6, 0.4, 0.8, n=differed), few=n < FEW)
        for name, n, differed in (("Ana", 24, 12), ("Ben", 3, 1))
    )  # fmt: skip
    pack = SimpleNamespace(month="2026-02", as_of=ON, raters=(well, new))
    page = render_to_string("workspace/raters.html", {"pack": pack, "few": FEW})
    assert "75 % (50–90)" in page
    assert page.count("too few to judge") == 3  # Ben's two, and what the column means
    assert "60 % (40–80)" in page
