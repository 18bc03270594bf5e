"""Where things stand on a sheet: cell references and the names that formulas speak in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


@cache
def column_letters(column: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell(row: int, column: int, *, fixed: str = "") -> str:
    """A reference such as ``C7``; rows and columns count from 0.

    Args:
        row: from 0.
        column: from 0.
        fixed: ``$`` where the reference must not move, for both row and column.
    """
    return f"{fixed}{column_letters(column)}{fixed}{row + 1}"


def across(row: int, first: int, last: int, *, fixed: str = "") -> str:
    """A stretch of one row, both ends included."""
    return f"{cell(row, first, fixed=fixed)}:{cell(row, last, fixed=fixed)}"


def down(column: int, first: int, last: int) -> str:
    """A stretch of one column that does not move, both ends included."""
    return f"{cell(first, column, fixed='$')}:{cell(last, column, fixed='$')}"


def on_sheet(sheet: str, reference: str) -> str:
    """A reference from another sheet."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{reference}"


def quoted(text: str) -> str:
    """A text as formulas write it."""
    return '"' + text.replace('"', '""') + '"'


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A word per name that every program takes as the start of a defined name, each once.

    Letters, digits and underscores; never a digit first. An ending such as ``_weight`` is put to
    it, so that no name reads as a cell.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        base = _UNSAFE.sub("_", name).strip("_")[:40] or "input"
        base = base if base[0].isalpha() else f"i_{base}"
        slug, again = base, 2
        while slug.lower() in taken:
            slug, again = f"{base}_{again}", again + 1
        taken.add(slug.lower())
        found[name] = slug
    return found


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds a column's cell of an account from another sheet.

    Attributes:
        sheet: where the accounts stand, one a row.
        ids: the column of their ids.
        rows: the first and the last of them.
        direct: rows of the ids that MATCH would miss or take for others
            (``liveness.confused_by_match``): these are referred to as they stand. All others are
            found whatever order people sort the sheet in.
    """

    sheet: str
    ids: int
    rows: tuple[int, int]
    direct: Mapping[str, int]

    def __call__(self, column: int, account_id: str, at: str) -> str:
        """A formula without ``=``.

        Args:
            column: of the wanted cell.
            account_id: the account's id.
            at: the cell that holds the id on the asking sheet.
        """
        if account_id in self.direct:
            return on_sheet(self.sheet, cell(self.direct[account_id], column, fixed="$"))
        wanted, ids = (on_sheet(self.sheet, down(each, *self.rows)) for each in (column, self.ids))
        return f"INDEX({wanted},MATCH({at},{ids},0))"
