"""The portfolio: figures of what a member sees, names behind every number, causes written once."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forewarn.evidence.migration import by_place
from forewarn.ledger.book import current_book, histories, newest_scorecards, record, standings
from forewarn.ledger.models import ShiftCause
from forewarn.terms.score import AccountResult, Revenue
from forewarn.workspace.book.days import days_on, recorded_dates
from forewarn.workspace.book.keeping import forget
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.models import (
    BookAccount,
    BookDay,
    BookLine,
    BookShift,
    Member,
    Rule,
    Territory,
    TrailEntry,
)
from forewarn.workspace.portfolio.scope import Scope, key_of, within
from forewarn.workspace.project import Shown, shown
from tests.ledger.sample import NOON
from tests.workspace import cast
from tests.workspace.company import ACCOUNTS, ON
from tests.workspace.conftest import SignedIn

FACTS = {"reason": "facts arrived late", "recorded_at": NOON, "version": "1.0"}
PLACE = "/portfolio/"
Form = Callable[..., dict[str, str]]


@pytest.fixture
def project() -> Shown:
    found = shown()
    up_to_date(found)
    return found


def book(project: Shown) -> tuple[AccountResult, ...]:
    (card,) = newest_scorecards(project.ledger)
    return current_book(project.ledger, ON, fingerprint=card.fingerprint)


def say(project: Shown, results: list[AccountResult], on: date = ON) -> None:
    (card,) = newest_scorecards(project.ledger)
    asked = [replace(each, as_of=on) for each in results]
    record(project.ledger, card, asked, as_of=on, **FACTS)  # type: ignore[arg-type]
    up_to_date(project)


def names(client: Client, **asked: object) -> set[str]:
    """Ids behind a number."""
    shown_page = client.get(f"{PLACE}accounts/?{urlencode(asked)}").content.decode()
    return set(re.findall(r'class="more">([ab]\d)', shown_page))


def test_every_date_on_record_is_laid_out_as_the_ledger_has_it(project: Shown) -> None:
    lines = histories(project.ledger)
    dates = sorted({point.as_of for line in lines.values() for point in line})
    assert recorded_dates() == dates
    for day in days_on(dates):
        bands = [p.effective_band for li in lines.values() for p in li if p.as_of == day.as_of]
        found = {p.name: c.accounts for p, c in by_place(day).items()}
        assert found == Counter(band or "(not scored)" for band in bands)


def test_standings_say_what_the_results_say(project: Shown) -> None:
    results = {each.account_id: each for each in book(project)}
    found = {each.account_id: each for each in standings(project.ledger, ON)}
    assert found.keys() == results.keys()
    for account, each in found.items():
        result = results[account]
        assert (each.band, each.fingerprint) == (result.effective_band, result.fingerprint)
        about = each.about
        assert (about.name, about.owner, about.segment, about.plan, about.status) == (
            result.name, result.owner, result.segment, result.plan, result.status,
        )  # fmt: skip
        assert about.revenue == result.revenue


def test_only_dates_with_something_new_are_laid_out_again(project: Shown) -> None:
    before = dict(BookDay.objects.values_list("as_of", "pk"))
    numbers = dict(BookAccount.objects.values_list("account_id", "number"))
    say(project, [each for each in book(project) if each.account_id != "a1"])
    after = dict(BookDay.objects.values_list("as_of", "pk"))
    assert after.pop(ON) != before.pop(ON)
    assert after == before
    assert dict(BookAccount.objects.values_list("account_id", "number")) == numbers
    assert BookDay.objects.get(as_of=ON).run > 0


@pytest.mark.parametrize("who", cast.CAST)
def test_figures_count_what_is_seen_and_nothing_else(
    who: str, project: Shown, people: dict[str, Member], signed_in: SignedIn
) -> None:
    sees = set(cast.SEES[who].split())
    day = next(days_on([ON])).only(Scope.of(people[who], up_to_date(project)).numbers)
    assert day.accounts == len(sees)
    page = signed_in(who).get(PLACE)
    found = page.context["page"]
    assert found.total.now.accounts == len(sees)
    assert page.context["now"].accounts == len(sees)
    assert sum(cell.accounts for cell in found.moved.cells.values()) == len(sees)
    assert sum(row.found.accounts for row in found.parts) == len(sees)
    client = signed_in(who)
    assert names(client) == names(client, now="(any)") == sees
    for place in found.places:
        assert names(client, now=place.name) <= sees
    text = page.content.decode()
    for account, (_, owner, _) in ACCOUNTS.items():
        if account not in sees:
            assert not re.search(rf"\b{account}\b", text)
            if owner not in {ACCOUNTS[each][1] for each in sees}:
                assert f">{owner}<" not in client.get(f"{PLACE}?by=owner").content.decode()


def test_cells_of_the_matrix_lead_to_their_accounts(project: Shown, signed_in: SignedIn) -> None:
    client = signed_in("omar")
    found = client.get(PLACE).context["page"]
    behind: list[str] = []
    for row in found.rows:
        for each in row.cells:
            if each.cell.accounts:
                answer = client.get(f"{PLACE}accounts/?{each.link}").content.decode()
                listed = re.findall(r'class="more">([ab]\d)', answer)
                assert len(listed) == each.cell.accounts
                behind += listed
    assert sorted(behind) == sorted(ACCOUNTS)


def test_lost_accounts_stay_in_the_migration(project: Shown, signed_in: SignedIn) -> None:
    say(project, [each for each in book(project) if each.account_id != "a1"])
    for who, sees in (("omar", True), ("ana", True), ("rea", True), ("ben", False)):
        client = signed_in(who)
        moved = client.get(PLACE).context["page"].moved
        assert moved.left == int(sees), who
        assert names(client, now="(outside)") == ({"a1"} if sees else set())
    lost = signed_in("ana").get(f"{PLACE}accounts/?now=(outside)").content.decode()
    assert "not in the book any more" in lost
    assert "/accounts/a1/" not in lost


def test_who_may_see_an_account_is_told_by_what_it_is_now(
    project: Shown, signed_in: SignedIn
) -> None:
    """A past of another owner's book does not stay with them."""
    later = ON + timedelta(weeks=1)
    moved = [
        replace(each, owner="Ben") if each.account_id == "a1" else each for each in book(project)
    ]
    say(project, moved, on=later)
    assert names(signed_in("ana")) == {"a2", "a3"}
    assert names(signed_in("ben")) == {"a1", "b1", "b2"}
    assert signed_in("ana").get(PLACE).context["page"].moved.left == 0


