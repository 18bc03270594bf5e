"""The outside contract of the verbs: help, formats, exit codes, where the project is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from forewarn.project import Project
from tests.cli.command import Command
from tests.project.companies import copy_of, forewarn, recorded

pytestmark = pytest.mark.slow

VERBS = (
    "demo",
    "init",
    "check",
    "ingest",
    "audit",
    "score",
    "explain",
    "plan",
    "apply",
    "backtest",
)
AS_OF = ("--as-of", "2026-10-05")


def _values(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), VALUE)


# DESIGN.md section 4: fields may be added, never renamed. A list holds its items' shape, a tuple
# is a shape or null.
VALUE = "a plain value"
READING = _values(
    "role assessed_by assessed_on fresh pulse champion_status executive_engagement"
    " outcome_narrative note band"
)
CONTRIBUTION = _values("input category value status points weight contribution shown sentence")
ACCOUNT: dict[str, Any] = {
    **_values("account_id scorecard score shown raw_band band effective_band reason coverage"),
    "contributions": [CONTRIBUTION],
    "caps": [_values("band because binding")],
    "overlay": ({**_values("band assessed_on assessed_by fresh"), "readings": [READING]},),
    "divergence": (_values("from to state since"),),
}
CARD = {**_values("name version fingerprint kind"), "bands": [VALUE]}
SCORE: dict[str, Any] = {"as_of": VALUE, "scorecards": [CARD], "accounts": [ACCOUNT]}
EXPLAIN: dict[str, Any] = {
    **ACCOUNT,
    "drags": [_values("input points sentence")],
    "lifts": [_values("input points sentence")],
    "moves": ({"since": VALUE, "moves": [_values("input customer scorecard data")]},),
    "lift_to_next_band": (_values("to_band"),),
}

METRIC = _values("value low high")
METRICS = "accuracy balanced_accuracy precision recall auc brier lift calibration"
BACKTEST: dict[str, Any] = {
    "horizons": [{**_values("days n n_bad"), **dict.fromkeys(METRICS.split(), METRIC)}],
    "baselines": [{"name": VALUE, "n": VALUE, "accuracy": (METRIC,), "auc": (METRIC,)}],
    "false_positives": [{**ACCOUNT, **_values("due_on kind hints")}],
    "false_negatives": [{**ACCOUNT, **_values("due_on kind hints")}],
    "by_segment": [{"name": VALUE, "n": VALUE, "accuracy": METRIC}],
    "by_quarter": [{"name": VALUE, "n": VALUE, "accuracy": METRIC}],
    "lead_time_days": METRIC,
    "verdict": _values("name because"),
}
BACKTEST["false_positives"][0]["hints"] = BACKTEST["false_negatives"][0]["hints"] = [VALUE]
VERDICTS = {"validated", "promising", "no better than chance", "too few to judge", "decaying"}


def lacking(shape: Any, found: Any, at: str = "") -> list[str]:
    """Places where something of the contract is missing."""
    if isinstance(shape, tuple):
        return [] if found is None else lacking(shape[0], found, at)
    if isinstance(shape, list):
        if not isinstance(found, list):
            return [f"{at} is no list"]
        return [
            gap
            for place, item in enumerate(found)
            for gap in lacking(shape[0], item, f"{at}[{place}]")
        ]
    if isinstance(shape, Mapping):
        if not isinstance(found, Mapping):
            return [f"{at} is no object"]
        gaps = [f"{at}.{name}" for name in shape if name not in found]
        return gaps + [
            gap
            for name in shape
            if name in found
            for gap in lacking(shape[name], found[name], f"{at}.{name}")
        ]
    return [f"{at} is no plain value"] if isinstance(found, (list, Mapping)) else []


# -- JSON ----------------------------------------------------------------------------------------


def test_score_says_what_the_contract_says(run: Command, saas: Path) -> None:
    ran = run("score", "--project", saas, *AS_OF, "--no-record", "--format", "json")
    assert ran.code == 0, ran.err
    said = ran.json
    assert lacking(SCORE, said) == []
    assert said["as_of"] == "2026-10-05"
    cards = {card["name"]: card for card in said["scorecards"]}
    assert cards["health"]["bands"] == ["At risk", "Watch", "Healthy"]
    assert any(account["overlay"] for account in said["accounts"])
    assert any(account["divergence"] for account in said["accounts"])
    assert any(account["caps"] for account in said["accounts"])
    for account in said["accounts"]:
        assert account["scorecard"] in cards
        bands = [*cards[account["scorecard"]]["bands"], "Growth", None]
        assert {account["raw_band"], account["band"], account["effective_band"]} <= set(bands)


def test_backtest_says_what_the_contract_says(run: Command, saas: Path) -> None:
    words = ("--project", saas, *AS_OF, "--no-record", "--horizon", "30", "90")
    ran = run("backtest", *words, "--format", "json")
    assert ran.code == 0, ran.err
    said = ran.json
    assert lacking(BACKTEST, said) == []
    # 60 and 90 days are looked at whatever is asked: the verdict needs them.
    assert [each["days"] for each in said["horizons"]] == [30, 60, 90]
    assert said["verdict"]["name"] in VERDICTS
    for each in said["horizons"]:
        assert 0 < each["n_bad"] < each["n"]
        assert each["accuracy"]["low"] <= each["accuracy"]["value"] <= each["accuracy"]["high"]


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_backtest_names_every_wrong_call(run: Command, saas: Path, format: str) -> None:  # noqa: A002
    words = ("backtest", "--project", saas, *AS_OF, "--no-record", "--horizon", "90", "--format")
    said = run(*words, "json").json
    page = " ".join(run(*words, format, "--all").out.split())
    assert said["verdict"]["name"] in page
    for wrong in (*said["false_positives"], *said["false_negatives"]):
        assert wrong["account_id"] in page


def test_backtest_refuses_what_does_not_exist(run: Command, saas: Path) -> None:
    words = ("backtest", "--project", saas, *AS_OF, "--no-record")
    for more, found in (
        (("--scorecard", "helth"), "did you mean 'health'"),
        (("--flag", "Red"), "Red"),
        (("--as-of", "2020-01-01"), "no outcome"),
    ):
        ran = run(*words, *more)
        assert (ran.code, ran.out) == (2, ""), more
        assert found in ran.err, more


@pytest.mark.slow
def test_a_score_is_the_sum_of_its_contributions(run: Command, saas: Path) -> None:
    ran = run("score", "--project", saas, *AS_OF, "--no-record", "--format", "json")
    for account in ran.json["accounts"]:
        parts = account["contributions"]
        if account["score"] is None:
            assert account["reason"]
            assert account["raw_band"] is None
            assert all(part["contribution"] is None for part in parts)
            continue
        assert account["reason"] is None
        assert sum(part["contribution"] for part in parts) == pytest.approx(account["score"])
        shown = [part["shown"] for part in parts if part["shown"] is not None]
        assert round(sum(shown), 1) == account["shown"]
        assert sum(part["weight"] for part in parts) == pytest.approx(1)
        assert all(part["sentence"] for part in parts)


def test_explain_says_what_the_contract_says(run: Command, saas: Path) -> None:
    book = run("score", "--project", saas, *AS_OF, "--no-record", "--format", "json").json
    for account in book["accounts"][:1]:
        name = account["account_id"]
        ran = run("explain", name, "--project", saas, *AS_OF, "--format", "json")
        assert ran.code == 0, ran.err
        said = ran.json
        assert lacking(EXPLAIN, said) == []
        same = {key: value for key, value in account.items() if key != "categories"}
        assert {key: said[key] for key in same} == same


def test_weeks_give_that_many_snapshots(run: Command, fintech: Path) -> None:
    for weeks in (1, 5):
        words = ("--weeks", weeks, "--as-of", "2026-10-07", "--no-record", "--format", "json")
        said = run("score", "--project", fintech, *words).json
        days = [snapshot["as_of"] for snapshot in said["snapshots"]]
        assert (
            days == ["2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05"][-weeks:]
        )
        assert lacking({"snapshots": [SCORE]}, said) == []


def test_check_and_audit_and_ingest_in_json(run: Command, fintech: Path, tmp_path: Path) -> None:
    folder = copy_of(fintech, tmp_path / "mine")
    checked = run("check", "--project", folder, "--format", "json")
    assert (checked.code, checked.json["sound"]) == (0, True)
    assert all(issue["severity"] != "error" for issue in checked.json["issues"])
    audited = run("audit", "--project", folder, *AS_OF, "--format", "json")
    assert audited.code == (0 if audited.json["fit"] else 1)
    assert {"table", "severity", "code", "found", "count", "rows"} <= set(
        audited.json["findings"][0]
    )
    ingested = run("ingest", "--project", folder, "--format", "json")
    assert ingested.code == 0
    tables = {table["table"]: table for table in ingested.json["tables"]}
    rows = len((fintech / "data" / "events.csv").read_text().splitlines()) - 1
    assert tables["events"]["rows_read"] == rows


@pytest.mark.parametrize("words", [["check"], ["score"]])
def test_json_stands_alone_on_stdout(fintech: Path, tmp_path: Path, words: list[str]) -> None:
    """From outside, in a process of its own: warnings and progress go elsewhere."""
    folder = copy_of(fintech, tmp_path / "mine")
    asked = [] if words == ["check"] else AS_OF
    ran = forewarn(*words, "--project", folder, *asked, "--format", "json")
    assert ran.code == 0, ran.err
    assert isinstance(json.loads(ran.out), dict)
    assert ran.out.endswith("}\n")
    assert ran.err == ""


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
@pytest.mark.parametrize("words", [["check"], ["audit"], ["score"], ["explain", "acc-0001"]])
def test_every_format(run: Command, fintech: Path, words: list[str], form: str) -> None:
    asked = {"check": [], "score": [*AS_OF, "--no-record"]}.get(words[0], [*AS_OF])
    ran = run(*words, "--project", fintech, *asked, "--format", form)
    assert ran.code in (0, 1)
    assert ran.out.strip()
    assert ran.err == ""


# -- exit codes ----------------------------------------------------------------------------------


def test_findings_end_with_1(run: Command, fintech: Path, tmp_path: Path) -> None:
    folder = copy_of(fintech, tmp_path / "mine")
    file = folder / "forewarn.yml"
    (folder / "surveys.csv").write_text(
        "account_id,kind,score,responded_at\nacc-0001,nps,9,2026-09-01\nnobody,nps,9,2026-09-01\n"
    )
    file.write_text(f"{file.read_text()}  surveys: surveys.csv\n")
    ran = run("audit", "--project", folder, *AS_OF, "--format", "json")
    assert ran.code == 1
    found = [each for each in ran.json["findings"] if each["table"] == "surveys"]
    assert any("nobody" in "".join(each["examples"]) for each in found), found


def test_issues_end_with_2_and_are_all_told(run: Command, fintech: Path, tmp_path: Path) -> None:
    folder = copy_of(fintech, tmp_path / "mine")
    card = folder / "scorecards" / "health.yml"
    text = (
        card.read_text()
        .replace("weight: 20", "wieght: 20", 1)
        .replace("kind: count", "kind: cuont", 1)
    )
    card.write_text(text)
    (folder / "scorecards" / "second.yml").write_text("scorecard: second\nversion: one\n")
    (folder / "forewarn.yml").write_text(
        (folder / "forewarn.yml").read_text().replace("currency:", "curency:", 1)
    )
    checked = run("check", "--project", folder)
    assert checked.code == 2
    scored = run("score", "--project", folder, *AS_OF)
    assert (scored.code, scored.out) == (2, "")
    for word in ("wieght", "cuont", "version", "curency"):
        assert word in checked.out
        assert word in scored.err
    for place in ("scorecards/health.yml:", "scorecards/second.yml:", "forewarn.yml:"):
        assert place in scored.err
    assert "did you mean: weight" in scored.err
    said = run("check", "--project", folder, "--format", "json").json
    assert not said["sound"]
    assert all(issue["line"] > 0 for issue in said["issues"])


def test_a_failure_of_ours_ends_with_3(
    run: Command, fintech: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_words: object, **_named: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(Project, "score", fails)
    ran = run("score", "--project", fintech, *AS_OF, "--format", "json")
    assert (ran.code, ran.out) == (3, "")
    assert "bug in Forewarn" in ran.err
    assert "planted" in ran.err
    assert "forewarn 0." in ran.err


# -- help and version ----------------------------------------------------------------------------


def test_help_names_the_verbs(run: Command) -> None:
    for words in (["--help"], ["-h"], []):
        ran = run(*words)
        assert ran.code == (0 if words else 2)
        assert all(verb in ran.out + ran.err for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_every_verb(run: Command, verb: str) -> None:
    ran = run(verb, "--help")
    assert ran.code == 0
    assert ran.err == ""
    assert f"Example: forewarn {verb}" in ran.out
    if verb not in ("demo", "init"):
        assert "--project" in ran.out
    if verb != "demo":
        assert "json" in ran.out


def test_version(run: Command) -> None:
    ran = run("--version")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("forewarn 0.")


# -- where the project is, and whom it is about --------------------------------------------------


def test_project_is_found_upward(run: Command, fintech: Path) -> None:
    ran = run("check", cwd=fintech / "data" / "truth")
    assert ran.code == 0, ran.err
    assert "account health" in ran.out


def test_only_this_account(run: Command, saas: Path) -> None:
    words = ("score", "--project", saas, *AS_OF, "--format", "json")
    everyone = {each["account_id"]: each for each in run(*words, "--no-record").json["accounts"]}
    two = list(everyone)[1:3]
    ran = run(*words, "--account", two[0], "--account", two[1])
    assert [each["account_id"] for each in ran.json["accounts"]] == two
    assert [everyone[name] for name in two] == ran.json["accounts"]
    assert recorded(saas) == [], "a run of some accounts is not recorded"


def test_only_this_scorecard(run: Command, saas: Path) -> None:
    words = ("score", "--project", saas, *AS_OF, "--format", "json", "--scorecard")
    said = run(*words, "onboarding").json
    assert [card["name"] for card in said["scorecards"]] == ["onboarding"]
    assert {account["scorecard"] for account in said["accounts"]} == {"onboarding"}
    assert recorded(saas) == [], "a run under one scorecard is not recorded"
    growth = run(*words, "expansion")
    assert (growth.code, growth.out) == (2, "")
    assert "no bands" in growth.err


@pytest.mark.slow
def test_include_scores_others_too(run: Command, saas: Path) -> None:
    words = ("score", "--project", saas, *AS_OF, "--format", "json")
    usual = run(*words, "--no-record").json
    assert usual["left_out"], "the simulated company must have accounts that are left out"
    more = run(
        *words, *(w for s in ("trial", "free", "internal", "ended") for w in ("--include", s))
    )
    left_out = sum(usual["left_out"].values())
    assert len(more.json["accounts"]) == len(usual["accounts"]) + left_out
