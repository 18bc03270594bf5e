"""Workbooks as people send them back: opened from a layout, or changed in the file."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from forewarn.workbook.assess_page import COLUMN, HEAD
from forewarn.workbook.foreign.opened import Cells, OpenedBook, OpenedSheet, Value
from forewarn.workbook.pages import Made, Page

Typed = Mapping[str, Mapping[str, Any]]
"""By account, then by word of the column (``pulse``, ``by`` ...)."""


def opened(made: Made) -> OpenedBook:
    """A layout as the opener would give it, without a file between."""
    sheets = {page.name: OpenedSheet(page.name, _cells(page)) for page in made.pages}
    names = {name: place.removeprefix("=") for name, place in made.names.items()}
    return OpenedBook("book.xlsx", "0", sheets, names)


def _cells(page: Page) -> Cells:
    cells = Cells()
    for row, found in page.rows.items():
        for column, each in found.items():
            value = _value(each.value)
            if value is not None and value != "":
                cells.held.setdefault(row, {})[column] = value
                if each.formula is not None:
                    cells.formulas[row] = cells.formulas.get(row, frozenset()) | {column}
    return cells


def _value(value: object) -> Value:
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 as sheets have them
    if isinstance(value, int | float):
        return float(value)
    return None if value is None else str(value)


def type_into(book: OpenedBook, typed: Typed) -> OpenedBook:
    """Put values into yellow cells of *Assess*."""
    sheet = book.sheets["Assess"]
    rows = {sheet.value(row, 0): row for row in sheet.rows if row > HEAD}
    for account, cells in typed.items():
        for word, value in cells.items():
            sheet.cells.held[rows[account]][COLUMN[f"new_{word}"]] = _value(value)
    return book


def edit_file(path: Path, target: Path, change: Callable[[Any], None]) -> Path:
    """Change a workbook with another program's library, and save it elsewhere."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it does not know sparklines
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(target)
        book.close()
    return target


def typing(typed: Typed) -> Callable[[Any], None]:
    """The same as ``type_into``, for a file."""

    def change(book: Any) -> None:
        sheet = book["Assess"]
        rows = {sheet.cell(row, 1).value: row for row in range(HEAD + 2, sheet.max_row + 1)}
        for account, cells in typed.items():
            for word, value in cells.items():
                sheet.cell(rows[account], COLUMN[f"new_{word}"] + 1).value = value

    return change


def accounts_in(path: Path) -> list[str]:
    """Account ids in sheet *Assess*, in order."""
    from python_calamine import CalamineWorkbook

    rows: Iterable[list[Any]] = CalamineWorkbook.from_path(path).get_sheet_by_name("Assess")
    return [str(row[0]) for row in rows.to_python(skip_empty_area=False)[HEAD + 1 :]]  # type: ignore[attr-defined]