def test_an_account_named_by_a_rule_counts(
    project: Shown, people: dict[str, Member], signed_in: SignedIn
) -> None:
    Rule.objects.create(
        territory=Territory.objects.get(name="ben"), attribute="account_id", value="a3"
    )
    assert names(signed_in("ben")) == {"a3", "b1", "b2"}


def test_paused_accounts_stand_outside_band_shares(project: Shown, signed_in: SignedIn) -> None:
    say(
        project,
        [
            replace(each, status="paused") if each.account_id == "a1" else each
            for each in book(project)
        ],
    )
    rows = {row.place.name: row for row in signed_in("omar").get(PLACE).context["page"].bands}
    assert rows["(paused)"].now.accounts == 1
    assert rows["(paused)"].share is None
    assert sum(row.share or 0 for row in rows.values()) == pytest.approx(1)
    assert names(signed_in("omar"), now="(paused)") == {"a1"}


def test_the_quarter_is_laid_out_for_the_whole_book(project: Shown, signed_in: SignedIn) -> None:
    laid = BookShift.objects.get(scope="")
    assert (laid.ended_on - laid.began_on).days in range(84, 99)
    everybody = Territory.objects.get(name="smb")
    whole = signed_in("omar").get(PLACE).context["page"].shift
    Rule.objects.create(territory=everybody, attribute="owner", value="Ana")
    Rule.objects.create(territory=everybody, attribute="owner", value="Ben")
    assert signed_in("rea").get(PLACE).context["page"].shift == whole


@pytest.mark.parametrize("query", ["", "?by=owner", "?segment=smb", "?until=2026-02-02"])
def test_as_many_queries_for_few_accounts_as_for_many(
    query: str, project: Shown, signed_in: SignedIn
) -> None:
    client = signed_in("ada")

    def asked() -> int:
        forget()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(PLACE + query).status_code == 200
        return len(seen)

    many = asked()
    say(project, [each for each in book(project) if each.account_id in ("a2", "b1")])
    assert asked() == many
    assert many < 30


