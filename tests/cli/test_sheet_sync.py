"""``forewarn sheet sync``: read back, put on record, written anew; in a folder and online."""

import json

import pytest

from tests.project.companies import END_ON, copy_of
from tests.workbook.stand_in import serving
from tests.workbook.typed import edit_file

pytestmark = pytest.mark.slow
ACCOUNT_ROW = 6
PULSE, BY = "H", "K"


def typed(path, **cells):
    def change(book):
        for place, value in cells.items():
            book["Assess"][place] = value

    edit_file(path, path, change)


def synced(run, where, folder, *more):
    ran = run("sheet", "sync", where, "--project", folder, "-f", "json", *more)
    return ran, json.loads(ran.out) if ran.out else None


def test_a_sheet_in_a_folder_stays_in_step(run, fintech, tmp_path):
    folder, path = copy_of(fintech, tmp_path / "project"), tmp_path / "health.xlsx"
    ran, told = synced(run, path, folder, "--as-of", END_ON)
    assert (ran.code, told["imported"], told["written"]) == (0, None, True)
    typed(path, **{f"{PULSE}{ACCOUNT_ROW}": 9, f"{BY}{ACCOUNT_ROW}": "Mirelle"})
    before = path.read_bytes()
    ran, told = synced(run, path, folder)
    assert (ran.code, told["written"], len(told["imported"]["bad_cells"])) == (2, False, 1)
    assert path.read_bytes() == before
    typed(path, **{f"{PULSE}{ACCOUNT_ROW}": 2})
    ran, told = synced(run, path, folder)
    assert (ran.code, told["written"], len(told["imported"]["assessments"])) == (0, True, 1)
    ran, told = synced(run, path, folder)
    assert (told["written"], told["imported"]["assessments"]) == (True, [])


def test_an_open_sheet_is_left_alone(run, fintech, tmp_path):
    (tmp_path / "~$health.xlsx").write_bytes(b"\x07Mirelle")
    ran, _ = synced(run, tmp_path / "health.xlsx", fintech)
    assert ran.code == 2
    assert "by Mirelle" in ran.err


def test_a_sheet_online_stays_in_step(run, fintech, tmp_path, monkeypatch):
    folder = copy_of(fintech, tmp_path / "project")
    address = "https://docs.google.com/spreadsheets/d/x/edit"
    with serving() as (there, host):
        monkeypatch.setenv("FOREWARN_GOOGLE_STAND_IN", host)
        ran, told = synced(run, address, folder, "--as-of", END_ON)
        assert (ran.code, told["imported"], told["written"]) == (0, None, True)
        there.type_in("Assess", ACCOUNT_ROW - 1, 7, {"numberValue": 2})
        there.type_in("Assess", ACCOUNT_ROW - 1, 10, {"stringValue": "Mirelle"})
        ran, told = synced(run, address, folder)
        assert (ran.code, told["written"], len(told["imported"]["assessments"])) == (0, True, 1)
        empty = there.titled("Assess").cells[ACCOUNT_ROW - 1, 7]
        assert "userEnteredValue" not in empty
        ran, told = synced(run, address, folder)
        assert told["imported"]["assessments"] == []


def test_another_address_and_no_key_are_told(run, fintech, monkeypatch):
    ran, _ = synced(run, "https://example.org/sheet", fintech)
    assert (ran.code, "no address of a Google spreadsheet" in ran.err) == (2, True)
    monkeypatch.delenv("FOREWARN_GOOGLE_STAND_IN", raising=False)
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    ran, _ = synced(run, "https://docs.google.com/spreadsheets/d/x/edit", fintech)
    assert (ran.code, "FOREWARN_GOOGLE_CREDENTIALS" in ran.err) == (2, True)
