"""Tables of a page, each under its heading with one sentence on how to read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from forewarn.render.figures import Sheet
from forewarn.render.html.elements import Html, element, joined

LONG = 24
"""Rows from which on a table is folded after the first ones."""
_SENTENCE = 50
"""Characters from which on a cell holds a sentence."""
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
    more = element("p", found.more, class_="guide") if found.more else ""
    return element("section", heading, guide, table(found), more, class_="sheet")


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
    kinds = [_kind([row[place] for row in every]) for place in range(len(columns))]
    heads = (
        element("th", name, scope="col", class_=kind)
        for name, kind in zip(columns, kinds, strict=True)
    )
    body = (_row(row, kinds) for row in every)
    whole = element(
        "table",
        element("caption", caption, class_="unseen"),
        element("thead", element("tr", *heads)),
        element("tbody", *body),
    )
    return element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _row(row: Sequence[str], kinds: Sequence[str | None]) -> Html:
    first, *rest = row
    cells = (
        element("td", _cell(cell), class_=kind) for cell, kind in zip(rest, kinds[1:], strict=True)
    )
    head = element("th", first, scope="row", class_=kinds[0])
    return element("tr", head, *cells)


def _cell(text: str) -> str:
    """A figure with its interval set apart, or the text as it is."""
    found = _WITH_INTERVAL.match(text) if _NUMBER.match(text) else None
    if found is None:
        return text
    return joined(found[1], " ", element("span", found[2], class_="interval"))


def _kind(cells: Iterable[str]) -> str | None:
    """How a column is set: as numbers, as sentences, which need room, or plainly."""
    said = [cell for cell in cells if cell]
    if said and all(_NUMBER.match(cell) for cell in said):
        return "number"
    return "words" if any(len(cell) > _SENTENCE for cell in said) else None
