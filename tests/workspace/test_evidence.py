"""What outcomes said, for who may see whom: verdicts with n, labels that lapse, named calls."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forewarn.ledger.book import keep_result, keep_verdict
from forewarn.ledger.kept import BACKTEST
from forewarn.terms.examined import VALIDATED, Examined
from forewarn.workspace.access import seen_among
from forewarn.workspace.book.refreshing import up_to_date
from forewarn.workspace.models import BookLine, Member
from forewarn.workspace.project import ledger, shown
from tests.evidence.reports import report
from tests.workspace import evidence
from tests.workspace.company import ON
from tests.workspace.conftest import SignedIn

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _book(_database: None) -> None:
    up_to_date(shown())


def page(client: Client, part: str = "") -> str:
    answer = client.get(f"/evidence/{part}")
    assert answer.status_code == 200
    return answer.content.decode()


def named(text: str) -> set[str]:
    return set(re.findall(r'href="/accounts/([\w-]+)/\?as_of=', text))


def test_without_a_backtest_it_says_what_to_run(signed_in: SignedIn) -> None:
    text = page(signed_in("ana"))
    assert "forewarn backtest" in text
    assert "forewarn review --governance" in page(signed_in("ana"), "packs/")
    for part in ("figures", "calibration", "lead-time", "quarters", "calls", "people"):
        assert "forewarn backtest" in page(signed_in("ana"), f"{part}/"), part
    assert signed_in("ana").get("/evidence/none/").status_code == 404
    assert "heuristic, not validated" in text


def test_figures_stand_with_their_n_and_interval(signed_in: SignedIn) -> None:
    evidence.keep_evidence()
    text, main = page(signed_in("ana")), evidence.backtest().horizon(90)
    auc = main.auc
    assert auc.low is not None
    assert auc.high is not None
    assert f"{auc.value:.2f} ({auc.low:.2f}–{auc.high:.2f})" in text
    assert f"{main.n}, {main.n_bad}" in text
    assert evidence.backtest().verdict.because.split(":")[0] in text
    assert "not recorded yet" in text
    assert f"{auc.value:.2f} ({auc.low:.2f}–{auc.high:.2f})" in page(signed_in("ana"), "figures/")


def test_too_few_to_judge_says_how_many_are_missing(signed_in: SignedIn) -> None:
    few = report(20)
    evidence.keep_evidence(few)
    assert few.verdict.name == "too few to judge"
    assert "more lost" in page(signed_in("ana"))


def test_calls_are_named_to_those_who_see_the_account(signed_in: SignedIn) -> None:
    evidence.keep_evidence()
    ours = {"a1", "b1", "gone"}
    assert named(page(signed_in("omar"), "calls/")) >= ours
    theirs = {"ana": {"a1"}, "ben": {"b1"}, "ada": {"a1"}, "rea": {"a1"}, "nil": set()}
    for who, seen in theirs.items():
        text = page(signed_in(who), "calls/")
        assert named(text) == seen, who
        assert "Then gone" not in text
        assert "of accounts that you do not see" in text


def test_who_assesses_is_for_those_who_lead(signed_in: SignedIn) -> None:
    evidence.keep_evidence()
    assert "By owner" in page(signed_in("ada"), "quarters/")
    assert "By owner" not in page(signed_in("ana"), "quarters/")


def test_a_gone_account_is_seen_by_what_it_was(people: dict[str, Member]) -> None:
    BookLine.objects.filter(account_id="b1").delete()
    asked = ["a1", "b1", "nobody"]
    for who, seen in {"ana": {"a1"}, "ben": {"b1"}, "rea": {"a1"}, "nil": set()}.items():
        assert seen_among(people[who], asked, ledger()) == seen, who
    assert seen_among(people["omar"], asked, ledger()) == set(asked)


def test_as_many_queries_for_few_cases_and_for_many(signed_in: SignedIn) -> None:
    many = evidence.backtest()
    ana = signed_in("ana")
    counts = []
    for found, at in (
        (replace(many, false_positives=()), AT),
        (many, AT + timedelta(hours=1)),
    ):
        evidence.keep_evidence(found, made_at=at)
        page(ana, "calls/")
        with CaptureQueriesContext(connection) as asked:
            page(ana, "calls/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20


def test_a_chart_has_its_table_and_words(signed_in: SignedIn) -> None:
    number = evidence.keep_evidence()
    answer = signed_in("ana").get(f"/evidence/{number}/charts/accuracy")
    text = answer.content.decode()
    assert "<svg" in text
    assert "<details><summary>The figures" in text
    assert "<style" not in text
    assert " style=" not in text
    assert signed_in("ana").get(f"/evidence/{number}/charts/none").status_code == 404
    assert signed_in("ana").get("/evidence/999/charts/accuracy").status_code == 404


def test_an_older_backtest_is_a_choice(signed_in: SignedIn) -> None:
    older = replace(evidence.backtest(), as_of=evidence.backtest().as_of - timedelta(days=31))
    first = evidence.keep_evidence(older)
    evidence.keep_evidence()
    text = page(signed_in("ana"), f"?of={first}")
    assert f'<option value="{first}" selected>' in text
    quarters = page(signed_in("ana"), f"quarters/?of={first}")
    assert f"/evidence/calls/?of={first}" in quarters
    assert f"/evidence/{first}/charts/accuracy" in quarters
    assert signed_in("ana").get("/evidence/?of=999").status_code == 404
    assert signed_in("ana").get("/evidence/?of=x").status_code == 404


def test_another_forewarns_form_is_said(signed_in: SignedIn) -> None:
    keep_result(
        ledger(), BACKTEST, {"result": {"as_of": 1}, "left_out": {}}, as_of=ON,
        scorecards={}, made_at=AT, forewarn_version="0.0",
    )  # fmt: skip
    assert "in another form" in page(signed_in("ana"))


@pytest.mark.parametrize(("days", "lapsed"), [(99, False), (101, True)])
def test_a_label_lapses_wherever_colours_show(signed_in: SignedIn, days: int, lapsed: bool) -> None:
    card = shown().cards[0]
    figures = {"auc": {"value": 0.82, "low": 0.72, "high": 0.91}, "n": 189}
    on = ON - timedelta(days=days)
    found = Examined(card.fingerprint, card.name, on, VALIDATED, "so", figures, AT, "0")
    keep_verdict(ledger(), found)
    places = ("/evidence/", "/scorecards/", f"/scorecards/{card.fingerprint}/", "/accounts/")
    for place in places:
        text = signed_in("ana").get(place).content.decode()
        assert "validated on" in text, place
        assert ("lapsed: check again" in text) is lapsed, place


def test_a_pack_is_read_and_taken_along(signed_in: SignedIn) -> None:
    evidence.keep_the_pack()
    text = signed_in("ada").get("/evidence/packs/2026-02/").content.decode()
    assert "2 of 5 accounts have a fresh assessment" in text
    assert named(text) == {"a1"}
    assert "/file." not in text
    whole = signed_in("omar").get("/evidence/packs/2026-02/file.html")
    assert whole["Content-Disposition"] == 'attachment; filename="governance-2026-02.html"'
    assert "Then gone" in whole.content.decode()
    for place in ("2026-03/", "2026-02/file.exe", "2026-02/charts/none"):
        assert signed_in("omar").get(f"/evidence/packs/{place}").status_code == 404, place


def then(client: Client, account: str, on: object) -> tuple[int, str]:
    answer = client.get(f"/accounts/{account}/?as_of={on}")
    return answer.status_code, answer.content.decode()


def test_an_account_as_it_was_said(signed_in: SignedIn) -> None:
    past = ON - timedelta(weeks=4)
    status, text = then(signed_in("ana"), "a1", past + timedelta(days=3))
    assert status == 200
    assert f"What was said as of {past.day} {past:%b %Y}" in text
    assert "Tickets" in text


def test_where_nothing_is_on_record_it_says_so(signed_in: SignedIn) -> None:
    status, text = then(signed_in("ana"), "a1", "2020-01-01")
    assert (status, "Nothing is on record" in text) == (200, True)
    assert then(signed_in("ana"), "a1", "yesterday")[0] == 404


def test_a_case_opens_as_the_backtest_made_it(signed_in: SignedIn) -> None:
    evidence.keep_evidence()
    status, text = then(signed_in("omar"), "gone", evidence.THEN)
    assert (status, "the newest backtest worked this out" in text) == (200, True)
    assert "Logins in words" in text
    assert then(signed_in("omar"), "gone", evidence.THEN - timedelta(days=1))[0] == 404
    assert then(signed_in("ana"), "gone", evidence.THEN)[0] == 404


def test_a_foreign_account_then_answers_like_a_missing_one(signed_in: SignedIn) -> None:
    ben = signed_in("ben")
    foreign, missing = (then(ben, each, ON) for each in ("a1", "nobody"))
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert foreign[0] == missing[0] == 404
    assert token.sub("", foreign[1]) == token.sub("", missing[1])


def test_points_of_the_trend_lead_to_the_day(signed_in: SignedIn) -> None:
    text = signed_in("ana").get("/accounts/a1/charts/trend").content.decode()
    assert f'href="/accounts/a1/?as_of={ON}"' in text
