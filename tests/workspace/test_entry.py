"""Signing in: passwords, attempts, links that work once, who may join."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from forewarn.workspace.entry.adapters import role_of
from forewarn.workspace.entry.links import first_member, new_link, use
from forewarn.workspace.models import Member, Role, SignInLink, TrailEntry
from tests.workspace.company import PASSWORD

LOGIN = "/member/login/"


@pytest.fixture(autouse=True)
def _no_attempts_yet(_database: None) -> None:
    cache.clear()


def sign_in(client: Client, password: str, *, email: str = "ana@example.com") -> int:
    return client.post(LOGIN, {"login": email, "password": password}).status_code


def test_a_password_signs_in_and_lies_there_hashed(people: dict[str, Member]) -> None:
    assert people["ana"].password.startswith("argon2$argon2id$")
    client = Client()
    assert sign_in(client, PASSWORD, email="ANA@example.com") == 302
    assert client.get("/accounts/").status_code == 200


@pytest.mark.slow
def test_a_wrong_one_does_not_and_soon_no_more_are_taken() -> None:
    client = Client()
    answers = [client.post(LOGIN, {"login": "ana@example.com", "password": "x"}) for _ in range(6)]
    assert b"Too many" in answers[-1].content or answers[-1].status_code == 429
    assert (
        b"Too many"
        in client.post(LOGIN, {"login": "ana@example.com", "password": PASSWORD}).content
    )
    assert client.get("/accounts/").status_code == 302


def test_forms_of_other_sites_are_refused() -> None:
    assert sign_in(Client(enforce_csrf_checks=True), PASSWORD) == 403


def test_nobody_signs_up() -> None:
    Client().post("/member/signup/", {"email": "new@example.com", "password1": PASSWORD})
    assert not Member.objects.filter(email="new@example.com").exists()


def test_a_link_signs_in_once(people: dict[str, Member]) -> None:
    token = new_link(people["ana"], now=timezone.now())
    client, address = Client(), f"/member/link/{token}"
    assert client.get(address).status_code == client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert client.get("/accounts/").status_code == 200
    for again in (Client().get(address), Client().post(address)):
        assert again.status_code == 404
    assert TrailEntry.objects.filter(action="signed in by link", member=people["ana"]).count() == 1


def test_only_a_hash_of_a_link_is_kept(people: dict[str, Member]) -> None:
    token = new_link(people["ana"], now=timezone.now())
    assert not SignInLink.objects.filter(digest=token).exists()
    assert token not in str(list(SignInLink.objects.values_list()))


def test_a_link_ends_after_an_hour_and_with_its_member(people: dict[str, Member]) -> None:
    now = timezone.now()
    assert use(new_link(people["ana"], now=now - timedelta(hours=1)), now=now) is None
    token = new_link(people["ana"], now=now)
    Member.objects.filter(pk=people["ana"].pk).update(is_active=False)
    assert use(token, now=now) is None


def test_the_first_member_is_of_operations() -> None:
    assert first_member("First@Example.com").role == Role.OPERATIONS
    assert first_member("first@example.com").role == Role.OPERATIONS
    assert first_member("rea@example.com").role == Role.READ_ONLY


def test_groups_give_roles(settings: pytest.FixtureRequest) -> None:
    settings.FOREWARN_OIDC_ROLES = {"cs": "rep", "ops": "operations"}  # type: ignore[attr-defined]
    assert role_of(["other", "OPS", "cs"]) == Role.OPERATIONS
    assert role_of(["other"]) == role_of(None) == role_of("ops") == Role.READ_ONLY
