"""1,000 hostile cells over 40 files: read as they stand, or named with the reason (T13)."""

import csv
import random
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from forewarn.workbook.opening import open_workbook
from tests.workbook import foreign_books as books

pytestmark = pytest.mark.slow
BOOKS, CELLS = 40, 25
CANARY = "ran"
STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


def texts(canary: Path) -> list[str]:
    """Texts that programs have run, or read as something else."""
    run = f"touch {canary}"
    tails = ["1+1", f"cmd|'/c {run}'!A0", f'HYPERLINK("file:///{canary}","x")', "SUM(A1:A9)*2"]
    return [
        *(start + tail for start in STARTS for tail in tails),
        f'DDE("cmd";"/c {run}")', f"=MSEXCEL|'\\..\\cmd.exe /c {run}'!''", f"$({run})", f"`{run}`",
        "NaN", "nan", "inf", "-Infinity", "#N/A", "#REF!", "1e999", "TRUE", "1_000", "1,5", "0x1F",
        "30 February 2026", "2026-02-30", "01/02/03", "24-1-1", "1900-02-29", "\u202egnp.exe",
        "\u0440\u0443\u043b\u044c", "A\u0441\u0441ount", "\uff11\uff12", "x" * 32_767, "'=1",
        "<script>alert(1)</script>", "a;b\tc,d", '"quoted"', "]]>", "&lt;", "{{7*7}}", "''=1",
        "_xD800_",
    ]  # fmt: skip


def _inline(place: str, text: str) -> str:
    # A line end of its own would be read as a line feed, as XML has it.
    shown = escape(text, {"\r": "&#13;", "\t": "&#9;"})
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


ODD = [
    ('<c r="{}" t="e"><v>#DIV/0!</v></c>', "error-value"),
    ('<c r="{}" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "error-value"),
    ('<c r="{}"><f>1+1</f></c>', "not-calculated"),
    ("<c r=\"{}\"><f>cmd|'/c calc'!A0</f><v/></c>", "not-calculated"),
    ('<c r="{}"><v>NaN</v></c>', "not-finite"),
    ('<c r="{}"><v>-INF</v></c>', "not-finite"),
    ('<c r="{}"><v>1e999</v></c>', "not-finite"),
    ('<c r="{}" s="1"><v>-3</v></c>', "not-a-date"),
    ('<c r="{}" s="1"><v>60</v></c>', "not-a-date"),
    ('<c r="{}" s="1"><v>0.5</v></c>', "not-a-date"),
    ('<c r="{}" t="inlineStr"><is><t>a_x0000_b</t></is></c>', "control-character"),
    ('<c r="{0}"><v>1</v></c><c r="{0}"><v>2</v></c>', "twice"),
    (f'<c r="{{}}" t="inlineStr"><is><t>{"x" * 32_768}</t></is></c>', "too-long"),
]


def xlsx(path: Path, drawn: random.Random, canary: Path) -> dict[tuple[int, int], object]:
    """A workbook of hostile cells and what each is to be read as: a text or a code."""
    wanted: dict[tuple[int, int], object] = {}
    rows = []
    for row in range(CELLS):
        column = drawn.randrange(0, 20)
        place = f"{chr(65 + column)}{row + 1}"
        if drawn.random() < 0.4:
            pattern, code = drawn.choice(ODD)
            wanted[row, column] = {"code": code}
            cell = pattern.format(place)
        else:
            text = drawn.choice(texts(canary))
            wanted[row, column] = text
            cell = _inline(place, text)
        rows.append(books.row(cell, number=row + 1))
    books.write(path, books.parts("".join(rows)))
    return wanted


def text_file(path: Path, drawn: random.Random, canary: Path) -> dict[tuple[int, int], object]:
    wanted: dict[tuple[int, int], object] = {}
    lines = []
    for row in range(CELLS):
        text = drawn.choice([*texts(canary), "a\0b"])
        wanted[row, 1] = {"code": "control-character"} if "\0" in text else text
        lines.append([str(row), f"'{text}" if text.lstrip("'")[0] in [*STARTS, "\0"] else text])
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)
    return wanted


def test_hostile_cells_are_read_as_they_stand_or_named(tmp_path):
    drawn = random.Random(13)
    canary = tmp_path / CANARY
    seen = 0
    for number in range(BOOKS):
        kind, make = (".csv", text_file) if number % 4 == 3 else (".xlsx", xlsx)
        path = tmp_path / f"book{number}{kind}"
        wanted = make(path, drawn, canary)
        book = open_workbook(path)
        (sheet,) = book.sheets.values()
        named = {(each.row, each.column): each for each in book.findings if each.code != "turning"}
        for spot, want in wanted.items():
            cell = sheet.cells[spot]
            if isinstance(want, dict):
                assert (cell.value, named[spot].code if spot in named else cell) == (
                    None,
                    want["code"],
                )
                assert named[spot].found == cell.problem
                assert named[spot].place.startswith(f"{sheet.name}!")
            else:
                assert (cell.value, cell.formula, cell.problem) == (want, False, "")
                assert spot not in named
            seen += 1
    assert seen == BOOKS * CELLS
    assert not canary.exists()
