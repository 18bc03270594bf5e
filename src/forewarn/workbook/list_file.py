"""A plain list as a workbook: one sheet, a heading, filters; what is text stays text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_OPTIONS = {
    # Rows leave memory as they are written, however many there are.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDE, _NARROW = 28, 14
_LONGEST = 32_767
"""Characters that a cell can hold."""


def write_list(
    file: IO[bytes], title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Writes rows of text, numbers, dates and None under their columns.

    A text that looks like a formula or an address is written as text: a program that opens the
    file never runs it.

    Args:
        file: opened for binary writing.
        title: of the sheet, at most 31 characters.

    Returns:
        How many rows were written.
    """
    from xlsxwriter import Workbook

    book = Workbook(file, _OPTIONS)
    sheet = book.add_worksheet(title)
    heading = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    for place, name in enumerate(columns):
        sheet.set_column(place, place, _WIDE if place < 2 else _NARROW)
        sheet.write_string(0, place, name, heading)
    sheet.freeze_panes(1, 2)
    number = 0
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, day)
    sheet.autofilter(0, 0, number, len(columns) - 1)
    book.close()
    return number


def _write(sheet: Worksheet, row: int, column: int, value: Any, day: Format) -> None:
    """One cell by what its value is; nothing for None and for empty text."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, str(value)[:_LONGEST])
