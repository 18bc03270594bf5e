"""The verb ``export`` on the command line."""

import json
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.project.companies import END_ON


def test_export_writes_a_workbook(run, fintech, tmp_path):
    path = tmp_path / "health.xlsx"
    ran = run("export", "--project", fintech, "--xlsx", path, "--as-of", END_ON, "-f", "json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert told["files"] == [str(path)]
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("Accounts").to_python()
    scored = run("score", "--project", fintech, "--as-of", END_ON, "--no-record", "-f", "json")
    accounts = {each["account_id"]: each for each in json.loads(scored.out)["accounts"]}
    assert told["accounts"] == len(accounts)
    rows = [row for row in sheet[5:] if row[0] in accounts]
    assert rows
    for row in rows:
        wanted = accounts[row[0]]
        assert row[2] == ("" if wanted["score"] is None else wanted["score"])
        assert row[3] == (wanted["effective_band"] or "")


def test_export_without_a_place_is_refused(run, fintech):
    ran = run("export", "--project", fintech)
    assert ran.code == 2
    assert "--xlsx FILE" in ran.err


def test_export_names_a_folder_that_is_not_there(run, fintech, tmp_path: Path):
    path = tmp_path / "nowhere" / "health.xlsx"
    ran = run("export", "--project", fintech, "--xlsx", path)
    assert ran.code == 2
    assert "cannot be written" in ran.err
