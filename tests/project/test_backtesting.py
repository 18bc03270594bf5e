"""Backtests end to end, on a book small enough to be worked by hand."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from forewarn.evidence.backtest import Backtest
from forewarn.evidence.verdict import TOO_FEW
from forewarn.project import Backtesting
from forewarn.terms.errors import ForewarnError
from tests.project.small import card, events, opened, project

FIRST = date(2025, 9, 1)
BUSY = [("a", str(FIRST + timedelta(days=n))) for n in range(150)]
QUIET = [("b", "2025-09-10"), ("b", "2025-09-11")]


def tables(outcomes: str, *, logins: str = "") -> dict[str, str]:
    """Two accounts that renew on 1 March 2026; a is there every day, b was gone in September."""
    return {
        "accounts": "account_id,created_on\na,2024-01-01\nb,2024-01-01\n",
        "events": logins or events(*BUSY, *QUIET),
        "interactions": "account_id,kind,occurred_at\n"
        + "".join(f"a,meeting,{day}\n" for day in ("2025-10-20", "2025-11-03", "2025-11-20")),
        "contracts": "contract_id,account_id,starts_on,ends_on,arr\n"
        "ca,a,2025-03-01,2026-03-01,1000\ncb,b,2025-03-01,2026-03-01,2000\n",
        "outcomes": "account_id,contract_id,due_on,decided_on,kind,reason,avoidable\n" + outcomes,
    }


BOTH = "a,ca,2026-03-01,2026-02-27,renewed,,\nb,cb,2026-03-01,2026-02-20,churned,no use,true\n"


def report_of(folder: Path, *, today: date = date(2026, 6, 1), **files: str) -> Backtest:
    with opened(project(folder, {"health": card()}, **files), today=today) as there:
        return there.backtest(Backtesting(horizons=(60, 90)))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    return report_of(tmp_path_factory.mktemp("book"), **tables(BOTH))


def test_each_case_is_scored_as_it_stood_then(report: Backtest) -> None:
    main = report.horizon(90)
    # 1 December 2025: a is Healthy on 30 days of logins and three meetings; b has no login left
    # (0 of 30), no ticket (30 of 30), and nobody knows of meetings: 50, which is Watch.
    assert (main.n, main.n_bad, main.accounts) == (2, 1, 2)
    assert (main.flag.true_positives, main.flag.true_negatives) == (1, 1)
    assert main.auc.value is None
    assert "1 lost and 1 kept" in main.auc.because


def test_attributes_without_dates_are_said_to_be_assumed_constant(report: Backtest) -> None:
    said = "history assumed constant for 2 of 2 accounts"
    assert any(said in notice for notice in report.notices)


def test_too_few_cases_are_never_a_figure_to_trust(report: Backtest) -> None:
    assert report.verdict.name == TOO_FEW
    assert "19 more lost and 19 more kept" in report.verdict.because
    assert [each.verdict.name for each in report.by_scorecard] == [TOO_FEW]


def test_a_small_book_reviews_its_loss_as_a_case(report: Backtest) -> None:
    (review,) = report.reviews
    assert (review.case.account_id, review.case.reason, review.case.avoidable) == (
        "b",
        "no use",
        "yes",
    )
    assert [(at.days, at.as_of, at.band) for at in review.stood] == [
        (90, date(2025, 12, 1), "Watch"),
        (60, date(2025, 12, 31), "Watch"),
    ]
    assert any(said.startswith("Logins: 0 points") for said in review.missed)
    assert review.first_flag_days is not None


@pytest.mark.slow
def test_a_review_has_the_alarm_of_its_own_case(tmp_path: Path) -> None:
    # b shrank on 1 December and left on 1 March: two cases with one alarm. On 2 September, 90 days
    # before the first, the facts have not begun: it is seen at 60 days alone.
    files = tables("b,cx,2025-12-01,2025-11-30,downsold,,\n" + BOTH)
    files["contracts"] += "cx,b,2024-12-01,2025-12-01,2000\n"
    report = report_of(tmp_path, **files)
    told = {each.case.kind: each for each in report.reviews}
    assert [at.days for at in told["downsold"].stood] == [60]
    assert [at.days for at in told["churned"].stood] == [90, 60]
    days = told["churned"].first_flag_days
    assert days is not None
    assert told["downsold"].first_flag_days == days - (date(2026, 2, 20) - date(2025, 11, 30)).days
    assert report.lead_times == (days,)


@pytest.mark.slow
def test_an_outcome_that_is_not_known_yet_is_no_case(tmp_path: Path) -> None:
    report = report_of(tmp_path, today=date(2026, 2, 25), **tables(BOTH))
    assert (report.horizon(90).n, report.horizon(90).n_bad) == (1, 1)


@pytest.mark.slow
def test_a_contract_past_its_end_without_outcome_is_censored(tmp_path: Path) -> None:
    report = report_of(tmp_path, **tables(BOTH.splitlines(keepends=True)[1]))
    assert (report.horizon(90).n, report.horizon(90).censored) == (1, 1)


@pytest.mark.slow
def test_cases_from_before_a_feed_that_speaks_for_all_are_left_out(tmp_path: Path) -> None:
    # Events begin on 20 November: on 1 December their 30 days are not filled, on 31 December
    # they are. Without the rule both accounts would be dead at 90 days.
    late = events(*((a, day) for a, day in BUSY if day >= "2025-11-20"))
    report = report_of(tmp_path, **tables(BOTH, logins=late))
    assert (report.horizon(90).n, report.horizon(90).before_facts) == (0, 2)
    assert (report.horizon(60).n, report.horizon(60).before_facts) == (2, 0)
    assert any("2 cases were left out at 90 days" in notice for notice in report.notices)


@pytest.mark.slow
def test_new_accounts_are_no_evidence_on_retention(tmp_path: Path) -> None:
    files = tables(BOTH)
    # b came on 20 October: 42 days old at the first horizon, 72 at the second.
    files["accounts"] = "account_id,created_on\na,2024-01-01\nb,2025-10-20\n"
    files["contracts"] = files["contracts"].replace("cb,b,2025-03-01", "cb,b,2025-10-20")
    report = report_of(tmp_path, **files)
    assert [(each.n, each.new) for each in report.horizons] == [(1, 1), (1, 1)]


@pytest.mark.slow
def test_without_outcomes_there_is_nothing_to_test(tmp_path: Path) -> None:
    with pytest.raises(ForewarnError, match="no outcome of a renewal is known") as refused:
        report_of(tmp_path, today=date(2025, 12, 1), **tables(BOTH))
    assert "2 become known later" in str(refused.value)


def test_everything_is_plain_for_json(report: Backtest) -> None:
    told = report.to_dict()
    assert told["verdict"]["name"] == TOO_FEW
    assert {each["days"] for each in told["horizons"]} == {60, 90}
    assert {"value", "low", "high"} <= set(told["horizons"][0]["accuracy"])
    assert told["reviews"][0]["stood"][0]["as_of"] == "2025-12-01"
