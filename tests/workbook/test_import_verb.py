"""The verb ``import`` on the command line."""

import pytest

from tests.project.companies import END_ON, copy_of
from tests.workbook.typed import accounts_in, edit_file, typing

pytestmark = pytest.mark.slow


def test_what_cannot_be_read_is_refused_in_words(run, fintech, tmp_path):
    ran = run("import", tmp_path / "nowhere.xlsx", "--project", fintech)
    assert (ran.code, "nowhere.xlsx" in ran.err) == (2, True)
    ran = run("import", "x.xlsx", "--take", "mine", "--project", fintech)
    assert ran.code == 2
    assert "--take mine does not say what to take" in ran.err
    assert "--take ACCOUNT.field=sheet" in ran.err


@pytest.mark.slow
def test_a_sheet_goes_out_and_comes_back(run, fintech, tmp_path):
    project = copy_of(fintech, tmp_path / "project")
    sheet = tmp_path / "health.xlsx"
    assert run("export", "--project", project, "--xlsx", sheet, "--as-of", END_ON).code == 0
    ran = run("import", sheet, "--project", project)
    assert ran.code == 0, ran.err
    assert "Nothing was typed into the yellow cells." in ran.out
    first, second = accounts_in(sheet)[:2]
    typed = {first: {"pulse": 2, "by": "Ana Ruiz", "note": "A note."}, second: {"pulse": "often"}}
    back = edit_file(sheet, tmp_path / "back.xlsx", typing(typed))
    ran = run("import", back, "--project", project)
    assert ran.code == 2
    assert "Assess!H7, row 7, column Pulse 1 to 5" in ran.out
    assert "Nothing was written: 1 bad cell." in ran.out
    ran = run("import", back, "--project", project, "--accept-good-rows", "-f", "json")
    assert ran.code == 0, ran.err
    assert [each["account_id"] for each in ran.json["assessments"]] == [first]
    assert ran.json["written"] is True
    said = run("explain", first, "--project", project, "-f", "json", "--as-of", "2027-01-01")
    pulses = [each for each in said.json["contributions"] if "pulse" in each["signal"]]
    assert [each["value"] for each in pulses] in ([2], [2.0], ["2"], [])
    again = run("import", back, "--project", project, "--accept-good-rows", "-f", "json")
    assert (again.json["written"], again.json["known"]) == (False, 1)
