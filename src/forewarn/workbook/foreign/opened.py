"""A foreign workbook as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from forewarn.workbook.places import cell as place_of

Value = str | float | bool | datetime | None


class Cell(NamedTuple):
    """One cell.

    Attributes:
        value: text as it stands; a number; yes or no; a date as a datetime without zone; None for
            an empty cell and where ``problem`` says why there is no value. Of a formula: what the
            program that saved the file last calculated. Never calculated here.
        formula: the cell holds a formula.
        problem: why the value cannot be taken, in words ("the error #N/A"); empty when it can.
    """

    value: Value
    formula: bool = False
    problem: str = ""


class Finding(NamedTuple):
    """Something about a foreign file that its values do not show.

    Attributes:
        sheet: empty for the file as a whole.
        row, column: 0-based; None for the sheet as a whole.
        code: short stable name, as in docs/errors.md.
        found: what was found and how it was read, in words.
    """

    sheet: str
    row: int | None
    column: int | None
    code: str
    found: str

    @property
    def place(self) -> str:
        """As people write it: ``Assess!C7``, or the sheet, or nothing."""
        if self.row is None or self.column is None:
            return self.sheet
        return f"{self.sheet}!{place_of(self.row, self.column)}"

    def __str__(self) -> str:
        """``Assess!C7: merged: what was found``."""
        return ": ".join(each for each in (self.place, self.code, self.found) if each)


@dataclass(slots=True)
class Cells(Mapping[tuple[int, int], Cell]):
    """The cells of a sheet that are not empty, by 0-based (row, column), row by row.

    Built by the reader; whoever reads a workbook only looks.

    Attributes:
        held: values by row and column.
        formulas: columns that hold a formula, by row.
        problems: words by row and column.
    """

    held: dict[int, dict[int, Value]] = field(default_factory=dict)
    formulas: dict[int, frozenset[int]] = field(default_factory=dict)
    problems: dict[int, dict[int, str]] = field(default_factory=dict)

    def __getitem__(self, spot: tuple[int, int]) -> Cell:
        row, column = spot
        value = self.held[row][column]
        problem = self.problems[row].get(column, "") if row in self.problems else ""
        return Cell(value, row in self.formulas and column in self.formulas[row], problem)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return ((row, column) for row, values in self.held.items() for column in values)

    def __len__(self) -> int:
        return sum(map(len, self.held.values()))

    def row(self, row: int) -> Mapping[int, Cell]:
        """The cells of one row by column; empty for an empty row."""
        return {column: self[row, column] for column in self.held.get(row, ())}


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """One sheet of a foreign workbook.

    Attributes:
        cells: by 0-based (row, column); empty cells are not in it.
        hidden: the sheet, or rows or columns of it, are hidden. Their values are read as any.
        hidden_rows, hidden_columns: which.
    """

    name: str
    cells: Cells
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def rows(self) -> list[int]:
        """0-based rows that hold anything, in order."""
        return sorted(self.cells.held)

    def value(self, row: int, column: int) -> Value:
        """The value of a cell; None where it is empty."""
        return self.cells.held.get(row, {}).get(column)


@dataclass(frozen=True, slots=True)
class OpenedBook:
    """A foreign workbook that was read.

    Attributes:
        path: as given.
        digest: SHA-256 of the bytes that were read, in hex.
        sheets: by name, in the file's order. A CSV file is one sheet, named after the file.
        names: defined names and what they stand for, such as ``Assess!$A$6``; without those of
            one sheet only.
        dates_from_1904: the file counts days from 1904; the dates here are right all the same.
        findings: of the file, then of each sheet in the file's order.
    """

    path: str
    digest: str
    sheets: Mapping[str, OpenedSheet]
    names: Mapping[str, str]
    dates_from_1904: bool = False
    findings: tuple[Finding, ...] = ()
