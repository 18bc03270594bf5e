"""What a sheet's XML says about its cells that their values do not show."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from forewarn.workbook.foreign import limits
from forewarn.workbook.foreign.refusal import RefusedError
from forewarn.workbook.places import cell as place_of
from forewarn.workbook.places import column_letters

Spot = tuple[int, int]
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_FEWER = "delete what is not needed, or put the sheet into a file of its own"
_LETTERS = tuple(column_letters(column) for column in range(limits.MOST_COLUMNS + 1))
_TRUE = ("1", "true")


def _by_row() -> defaultdict[int, set[int]]:
    return defaultdict(set)


@dataclass(slots=True)
class ScannedSheet:
    """One worksheet part, element by element. Cells are kept as columns by row.

    Attributes:
        formulas: cells that hold a formula.
        uncalculated: of these the ones that hold no text; never calculated if without a value.
        errors: cells whose stored value is an error.
        twice: cells that the part holds more than once.
        merged: ranges as written, such as ``A1:C1``.
        hidden_rows, hidden_columns: 0-based; columns as (first, last).
    """

    part: str
    formulas: defaultdict[int, set[int]] = field(default_factory=_by_row)
    uncalculated: defaultdict[int, set[int]] = field(default_factory=_by_row)
    errors: defaultdict[int, set[int]] = field(default_factory=_by_row)
    twice: defaultdict[int, set[int]] = field(default_factory=_by_row)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[Spot] = field(default_factory=list)
    _cells: int = 0
    _top: int = -1
    _left: int = limits.MOST_COLUMNS
    _right: int = -1
    _row: int = -1
    _digits: str = ""
    _column: int = -1
    _filled: int = -1
    _kind: str = "n"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take one element. Called for each of millions: the most frequent come first.

        Raises:
            RefusedError: too many rows, columns or cells, or a cell that stands in another's place.
        """
        if name == "v" or name == "is":
            self._fill()
            if self._kind == "str":  # a text, and be it an empty one
                self.uncalculated[self._row].discard(self._column)
        elif name == "c":
            self._begin(attributes)
        elif name == "f":
            self._fill()
            self.formulas[self._row].add(self._column)
            self.uncalculated[self._row].add(self._column)
        else:
            self._rare(name, attributes)

    def finish(self) -> None:
        """Check the last row; to be called after the last element."""
        self._check_size()

    def special(self, row: int) -> set[int]:
        """Columns of a row whose value alone does not say all."""
        return set().union(*(kind.get(row, ()) for kind in self.by_row()))

    def by_row(self) -> tuple[dict[int, set[int]], ...]:
        """The kinds of cells whose value alone does not say all."""
        return self.formulas, self.errors, self.twice

    def _rare(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._begin_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in _TRUE:
            first, last = (self._number(attributes.get(key, "")) - 1 for key in ("min", "max"))
            self.hidden_columns.append((first, last))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._check_size()
        given = attributes.get("r")
        row = self._row + 1 if given is None else self._number(given) - 1
        if row <= self._row:
            raise RefusedError("damaged", f"part {self.part}: row {given} stands out of order")
        self._row, self._digits = row, str(row + 1)
        self._column = self._filled = -1
        if attributes.get("hidden") in _TRUE:
            self.hidden_rows.append(row)

    def _begin(self, attributes: dict[str, str]) -> None:
        self._kind = attributes.get("t", "n")
        given = attributes.get("r")
        following = self._column + 1
        usual = following < limits.MOST_COLUMNS and given == _LETTERS[following] + self._digits
        if usual or given is None:
            self._column = following
            return
        row, column = spot(given, self.part)
        if row != self._row or column < self._column:
            raise RefusedError("damaged", f"part {self.part}: cell {given} stands out of order")
        if column == self._column:
            self.twice[row].add(column)
        self._column = column

    def _fill(self) -> None:
        """A formula or a value: the cell is not empty."""
        column = self._column
        if self._kind == "e":
            self.errors[self._row].add(column)
        if column == self._filled:
            return
        self._filled = column
        self._cells += 1
        if column > self._right:
            self._right = column
        if column < self._left:
            self._left = column
        if self._top < 0:
            self._top = self._row
        if column >= limits.MOST_COLUMNS or self._row >= limits.MOST_ROWS or column < 0:
            raise RefusedError(
                "too-large",
                f"part {self.part} has a value in cell {place_of(self._row, max(column, 0))};"
                f" {limits.MOST_ROWS:,} rows and {limits.MOST_COLUMNS} columns are taken",
                fix=_FEWER,
            )

    def _check_size(self) -> None:
        width = self._right - self._left + 1
        area = width * (self._row - self._top + 1) if self._right >= 0 else 0
        if self._cells > limits.MOST_CELLS or area > limits.MOST_AREA:
            raise RefusedError(
                "too-large",
                f"part {self.part} spreads over more than {limits.MOST_AREA:,} cells"
                f" or fills more than {limits.MOST_CELLS:,}",
                fix=_FEWER,
            )

    def _merge(self, reference: str) -> None:
        if len(self.merged) >= 10 * limits.MOST_FINDINGS:
            raise RefusedError("too-large", f"part {self.part} merges too many cells", fix=_FEWER)
        self.merged.append(reference[:40])

    def _number(self, text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 8:
            raise RefusedError("damaged", f"part {self.part}: {text[:20]!r} is no row or column")
        return int(text)


def spot(reference: str, part: str) -> Spot:
    """Row and column, 0-based, of a reference such as ``C7``.

    Raises:
        RefusedError: no such reference.
    """
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise RefusedError("damaged", f"part {part}: {reference[:20]!r} is no cell")
    letters, digits = found.groups()
    return int(digits) - 1, column_of(letters)


def column_of(letters: str) -> int:
    """0-based column of ``A``, ``AB``."""
    column = -1
    for letter in letters.upper():
        column = (column + 1) * 26 + ord(letter) - ord("A")
    return column
