"""The verb ``export`` on the command line."""

import csv
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from forewarn.project import Project
from forewarn.project.exporting import material
from forewarn.scoring.score import score
from forewarn.terms.signal import observed
from forewarn.workbook.assess_page import COLUMN
from forewarn.workbook.make import make
from forewarn.workbook.tables import safe
from forewarn.workbook.writing import write
from tests.project.companies import END_ON

pytestmark = pytest.mark.slow


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


@pytest.mark.slow
def test_a_pulse_that_is_typed_moves_the_score_as_the_engine_would(fintech, tmp_path):
    import ironcalc

    with Project.open(fintech) as project:
        found = material(project._desk(frozenset()), END_ON)
    made, path = make(found), tmp_path / "health.xlsx"
    write(made, path)
    book = found.books[0]
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    names = [each.name for each in made.pages]
    accounts, assess = names.index(book_sheet(made)), names.index("Assess")
    moved = 0
    for pulse in (1, 5):
        for row in range(len(book.lines)):
            model.update_cell_with_number(assess, 6 + row, COLUMN["new_pulse"] + 1, pulse)
        model.evaluate()
        for row, line in enumerate(book.lines):
            values = dict(line.values) | {"pulse": observed(pulse)}
            wanted = score(book.card, values, line.attributes).score
            got = model.get_cell_value(accounts, 6 + row, 3)
            assert (wanted is None and got == "") or abs(wanted - got) <= 1e-9
            moved += wanted != line.result.score.score
    assert moved > len(book.lines)


def book_sheet(made):
    return next(each.name for each in made.pages if each.name.startswith("Accounts"))


def test_export_without_a_place_is_refused(run, fintech):
    ran = run("export", "--project", fintech)
    assert ran.code == 2
    assert "--xlsx FILE" in ran.err


def test_export_names_a_folder_that_is_not_there(run, fintech, tmp_path: Path):
    path = tmp_path / "nowhere" / "health.xlsx"
    ran = run("export", "--project", fintech, "--xlsx", path)
    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_export_to_tables_says_what_score_says(run, fintech, tmp_path: Path):
    ran = run("export", "--project", fintech, "--csv", tmp_path / "out", "--as-of", END_ON)
    assert ran.code == 0, ran.err
    with (tmp_path / "out" / "contributions.csv").open(newline="", encoding="utf-8") as file:
        parts = list(csv.DictReader(file))
    with (tmp_path / "out" / "snapshots.csv").open(newline="", encoding="utf-8") as file:
        snapshots = {row["account_id"]: row for row in csv.DictReader(file)}
    assert snapshots
    for account, row in snapshots.items():
        mine = [part["contribution"] for part in parts if part["account_id"] == account]
        if row["score"]:
            assert abs(sum(map(float, mine)) - float(row["score"])) <= 1e-9
        else:
            assert row["reason"]
            assert not any(mine)


def test_text_that_would_run_is_kept_from_it_and_numbers_are_left():
    assert [safe(each) for each in ("=1", "@x", "-1", "\uff1d1", "fine", None)] == [
        "'=1", "'@x", "'-1", "'\uff1d1", "fine", None,
    ]  # fmt: skip
    assert safe(-1.5) == -1.5
