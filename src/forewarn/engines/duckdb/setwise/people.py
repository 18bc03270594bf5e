"""What people said of a book's accounts, as small tables that SQL joins.

An overlay changes on few days, so it stands in stretches; a divergence stands at a date.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.setwise.book import ScoredBook, Scoring
from forewarn.engines.duckdb.setwise.cells import Cells, Grid, Spans
from forewarn.engines.duckdb.setwise.differing import Calendar, Ranks, Reader, Row
from forewarn.engines.duckdb.setwise.steadiness import NO_BAND
from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import Divergence

UNSURE = -1


@dataclass(frozen=True, slots=True)
class Word:
    """People's word on an account over dates in a row.

    Attributes:
        first, after: positions in the grid's dates, ``after`` exclusive.
        band: rank of its band, NO_BAND where it gives none.
        text: of the overlay.
    """

    account_id: str
    first: int
    after: int
    band: int
    text: str


@dataclass(frozen=True, slots=True)
class People:
    """Whom to ask for people's word.

    Attributes:
        words: of the accounts of spans, by account and date.
        bare: the scorecard without people's ratings, where it has any.
        text: of a divergence.
        stated: gives the divergence of an account at a date the state that its case had by then.
        lifted_below: age in days below which the lowest band may be lifted.
    """

    words: Callable[[Spans], Iterable[Word]]
    bare: Scorecard | None
    text: Callable[[Divergence], str]
    stated: Callable[[str, date, Divergence], Divergence]
    lifted_below: int


@dataclass(frozen=True, slots=True)
class HeardOf:
    """What people said of the accounts at hand.

    Attributes:
        words: account, first position and the one after the last, rank of the band, and the
            number of the word.
        splits: account, date, and the number of the divergence, UNSURE where the reference has to
            look.
    """

    words: Sequence[tuple[int, int, int, int, int]]
    splits: Sequence[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Part:
    """Some accounts of a book.

    Attributes:
        spans: of those that the scorecard reports.
        where: what is so of their rows in the grid.
    """

    spans: Spans
    where: str


class Heard:
    """What people said under one scorecard.

    Attributes:
        words, splits: the text of each number, of all accounts.
    """

    def __init__(self, cursor: DuckDBPyConnection, card: Scorecard, people: People | None) -> None:
        """Nothing heard yet."""
        self._cursor, self._card, self._people = cursor, card, people
        self.words: list[str] = []
        self.splits: list[str] = []
        self._bare: Scoring | None = None
        self._splits: dict[Divergence, int] = {}

    def begin(self, grid: Grid, cells: Cells) -> None:
        """Get ready for a book, whose parts are heard one by one."""
        if self._people is not None and self._people.bare is not None and self._people.bare.inputs:
            self._bare = Scoring.begun(self._cursor, self._people.bare, grid, cells)

    def hear(
        self,
        book: ScoredBook,
        grid: Grid,
        part: Part,
        held: Mapping[str, Ranks],
        *,
        weekly: Sequence[int],
        reported: Sequence[int],
    ) -> HeardOf:
        """What people said of some accounts, where anybody is asked.

        Args:
            book: their scores.
            grid: of the book.
            part: these accounts.
            held: by account, the rank of the band held after each weekly date.
            weekly: positions of the weekly dates.
            reported: positions of the dates that results are wanted for.
        """
        assert self._people is not None
        words = list(self._people.words(part.spans))
        positions = {account: place for place, account in enumerate(grid.accounts)}
        first = len(self.words)
        self.words += [each.text for each in words]
        found: list[tuple[int, int, int]] = []
        if any(each.band != NO_BAND for each in words):
            found = list(self._differences(book, grid, part, held, words, weekly, reported))
        said = [
            (positions[each.account_id], each.first, each.after, each.band, number)
            for number, each in enumerate(words, start=first)
        ]
        return HeardOf(said, found)

    def _differences(
        self,
        book: ScoredBook,
        grid: Grid,
        part: Part,
        held: Mapping[str, Ranks],
        words: Sequence[Word],
        weekly: Sequence[int],
        reported: Sequence[int],
    ) -> Iterator[tuple[int, int, int]]:
        calendar = Calendar.of(grid.dates, weekly, reported)
        reader = Reader(self._card, book.rendering.edges, calendar)
        by_account = {
            account: [(each.first, each.after, each.band) for each in own]
            for account, own in groupby(words, key=attrgetter("account_id"))
        }
        assert self._people is not None
        for a, rows in self._rows(book, grid, part, by_account):
            account = grid.accounts[a]
            course = reader.course(rows, by_account[account])
            for place, found, sure in reader.differences(course, held[account]):
                if not sure:
                    yield a, place, UNSURE
                elif found is not None:
                    told = self._people.stated(account, grid.dates[place], found)
                    yield a, place, self._number(told)

    def _number(self, found: Divergence) -> int:
        assert self._people is not None
        number = self._splits.setdefault(found, len(self._splits))
        if number == len(self.splits):
            self.splits.append(self._people.text(found))
        return number

    def _rows(
        self, book: ScoredBook, grid: Grid, part: Part, accounts: Collection[str]
    ) -> Iterator[tuple[int, Iterator[Row]]]:
        """Per account its scored dates, ascending."""
        assert self._people is not None
        whose = [a for a, account in enumerate(grid.accounts) if account in accounts]
        rows = _of(whose, book)
        places = book.places[rows]
        columns = [book.a, book.i, book.classes, book.caps]
        a, i, classes, caps = (each[rows].tolist() for each in columns)
        young = book.younger(self._people.lifted_below)[rows].tolist()
        bare: Sequence[int | None] = [None] * len(rows)
        if self._people.bare is not None and self._bare is None:
            bare = [-1] * len(rows)  # nothing is left to score
        elif self._bare is not None:
            other = self._bare.part(part.where)
            found = dict(zip(other.places.tolist(), other.classes.tolist(), strict=True))
            bare = [found[place] for place in places.tolist()]
        told = zip(a, i, classes, caps, bare, young, strict=True)
        for account, of in groupby(told, key=itemgetter(0)):
            yield account, (row[1:] for row in of)


def _of(accounts: Sequence[int], book: ScoredBook) -> Any:
    """The cells of some accounts, by account and date."""
    import numpy as np

    rows = np.flatnonzero(np.isin(book.a, accounts))
    return rows[np.argsort(book.places[rows])]
