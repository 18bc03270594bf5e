"""Sheets *Scorecard* read back: which yellow cells say something else than the scorecard.

Cells are found by their defined names, so that rows may be put between them. One column has no
names and is found by its heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forewarn.scorecard.model import Scorecard
from forewarn.terms.imported import BadCell, Written
from forewarn.workbook.foreign.opened import Cell, OpenedBook
from forewarn.workbook.headings import faults, folded
from forewarn.workbook.looks import LOOKS
from forewarn.workbook.naming import Naming
from forewarn.workbook.pages import Page
from forewarn.workbook.places import cell
from forewarn.workbook.scorecard_page import INPUT_HEADS, scorecard_page
from forewarn.workbook.sheet_names import alike
from forewarn.workbook.words import said

SHEETS = ("Scorecard", "Growth scorecard")
_PLACE = re.compile(r"=?'?(?P<sheet>.+?)'?!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?")
_CLOSE = 1e-12
_POLICY = 2
"""So many columns right of the weight stands what is done without a value."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A cell that says something else than the scorecard.

    Attributes:
        name: defined name without the scorecard's prefix, such as ``Logins_weight``.
        turn: which cell of a stretch it is, from 0.
        at: ``Sheet!B6``.
        before: what the scorecard says.
        cell: what was found.
    """

    name: str
    turn: int
    sheet: str
    row: int
    column: int
    before: Written
    cell: Cell

    @property
    def at(self) -> str:
        """The cell as programs call it."""
        return cell(self.row, self.column)


def sheet_names(cards: Sequence[Scorecard]) -> list[str]:
    """What sheets of these scorecards may be called."""
    endings = ["", *(f" {card.name}" for card in cards)]
    wished = [word + ending for word in SHEETS for ending in endings]
    return [name for word in wished for name in alike(word, len(cards))]


def edited(book: OpenedBook, card: Scorecard, prefix: str) -> tuple[list[Edited], list[str]]:
    """Cells that were changed, and defined names that the workbook has lost.

    Args:
        card: the scorecard that the workbook was written from.
        prefix: what its names begin with there.
    """
    page, naming = laid(card, prefix)
    found: list[Edited] = []
    lost: list[str] = []
    for name, place in naming.defined.items():
        here = list(_cells(place))
        if not any(_open(page, row, column) for _, row, column in here):
            continue
        there = list(_cells(book.names.get(name, "")))
        if len(there) != len(here) or there[0][0] not in book.sheets:
            lost.append(name)
            continue
        pairs = zip(here, there, strict=True)
        found += _differing(book, page, name.removeprefix(prefix), pairs)
    return found, lost


def laid(card: Scorecard, prefix: str) -> tuple[Page, Naming]:
    """The scorecard's sheet as export lays it out, and its names."""
    naming = Naming.of(card, prefix=prefix, defined={})
    return scorecard_page(card, naming, name=SHEETS[0], label="", as_of=None), naming


def _differing(
    book: OpenedBook,
    page: Page,
    name: str,
    pairs: Iterator[tuple[tuple[str, int, int], tuple[str, int, int]]],
) -> Iterator[Edited]:
    for turn, ((_, row, column), (sheet, there, across)) in enumerate(pairs):
        if not _open(page, row, column):
            continue
        before: Written = page.rows[row][column].value
        now = book.sheets[sheet].cells.get((there, across), Cell(None))
        if now.formula or now.problem or not _same(before, now.value):
            yield Edited(name, turn, sheet, there, across, before, now)


def _open(page: Page, row: int, column: int) -> bool:
    found = page.rows.get(row, {}).get(column)
    return found is not None and LOOKS[found.style].get("locked") is False


def _same(before: object, now: object) -> bool:
    if isinstance(before, int | float) and isinstance(now, int | float):
        return abs(before - now) <= _CLOSE * max(1.0, abs(before))
    return (before if before is not None else "") == (now if now is not None else "")


def _cells(place: str) -> Iterator[tuple[str, int, int]]:
    """Sheet, row and column of every cell of a place, row by row."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return
    sheet = found["sheet"].replace("''", "'")
    left, top, right, bottom = found[2], found[3], found[4] or found[2], found[5] or found[3]
    for row in range(int(top), int(bottom) + 1):
        for column in range(_number(left), _number(right) + 1):
            yield sheet, row - 1, column


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def spoilt_heads(book: OpenedBook, card: Scorecard, prefix: str) -> Iterator[BadCell]:
    """Headings of the inputs that are gone, stand twice, or only look like ours."""
    place = _first_weight(book, card, prefix)
    if place is None:
        return
    name, first, column = place
    sheet = book.sheets[name]
    head = _head(book, place)
    if head is None:
        there = sheet.value(first - 1, column)
        found = f"'{there}'" if there is not None else "no heading"
        accepted = f"the headings as export wrote them: {', '.join(_heads())}"
        yield BadCell(name, cell(first - 1, column), first, _heads()[1], "", found, accepted)
        return
    spoilt = list(faults(sheet.cells.row(head), _heads(), row=head))
    for each in spoilt:
        at = cell(head, each.column)
        yield BadCell(name, at, head + 1, each.title, "", each.found, each.accepted)
    policy = sheet.value(head, column + _POLICY)
    if not spoilt and policy != _heads()[1 + _POLICY]:
        at, wanted = cell(head, column + _POLICY), _heads()[1 + _POLICY]
        found = f"'{policy}'" if policy is not None else "no heading"
        yield BadCell(name, at, head + 1, wanted, "", found, f"'{wanted}', as export wrote it")


def _heads() -> tuple[str, ...]:
    return tuple(map(said, INPUT_HEADS))


def _first_weight(book: OpenedBook, card: Scorecard, prefix: str) -> tuple[str, int, int] | None:
    """Sheet, row and column of the first weight; None where its name is lost."""
    naming = Naming.of(card, prefix=prefix, defined={})
    for item in card.inputs[:1]:
        for place in _cells(book.names.get(naming.own(item, "weight"), "")):
            return place if place[0] in book.sheets else None
    return None


def _head(book: OpenedBook, place: tuple[str, int, int]) -> int | None:
    """The nearest row above a weight whose heading there reads as *Weight*."""
    name, first, column = place
    wanted = folded(_heads()[1])
    for row in range(first - 1, -1, -1):
        said = book.sheets[name].value(row, column)
        if isinstance(said, str) and folded(said) == wanted:
            return row
    return None


def policies(book: OpenedBook, card: Scorecard, prefix: str) -> Mapping[str, tuple[str, Cell]]:
    """Per input the cell *Without a value*, which has no name: two beside the weight's.

    ``spoilt_heads`` says whether it still stands there.
    """
    naming = Naming.of(card, prefix=prefix, defined={})
    found = {}
    for item in card.inputs:
        places = list(_cells(book.names.get(naming.own(item, "weight"), "")))
        if places and places[0][0] in book.sheets:
            sheet, row, column = places[0]
            there = book.sheets[sheet].cells.get((row, column + _POLICY), Cell(None))
            found[item.name] = (f"{sheet}!{cell(row, column + _POLICY)}", there)
    return found
