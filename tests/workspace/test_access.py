"""Who sees which accounts, and what a page of many costs."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forewarn.workspace.access import visible_accounts
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.models import BookLine, Member, Rule, Territory
from forewarn.workspace.project import shown
from tests.workspace.cast import SEES
from tests.workspace.company import ACCOUNTS, FORMULA, NASTY
from tests.workspace.conftest import SignedIn


@pytest.fixture(autouse=True)
def _book(_database: None) -> None:
    up_to_date(shown())


def rows(client: Client, question: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/accounts/export.csv{question}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize("who", SEES)
def test_everybody_sees_their_territories(who: str, people: dict[str, Member]) -> None:
    seen = visible_accounts(people[who]).values_list("account_id", flat=True)
    assert sorted(seen) == SEES[who].split()


@pytest.mark.parametrize("who", SEES)
def test_list_and_file_hold_the_same(who: str, signed_in: SignedIn) -> None:
    client = signed_in(who)
    page = client.get("/accounts/").content.decode()
    seen = [account for account in ACCOUNTS if f'href="/accounts/{account}/"' in page]
    assert seen == sorted(row["account_id"] for row in rows(client)) == SEES[who].split()


def test_a_rule_for_every_account_shows_the_book(people: dict[str, Member]) -> None:
    everything = Territory.objects.create(name="all")
    everything.members.add(people["nil"])
    Rule.objects.create(territory=everything, attribute="every")
    assert visible_accounts(people["nil"]).count() == len(ACCOUNTS)


def test_choices_name_nothing_of_others(signed_in: SignedIn) -> None:
    page = signed_in("ben").get("/accounts/").content.decode()
    assert "Ana" not in page
    assert "Ben" in page


def test_words_of_the_facts_stay_words(signed_in: SignedIn) -> None:
    client = signed_in("ana")
    for address in ("/accounts/", "/accounts/a2/", "/accounts/a2/charts/trend"):
        page = client.get(address).content.decode()
        assert NASTY not in page
        assert "&lt;script&gt;" in page
    assert f"'{FORMULA}" in {row["name"] for row in rows(client)}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("?q=alder", "a1"),
        ("?q=ALDER+ana", "a1"),
        ("?segment=smb", "a1 b2"),
        ("?owner=Ben&segment=smb", "b2"),
        ("?q=%25", ""),
        ("?band=nothing", ""),
        ("?sort=nonsense&page=99&show=nonsense", "a1 a2 a3 b1 b2"),
    ],
)
def test_filters(question: str, found: str, signed_in: SignedIn) -> None:
    client = signed_in("omar")
    assert sorted(row["account_id"] for row in rows(client, question)) == found.split()
    assert client.get(f"/accounts/{question}").status_code == 200


@pytest.mark.parametrize("key", ["account", "score", "moved", "owner", "renewal", "revenue"])
def test_order_and_its_turn(key: str, signed_in: SignedIn) -> None:
    client = signed_in("omar")
    one, other = ([row["account_id"] for row in rows(client, f"?sort={s}{key}")] for s in ("", "-"))
    assert sorted(one) == sorted(other) == sorted(ACCOUNTS)


def test_scores_in_order(signed_in: SignedIn) -> None:
    scores = [float(row["score"]) for row in rows(signed_in("omar"), "?sort=score")]
    assert scores == sorted(scores)
    assert len(set(scores)) > 1


def queries(client: Client, address: str) -> int:
    client.get(address)  # files, verdicts and templates are read once
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_list_costs_the_same_whatever_it_holds(signed_in: SignedIn) -> None:
    client = signed_in("omar")
    few = queries(client, "/accounts/")
    line = BookLine.objects.first()
    assert line is not None
    more = [
        BookLine(**{**{f.attname: getattr(line, f.attname) for f in BookLine._meta.fields},
                    "id": None, "account_id": f"x{number}"})
        for number in range(120)
    ]  # fmt: skip
    BookLine.objects.bulk_create(more)
    assert queries(client, "/accounts/") == few <= 15


def test_an_account_costs_the_same_for_everybody(signed_in: SignedIn) -> None:
    counted = {who: queries(signed_in(who), "/accounts/a2/") for who in ("ana", "ada", "omar")}
    # A SQLite ledger is also read as a file, where nobody counts.
    most = 12 if connection.vendor == "sqlite" else 18
    assert counted["ana"] == counted["ada"] <= most
    assert counted["omar"] == counted["ana"] - 1, "operations need no rules"
