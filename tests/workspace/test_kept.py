"""What is kept of the book is what would be counted now, after every kind of write."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from forewarn.ledger.book import current_book, entries, newest_scorecards, record
from forewarn.workspace.addresses import address
from forewarn.workspace.book.days import days_on, recorded_dates
from forewarn.workspace.book.keeping import Kept, forget, number_of
from forewarn.workspace.book.quarter import began_on, lay_out_more, shift_laid_out, shift_of
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.book.scopes import key_of, numbers_of, seen_by_members
from forewarn.workspace.models import BookLine, BookShift, BookState, Member, Rule, Territory
from forewarn.workspace.project import shown
from tests.ledger.sample import NOON
from tests.workspace.company import ON
from tests.workspace.conftest import SignedIn

FACTS = {"reason": "facts arrived late", "recorded_at": NOON, "version": "1.0"}
Form = Callable[..., dict[str, str]]
Write = Callable[[SignedIn, Form], None]
TODAY = timezone.now().date()
WHO = ("ana", "ada", "omar", "rea", "nil")
QUESTIONS = ("", "?show=assess", "?band=Watch", "?q=a", "?owner=Ana&sort=revenue", "?segment=smb")


def figures(client: Client) -> dict[str, Any]:
    """All that pages count or list."""
    found: dict[str, Any] = {}
    for why in ("", "?why=assess", "?why=differs"):
        page = client.get(f"/today/{why}").context
        found[f"today{why}"] = (
            page["page"].paginator.count,
            [line.account_id for line in page["lines"]],
            page["kinds"],
            [line.account_id for line in page["done"]],
            [line.account_id for line in page["held"]],
        )
    for asked in QUESTIONS:
        page = client.get(f"/accounts/{asked}").context
        lines = [line.account_id for line in page["page"]]
        choices = [page[name] for name in ("bands", "owners", "segments", "plans")]
        found[f"accounts{asked}"] = page["page"].paginator.count, lines, choices
    review = client.get("/reviews/").context
    found["lists"] = review["lists"]
    portfolio = client.get("/portfolio/").context
    book = portfolio["page"]
    found["portfolio"] = portfolio["now"], book.total, book.moved, book.shift, book.parts
    return found


def fits(signed_in: SignedIn) -> None:
    """What is shown, partly kept, is what is shown when nothing is."""
    for who in WHO:
        client = signed_in(who)
        kept = figures(client)
        forget()
        assert figures(client) == kept, who


def say(change: Callable[[str], dict[str, object]]) -> None:
    """A new scoring run."""
    project = shown()
    (card,) = newest_scorecards(project.ledger)
    book = current_book(project.ledger, ON, fingerprint=card.fingerprint)
    changed = [replace(each, **change(each.account_id)) for each in book]  # type: ignore[arg-type]
    record(project.ledger, card, changed, as_of=ON, **FACTS)  # type: ignore[arg-type]


def done(signed_in: SignedIn, form: Form) -> None:
    signed_in("ana").post("/today/a2/done", form())


def put_back(signed_in: SignedIn, form: Form) -> None:
    done(signed_in, form)
    fits(signed_in)
    signed_in("ana").post("/today/a2/undone", form())


def context(signed_in: SignedIn, form: Form) -> None:
    days = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=9)).isoformat()}
    signed_in("ana").post("/accounts/a3/note/record", form(kind="context", text="Moves.", **days))


def context_taken_back(signed_in: SignedIn, form: Form) -> None:
    context(signed_in, form)
    fits(signed_in)
    (entry,) = entries(shown().ledger, "a3")
    signed_in("ana").post(f"/accounts/a3/note/{entry.number}/withdraw", form(because="Off."))


def decision(signed_in: SignedIn, form: Form) -> None:
    said = {"decision": "Call", "owner": "Ana", "due_on": ON.isoformat(), "note": "", "began": "0"}
    assert signed_in("ana").post("/reviews/accounts/a1/decide", form(**said)).status_code == 302


def territory(signed_in: SignedIn, form: Form) -> None:
    theirs = Territory.objects.get(name="ana")
    Rule.objects.filter(territory=theirs).delete()
    Rule.objects.create(territory=theirs, attribute="owner", value="Ben")


def handover(signed_in: SignedIn, form: Form) -> None:
    say(lambda account: {"owner": "Ben"} if account == "a2" else {})


def bands(signed_in: SignedIn, form: Form) -> None:
    say(lambda account: {"effective_band": "At risk"} if account in ("a1", "b1") else {})


WRITES: tuple[Write, ...] = (
    done, put_back, context, context_taken_back, decision, territory, handover, bands,
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_a_write_shows_at_once_wherever_it_counts(
    write: Write, signed_in: SignedIn, form: Form
) -> None:
    for who in WHO:
        figures(signed_in(who))
    write(signed_in, form)
    fits(signed_in)


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed",
    [0, *(pytest.param(each, marks=pytest.mark.once("seed 0 is on both")) for each in (1, 2))],
)
def test_so_do_many_in_any_order(seed: int, signed_in: SignedIn, form: Form) -> None:
    chance = random.Random(seed)
    for write in chance.sample((done, context, decision, territory, handover, bands), 4):
        write(signed_in, form)
        fits(signed_in)


def test_what_is_taken_back_leaves_no_figure_behind(signed_in: SignedIn, form: Form) -> None:
    up_to_date(shown())
    before = figures(signed_in("ana"))
    mark = BookState.objects.get().revision
    with transaction.atomic():
        context(signed_in, form)
        assert BookState.objects.get().revision != mark
        assert figures(signed_in("ana")) != before
        transaction.set_rollback(True)
    assert BookState.objects.get().revision == mark
    assert figures(signed_in("ana")) == before


@pytest.mark.parametrize("place", ["/today/", "/accounts/?q=a", "/reviews/", "/portfolio/"])
def test_a_page_takes_as_many_queries_for_a_large_book(place: str, signed_in: SignedIn) -> None:
    def asked() -> tuple[int, int]:
        """Of the first who asks, and of the next."""
        forget()
        found = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(place).status_code == 200
            found.append(len(seen))
        return found[0], found[1]

    client = signed_in("ada")
    client.get(place)
    few = asked()
    line = BookLine.objects.filter(owner="Ana").first()
    assert line is not None
    values = {f.attname: getattr(line, f.attname) for f in BookLine._meta.fields}
    BookLine.objects.bulk_create(
        BookLine(**{**values, "id": None, "account_id": f"x{number}", "urgent": 100 + number})
        for number in range(120)
    )
    assert asked() == few
    assert few[1] <= few[0] <= 30
    assert few[1] <= 24


def test_shifts_are_laid_out_for_what_everybody_sees(people: dict[str, Member]) -> None:
    state = up_to_date(shown())
    assert state.as_of is not None
    start = began_on(recorded_dates(), state.as_of)
    assert start is not None
    scopes = seen_by_members()
    assert BookShift.objects.count() == len(scopes) >= 3
    now, before = days_on([start, state.as_of])
    for key, rules in scopes.items():
        numbers = None if rules is None else numbers_of(rules)
        told = shift_of(before.only(numbers), now.only(numbers)).to_dict()
        assert shift_laid_out(key, start, state.as_of) == told
    Rule.objects.create(territory=Territory.objects.get(name="ben"), attribute="plan", value="pro")
    new = {key for key in seen_by_members() if key not in scopes}
    assert [shift_laid_out(key, start, state.as_of) for key in new] == [None]
    lay_out_more(state.as_of)
    assert all(shift_laid_out(key, start, state.as_of) for key in new)
    assert key_of(None) in seen_by_members()


def test_what_was_not_asked_for_longest_goes_first() -> None:
    kept, made = Kept(2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        kept.get(key, lambda key=key: made.append(key) or key)
    assert made == ["a", "b", "c", "b"]


def test_a_question_of_nobodys_accounts_counts_nothing() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert number_of("mark", BookLine.objects.filter(pk__in=[])) == 0
    assert not len(seen)


@given(st.text(min_size=1, max_size=12))
def test_an_address_is_what_the_routes_say(account_id: str) -> None:
    try:
        wanted = reverse("review-account", args=[account_id])
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            address("review-account", account_id)
        return
    assert address("review-account", account_id) == wanted
