"""Ledger rows of a book that SQL scored: what they name was written once, numbers are columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING, cast

from forewarn.engines.duckdb.setwise.around import load
from forewarn.engines.duckdb.setwise.said import Said
from forewarn.engines.grids import LayingEngine
from forewarn.ledger.rows import NEW, Row, row_of
from forewarn.ledger.shared import Form, Texts
from forewarn.ledger.values import CardFacts
from forewarn.project.about_texts import AboutTexts, Stretch
from forewarn.project.coding import Coder, Column
from forewarn.project.whole import Whole
from forewarn.scorecard.model import Scorecard

if TYPE_CHECKING:
    import numpy as np

_PASSES = 12
"""For each the whole table is looked through, so a book is taken in not many more."""
_LEAST_CELLS, _MOST_CELLS = 100_000, 500_000
"""Numbers at a time, before rows are made: some 0.4 KiB each; more than the most for one date."""


class Telling:
    """Rows by scorecard and date; what no text can be reused for is made and kept."""

    def __init__(self, whole: Whole, engine: LayingEngine) -> None:
        """Make what the reference has to, and write what accounts were."""
        self.whole = whole
        self._about = AboutTexts(whole, engine)
        self._apart: dict[tuple[str, date], list[Row]] = defaultdict(list)
        facts = {card.name: CardFacts.of(card).inputs for card in whole.run.plan.routed}
        for result in whole.apart():
            assert result.scorecard is not None  # apart are only those that one has
            row = row_of(result, inputs=facts[result.scorecard])
            self._apart[result.scorecard, result.as_of].append(row)
        for said in whole.in_force():
            _load_stands(said)
        self._coders: dict[str, tuple[Texts, Coder, _Abouts]] = {}

    def keep_texts(self) -> None:
        """Leave what accounts were to the next run."""
        self._about.keep()

    def apart(self, card: str, on: date) -> Sequence[Row]:
        """The rows that the reference made by itself."""
        return self._apart.get((card, on), ())

    def texts(self, card: Scorecard) -> Texts:
        """The texts that the payloads of a scorecard's rows name."""
        return self._coded(card)[0] if card.name in self.whole.said else Texts()

    def rows(self, card: Scorecard) -> Iterator[tuple[date, list[Row]]]:
        """Per reported date the rows of a scorecard, by account; also where there are none."""
        said = self.whole.said.get(card.name)
        told: Iterable[tuple[date, list[Row]]] = (
            _told(self.whole, said, *self._coded(card)[1:])
            if said is not None
            else ((on, []) for on in self.whole.run.plan.reported)
        )
        for on, rows in told:
            mine = self.apart(card.name, on)
            yield on, sorted([*rows, *mine], key=itemgetter(0)) if mine else rows

    def _coded(self, card: Scorecard) -> tuple[Texts, Coder, _Abouts]:
        """The texts of a scorecard's rows, and what makes payloads that name them."""
        if card.name not in self._coders:
            texts = Texts()
            abouts = _Abouts(self.whole, self._stretches, texts)
            self._coders[card.name] = texts, _coder(self.whole.said[card.name], texts), abouts
        return self._coders[card.name]

    @cached_property
    def _stretches(self) -> list[Stretch]:
        return list(self._about.stretches())


def _coder(said: Said, texts: Texts) -> Coder:
    heard, stands = said.asked.people is not None, [text for *_, text in said.stands]
    return Coder(
        Form(
            len(said.readings),
            tuple(sorted(said.dated)),
            grown=said.asked.growth is not None,
            heard=heard,
        ),
        stands=texts.keys(stands),
        new=[NEW in text for text in stands],
        readings=[texts.keys(each) for each in said.readings],
        words=texts.keys(said.heard.words) if heard else (),
        splits=texts.keys(said.heard.splits) if heard else (),
    )


