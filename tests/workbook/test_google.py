"""Pushing to and pulling from Google Sheets, against a stand-in of its API on this machine."""

from datetime import datetime

import pytest

from forewarn.terms.errors import ForewarnError
from forewarn.workbook.google import requests
from forewarn.workbook.google.online import OnlineSheet, sheet_id_of
from forewarn.workbook.google.pulling import pull
from forewarn.workbook.google.pushing import push
from forewarn.workbook.make import make
from forewarn.workbook.opening import open_workbook
from forewarn.workbook.writing import write
from tests.workbook.books import material
from tests.workbook.stand_in import serving
from tests.workbook.test_made import HOSTILE, account, book

pytestmark = pytest.mark.slow


@pytest.fixture
def online():
    """A spreadsheet, a port to it, and the pauses that the port made."""
    with serving() as (there, host):
        pauses: list[float] = []
        port = OnlineSheet("x", credentials=None, host=host, sleep=pauses.append)
        yield there, port, pauses
        port.close()


@pytest.fixture(scope="module")
def made():
    return make(material(book(*(account(each) for each in HOSTILE))))


def standing(there):
    """Everything that stands online, without ids."""
    return {
        each.properties["title"]: (dict(each.cells), each.rules, len(each.protected), each.widths)
        for each in there.sheets.values()
    }


def test_what_is_pushed_is_the_workbook(online, made, tmp_path):
    there, port, _ = online
    push(made, port)
    write(made, tmp_path / "b.xlsx")
    wanted = open_workbook(tmp_path / "b.xlsx")
    got = pull(port, [page.name for page in made.pages])
    assert list(got.sheets) == list(wanted.sheets)
    for name, sheet in wanted.sheets.items():
        constants = {s: c.value for s, c in sheet.cells.items() if not c.formula}
        found = got.sheets[name].cells
        assert {s: c.value for s, c in found.items() if not c.formula} == constants
        assert {s for s, c in found.items() if c.formula} == set(sheet.cells) - constants.keys()
    assert {name: place.removeprefix("=") for name, place in got.names.items()} == {
        name: place.removeprefix("=") for name, place in made.names.items()
    }
    assert "Sheet1" in standing(there)


def test_texts_are_never_formulas_online(online, made):
    there, port, _ = online
    push(made, port)
    names = [there.titled("Accounts").cells[row, 1] for row in range(5, 5 + len(HOSTILE))]
    assert [each["userEnteredValue"] for each in names] == [
        {"stringValue": each} for each in HOSTILE
    ]


def test_pushing_twice_changes_nothing_and_anew_gives_the_same(online, made):
    there, port, _ = online
    push(made, port)
    before, writes = standing(there), there.writes
    assert push(made, port).calls == 0
    assert there.writes == writes
    there.type_in("Assess", 200, 4, {"stringValue": "left over"})
    assert push(made, port, anew=True).calls > 0
    assert standing(there) == before


@pytest.mark.parametrize("trouble", [429, 500, 503, "lost", "cut"])
def test_a_call_that_fails_on_the_way_is_made_once(online, made, trouble):
    there, port, pauses = online
    push(made, port)
    before, writes = standing(there), there.writes
    there.troubles = [None, trouble, trouble, None, trouble]
    push(made, port, anew=True)
    assert standing(there) == before
    assert there.writes == 2 * writes
    assert pauses[0] == (7 if trouble == 429 else 1)


@pytest.mark.parametrize("stop", [1, 2, 3, 6])
def test_a_push_that_was_stopped_goes_on_where_it_was(online, made, monkeypatch, stop):
    there, port, _ = online
    monkeypatch.setattr(requests, "MOST_CELLS", 40)
    there.troubles = [None] * stop + [503] * 100
    with pytest.raises(ForewarnError, match="goes on where it stopped"):
        push(made, port)
    there.troubles = []
    again = push(made, port)
    assert again.resumed == (stop > 1)
    whole = len(list(requests.batches(made, requests.sheet_ids(made, port.outline()))))
    assert again.calls == (whole - (stop - 1) if stop > 1 else whole + 1)
    with serving() as (other, host):
        straight = OnlineSheet("y", credentials=None, host=host)
        push(made, straight)
        straight.close()
        assert standing(other) == standing(there)


def test_what_people_typed_is_pulled_with_its_kind(online, made):
    there, port, _ = online
    push(made, port)
    before = pull(port, ["Assess"])
    there.type_in("Assess", 5, 4, {"stringValue": "active"})
    there.type_in("Assess", 5, 7, {"numberValue": 4})
    there.type_in("Assess", 5, 11, {"numberValue": 46000})
    there.type_in("Assess", 6, 4, {"formulaValue": "=IMPORTXML(1,2)"})
    got = pull(port, ["Assess", "not there"])
    sheet = got.sheets["Assess"]
    assert [sheet.value(5, column) for column in (4, 7, 11)] == [
        "active", 4.0, datetime.fromisoformat("2025-12-09"),
    ]  # fmt: skip
    assert sheet.cells[6, 4].formula
    assert sheet.cells[6, 4].problem
    assert got.digest != before.digest
    assert list(got.sheets) == ["Assess"]


def test_writes_keep_below_the_quota(made):
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    with serving() as (_, host):
        port = OnlineSheet("x", credentials=None, host=host, sleep=sleep, clock=lambda: now[0])
        turns = []
        for _ in range(170):
            port.wait_a_turn()
            turns.append(now[0])
            now[0] += 0.1
        port.close()
    assert all(later - first >= 60 for first, later in zip(turns, turns[60:], strict=False))


def test_a_refusal_says_what_to_do(online, made):
    there, port, pauses = online
    there.troubles = [403]
    with pytest.raises(ForewarnError, match=r"refuses \(403\)") as refused:
        push(made, port)
    assert "service account" in refused.value.fix
    assert pauses == []


def test_addresses():
    address = "https://docs.google.com/spreadsheets/d/1AbC-d_e/edit#gid=0"
    assert sheet_id_of(address) == "1AbC-d_e"
    assert sheet_id_of("https://docs.google.com/document/d/1AbC/edit") is None
    assert sheet_id_of("https://docs.google.com.evil.example/spreadsheets/d/1/edit") is None
    assert sheet_id_of("shared/health.xlsx") is None


def test_a_key_file_is_needed_and_named(tmp_path):
    with pytest.raises(ForewarnError, match="no key file"):
        OnlineSheet("x", credentials=None)
    (tmp_path / "key.json").write_text("{}")
    with pytest.raises(ForewarnError, match=r"key\.json is no key file"):
        OnlineSheet("x", credentials=tmp_path / "key.json")
