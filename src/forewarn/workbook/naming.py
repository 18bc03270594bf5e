"""Defined names: the words that formulas of one scorecard speak in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from forewarn.scorecard.model import Input, Scorecard
from forewarn.workbook.pages import Page
from forewarn.workbook.places import cell, on_sheet, slugs

GROWTH = "growth_"
"""What the prefix of a growth scorecard begins with."""


@dataclass(slots=True)
class Naming:
    """The names of one scorecard; several scorecards in a book keep apart by a prefix.

    Attributes:
        defined: name to the place it stands for, for the whole workbook.
        words: input name to the word its names begin with.
    """

    prefix: str
    words: dict[str, str]
    defined: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, card: Scorecard, *, prefix: str, defined: dict[str, str]) -> Naming:
        """The naming of a scorecard."""
        return cls(prefix, slugs(each.name for each in card.inputs), defined)

    def name(self, word: str) -> str:
        """A name of the scorecard as a whole, such as ``coverage_floor``."""
        return self.prefix + word

    def own(self, item: Input, word: str) -> str:
        """A name of one input, such as ``Logins_weight``."""
        return f"{self.prefix}{self.words[item.name]}_{word}"

    def define(self, name: str, page: Page, rows: Sequence[int], columns: Sequence[int]) -> str:
        """Let a name stand for a cell, or for everything between the corners given.

        A stretch stays one even where both its ends are the same cell: functions that want a
        range take nothing else.
        """
        first = cell(rows[0], columns[0], fixed="$")
        last = cell(rows[-1], columns[-1], fixed="$")
        place = first if len(rows) == len(columns) == 1 else f"{first}:{last}"
        self.defined[name] = "=" + on_sheet(page.name, place)
        return name


def prefixes(cards: Sequence[Scorecard]) -> list[str]:
    """What names of each scorecard begin with: nothing where there is only one."""
    if len(cards) == 1:
        return [""]
    words = slugs(card.name for card in cards)
    return [f"{words[card.name]}_" for card in cards]