class _Abouts:
    """The key of what an account was, by account and date."""

    def __init__(self, whole: Whole, stretches: Sequence[Stretch], texts: Texts) -> None:
        """Over all stretches, none of which meets another."""
        import numpy as np

        positions = {account: place for place, account in enumerate(whole.laid.accounts)}
        self._dates = len(whole.laid.dates)
        found = sorted(
            (positions[account] * self._dates + first, texts.key(text))
            for account, first, _, text in stretches
        )
        self._starts = np.array([start for start, _ in found], np.int64)
        self._keys = np.array([key for _, key in found], np.int64)

    def of(self, accounts: Column, dates: Column) -> Column:
        """The keys at some cells, each of which lies in a stretch."""
        import numpy as np

        cells = np.asarray(accounts, np.int64) * self._dates + dates
        return self._keys[np.searchsorted(self._starts, cells, side="right") - 1]


def _told(
    whole: Whole, said: Said, coder: Coder, abouts: _Abouts
) -> Iterator[tuple[date, list[Row]]]:
    cursor, places = said.cursor, whole.reported
    tabled = _Tabled.of(said, whole.laid.accounts)
    accounts = max(1, len(whole.laid.accounts))
    wanted = max(_LEAST_CELLS // accounts, ceil(len(places) / _PASSES))
    dates = max(1, min(wanted, _MOST_CELLS // accounts))
    for start in range(0, len(places), dates):
        some = places[start : start + dates]
        cursor.execute(f"SELECT * FROM {said.table} WHERE i BETWEEN {some[0]} AND {some[-1]}")
        for place, found in tabled.by_date(cursor.fetchnumpy(), some):
            payloads = coder.payloads(abouts.of(found["a"], found["i"]), found)
            yield whole.laid.dates[place], tabled.rows(found, payloads)


@dataclass(frozen=True, slots=True)
class _Tabled:
    """Makes rows of columns; words that rows share are looked up, not made anew.

    Attributes:
        accounts: by position.
        rank: of each account by its id.
        stands: how accounts stood: raw bands, bands and effective bands.
    """

    accounts: Sequence[str]
    rank: np.ndarray[tuple[int], np.dtype[np.int64]]
    stands: Sequence[Sequence[str | None]]

    @classmethod
    def of(cls, said: Said, accounts: Sequence[str]) -> _Tabled:
        import numpy as np

        rank = np.empty(len(accounts), np.int64)
        rank[sorted(range(len(accounts)), key=accounts.__getitem__)] = np.arange(len(accounts))
        raw, band, effective, _ = zip(*said.stands, strict=True) if said.stands else ((),) * 4
        return cls(accounts, rank, (raw, band, effective))

    def by_date(
        self, found: Mapping[str, Column], places: Sequence[int]
    ) -> Iterator[tuple[int, dict[str, Column]]]:
        """Per position of a date the columns of its cells, by account.

        Args:
            found: columns of cells at these dates, in any order.
            places: positions of dates, ascending.
        """
        import numpy as np

        order = np.lexsort((self.rank[found["a"]], found["i"]))
        dates = found["i"][order]
        for place in places:
            mine = order[slice(*np.searchsorted(dates, (place, place + 1)))]
            yield place, {name: column[mine] for name, column in found.items()}

    def rows(self, found: Mapping[str, Column], payloads: Sequence[str]) -> list[Row]:
        """The rows of cells of one date."""
        ids = map(self.accounts.__getitem__, found["a"].tolist())
        numbers = found["stands"].tolist()
        bands = (map(each.__getitem__, numbers) for each in self.stands)
        columns = (ids, found["score"].tolist(), *bands, found["coverage"].tolist(), payloads)
        return cast(list[Row], list(zip(*columns, strict=True)))


def stands_of(said: Said) -> str:
    """The table of how accounts stood: ``n``, ``raw``, ``band``, ``effective``, ``text``."""
    return f"{said.table}_stands"


def _load_stands(said: Said) -> None:
    raw, band, effective, text = zip(*said.stands, strict=True) if said.stands else ((),) * 4
    load(
        said.cursor,
        stands_of(said),
        {
            "n": ("INTEGER", range(len(said.stands))),
            "raw": ("VARCHAR", raw),
            "band": ("VARCHAR", band),
            "effective": ("VARCHAR", effective),
            "text": ("VARCHAR", text),
        },
    )
