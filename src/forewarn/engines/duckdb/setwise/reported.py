"""The cells of a book that a scorecard reports, with all that decides how an account stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from forewarn.engines.duckdb.setwise.book import ScoredBook
from forewarn.engines.duckdb.setwise.cells import Grid
from forewarn.engines.duckdb.setwise.laying import Cell
from forewarn.engines.duckdb.setwise.people import UNSURE, HeardOf
from forewarn.engines.duckdb.setwise.steadiness import NO_BAND
from forewarn.engines.duckdb.setwise.told import Told

if TYPE_CHECKING:
    from forewarn.engines.duckdb.setwise.alike import Whole
    from forewarn.engines.duckdb.setwise.weighing import Numbers

NONE = -2
"""Where there is no number of a word or a divergence."""
Stretches = tuple["Whole", "Whole", "Whole"]
"""Accounts, first positions and those after the last; none meets another."""


class Places:
    """Accounts × dates of a part of a book, in a row."""

    def __init__(self, book: ScoredBook) -> None:
        """Those from the first account to the last that has a cell; there is one."""
        self.first, self.dates = int(book.a.min()), book.dates
        self.accounts = int(book.a.max()) + 1 - self.first
        self.of_cells = book.places - self.first * self.dates

    def filled(self, value: float, stretches: Iterable[tuple[int, int, int, float]]) -> Any:
        """A value at every place, but that of each stretch where there is one."""
        import numpy as np

        found = np.full((self.accounts, self.dates), value)
        for a, first, after, own in stretches:
            found[a - self.first, first:after] = own
        return found.ravel()

    def inside(self, stretches: Stretches) -> Any:
        """Whether each place lies in one of the stretches."""
        import numpy as np

        a, first, after = stretches
        steps = np.zeros((self.accounts, self.dates + 1), np.int8)
        steps[a - self.first, first] = 1
        steps[a - self.first, after] -= 1
        return steps.cumsum(axis=1, dtype=np.int8)[:, :-1].ravel().astype(bool)

    def held(self, grid: Grid, weekly: Sequence[int], held: Mapping[str, bytes]) -> Any:
        """The rank of the band held at every place: that of the last week up to it."""
        import numpy as np

        # A column more for dates before the first week.
        ranks = np.full((self.accounts, len(weekly) + 1), NO_BAND, np.uint8)
        for row, account in enumerate(grid.accounts[self.first : self.first + self.accounts]):
            if account in held:
                ranks[row, :-1] = np.frombuffer(held[account], np.uint8)
        weeks = np.searchsorted(weekly, np.arange(self.dates), side="right") - 1
        return ranks[:, weeks].ravel()


@dataclass(frozen=True, slots=True)
class Reported:
    """Reported cells, a row each.

    Attributes:
        book: that they are of.
        rows: their cells in the book.
        growth: their score under the growth scorecard, not a number where there is none.
        word, split: numbers, or ``NONE``.
        stands: what decides how an account stands but for people's words, where nothing lifts it.
    """

    book: ScoredBook
    rows: Whole
    growth: Numbers
    word: Whole
    split: Whole
    stands: Told

    def cells(self, rows: Any) -> list[Cell]:
        """Account and date of some of the rows."""
        cells = self.rows[rows]
        return list(zip(self.book.a[cells].tolist(), self.book.i[cells].tolist(), strict=True))

    def some(self, rows: Any) -> Reported:
        """Some of the rows."""
        if rows.all():
            return self
        columns = {name: column[rows] for name, column in self.stands.columns.items()}
        return replace(
            self,
            rows=self.rows[rows],
            growth=self.growth[rows],
            word=self.word[rows],
            split=self.split[rows],
            stands=Told(columns, self.stands.words),
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides which cells are reported, and how.

    Attributes:
        reported, weekly: positions of dates.
        new_below, lifted_below: ages in days, see ``said.Asked``.
        grows_from: the least score that grows.
    """

    reported: Sequence[int]
    weekly: Sequence[int]
    new_below: int
    lifted_below: int
    grows_from: float


def reported(
    book: ScoredBook,
    grid: Grid,
    terms: Terms,
    *,
    ours: Stretches,
    held: Mapping[str, bytes],
    heard: HeardOf,
    growth: Sequence[tuple[int, int, float]],
) -> tuple[Reported, Any]:
    """The cells that are reported, and for each whether the reference has to make it by itself.

    Args:
        book: a part of a book with at least one cell.
        grid: of the whole.
        terms: what is wanted.
        ours: stretches that the scorecard reports.
        held: by account, the rank of the band held after each weekly date.
        heard: what people said.
        growth: account, date and score under the growth scorecard.
    """
    import numpy as np

    places, wanted = Places(book), np.zeros(book.dates, bool)
    wanted[list(terms.reported)] = True
    rows = np.flatnonzero(places.inside(ours)[places.of_cells] & wanted[book.i])
    at = places.of_cells[rows]
    says, word = (
        places.filled(none, ((*each[:3], each[n]) for each in heard.words))[at]
        for n, none in ((3, NO_BAND), (4, NONE))
    )
    split = places.filled(NONE, ((a, i, i + 1, n) for a, i, n in heard.splits))[at]
    grown = places.filled(np.nan, ((a, i, i + 1, score) for a, i, score in growth))[at]
    people = {"says": says, "worded": word != NONE, "differs": split != NONE}
    stands = {
        **_stands(book, rows, terms),
        "holds": places.held(grid, terms.weekly, held)[at],
        "grows": grown >= terms.grows_from,
        **people,
    }
    found = Told(stands, {"why": book.weighing.patterns})
    alone = (split == UNSURE) | _lifted(book, rows, terms, stands)
    return Reported(book, rows, grown, word, split, found), alone


def _stands(book: ScoredBook, rows: Whole, terms: Terms) -> dict[str, Any]:
    import numpy as np

    scored = ~np.broadcast_to(book.withheld, book.told.cells)[rows]
    return {
        "class": book.classes[rows],
        "exact": np.isin(np.arange(book.dates), terms.weekly)[book.i[rows]],
        "caps": book.caps[rows],
        "young": book.younger(terms.new_below)[rows],
        "why": np.ma.array(book.weighing.of_cell[rows], mask=scored),
    }


def _lifted(book: ScoredBook, rows: Whole, terms: Terms, stands: Mapping[str, Any]) -> Any:
    """Whether the lowest band may have been lifted."""
    lowest = (stands["holds"] == 0) | ~stands["exact"]
    return book.younger(terms.lifted_below)[rows] & (stands["class"] >= 0) & lowest
