"""A page's rows as the XML of a sheet: the one part of a file that grows with the book.

XlsxWriter keeps every cell in a table of its own, searches every formula 29 times for functions
that we never call, and writes numbers with 16 digits. Rows written here cost half the time and
memory, and numbers come back to the last bit. Everything else of a file stays the library's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any

from forewarn.workbook.looks import LOOKS
from forewarn.workbook.pages import Cell, Page, Shown
from forewarn.workbook.places import column_letters

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.sharedstrings import SharedStringTable
    from xlsxwriter.worksheet import Worksheet

MOST_TEXT = 32_767
_WIDTH = 8.4
_LINE, _TALLEST, _TITLE = 13.0, 400.0, 24.0
_FIRST_DAY = date(1899, 12, 30)
_FIRST_SURE_DAY = date(1900, 3, 1)
"""Before it programs disagree, for one of them took 1900 for a leap year."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def worksheet_of(page: Page) -> type[Worksheet]:
    """The class of a worksheet that writes a page's rows itself and formulas as they are."""
    from xlsxwriter.worksheet import Worksheet

    class PageWorksheet(Worksheet):  # type: ignore[misc]
        rows: SheetRows

        def _prepare_formula(self, formula: str, *_: object) -> str:
            return formula.removeprefix("=")

        def _write_rows(self) -> None:
            for text in self.rows.texts():
                self.fh.write(text)

    return PageWorksheet


class SheetRows:
    """The rows of one page; strings are registered at once, texts are made when they are asked."""

    def __init__(self, page: Page, looks: Mapping[str, Format], strings: SharedStringTable) -> None:
        self.page = page
        self._styles = {name: look._get_xf_index() for name, look in looks.items()}
        self._strings: dict[str, int] = {}
        for cells in page.rows.values():
            for each in cells.values():
                text = text_of(each)
                if text is not None:
                    self._strings[text] = strings._get_shared_string_index(text)

    def size(self, sheet: Any) -> None:
        """Tell a sheet how far it reaches."""
        columns = [column for cells in self.page.rows.values() for column in cells]
        if columns:
            sheet.dim_rowmin, sheet.dim_rowmax = min(self.page.rows), max(self.page.rows)
            sheet.dim_colmin, sheet.dim_colmax = min(columns), max(columns)

    def texts(self) -> Iterator[str]:
        """Each row's XML, from the top."""
        for row in sorted(self.page.rows):
            cells = self.page.rows[row]
            height = self.page.heights.get(row) or height_of(cells, self.page.widths)
            height = _TITLE if row == 0 and height is None else height
            tall = "" if height is None else f' ht="{height:g}" customHeight="1"'
            inside = "".join(self._cell(row, column, cells[column]) for column in sorted(cells))
            yield f'<row r="{row + 1}"{tall}>{inside}</row>'

    def _cell(self, row: int, column: int, each: Cell) -> str:
        at = f'<c r="{column_letters(column)}{row + 1}" s="{self._styles[each.style]}"'
        value = each.value
        if each.formula is not None:
            return _formula(at, each.formula, "" if value is None else value)
        if value is None:
            return f"{at}/>"
        text = text_of(each)
        if text is not None:
            return f'{at} t="s"><v>{self._strings[text]}</v></c>'
        return f"{at}><v>{_number(value)}</v></c>"


def text_of(each: Cell) -> str | None:
    """What a cell holds as text; None where it holds a number, a date, a formula or nothing.

    Numbers that are none and dates that no sheet has are shown as text.
    """
    value = each.value
    if each.formula is not None or value is None:
        return None
    if isinstance(value, str):
        return shortened(value.encode("utf-8", "replace").decode("utf-8"), MOST_TEXT)
    if isinstance(value, date):
        return None if value >= _FIRST_SURE_DAY else value.isoformat()
    return None if isfinite(value) else str(value)


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters; a longer one ends in an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"


def height_of(cells: Mapping[int, Cell], widths: Mapping[int, float]) -> float | None:
    """Room for wrapped text: no program fits rows to it by itself when it opens a file."""
    lines = [
        ceil(len(each.value) * 0.92 / widths.get(column, _WIDTH))
        for column, each in cells.items()
        if isinstance(each.value, str) and LOOKS[each.style].get("text_wrap")
    ]
    most = max(lines, default=1)
    return None if most <= 1 else min(_LINE * most + 2, _TALLEST)


def _formula(at: str, formula: str, value: Shown) -> str:
    said = _escaped(formula.removeprefix("="))
    if isinstance(value, str):
        return f'{at} t="str"><f>{said}</f><v>{_escaped(value)}</v></c>'
    return f"{at}><f>{said}</f><v>{_number(value)}</v></c>"


def _number(value: Shown) -> str:
    if isinstance(value, date):
        return str((value - _FIRST_DAY).days)
    return repr(value + 0) if isinstance(value, int | float) else ""


def _escaped(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    return _NOT_XML.sub("", text.replace("<", "&lt;").replace(">", "&gt;"))
