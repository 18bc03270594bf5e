"""A workbook recalculated by a program that is not ours, held to the values we wrote beside it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import ironcalc

from forewarn.workbook.pages import Made, Shown
from forewarn.workbook.places import cell
from forewarn.workbook.writing import write

CLOSE = 1e-9


class Apart(NamedTuple):
    """A formula that gives something else than was written beside it."""

    place: str
    formula: str
    wanted: Shown
    got: Any


def by_ironcalc(made: Made, path: Path) -> list[Apart]:
    """Formulas that IronCalc answers otherwise."""
    write(made, path)
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    return list(_apart(made, lambda s, row, column: model.get_cell_value(s, row + 1, column + 1)))


def by_libreoffice(made: Made, path: Path, folder: Path) -> list[Apart]:
    """Formulas that LibreOffice, made to recalculate, answers otherwise."""
    write(made, path)
    return against(made, recalculate(path, folder))


def recalculate(path: Path, folder: Path) -> Path:
    """The file as LibreOffice calculates it, whatever values were written."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE)
    out = folder / "recalculated"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=300, env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip
    return out / path.name


def against(made: Made, path: Path) -> list[Apart]:
    """Formulas whose stored value in a file is not the one wanted."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    sheets = [
        book.get_sheet_by_name(page.name).to_python(skip_empty_area=False) for page in made.pages
    ]

    def get(sheet: int, row: int, column: int) -> Any:
        rows = sheets[sheet]
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else None

    return list(_apart(made, get))


def _apart(made: Made, get: Any) -> Iterator[Apart]:
    for number, page in enumerate(made.pages):
        for row, cells in page.rows.items():
            for column, each in cells.items():
                if each.formula is None:
                    continue
                got = get(number, row, column)
                if not same(each.value, got):
                    place = f"{page.name}!{cell(row, column)}"
                    yield Apart(place, each.formula, each.value, got)


def same(wanted: Shown, got: Any) -> bool:
    """Numbers to 1e-9; an empty text is an empty cell."""
    empty = (wanted is None or wanted == "", got is None or got == "")
    if any(empty):
        return all(empty)
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return abs(wanted - got) <= CLOSE
    return wanted == got


_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
