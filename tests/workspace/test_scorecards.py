"""Scorecards: explained, and a plan that two roles approve before it is in force, once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forewarn.ledger.book import applications, words_on
from forewarn.project import Project
from forewarn.project.kept import keep_plan
from forewarn.terms.proposed import Proposal
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.models import TrailEntry
from forewarn.workspace.project import ledger, shown
from forewarn.workspace.recorded_files import card_of
from tests.workspace import evidence
from tests.workspace.company import ON
from tests.workspace.conftest import SignedIn

Form = Callable[..., dict[str, str]]


@pytest.fixture(autouse=True)
def _book(_database: None) -> None:
    up_to_date(shown())


_planned: dict[Path, tuple[str, Proposal]] = {}


@pytest.fixture
def plan(folder: Path) -> Iterator[Proposal]:
    """A plan on record of a file in which Watch begins later; the facts are asked once."""
    file = folder / "scorecards" / "health.yml"
    before = file.read_text()
    if folder not in _planned:
        _planned[folder] = _plan(folder, before.replace("from: 45", "from: 69"))
    text, made = _planned[folder]
    file.write_text(text)
    try:
        keep_plan(shown().settings, made, now=evidence.AT)
        yield made
    finally:
        file.write_text(before)


def _plan(folder: Path, text: str) -> tuple[str, Proposal]:
    file = folder / "scorecards" / "health.yml"
    before = file.read_text()
    try:
        file.write_text(text)
        with Project.open(folder) as project:
            return text, project.plan(as_of=ON)
    finally:
        file.write_text(before)


def test_a_file_on_record_is_parsed_once(signed_in: SignedIn, plan: Proposal) -> None:
    client = signed_in("omar")
    told = client.get("/scorecards/")
    card_of.cache_clear()
    client.get("/scorecards/")
    parsed = card_of.cache_info().misses
    again = client.get("/scorecards/")
    assert card_of.cache_info().misses == parsed
    assert again.context["book"].versions == told.context["book"].versions


def place(plan: Proposal, what: str = "") -> str:
    return f"/scorecards/plans/{plan.fingerprint}/{what}"


def approve(client: Client, form: Form, plan: Proposal, *roles: str, **more: str) -> int:
    sent = {**form(**more), "role": list(roles)}
    return client.post(place(plan, "approve"), sent).status_code


def put_in_force(client: Client, form: Form, plan: Proposal, why: str = "Bands were late") -> int:
    return client.post(place(plan, "apply"), form(why=why)).status_code


def said(plan: Proposal) -> list[tuple[str, str, str]]:
    return [(each.name, each.role, each.said) for each in words_on(ledger(), plan.fingerprint)]


def test_the_file_is_explained_beside_its_text(signed_in: SignedIn) -> None:
    card = shown().cards[0]
    text = signed_in("rea").get(f"/scorecards/{card.fingerprint}/").content.decode()
    for words in ("Logins", "0 points up to 0, 100 from 10 on", "Origin", "Left out", "id=\"L12\"",
                  "heuristic, not validated", "Respond within"):  # fmt: skip
        assert words in text, words
    assert signed_in("rea").get("/scorecards/none/").status_code == 404
    curve = signed_in("rea").get(f"/scorecards/{card.fingerprint}/curves/1").content.decode()
    assert "<svg" in curve
    assert signed_in("rea").get(f"/scorecards/{card.fingerprint}/curves/9").status_code == 404


def test_findings_stand_beside_their_lines(signed_in: SignedIn, folder: Path) -> None:
    file = folder / "scorecards" / "health.yml"
    before = file.read_text()
    try:
        # A reason that is missing is a warning at the input's own line.
        file.write_text(before.replace(", why: w", "", 1))
        loaded = shown()
        card = loaded.cards[0]
        text = signed_in("ana").get(f"/scorecards/{card.fingerprint}/").content.decode()
        assert 'class="found"' in text
        assert re.search(r'class="finding (warning|note)"', text)
        assert "no stated reason" in text or "why" in text
    finally:
        file.write_text(before)


def test_two_roles_approve_and_then_it_is_in_force(
    signed_in: SignedIn, form: Form, plan: Proposal
) -> None:
    ada, omar = signed_in("ada"), signed_in("omar")
    assert "Approval is missing from cs and revops" in omar.get("/scorecards/").content.decode()
    assert approve(ada, form, plan, "cs", because="I read the four accounts.") == 302
    assert put_in_force(omar, form, plan) == 409
    assert approve(omar, form, plan, "revops") == 302
    assert said(plan) == [("Ada", "cs", "approved"), ("Omar", "revops", "approved")]
    assert put_in_force(omar, form, plan, why=" ") == 409
    assert applications(ledger()) == ()
    sent = form(why="Bands were late")
    for _ in range(2):
        assert omar.post(place(plan, "apply"), sent).status_code == 302
    (done,) = applications(ledger())
    assert (done.plan, done.applied_by, done.why) == (plan.fingerprint, "Omar", "Bands were late")
    approved = [(each.name, each.role) for each in done.approved_by]
    assert approved == [("Ada", "cs"), ("Omar", "revops")]
    trail = [(each.who, each.action) for each in TrailEntry.objects.order_by("number")]
    assert trail == [("ada@example.com", "approved"), ("omar@example.com", "approved"),
                     ("omar@example.com", "applied")]  # fmt: skip
    newest = TrailEntry.objects.order_by("-number")[0]
    assert newest.because == "Bands were late"
    assert json.loads(newest.before)["scorecards"] != json.loads(newest.after)["scorecards"]
    page = omar.get("/scorecards/").content.decode()
    assert "A change waits" not in page
    assert "Bands were late" in page
    assert approve(ada, form, plan, "cs") == 409


def test_an_approval_counts_once_and_can_be_taken_back(
    signed_in: SignedIn, form: Form, plan: Proposal
) -> None:
    ada = signed_in("ada")
    for _ in range(2):
        assert approve(ada, form, plan, "cs") == 302
    assert said(plan) == [("Ada", "cs", "approved")]
    assert TrailEntry.objects.count() == 1
    assert ada.post(place(plan, "withdraw"), form(because="Not yet")).status_code == 302
    assert said(plan)[-1] == ("Ada", "cs", "withdrawn")
    assert "Still missing" in ada.get(place(plan)).content.decode()


def test_one_person_in_both_roles_is_recorded_so(
    signed_in: SignedIn, form: Form, plan: Proposal
) -> None:
    omar = signed_in("omar")
    assert approve(omar, form, plan, "revops", "cs") == 302
    assert "Omar holds" in omar.get(place(plan)).content.decode()
    assert put_in_force(omar, form, plan) == 302
    assert "Omar holds" in omar.get("/scorecards/").content.decode()


def test_no_role_or_an_unknown_one_approves_nothing(
    signed_in: SignedIn, form: Form, plan: Proposal
) -> None:
    ada = signed_in("ada")
    assert approve(ada, form, plan) == 422
    assert approve(ada, form, plan, "boss") == 422
    assert said(plan) == []


def test_a_stale_plan_is_refused_with_the_reason(
    signed_in: SignedIn, form: Form, plan: Proposal, folder: Path
) -> None:
    omar, file = signed_in("omar"), folder / "scorecards" / "health.yml"
    assert approve(omar, form, plan, "revops", "cs") == 302
    file.write_text(file.read_text().replace("from: 69", "from: 68"))
    for what in ("approve", "apply"):
        answer = omar.post(place(plan, what), form(role="cs", why="why"))
        assert answer.status_code == 409
        assert "scorecards/health.yml was changed since" in answer.content.decode()
    assert applications(ledger()) == ()
    page = omar.get("/scorecards/").content.decode()
    assert "The plan is stale" in page


def test_a_plan_of_a_date_that_the_book_has_left_is_stale(
    signed_in: SignedIn, form: Form, plan: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forewarn.project.plans.newest_recorded", lambda _: date(2026, 3, 9))
    answer = signed_in("ada").post(place(plan, "approve"), form(role="cs"))
    assert answer.status_code == 409
    assert "scored as of 2026-03-09 since" in answer.content.decode()


def test_moves_are_named_to_those_who_see_the_account(signed_in: SignedIn, plan: Proposal) -> None:
    moving = {each.account_id for each in plan.moves}
    assert moving
    for who, sees in (("omar", set("a1 a2 a3 b1 b2".split())), ("ada", {"a1", "a2", "a3"})):
        text = signed_in(who).get(place(plan)).content.decode()
        assert set(re.findall(r'href="/accounts/(\w+)/"', text)) == moving & sees, who
        assert ("that you do not see" in text) is bool(moving - sees)


def test_reps_read_what_waits_and_no_plan(signed_in: SignedIn, plan: Proposal) -> None:
    text = signed_in("ana").get("/scorecards/").content.decode()
    assert "A change waits" in text
    assert place(plan) not in text
    assert signed_in("ada").get("/scorecards/plans/none/").status_code == 404


def test_as_many_queries_before_and_after_many_words(
    signed_in: SignedIn, form: Form, plan: Proposal
) -> None:
    omar = signed_in("omar")
    counts = []
    for place_ in ("/scorecards/", place(plan)):
        omar.get(place_)
        with CaptureQueriesContext(connection) as asked:
            omar.get(place_)
        counts.append(len(asked))
    approve(omar, form, plan, "revops", "cs")
    omar.post(place(plan, "withdraw"), form())
    approve(omar, form, plan, "revops")
    for place_, count in zip(("/scorecards/", place(plan)), counts, strict=True):
        with CaptureQueriesContext(connection) as asked:
            omar.get(place_)
        assert len(asked) == count
        assert count <= 30
