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

from forewarn.engines.duckdb.setwise.around import load
from forewarn.engines.duckdb.setwise.book import ScoredBook, score
from forewarn.engines.duckdb.setwise.cells import Cells, Grid, Span
from forewarn.engines.duckdb.setwise.differing import Calendar, Ranks, Reader, Row
from forewarn.engines.duckdb.setwise.steadiness import NO_BAND
from forewarn.scorecard.model import Scorecard
from forewarn.terms.score import Divergence

WORDS, SPLITS = "people_words", "people_splits"
_BARE, _WHOSE = "people_bare", "people_whose"
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

    words: Callable[[Sequence[Span]], Iterable[Word]]
    bare: Scorecard | None
    text: Callable[[Divergence], str]
    stated: Callable[[str, date, Divergence], Divergence]
    lifted_below: int


class Heard:
    """Tables of what people said under one scorecard.

    Those of the accounts at hand: ``WORDS`` with ``a``, ``f`` and ``u`` (first position and the one
    after the last), ``word`` (a number) and ``says`` (rank of the band); ``SPLITS`` with ``a``,
    ``i`` and ``split`` (a number, UNSURE where the reference has to look), where there is any.

    Attributes:
        word_texts, split_texts: tables with the ``text`` of each number ``n``, of all accounts.
    """

    def __init__(
        self, cursor: DuckDBPyConnection, card: Scorecard, name: str, people: People | None
    ) -> None:
        """Make the tables of texts; their names begin with ``name``."""
        self._cursor, self._card, self._people = cursor, card, people
        self.word_texts, self.split_texts = f"{name}_words", f"{name}_splits"
        self._words = 0
        self._splits: dict[Divergence, int] = {}
        for table in (self.word_texts, self.split_texts):
            cursor.execute(f"CREATE TEMP TABLE {table} (n INTEGER, text VARCHAR)")

    def hear(
        self,
        book: ScoredBook,
        grid: Grid,
        cells: Cells,
        held: Mapping[str, Ranks],
        *,
        weekly: Sequence[int],
        reported: Sequence[int],
    ) -> None:
        """Load what people said of some accounts.

        Args:
            book: their scores.
            grid: with their rows.
            cells: with their spans.
            held: by account, the rank of the band held after each weekly date.
            weekly: positions of the weekly dates.
            reported: positions of the dates that results are wanted for.
        """
        words = list(self._people.words(cells.spans)) if self._people else []
        positions = {account: place for place, account in enumerate(grid.accounts)}
        self._load_words(words, positions)
        found: list[tuple[int, int, int]] = []
        if any(each.band != NO_BAND for each in words):
            found = list(self._differences(book, grid, cells, held, words, weekly, reported))
        a, i, split = zip(*found, strict=True) if found else ((),) * 3
        columns = {"a": ("INTEGER", a), "i": ("INTEGER", i), "split": ("INTEGER", split)}
        load(self._cursor, SPLITS, columns)

    def words(self) -> list[str]:
        """What people said, as text, by number."""
        return self._texts(self.word_texts)

    def splits(self) -> list[str]:
        """The divergences, as text, by number."""
        return self._texts(self.split_texts)

    def _texts(self, table: str) -> list[str]:
        found = self._cursor.execute(f"SELECT text FROM {table} ORDER BY n").fetchall()
        return [text for (text,) in found]

    def _load_words(self, words: Sequence[Word], positions: Mapping[str, int]) -> None:
        numbers = range(self._words, self._words + len(words))
        self._words += len(words)
        columns: dict[str, tuple[str, Sequence[Any]]] = {
            "a": ("INTEGER", [positions[each.account_id] for each in words]),
            "f": ("INTEGER", [each.first for each in words]),
            "u": ("INTEGER", [each.after for each in words]),
            "word": ("INTEGER", numbers),
            "says": ("UTINYINT", [each.band for each in words]),
        }
        load(self._cursor, WORDS, columns)
        self._append(self.word_texts, numbers, [each.text for each in words])

    def _append(self, table: str, numbers: Sequence[int], texts: Sequence[str]) -> None:
        load(self._cursor, "people_new", {"n": ("INTEGER", numbers), "text": ("VARCHAR", texts)})
        self._cursor.execute(f"INSERT INTO {table} SELECT * FROM people_new")

    def _differences(
        self,
        book: ScoredBook,
        grid: Grid,
        cells: Cells,
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
        known = len(self._splits)
        assert self._people is not None
        for a, rows in self._rows(book, grid, cells, by_account):
            account = grid.accounts[a]
            course = reader.course(rows, by_account[account])
            for place, found, sure in reader.differences(course, held[account]):
                if not sure:
                    yield a, place, UNSURE
                elif found is not None:
                    told = self._people.stated(account, grid.dates[place], found)
                    yield a, place, self._number(told)
        new = list(self._splits)[known:]
        texts = [self._people.text(each) for each in new]
        self._append(self.split_texts, range(known, len(self._splits)), texts)

    def _number(self, found: Divergence) -> int:
        return self._splits.setdefault(found, len(self._splits))

    def _rows(
        self, book: ScoredBook, grid: Grid, cells: Cells, accounts: Collection[str]
    ) -> Iterator[tuple[int, Iterator[Row]]]:
        """Per account its scored dates, ascending."""
        assert self._people is not None
        bare, joined = "NULL", ""
        if self._people.bare is not None and not self._people.bare.inputs:
            bare = "-1"  # nothing is left to score
        elif self._people.bare is not None:
            score(self._cursor, self._people.bare, grid, cells, table=_BARE, parts=False)
            bare, joined = "b.class", f"JOIN {_BARE} AS b USING (a, i)"
        whose = [a for a, account in enumerate(grid.accounts) if account in accounts]
        load(self._cursor, _WHOSE, {"a": ("INTEGER", whose)})
        found = self._cursor.execute(
            f"""SELECT s.a, s.i, s.class, s.caps, {bare},
                coalesce(s.age < {self._people.lifted_below}, false)
            FROM {book.table} AS s JOIN {_WHOSE} USING (a) {joined} ORDER BY s.a, s.i"""
        ).fetchall()
        for a, rows in groupby(found, key=itemgetter(0)):
            yield a, (row[1:] for row in rows)
