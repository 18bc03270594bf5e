"""Headings that are read back: each as often as export wrote it, and none that only looks alike."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from forewarn.workbook.foreign.opened import Cell
from forewarn.workbook.places import cell

# Letters of other scripts that are drawn as Latin ones: large ones that small ones do not tell of,
# and all others after their case was folded.
_LARGE_ALIKE = str.maketrans("ΗΜΝΥ", "hmny")  # noqa: RUF001
_DRAWN_ALIKE = str.maketrans(
    "авеёзкмнорстухіјѕԁԛԝүһӏґαβγεηικμνορτυχωɑɡıł",
    "abee3kmhopctyxijsdqwyhlrabyenikuvoptuxwagil",
)
# One stroke, and one ring, whatever they are meant as.
_STROKES = str.maketrans("i1|0", "lllo")
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")


class Fault(NamedTuple):
    """A heading that cannot be gone by.

    Attributes:
        column: where it stands, from 0.
        title: ours that it doubles, or looks like.
        found: in words.
        accepted: in words.
    """

    column: int
    title: str
    found: str
    accepted: str


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """What a reader sees of a text: letters and digits without case, accents, spaces and script."""
    plain = unicodedata.normalize("NFKD", text).translate(_LARGE_ALIKE).casefold()
    drawn = unicodedata.normalize("NFKD", plain).translate(_DRAWN_ALIKE).translate(_STROKES)
    return "".join(each for each in drawn if each.isalnum() and each not in _INVISIBLE)


def faults(said: Mapping[int, Cell], titles: Sequence[str], *, row: int) -> Iterator[Fault]:
    """Headings of ours that stand too often, are calculated, or are only drawn as ours.

    Args:
        said: the row's cells by column.
        titles: ours, each as often as export writes it.
        row: from 0, for naming cells.
    """
    due, ours = Counter(titles), {folded(title): title for title in titles}
    places: dict[str, list[int]] = {}
    for column, found in sorted(said.items()):
        text = found.value
        title = ours.get(folded(text)) if isinstance(text, str) else None
        if title is None:
            continue
        accepted = f"'{title}', letter by letter, or a heading that does not look like it"
        if text != title:
            yield Fault(column, title, f"{spelled(str(text))} only looks like '{title}'", accepted)
            continue
        if found.formula:
            yield Fault(column, title, f"a formula that gives '{title}'", accepted)
        places.setdefault(title, []).append(column)
    for title, columns in places.items():
        if len(columns) > due[title]:
            where = ", ".join(cell(row, column) for column in columns)
            times = "once" if due[title] == 1 else f"{due[title]} times"
            accepted = f"'{title}' {times}, as export wrote it; other headings for other columns"
            stands = f"'{title}' stands {len(columns)} times: {where}"
            yield Fault(columns[-1], title, stands, accepted)


def spelled(text: str) -> str:
    """A text in quotes, with what cannot be told apart by eye named: ``'U+041Eote'``."""
    return "'" + "".join(_letter(each) for each in text) + "'"


def _letter(letter: str) -> str:
    return letter if letter.isascii() and letter.isprintable() else f"U+{ord(letter):04X}"
