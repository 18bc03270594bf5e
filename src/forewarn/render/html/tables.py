"""Tables of a page, each under its heading with one sentence on how to read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from forewarn.render.figures import Sheet
from forewarn.render.html.elements import Html, element, joined

LONG = 24
"""Rows from which on a table is folded after the first ones."""
_NUMBER = re.compile(r"^(–|[-+−]?[\d.,\u202f\s]+\s*(%|days|[A-Z]{3})?)(\s*\(.*\))?$")
_WITH_INTERVAL = re.compile(r"^(.*?\S)\s*(\(.*\))$")


def sheet(found: Sheet, *, level: int = 2) -> Html:
    """A sheet as a section: heading, guide, table; nothing for one without rows.

    Args:
        level: of the heading, 2 to 6.
    """
    if not found.rows:
        return Html()
    heading = element(f"h{level}", found.title)
    guide = element("p", found.guide, class_="guide")
    return element("section", heading, guide, table(found), class_="sheet")


def table(found: Sheet) -> Html:
    """A sheet's rows alone; the rows past the 24th fold away when there are many."""
    head, tail = found.rows[:LONG], found.rows[LONG:]
    if len(tail) <= LONG // 2:
        return rows(found.title, found.columns, found.rows)
    more = rows(f"{found.title}, the rest", found.columns, tail)
    fold = element("details", element("summary", f"{len(tail)} more"), more)
    return joined(rows(found.title, found.columns, head), fold)


def rows(caption: str, columns: Sequence[str], cells: Iterable[Sequence[str]]) -> Html:
    """A table with a caption for those who do not see it; wide ones scroll in their own box.

    The first cell of each row is the row's heading.
    """
    every = [tuple(row) for row in cells]
    numeric = [_is_numeric(row[place] for row in every) for place in range(len(columns))]
    heads = (
        element("th", name, scope="col", class_="number" if is_number else None)
        for name, is_number in zip(columns, numeric, strict=True)
    )
    body = (_row(row, numeric) for row in every)
    whole = element(
        "table",
        element("caption", caption, class_="unseen"),
        element("thead", element("tr", *heads)),
        element("tbody", *body),
    )
    return element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _row(row: Sequence[str], numeric: Sequence[bool]) -> Html:
    first, *rest = row
    cells = (
        element("td", _cell(cell), class_="number" if is_number else None)
        for cell, is_number in zip(rest, numeric[1:], strict=True)
    )
    head = element("th", first, scope="row", class_="number" if numeric[0] else None)
    return element("tr", head, *cells)


def _cell(text: str) -> str:
    """A figure with its interval set apart, or the text as it is."""
    found = _WITH_INTERVAL.match(text) if _NUMBER.match(text) else None
    if found is None:
        return text
    return joined(found[1], " ", element("span", found[2], class_="interval"))


def _is_numeric(cells: Iterable[str]) -> bool:
    said = [cell for cell in cells if cell]
    return bool(said) and all(_NUMBER.match(cell) for cell in said)
