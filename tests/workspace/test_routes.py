"""Every address of the site, asked by everybody: who gets what is said here, or the test fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from forewarn.ledger.book import enter_within, entry_count
from forewarn.ledger.entered import NOTE
from forewarn.project.noted import Noting, entry_of
from forewarn.workspace.models import Attended, Member, SavedView, Team
from forewarn.workspace.project import ledger, shown
from tests.browser import places
from tests.workspace import evidence
from tests.workspace.company import ON
from tests.workspace.conftest import SignedIn
from tests.workspace.decided import promised

WHO = (None, "ana", "ben", "ada", "omar", "rea", "nil")
LOGIN, YES, SENT_ON, NO, NONE, BOTH = 302, 200, 302, 403, 404, 409
# In the order of WHO, about the account a2 and the saved view of Ana; 302 of nobody is the way to
# the page that signs in, which is checked.
EXPECTED: dict[str, tuple[int, ...]] = {
    "home": (LOGIN, *(SENT_ON,) * 6),
    "healthz": (YES,) * 7,
    "tones": (YES,) * 7,
    "today": (LOGIN, *(YES,) * 6),
    "today-done": (LOGIN, SENT_ON, NONE, SENT_ON, SENT_ON, NO, NONE),
    "today-undone": (LOGIN, SENT_ON, NONE, NONE, NONE, NO, NONE),
    "accounts": (LOGIN, *(YES,) * 6),
    "accounts-csv": (LOGIN, *(YES,) * 6),
    "accounts-xlsx": (LOGIN, *(YES,) * 6),
    "account": (LOGIN, YES, NONE, YES, YES, NONE, NONE),
    "account-chart": (LOGIN, YES, NONE, YES, YES, NONE, NONE),
    "evidence": (LOGIN, *(YES,) * 6),
    "evidence-part": (LOGIN, *(YES,) * 6),
    "evidence-chart": (LOGIN, *(YES,) * 6),
    "pack": (LOGIN, NO, NO, YES, YES, NO, NO),
    "pack-chart": (LOGIN, NO, NO, YES, YES, NO, NO),
    "pack-file": (LOGIN, NO, NO, NO, YES, NO, NO),
    "scorecards": (LOGIN, *(YES,) * 6),
    "scorecard": (LOGIN, *(YES,) * 6),
    "scorecard-curve": (LOGIN, *(YES,) * 6),
    "plan": (LOGIN, NO, NO, YES, YES, NO, NO),
    "approve-plan": (LOGIN, NO, NO, SENT_ON, SENT_ON, NO, NO),
    "withdraw-approval": (LOGIN, NO, NO, SENT_ON, SENT_ON, NO, NO),
    "apply-plan": (LOGIN, NO, NO, BOTH, BOTH, NO, NO),
    "portfolio": (LOGIN, *(YES,) * 6),
    "portfolio-accounts": (LOGIN, *(YES,) * 6),
    "portfolio-chart": (LOGIN, *(YES,) * 6),
    "portfolio-cause": (LOGIN, NO, NO, SENT_ON, SENT_ON, NO, NO),
    "reviews": (LOGIN, *(YES,) * 6),
    "standing-list": (LOGIN, *(YES,) * 6),
    "minutes": (LOGIN, *(YES,) * 6),
    "minutes-file": (LOGIN, *(YES,) * 6),
    "review-account": (LOGIN, YES, NONE, YES, YES, NONE, NONE),
    "decide": (LOGIN, SENT_ON, NONE, SENT_ON, SENT_ON, NO, NONE),
    "settle-promise": (LOGIN, SENT_ON, NONE, SENT_ON, SENT_ON, NO, NONE),
    "divergences": (LOGIN, *(YES,) * 6),
    "raters": (LOGIN, NO, NO, YES, YES, NO, NO),
    "divergence": (LOGIN, YES, NONE, YES, YES, NONE, NONE),
    # Nobody differs on a2: what is sent is held against that, by those who may send it.
    "divergence-answer": (LOGIN, BOTH, NONE, BOTH, BOTH, NO, NONE),
    "divergence-settle": (LOGIN, NO, NO, BOTH, BOTH, NO, NO),
    "divergence-reopen": (LOGIN, NO, NO, BOTH, BOTH, NO, NO),
    "divergence-confirm": (LOGIN, NO, NO, BOTH, NO, NO, NO),
    "administration": (LOGIN, NO, NO, NO, YES, NO, NO),
    "administration-edit": (LOGIN, NO, NO, NO, YES, NO, NO),
    "administration-save": (LOGIN, NO, NO, NO, SENT_ON, NO, NO),
    "administration-remove": (LOGIN, NO, NO, NO, SENT_ON, NO, NO),
    "member-link": (LOGIN, NO, NO, NO, SENT_ON, NO, NO),
    "trail": (LOGIN, NO, NO, NO, YES, NO, NO),
    "assess": (LOGIN, YES, NONE, YES, YES, NO, NONE),
    "account-curve": (LOGIN, YES, NONE, YES, YES, NONE, NONE),
    "handover": (LOGIN, YES, NONE, YES, YES, NONE, NONE),
    "note": (LOGIN, YES, NONE, YES, YES, NO, NONE),
    "record-note": (LOGIN, SENT_ON, NONE, SENT_ON, SENT_ON, NO, NONE),
    "withdraw-note": (LOGIN, SENT_ON, NONE, SENT_ON, SENT_ON, NO, NONE),
    "marks": (LOGIN, NO, NO, NO, YES, NO, NO),
    "record-assessment": (LOGIN, SENT_ON, NONE, SENT_ON, SENT_ON, NO, NONE),
    "sign-in-link": (NONE,) * 7,
    "save-view": (LOGIN, SENT_ON, SENT_ON, SENT_ON, SENT_ON, NO, SENT_ON),
    "remove-view": (LOGIN, SENT_ON, NONE, NONE, NONE, NO, NONE),
}
WRITES: dict[str, dict[str, str]] = {
    "portfolio-cause": {"cause": "market", "because": "A crisis.", "ended_on": str(ON)},
    "save-view": {"name": "mine", "query": "band=Watch"},
    "remove-view": {},
    "record-assessment": {"pulse": "4"},
    "divergence-answer": {"about": "the score misses something", "missed": "Logins"},
    "divergence-settle": {"follows": "nothing", "reason": "Seen."},
    "divergence-reopen": {"reason": "Back."},
    "divergence-confirm": {"word": "agreed"},
    "record-note": {"kind": "note", "text": "They moved."},
    "withdraw-note": {},
    "today-done": {},
    "today-undone": {},
    "decide": {"state": "noted", "take": "beside"},
    "settle-promise": {"state": "open"},
    "administration-save": {"name": "New"},
    "administration-remove": {},
    "member-link": {},
    "approve-plan": {"role": "cs"},
    "withdraw-approval": {},
    "apply-plan": {"why": "because"},
}
OF_OTHERS = ("account_", "mfa_", "socialaccount_", "openid_connect_")
"""allauth's routes: about nobody but who is signed in."""
ARGUMENTS = {
    "account_id": "a2",
    "chart": "trend",
    "part": "calls",
    "place": 0,
    "kind": "teams",
    "name": "intervene",
    "form": "csv",
    "token": "none",
    "key": "none",
    "uidb36": "1",
    "provider_id": "company",
    "chart of portfolio-chart": "flow",
}


