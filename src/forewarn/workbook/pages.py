"""A workbook as plain values: pages of cells, before any program's file is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from forewarn.workbook.places import cell, on_sheet
from forewarn.workbook.words import ENGLISH

Shown = str | int | float | date | None


class Cell(NamedTuple):
    """One cell.

    Attributes:
        value: what is shown; of a formula what it gives as of the export. Text is always written
            as text, whatever it begins with.
        formula: begins with ``=``; None for a plain value.
        style: name of a look (see ``looks``).
    """

    value: Shown
    formula: str | None = None
    style: str = "text"


class Choice(NamedTuple):
    """A drop-down on a stretch of cells, with what each step means."""

    first_row: int
    column: int
    last_row: int
    choices: tuple[str | int, ...]
    title: str
    means: str


class Sparks(NamedTuple):
    """Small lines in one column, a row's numbers each."""

    column: int
    first: int
    last: int


class Series(NamedTuple):
    """One of several rows of numbers in a chart."""

    name: str
    numbers: tuple[int, int, int, int]
    color: str


class Chart(NamedTuple):
    """A chart on a page: ``line``, ``column``, or ``stacked`` columns.

    Attributes:
        labels, numbers: (first_row, column, last_row, last_column) on the page itself.
        colors: per point, for columns; empty = the program's own.
        series: instead of ``numbers``, with a legend.
    """

    kind: str
    title: str
    at: tuple[int, int]
    labels: tuple[int, int, int, int]
    numbers: tuple[int, int, int, int]
    y_title: str
    colors: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()


@dataclass(slots=True)
class Page:
    """One sheet.

    Attributes:
        rows: cells by row, each from its column on.
        widths: per column in characters.
        notes: comments by (row, column): what the column means.
        freeze: rows and columns that stay in sight.
        filter_on: (header row, first column, last row, last column) of the filter.
        bands: stretches (first row, first column, last row, last column) coloured by band name.
        locked: typing is only possible in open cells.
        break_before: the row that begins a new printed page; None = wherever it comes.
    """

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    freeze: tuple[int, int] = (0, 0)
    filter_on: tuple[int, int, int, int] | None = None
    bands: list[tuple[int, int, int, int]] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    sparks: list[tuple[int, Sparks]] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    locked: bool = True
    landscape: bool = True
    repeat_rows: tuple[int, int] | None = None
    print_columns: int | None = None
    break_before: int | None = None

    def put(
        self,
        row: int,
        column: int,
        value: Shown,
        style: str = "text",
        *,
        formula: str | None = None,
    ) -> None:
        """Put a value, or a formula with what it gives, into a cell."""
        self.rows.setdefault(row, {})[column] = Cell(value, formula, style)

    def put_across(
        self, row: int, column: int, values: Sequence[Shown], style: str = "text"
    ) -> None:
        """Put values side by side."""
        for place, value in enumerate(values):
            self.put(row, column + place, value, style)

    def at(self, row: int, column: int) -> str:
        """The fixed reference of a cell, with the sheet's name."""
        return on_sheet(self.name, cell(row, column, fixed="$"))


@dataclass(frozen=True, slots=True)
class Made:
    """A whole workbook.

    Attributes:
        names: defined names and what they stand for.
        colors: band name to color word, for every band on any page.
        language: of the texts that are ours.
    """

    pages: Sequence[Page]
    names: Mapping[str, str]
    colors: Mapping[str, str]
    title: str
    subject: str
    language: str = ENGLISH
