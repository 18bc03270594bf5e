"""What operations keep: nobody locked out, nothing overwritten unseen, all of it on the trail."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forewarn.workspace.access import visible_accounts
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.models import Member, Role, Rule, Team, Territory, TrailEntry
from forewarn.workspace.project import shown
from tests.workspace.conftest import SignedIn
from tests.workspace.test_trail import drop

Form = Callable[..., dict[str, str]]
PLACE = "/administration/"


@pytest.fixture
def omar(signed_in: SignedIn) -> Client:
    return signed_in("omar")


def began(omar: Client, kind: str, number: int) -> dict[str, str]:
    page = omar.get(f"{PLACE}{kind}/{number}/").content.decode()
    hidden = re.findall(r'<input type="hidden" name="(once|began)" value="([^"]*)"', page)
    return dict(hidden[:2])


def save(omar: Client, kind: str, number: int, **fields: object) -> tuple[int, str]:
    sent = began(omar, kind, number) | fields
    answer = omar.post(f"{PLACE}{kind}/{number}/save", sent)
    return answer.status_code, html.unescape(answer.content.decode())


def test_a_territory_shows_its_accounts_to_its_members(
    omar: Client, people: dict[str, Member]
) -> None:
    up_to_date(shown())
    status, _ = save(
        omar, "territories", 0, name="Nil's", rules="owner = Ben\n account_id = a1 \n",
        members=["nil@example.com"],
    )  # fmt: skip
    assert status == 302
    seen = visible_accounts(people["nil"]).values_list("account_id", flat=True)
    assert sorted(seen) == ["a1", "b1", "b2"]
    entry = TrailEntry.objects.order_by("-number")[0]
    assert (entry.action, entry.who) == ("entered", "omar@example.com")
    assert json.loads(entry.after)["rules"] == ["account_id = a1", "owner = Ben"]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("onwer = Ana", "Did you mean owner?"),
        ("owner =", "a value is missing"),
        ("every = yes", "write every alone"),
        ("owner", "a value is missing"),
    ],
)
def test_a_rule_that_cannot_be_is_told(rules: str, said: str, omar: Client) -> None:
    status, page = save(omar, "territories", 0, name="New", rules=rules)
    assert status == 422
    assert said in page
    assert not Territory.objects.filter(name="New").exists()


def test_a_member_enters_and_is_let_out(omar: Client, signed_in: SignedIn) -> None:
    assert save(omar, "members", 0, email="Eve@Example.com", role="rep", active="yes")[0] == 302
    eve = Member.objects.get(email="eve@example.com")
    browser = Client()
    browser.force_login(eve)
    assert browser.get("/today/").status_code == 200
    assert save(omar, "members", eve.pk, email=eve.email, role="rep")[0] == 302
    assert browser.get("/today/").status_code == 302, "signed out at once"
    assert save(omar, "members", 0, email="eve@example.com", role="rep", active="yes")[0] == 422


def test_the_last_one_of_operations_stays(omar: Client, people: dict[str, Member]) -> None:
    number, email = people["omar"].pk, "omar@example.com"
    status, page = save(omar, "members", number, email=email, role="rep", active="yes")
    assert (status, "last active member" in page) == (422, True)
    assert save(omar, "members", number, email=email, role="operations")[0] == 422
    assert Member.objects.get(pk=number).role == Role.OPERATIONS


def test_what_changed_meanwhile_is_shown_beside(omar: Client) -> None:
    team = Team.objects.get()
    mine = began(omar, "teams", team.pk)
    assert save(omar, "teams", team.pk, name="Theirs")[0] == 302
    clash = omar.post(f"{PLACE}teams/{team.pk}/save", mine | {"name": "Mine"})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "<td>Theirs</td><td>Mine</td>" in page
    assert Team.objects.get().name == "Theirs"
    again = dict(re.findall(r'<input type="hidden" name="(once|began)" value="([^"]*)"', page)[:2])
    assert omar.post(f"{PLACE}teams/{team.pk}/save", again | {"name": "Mine"}).status_code == 302
    assert Team.objects.get().name == "Mine"


def test_removing_takes_what_was_seen_by_it(
    omar: Client, people: dict[str, Member], form: Form
) -> None:
    up_to_date(shown())
    theirs = Territory.objects.get(name="ana")
    omar.post(f"{PLACE}territories/{theirs.pk}/remove", form())
    assert not visible_accounts(people["ana"]).exists()
    assert not Rule.objects.filter(territory=theirs.pk).exists()
    assert omar.post(f"{PLACE}members/{people['ana'].pk}/remove", form()).status_code == 404


def test_a_link_signs_its_member_in(omar: Client, people: dict[str, Member], form: Form) -> None:
    page = omar.post(f"{PLACE}link/{people['ben'].pk}", form(), follow=True).content.decode()
    found = re.search(r"/member/link/[\w-]+", page)
    assert found is not None
    browser = Client()
    browser.post(found[0])
    assert "b1" in browser.get("/accounts/").content.decode()


def test_the_trail_is_searched_and_verified(omar: Client) -> None:
    save(omar, "teams", 0, name="Nordics")
    page = omar.get(f"{PLACE}trail/?q=nordics").content.decode()
    assert "1 entry" in page
    assert "omar@example.com" in page
    assert "No entry fits" in omar.get(f"{PLACE}trail/?q=nobody-did-this").content.decode()
    assert "Whole:" in omar.get(f"{PLACE}trail/?verify=1").content.decode()
    with connection.cursor() as cursor:
        drop(cursor, "update")
        cursor.execute("UPDATE workspace_trailentry SET who = 'nobody' WHERE number = 1")
    assert "Broken at entry 1" in omar.get(f"{PLACE}trail/?verify=1").content.decode()


@pytest.mark.parametrize("place", ["", "trail/"])
def test_it_costs_the_same_whatever_there_is(place: str, omar: Client) -> None:
    def queries() -> int:
        omar.get(PLACE + place)
        with CaptureQueriesContext(connection) as captured:
            assert omar.get(PLACE + place).status_code == 200
        return len(captured)

    save(omar, "teams", 0, name="First")
    few = queries()
    for number in range(8):
        save(omar, "territories", 0, name=f"t{number}", rules=f"owner = {number}",
             members=["ana@example.com", "ben@example.com"])  # fmt: skip
    assert queries() == few <= 16
