"""Pages to an .xlsx file. The only place that knows the library which writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forewarn.terms.errors import ForewarnError
from forewarn.terms.whole import beside
from forewarn.workbook.looks import BAND_COLORS, FONT, looks
from forewarn.workbook.pages import Chart, Made, Page, Shown
from forewarn.workbook.places import across, cell, on_sheet
from forewarn.workbook.sheet_rows import SheetRows, shortened, worksheet_of
from forewarn.workbook.words import said, speaking

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_OPTIONS = {
    # Text stays text: never a formula, a link or a number, whatever it begins with.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MOST_INPUT_NOTE = 255
_DOTS_AN_INCH, _PAPER_INCHES = 96, 7.7
"""A4 lying is 10.9 wide without its margins; where the font is missing, columns are far wider."""


def write(made: Made, path: Path) -> None:
    """Write a workbook; a file that stands there is replaced only when the new one is whole.

    Raises:
        ForewarnError: the library is not installed, or the file cannot be written.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise ForewarnError(
            "the workbook needs XlsxWriter, which is not installed",
            fix="pip install 'forewarn[sheets]'",
        ) from None
    try:
        with beside(path) as new:
            book = xlsxwriter.Workbook(str(new), _OPTIONS)
            with speaking(made.language):
                _Writer(book, made).write()
            book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise ForewarnError(
            f"{path} cannot be written: {error}", fix="close it where it is open, or name another"
        ) from None