class Route(NamedTuple):
    """An address: its name, and what it is about."""

    name: str | None
    about: tuple[str, ...]

    @property
    def of_others(self) -> bool:
        return self.name is None or self.name.startswith(OF_OTHERS)


def routes(resolver: URLResolver | None = None, about: tuple[str, ...] = ()) -> Iterator[Route]:
    for each in (resolver or get_resolver()).url_patterns:
        pattern = each.pattern
        more = (*about, *pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            yield from routes(each, more)
        else:
            yield Route(each.name, more)


OURS = sorted(str(route.name) for route in routes() if not route.of_others)
THEIRS = sorted({route.name for route in routes() if route.of_others and route.name})


@pytest.fixture
def arguments(people: dict[str, Member], folder: Path) -> dict[str, object]:
    Attended.objects.create(
        member=people["ana"], account_id="a2", kinds="", as_of=ON, at=timezone.now()
    )
    view = SavedView.objects.create(member=people["ana"], name="Ana's", query="")
    numbers, words = _kept(folder)
    asked = promised("a2")
    own = numbers | {
        "settle-promise": asked.promise,
        "administration-edit": 0,
        "administration-save": 0,
        "administration-remove": Team.objects.get().pk,
        "member-link": people["ana"].pk,
        "withdraw-note": noted("a2"),
    }
    numbered = {f"number of {name}": pk for name, pk in own.items()}
    return {**ARGUMENTS, "number": view.pk, **numbered, **words}


def _kept(folder: Path) -> tuple[dict[str, int], dict[str, object]]:
    """What verbs kept for the pages of evidence and scorecards."""
    evidence.keep_the_pack()
    numbers = {"evidence-chart": evidence.keep_evidence(), "scorecard-curve": 1}
    plan = evidence.keep_first_plan(folder).fingerprint
    card = shown().cards[0].fingerprint
    charts = {"evidence-chart": "calibration", "pack-chart": "bands-over-time"}
    return numbers, {"plan": plan, "fingerprint": card, "month": evidence.MONTH, "form": "md"} | {
        f"chart of {name}": chart for name, chart in charts.items()
    }


def noted(account_id: str) -> int:
    """A note on record; its number."""
    what = Noting(NOTE, "Words.", "Ana", ON)
    number = entry_count(ledger()) + 1
    enter_within(
        ledger(), [entry_of(what, account_id, number=number, now=timezone.now(), stood=None)]
    )
    return number


def address(name: str, arguments: dict[str, object]) -> str:
    route = next(each for each in routes() if each.name == name)
    chosen = {key: arguments.get(f"{key} of {name}", arguments.get(key)) for key in route.about}
    return reverse(name, kwargs=chosen)


def test_every_route_of_ours_is_spoken_of() -> None:
    assert sorted(EXPECTED) == OURS
    assert set(WRITES) <= set(EXPECTED)


@pytest.mark.parametrize("name", OURS)
def test_everybody_gets_what_is_theirs(
    name: str,
    signed_in: SignedIn,
    arguments: dict[str, object],
    form: Callable[..., dict[str, str]],
) -> None:
    asked = address(name, arguments)
    for who, status in zip(WHO, EXPECTED[name], strict=True):
        client = signed_in(who)
        if name in WRITES:
            assert client.get(asked).status_code in ({302} if who is None else {405, 403}), who
            answer = client.post(asked, form(**WRITES[name]))
        else:
            answer = client.get(asked)
        assert answer.status_code == status, who
        if who is None and status == LOGIN:
            assert answer["Location"].startswith(reverse("account_login")), name


@pytest.mark.parametrize("name", THEIRS)
def test_routes_of_allauth_show_nothing_of_an_account(
    name: str, signed_in: SignedIn, arguments: dict[str, object]
) -> None:
    for who in WHO:
        answer = signed_in(who).get(address(name, arguments))
        assert answer.status_code in (200, 302, 401, 403, 404, 405), who
        assert b"Alder" not in answer.content


TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.mark.parametrize("place", ["/accounts/{}/", "/accounts/{}/charts/trend"])
def test_a_foreign_account_answers_like_a_missing_one(place: str, signed_in: SignedIn) -> None:
    ben = signed_in("ben")
    foreign, missing = (ben.get(place.format(each)) for each in ("a2", "nobody"))
    assert foreign.status_code == missing.status_code == 404
    assert TOKEN.sub(b"", foreign.content) == TOKEN.sub(b"", missing.content)
    assert foreign.headers.keys() == missing.headers.keys()


@pytest.mark.once("of templates; on PostgreSQL everybody asks every route above")
@pytest.mark.parametrize("name", [*(name for name in OURS if name not in WRITES), *THEIRS])
@pytest.mark.parametrize("who", [None, "ana"])
def test_pages_carry_the_policy_and_no_script_of_their_own(
    who: str | None, name: str, signed_in: SignedIn, arguments: dict[str, object]
) -> None:
    answer = signed_in(who).get(address(name, arguments))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    if not answer.streaming and answer["Content-Type"].startswith("text/html"):
        page = answer.content.decode()
        assert "<script>" not in page
        assert " style=" not in page
        assert " onclick" not in page


CHARTS = [name for name in OURS if name.endswith(("-chart", "-curve"))]


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_one_spec_in_the_page_and_as_a_file(
    name: str, signed_in: SignedIn, arguments: dict[str, object]
) -> None:
    client, asked = signed_in("omar"), address(name, arguments)
    page = client.get(asked).content.decode()
    if "Nothing to draw: " in page:  # a pack of which little is known; it says why
        assert client.get(asked, {"as": "png"}).status_code == 404
        return
    assert re.search(r"<desc [^>]*>[^<]{20}", page), "a chart says what it shows"
    assert "<details><summary>The figures</summary>" in page
    assert page.count("<h1>") == 1
    for form, kind in (("svg", "image/svg+xml"), ("png", "image/png")):
        assert f"as={form}" in page
        answer = client.get(asked, {"as": form})
        assert answer["Content-Type"] == kind
        assert answer["Content-Disposition"].startswith("attachment")
    part = client.get(asked, headers={"hx-request": "true"}).content.decode()
    assert part.startswith("<figure")


PAGES = sorted({*OURS, *THEIRS} - {*WRITES} - places.FILES)


@pytest.mark.once("of a list; on PostgreSQL everybody asks every route above")
@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_its_looks(
    name: str, signed_in: SignedIn, arguments: dict[str, object]
) -> None:
    """A new page is photographed and examined in the browser, or this fails."""
    spoken_of = {*places.SIGNED_IN, *places.BEFORE, *places.IN_FLOWS}
    for who in (None, "omar"):
        answer = signed_in(who).get(address(name, arguments))
        page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        assert not page or name in spoken_of, f"tests/browser/places.py does not name {name}"
    assert name in THEIRS or name in spoken_of, f"tests/browser/places.py does not name {name}"


def test_looks_are_of_pages_that_are_there() -> None:
    assert {*places.SIGNED_IN, *places.BEFORE, *places.IN_FLOWS} <= {*PAGES}
