"""What a sheet's XML says about its cells that their values do not show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from forewarn.workbook.foreign import limits
from forewarn.workbook.foreign.refusal import RefusedError
from forewarn.workbook.places import cell as place_of

Spot = tuple[int, int]
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_FEWER = "delete what is not needed, or put the sheet into a file of its own"
_CONTENT = frozenset(("v", "f", "is"))


@dataclass(slots=True)
class ScannedSheet:
    """One worksheet part, element by element.

    Attributes:
        formulas: cells that hold a formula.
        uncalculated: of these the ones that hold no text; never calculated if without a value.
        errors: cells whose stored value is an error.
        twice: cells that the part holds more than once.
        merged: ranges as written, such as ``A1:C1``.
        hidden_rows, hidden_columns: 0-based; columns as (first, last).
    """

    part: str
    formulas: set[Spot] = field(default_factory=set)
    uncalculated: set[Spot] = field(default_factory=set)
    errors: set[Spot] = field(default_factory=set)
    twice: set[Spot] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[Spot] = field(default_factory=list)
    cells: int = 0
    last: Spot = (-1, -1)
    _first: Spot = (limits.MOST_ROWS, limits.MOST_COLUMNS)
    _row: int = -1
    _column: int = -1
    _kind: str = "n"
    _filled: bool = False
    _seen: set[int] = field(default_factory=set)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take one element.

        Raises:
            RefusedError: too many rows, columns or cells, or a cell that stands in another's place.
        """
        if name == "c":
            self._begin(attributes)
        elif name in _CONTENT:
            self._content(name)
        elif name == "row":
            self._begin_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self._hide_columns(attributes)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        row = self._number(given) - 1 if given is not None else self._row + 1
        if row < self._row or row < 0:
            raise RefusedError("damaged", f"part {self.part}: row {given} stands out of order")
        if row != self._row:
            self._seen = set()
        self._row, self._column = row, -1
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.append(row)

    def _begin(self, attributes: dict[str, str]) -> None:
        self._kind = attributes.get("t", "n")
        self._filled = False
        given = attributes.get("r")
        if given is None:
            self._column += 1
            return
        row, self._column = spot(given, self.part)
        if row != self._row:
            raise RefusedError(
                "damaged", f"part {self.part}: cell {given[:12]} stands in row {self._row + 1}"
            )

    def _content(self, name: str) -> None:
        here = (self._row, self._column)
        if not self._filled:
            self._fill(here)
        if name == "f":
            self.formulas.add(here)
            self.uncalculated.add(here)
        elif name == "v" and self._kind == "str":
            self.uncalculated.discard(here)  # a text, and be it an empty one
        if self._kind == "e":
            self.errors.add(here)

    def _fill(self, here: Spot) -> None:
        self._filled = True
        self.cells += 1
        row, column = here
        if column in self._seen:
            self.twice.add(here)
        self._seen.add(column)
        if row >= limits.MOST_ROWS or column >= limits.MOST_COLUMNS or row < 0 or column < 0:
            raise RefusedError(
                "too-large",
                f"part {self.part} has a value in cell {place_of(max(row, 0), max(column, 0))};"
                f" {limits.MOST_ROWS:,} rows and {limits.MOST_COLUMNS} columns are taken",
                fix=_FEWER,
            )
        self._first = (min(self._first[0], row), min(self._first[1], column))
        self.last = (max(self.last[0], row), max(self.last[1], column))
        self._check_size()

    def _check_size(self) -> None:
        area = (self.last[0] - self._first[0] + 1) * (self.last[1] - self._first[1] + 1)
        if self.cells > limits.MOST_CELLS or area > limits.MOST_AREA:
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

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        first, last = (self._number(attributes.get(key, "")) - 1 for key in ("min", "max"))
        self.hidden_columns.append((first, last))

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
    known = _COLUMNS.get(letters)
    if known is None:
        known = -1
        for letter in letters.upper():
            known = (known + 1) * 26 + ord(letter) - ord("A")
        _COLUMNS[letters] = known
    return known


# At most 26 + 676 + 17,576 names in either case.
_COLUMNS: dict[str, int] = {}