def test_the_list_behind_a_number_takes_as_many_queries(
    project: Shown, signed_in: SignedIn
) -> None:
    client = signed_in("omar")
    counted = []
    for query in ("", "?segment=smb"):
        forget()
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{PLACE}accounts/{query}")
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_whatever_the_address_says_is_no_error(project: Shown, signed_in: SignedIn) -> None:
    client = signed_in("omar")
    for query in ("since=x&until=9999-99-99", "by=nobody", "segment=%00", "since=2030-01-01",
                  "until=1999-01-01", "owner=" + "x" * 5000):  # fmt: skip
        assert client.get(f"{PLACE}?{query}").status_code == 200, query
        assert client.get(f"{PLACE}accounts/?{query}&was=x&now=y&page=z").status_code == 200
        for chart in ("bands", "revenue", "retention", "flow"):
            assert client.get(f"{PLACE}charts/{chart}?{query}").status_code == 200
    for chart in ("nothing", "bands-EUR", "revenue-XYZ", "retention-<b>"):
        assert client.get(f"{PLACE}charts/{chart}").status_code == 404


def test_names_of_facts_are_text_on_the_page(project: Shown, signed_in: SignedIn) -> None:
    listed = signed_in("ana").get(f"{PLACE}accounts/").content.decode()
    assert "<script>alert" not in listed
    assert html.escape("<script>alert(1)</script>") in listed


def test_charts_hold_their_figures_and_no_style(project: Shown, signed_in: SignedIn) -> None:
    client = signed_in("omar")
    for name in ("bands", "flow"):
        drawn = client.get(f"{PLACE}charts/{name}", headers={"HX-Request": "true"}).content.decode()
        assert drawn.startswith("<figure")
        assert "<table" in drawn
        assert " style=" not in drawn
        assert 'role="img"' in drawn


def paying(results: Sequence[AccountResult], **euros: int | None) -> list[AccountResult]:
    """The book where some pay so much; ``None`` = not in it. a2 pays in dollars."""
    return [
        replace(
            each,
            revenue=(Revenue("USD" if each.account_id == "a2" else "EUR", Decimal(paid)),)
            if paid
            else (),
        )
        for each in results
        for paid in [euros[each.account_id]]
        if paid is not None
    ]


def test_what_stayed_of_a_year_is_drawn_in_every_currency(
    project: Shown, signed_in: SignedIn
) -> None:
    results = book(project)
    say(project, paying(results, a1=100, a2=70, a3=100, b1=100, b2=100), ON - timedelta(days=364))
    say(project, paying(results, a1=150, a2=35, a3=0, b1=50, b2=None))
    client = signed_in("omar")
    shown_page = client.get(PLACE)
    money = [name for name in shown_page.context["charts"] if "-" in name]
    assert money == ["revenue-EUR", "revenue-USD", "retention-EUR", "retention-USD"]
    for name in money:
        assert client.get(f"{PLACE}charts/{name}").status_code == 200
    # EUR: of a1, b1 and b2's 300 are 100 + 50 left, 200 with expansion; a3 is not decided.
    drawn = client.get(f"{PLACE}charts/retention-EUR").content.decode()
    assert "GRR 50 %, NRR 67 % of 300 EUR in 3 accounts" in drawn
    assert "1 (100)" in drawn
    drawn = client.get(f"{PLACE}charts/retention-USD").content.decode()
    assert "GRR 50 %, NRR 50 % of 70 USD in 1 accounts" in drawn


def test_a_part_keeps_the_accounts_that_it_began_with(project: Shown, signed_in: SignedIn) -> None:
    results = book(project)
    euros = {"a1": 100, "a2": 70, "a3": 100, "b1": 100, "b2": 100}
    say(project, paying(results, **euros), ON - timedelta(days=364))
    moved = [replace(e, segment="large") if e.account_id == "a1" else e for e in results]
    say(project, paying(moved, **euros))
    for who, n in (("omar", 2), ("ana", 1)):
        drawn = signed_in(who).get(f"{PLACE}charts/retention-EUR?segment=smb").content.decode()
        assert f"GRR 100 %, NRR 100 % of {n}00 EUR in {n} accounts" in drawn, who


