"""``plan``, ``apply`` and ``backtest --against`` as people and scripts call them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.command import Command
from tests.cli.test_mistakes import refused
from tests.project.companies import END_ON, copy_of

pytestmark = pytest.mark.slow

AS_OF = ("--as-of", str(END_ON))
APPROVED = ("--approved-by", "Ana Ruiz: revops", "Jo Park: cs")
WANTED = ("--by", "Ana Ruiz", "--why", "logins say little", *APPROVED)


@pytest.fixture
def folder(fintech: Path, tmp_path: Path, run: Command) -> Path:
    """A project with a plan applied, and a change that is not."""
    folder = copy_of(fintech, tmp_path / "project")
    place = ("--project", folder)
    assert run("score", *place, *AS_OF).code == 0
    assert run("plan", *place, *AS_OF, "--out", tmp_path / "first.json").code == 0
    assert run("apply", tmp_path / "first.json", *place, *WANTED).code == 0
    file = folder / "scorecards" / "health.yml"
    file.write_text(file.read_text().replace("from: 45,", "from: 60,"))
    return folder


def test_from_a_changed_file_to_what_is_in_force(
    run: Command, folder: Path, tmp_path: Path
) -> None:
    place, file = ("--project", folder), tmp_path / "plan.json"
    plan = run("plan", *place, *AS_OF, "--out", file, "--format", "json")
    told = plan.json
    assert json.loads(file.read_text()) == told
    assert told["category"] == "banding"
    assert told["moves"]
    assert {"account_id", "from_band", "to_band", "arr"} <= told["moves"][0].keys()
    assert run("plan", *place, *AS_OF, "--format", "markdown").out.startswith("## A banding change")
    said = "scorecards/health.yml differs from what is in force: forewarn plan"
    before = run("score", *place, *AS_OF, "--no-record", "--format", "json").json
    assert said in before["notices"]
    refused(run("apply", file, *place), "--by NAME", "--why TEXT", "NAME: cs", "NAME: revops")
    done = run("apply", file, *place, *WANTED)
    assert (done.code, "In force: account health v1" in done.out) == (0, True)
    again = run("apply", file, *place)
    assert (again.code, "nothing was written" in again.out) == (0, True)
    after = run("score", *place, *AS_OF, "--no-record", "--format", "json").json
    assert said not in after["notices"]
    assert after["scorecards"][0]["fingerprint"] != before["scorecards"][0]["fingerprint"]
    moved = {each["account_id"]: each["to_band"] for each in told["moves"]}
    now = {each["account_id"]: each["effective_band"] for each in after["accounts"]}
    assert moved == {account: now[account] for account in moved}
    history = run("plan", *place, "--history", "--format", "json").json["applied"]
    assert [each["number"] for each in history] == [2, 1]
    assert [each["why"] for each in history] == ["logins say little"] * 2
    assert "Plans that were applied" in run("plan", *place, "--history").out


def test_two_scorecards_on_the_same_cases(run: Command, folder: Path, tmp_path: Path) -> None:
    place = ("--project", folder)
    candidate = tmp_path / "candidate.yml"
    shutil.copy(folder / "scorecards" / "health.yml", candidate)
    words = ("backtest", *place, *AS_OF, "--no-record", "--horizon", 60, 90)
    told = run(*words, "--against", candidate, "--format", "json").json
    found = told["compared"]
    assert [each["days"] for each in found["horizons"]] == [60, 90]
    assert found["second"] == f"account health ({candidate})"
    assert {each["name"] for each in found["horizons"][1]["figures"]} == {
        "AUC",
        "balanced accuracy",
        "recall",
        "precision",
    }
    # Forty accounts: nothing is claimed.
    assert found["said"] == "too few to judge"
    assert "more lost" in found["horizons"][1]["missing"]
    assert "against" in run(*words, "--against", "scorecards/health.yml").out
    assert "compared" in run(*words, "--format", "json").json
    assert run(*words, "--format", "json").json["compared"] is None


def test_mistakes(run: Command, folder: Path, tmp_path: Path) -> None:
    place = ("--project", folder)
    test = ("backtest", *place, *AS_OF, "--against")
    refused(run(*test, "acount health"), "no scorecard", "did you mean 'account health'")
    refused(run(*test, tmp_path / "none.yml"), "cannot be read")
    broken = tmp_path / "broken.yml"
    broken.write_text("scorecard: x\ninputs: []\n")
    refused(run(*test, broken), "broken.yml", "error")
    refused(run("apply", tmp_path / "none.json", *place, *WANTED), "cannot be read", "plan again")
    (tmp_path / "no.json").write_text("{}")
    refused(run("apply", tmp_path / "no.json", *place, *WANTED), "is no plan", "plan again")
    out = tmp_path / "nowhere" / "plan.json"
    refused(run("plan", *place, *AS_OF, "--out", out), "there is no folder")
    refused(run("plan", *place, *AS_OF, "--out", tmp_path), "is a folder", "plan.json")
    pack = ("review", *place, "--governance", "--out")
    refused(run(*pack, tmp_path / "no.json"), "is a file, no folder")
    assert "signals.py" not in run("plan", *place, *AS_OF).out