class _Writer:
    def __init__(self, book: Workbook, made: Made) -> None:
        self.book, self.made = book, made
        self.looks: dict[str, Format] = {
            name: book.add_format({**FONT, **look}) for name, look in looks().items()
        }
        self.colors: dict[str, Format] = {
            color: book.add_format({"bg_color": back, "font_color": ink})
            for color, (back, ink) in BAND_COLORS.items()
        }

    def write(self) -> None:
        self.book.set_properties({"title": self.made.title, "subject": self.made.subject})
        self.book.set_calc_mode("auto")
        for page in self.made.pages:
            sheet = self.book.add_worksheet(page.name, worksheet_of(page))
            for column, width in page.widths.items():
                sheet.set_column(column, column, width)
            self._aids(sheet, page)
            self._print(sheet, page)
            for chart in page.charts:
                self._chart(sheet, page, chart)
            sheet.rows = SheetRows(page, self.looks, self.book.str_table)
            sheet.rows.size(sheet)
        for name, place in self.made.names.items():
            self.book.define_name(name, place)

    def _aids(self, sheet: Worksheet, page: Page) -> None:
        if any(page.freeze):
            sheet.freeze_panes(*page.freeze)
        if page.filter_on is not None:
            sheet.autofilter(*page.filter_on)
        for first_row, first_column, last_row, last_column in page.bands:
            self._color(sheet, (first_row, first_column, last_row, last_column))
        for choice in page.choices:
            sheet.data_validation(
                choice.first_row,
                choice.column,
                choice.last_row,
                choice.column,
                {
                    "validate": "list",
                    "source": list(choice.choices),
                    "input_title": choice.title[:32],
                    "input_message": shortened(choice.means, _MOST_INPUT_NOTE),
                    "error_title": said("Not one of the steps"),
                    "error_message": shortened(
                        said("Choose: {steps}", steps=", ".join(map(str, choice.choices))), 255
                    ),
                },
            )
        for (row, column), note in page.notes.items():
            sheet.write_comment(row, column, note, {"x_scale": 1.6, "y_scale": 0.9})
        self._sparks(sheet, page)
        if page.locked:
            sheet.protect("", _MAY)

    def _sparks(self, sheet: Worksheet, page: Page) -> None:
        """All small lines of a page as one group: each group costs time of its own."""
        if not page.sparks:
            return
        first, drawn = page.sparks[0]
        group = {
            "location": [cell(row, sparks.column) for row, sparks in page.sparks],
            "range": [
                on_sheet(page.name, across(row, sparks.first, sparks.last))
                for row, sparks in page.sparks
            ],
            "min": 0,
            "max": 100,
            "last_point": True,
        }
        sheet.add_sparkline(first, drawn.column, group)

    def _color(self, sheet: Worksheet, stretch: tuple[int, int, int, int]) -> None:
        for band, color in self.made.colors.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{band}"'.replace("\n", " ")}
            if color in self.colors and '"' not in band:
                sheet.conditional_format(*stretch, {**rule, "format": self.colors[color]})

    def _print(self, sheet: Worksheet, page: Page) -> None:
        if page.landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        self._fit(sheet, page)
        sheet.hide_gridlines(2)
        if page.repeat_rows is not None:
            sheet.repeat_rows(*page.repeat_rows)
        if page.print_columns is not None and page.rows:
            sheet.print_area(0, 0, max(page.rows), page.print_columns)
        sheet.set_footer(f"&L&F, &A&R{said('Page {number} of {count}', number='&P', count='&N')}")

    def _fit(self, sheet: Worksheet, page: Page) -> None:
        """One page wide; a break of ours needs a scale of ours, for fitting overrules breaks."""
        if page.break_before is None:
            sheet.fit_to_pages(1, 0)
            return
        wide = sum(7 * width + 5 for width in page.widths.values()) / _DOTS_AN_INCH
        sheet.set_print_scale(max(10, min(100, int(100 * _PAPER_INCHES / wide))))
        sheet.set_h_pagebreaks([page.break_before])

    def _chart(self, sheet: Worksheet, page: Page, chart: Chart) -> None:
        kind = {"type": "column", "subtype": "stacked"} if chart.series else {"type": chart.kind}
        drawn = self.book.add_chart(kind)
        assert drawn is not None
        many = [each.numbers for each in chart.series]
        for stretch in (chart.labels, *(many or [chart.numbers])):
            _keep(sheet, page, stretch)
        for series in _series(page, chart):
            drawn.add_series(series)
        drawn.set_title({"name": chart.title, "name_font": {"size": 11}})
        drawn.set_y_axis(
            {
                "name": chart.y_title,
                "min": 0,
                "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}},
            }
        )
        drawn.set_legend({"position": "right"} if chart.series else {"none": True})
        drawn.set_size({"width": 760 if chart.series else 440, "height": 280})
        if isinstance(page.rows[chart.labels[0]][chart.labels[1]].value, date):
            drawn.set_x_axis(
                {
                    "num_format": "yyyy-mm-dd",
                    "num_font": {"rotation": -45},
                    "text_axis": True,
                    "interval_unit": 5,
                }
            )
        sheet.insert_chart(*chart.at, drawn)


def _series(page: Page, chart: Chart) -> list[dict[str, Any]]:
    labels = {"categories": [page.name, *chart.labels]}
    if chart.series:
        return [
            {
                **labels,
                "name": each.name,
                "values": [page.name, *each.numbers],
                "fill": {"color": each.color},
                "gap": 30,
            }
            for each in chart.series
        ]
    one: dict[str, Any] = {**labels, "values": [page.name, *chart.numbers], "gap": 60}
    if chart.colors:
        one["points"] = [{"fill": {"color": color}} for color in chart.colors]
        one["data_labels"] = {"value": True}
    else:
        one["line"] = {"color": "#2F6FB5", "width": 2}
    return [one]


def _keep(sheet: Worksheet, page: Page, stretch: tuple[int, int, int, int]) -> None:
    """Cells that a chart shows, so that the library writes their values into the chart too."""
    first_row, first_column, last_row, last_column = stretch
    for row in range(first_row, last_row + 1):
        for column in range(first_column, last_column + 1):
            value: Shown = page.rows[row][column].value
            if isinstance(value, date):
                sheet.write_datetime(row, column, value)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif value is not None:
                sheet.write_number(row, column, value)


_MAY: Mapping[str, bool] = {
    "objects": True,
    "scenarios": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
