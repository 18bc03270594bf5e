"""Texts through every export and back: none becomes a formula, none changes (T15)."""

import csv
import os
import random
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import islice
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.engines.duckdb import csv_files
from forewarn.workbook.opening import open_workbook
from forewarn.workbook.pages import Made, Page
from forewarn.workbook.quoting import quoted, unquoted
from forewarn.workbook.tables import CsvSink, write_tables
from forewarn.workbook.writing import write
from tests.workbook.test_made import account

STARTS = "=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"
ALPHABET = STARTS + "'\"',; |!&<>(){}\\/.:%#_x0123456789AaEe$\u00e9\u4e2d\u202e\U0001f600"
LIKE_FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "-1+1", "1e5", "_x0041_"]
COUNT = 10_000
# LibreOffice takes half a minute for all of them; FOREWARN_TEXTS=10000 gives it all.
FEWER = int(os.environ.get("FOREWARN_TEXTS", "1000"))


def fuzzed(*, without: str = "") -> list[str]:
    drawn = random.Random(15)
    letters = [each for each in ALPHABET if each not in without]
    starts = [each for each in STARTS if each not in without]
    found = []
    for number in range(COUNT):
        text = "".join(drawn.choices(letters, k=drawn.randint(1, 24)))
        found.append(drawn.choice(starts) + text if number % 2 else text)
    return LIKE_FORMULAS + found[len(LIKE_FORMULAS) :]


@pytest.mark.slow
@given(st.text() | st.text(alphabet=ALPHABET))
def test_a_quote_put_on_comes_off(text):
    assert unquoted(quoted(text)) == text
    assert quoted(text)[:1] not in set(STARTS)


def a_workbook(path: Path, texts: list[str]) -> Path:
    page = Page("Texts")
    for row, text in enumerate(texts):
        page.put(row, 0, text)
        page.put(row, 1, -row / 7)
    write(Made([page], {}, {}, "t", "s"), path)
    return path


def by_libreoffice(path: Path, folder: Path) -> Path:
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder / "out" / f"{path.stem}.xlsx"


def formulas(path: Path) -> int:
    sheets = openpyxl.load_workbook(path).worksheets
    return sum(cell.data_type == "f" for each in sheets for row in each for cell in row)


@pytest.mark.slow
def test_texts_in_a_workbook_stay_as_they_are(tmp_path):
    texts = fuzzed(without="\0")
    path = a_workbook(tmp_path / "texts.xlsx", texts)
    assert formulas(path) == 0
    sheet = open_workbook(path).sheets["Texts"]
    assert [sheet.value(row, 0) for row in range(COUNT)] == texts
    numbers = [sheet.value(row, 1) for row in range(COUNT)]
    assert numbers == pytest.approx([-row / 7 for row in range(COUNT)], rel=1e-14, abs=0)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_finds_no_formula_in_a_workbook(tmp_path):
    # It takes _x5_ for a control character.
    texts = [each for each in fuzzed(without="\0") if "_x" not in each][:FEWER]
    again = by_libreoffice(a_workbook(tmp_path / "texts.xlsx", texts), tmp_path)
    assert formulas(again) == 0
    sheet = open_workbook(again).sheets["Texts"]
    kept = [_lines(str(sheet.value(row, 0))) for row in range(len(texts))]
    assert kept == [_lines(each) for each in texts]
    numbers = [sheet.value(row, 1) for row in range(len(texts))]
    assert numbers == pytest.approx([-row / 7 for row in range(len(texts))], rel=1e-14, abs=0)


def _lines(text: str) -> str:
    """The program has one kind of line end within a cell, and merges some of them."""
    return re.sub("[\r\n]+", "\n", text)


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> tuple[Path, list[str]]:
    """CSV exports whose accounts have these names."""
    texts = fuzzed()
    scored = account("a").result
    results = [
        replace(scored, account_id=f"a{number:05}", name=text) for number, text in enumerate(texts)
    ]
    folder = tmp_path_factory.mktemp("tables")
    write_tables([results], folder, ending="csv", sink=CsvSink)
    return folder / "snapshots.csv", texts


@pytest.mark.slow
def test_texts_in_csv_come_back_as_they_were(tables, tmp_path):
    path, texts = tables
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert not [row["name"] for row in rows if row["name"][:1] in set(STARTS)]
    assert [unquoted(row["name"]) for row in rows] == texts
    sheet = open_workbook(path).sheets["snapshots"]
    cells = [sheet.cells[row, 4] for row in range(1, COUNT + 1)]
    assert [each.value for each in cells if not each.problem] == [t for t in texts if "\0" not in t]


@pytest.mark.slow
def test_what_was_exported_is_loaded_as_it_was(tables, tmp_path):
    path, texts = tables
    kept = tmp_path / "without_nul.csv"
    with path.open(newline="", encoding="utf-8") as source, kept.open("w", newline="") as file:
        csv.writer(file).writerows(row for row in csv.reader(source) if "\0" not in "".join(row))
    connection = duckdb.connect()
    assert csv_files.load(connection, kept, "loaded", scratch=tmp_path) == ()
    found = connection.execute("SELECT name FROM loaded ORDER BY _row").fetchall()
    assert [name for (name,) in found] == [text for text in texts if "\0" not in text]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_finds_no_formula_in_csv(tables, tmp_path):
    few = tmp_path / "few.csv"
    with tables[0].open(newline="", encoding="utf-8") as source, few.open("w", newline="") as file:
        csv.writer(file).writerows(islice(csv.reader(source), FEWER + 1))
    again = by_libreoffice(few, tmp_path)
    assert formulas(again) == 0
    kept = openpyxl.load_workbook(again).active
    assert kept is not None
    assert kept.max_row == FEWER + 1


def test_negative_numbers_have_no_quote(tmp_path):
    result = account("a").result
    part = replace(result.score.contributions[0], contribution=-1.25, value=-3)
    score = replace(result.score, contributions=(part,))
    results = [replace(result, score=score)]
    write_tables([results], tmp_path, ending="csv", sink=CsvSink)
    with (tmp_path / "contributions.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["value"], row["contribution"]) == ("-3", "-1.25")


def test_a_quote_of_ours_comes_off_rows_that_are_read_slowly_too(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("id,name\n1,'=x\n2,y,z\n3,''-y\n4,'it\n", encoding="utf-8")
    connection = duckdb.connect()
    assert len(csv_files.load(connection, path, "loaded", scratch=tmp_path)) == 1
    found = connection.execute("SELECT name FROM loaded ORDER BY _row").fetchall()
    assert [name for (name,) in found] == ["=x", "'-y", "'it"]


def test_a_quote_is_seen_across_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_files, "_PIECE", 7)
    for before in range(8):
        path = tmp_path / "odd.csv"
        path.write_text(f"id,name\n{'x' * before},'=1\n", encoding="utf-8")
        connection = duckdb.connect()
        csv_files.load(connection, path, "loaded", scratch=tmp_path)
        assert connection.execute("SELECT name FROM loaded").fetchone() == ("=1",)