def test_a_short_record_says_why_there_is_no_retention(signed_in: SignedIn, project: Shown) -> None:
    say(project, paying(book(project), a1=1, a2=1, a3=1, b1=1, b2=1))
    drawn = signed_in("omar").get(f"{PLACE}charts/retention-EUR").content.decode()
    assert "two books a year apart" in drawn


def test_a_cause_is_written_once_and_stays(project: Shown, signed_in: SignedIn, form: Form) -> None:
    asked = form(cause="product", because="Release 4 broke exports.", ended_on=str(ON))
    client = signed_in("omar")
    first, again = (client.post(f"{PLACE}cause", asked) for _ in range(2))
    assert first.status_code == again.status_code == 302
    written = ShiftCause.objects.get()
    assert (written.cause, written.scope, written.ended_on) == ("product", "", ON)
    entry = TrailEntry.objects.get(action="recorded")
    assert entry.because == "Release 4 broke exports."
    other = client.post(f"{PLACE}cause", {**asked, "because": "Another."})
    assert other.status_code == 409
    assert "Release 4 broke exports." in client.get(PLACE).content.decode()
    with (
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE ledger_shiftcause SET cause = 'market'")


def test_a_cause_needs_a_kind_and_words(project: Shown, signed_in: SignedIn, form: Form) -> None:
    for fields in (
        {"cause": "weather", "because": "x", "ended_on": str(ON)},
        {"cause": "market", "because": "  ", "ended_on": str(ON)},
        {"cause": "market", "because": "x", "ended_on": "2001-01-01"},
    ):
        answer = signed_in("ada").post(f"{PLACE}cause", form(**fields))
        assert answer.status_code == 422
        assert b'role="alert"' in answer.content
    assert not ShiftCause.objects.exists()


def test_a_cause_is_shown_to_those_who_see_all_that_it_is_about(
    project: Shown, signed_in: SignedIn, form: Form
) -> None:
    for who, words in (("ada", "Ana's customers moved."), ("omar", "The market moved.")):
        signed_in(who).post(f"{PLACE}cause", form(cause="market", because=words, ended_on=str(ON)))
    seen = {who: signed_in(who).get(PLACE).content.decode() for who in cast.CAST}
    ours, all_ = html.escape("Ana's customers moved."), "The market moved."
    assert {who for who, page in seen.items() if ours in page} == {"ana", "ada", "omar"}
    assert {who for who, page in seen.items() if all_ in page} == {"omar"}


def test_scopes_within_scopes() -> None:
    ana = Scope({"owner": frozenset({"Ana"})}, None, key_of({"owner": frozenset({"Ana"})}))
    both = {"owner": frozenset({"Ana", "Ben"})}
    assert within(ana.key, Scope(both, None, key_of(both)))
    assert not within(key_of(both), ana)
    assert not within("", ana)
    assert within(ana.key, Scope(None, None, ""))


def test_those_who_stand_for_long_are_listed(project: Shown, signed_in: SignedIn) -> None:
    BookLine.objects.filter(account_id="a1").update(
        stands_at="lowest", stands_since=ON - timedelta(days=90)
    )
    BookLine.objects.filter(account_id="a2").update(
        stands_at="lowest", stands_since=ON - timedelta(days=200)
    )
    BookLine.objects.filter(account_id="a3").update(
        stands_at="top", stands_since=ON - timedelta(days=365)
    )
    BookLine.objects.filter(account_id="b1").update(
        stands_at="top", stands_since=ON - timedelta(days=364)
    )
    now = signed_in("omar").get(PLACE).context["now"]
    assert (now.lingering, now.avoided, now.complacent) == (2, 1, 1)
    for show, expected in (("lingering", {"a1", "a2"}), ("avoided", {"a2"}),
                           ("complacent", {"a3"})):  # fmt: skip
        page = signed_in("omar").get(f"/accounts/?show={show}").context["page"]
        assert {line.account_id for line in page} == expected
