"""A form that is sent twice counts once."""

from __future__ import annotations

from collections.abc import Callable

from forewarn.workspace.models import Answered, SavedView, TrailEntry
from tests.workspace.conftest import SignedIn

Form = Callable[..., dict[str, str]]
SAVE = "/accounts/views/save"


def test_a_double_click_saves_once(signed_in: SignedIn, form: Form) -> None:
    client, fields = signed_in("ana"), form(name="Mine", query="?band=Watch")
    before = TrailEntry.objects.count()
    first, second = client.post(SAVE, fields), client.post(SAVE, fields)
    assert first["Location"] == second["Location"] == "/accounts/?band=Watch"
    assert SavedView.objects.filter(name="Mine").count() == 1
    assert TrailEntry.objects.count() == before + 1


def test_the_same_key_with_something_else_is_told(signed_in: SignedIn, form: Form) -> None:
    client, fields = signed_in("ana"), form(name="Mine", query="")
    client.post(SAVE, fields)
    other = client.post(SAVE, {**fields, "name": "Other"})
    assert other.status_code == 409
    assert not SavedView.objects.filter(name="Other").exists()


def test_keys_are_of_one_member(signed_in: SignedIn, form: Form) -> None:
    fields = form(name="Mine", query="")
    for who in ("ana", "ben"):
        assert signed_in(who).post(SAVE, fields).status_code == 302
    assert SavedView.objects.filter(name="Mine").count() == 2


def test_a_form_without_a_key_is_refused(signed_in: SignedIn) -> None:
    assert signed_in("ana").post(SAVE, {"name": "Mine"}).status_code == 400
    assert not SavedView.objects.exists()


def test_a_form_with_mistakes_keeps_nothing(signed_in: SignedIn, form: Form) -> None:
    fields = form(name="  ", query="")
    assert signed_in("ana").post(SAVE, fields).status_code == 400
    assert not Answered.objects.exists()
    assert signed_in("ana").post(SAVE, {**fields, "name": "Mine"}).status_code == 302


def test_a_view_leads_nowhere_else(signed_in: SignedIn, form: Form) -> None:
    answer = signed_in("ana").post(SAVE, form(name="Mine", query="//evil.example/?"))
    assert answer["Location"].startswith("/accounts/?")
