"""Ledger rows of a book that SQL scored: texts that were written once, put together by SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from forewarn.engines.duckdb.setwise.around import load
from forewarn.engines.duckdb.setwise.said import SPLIT, WORD, Said
from forewarn.engines.grids import LayingEngine
from forewarn.ledger.compact import joined
from forewarn.ledger.rows import Row, row_of
from forewarn.ledger.values import CardFacts
from forewarn.project.about_texts import AboutTexts
from forewarn.project.whole import Whole
from forewarn.scorecard.model import Scorecard

if TYPE_CHECKING:
    import numpy as np

ABOUT = "telling_about"
_ROWS_AT_A_TIME = 50_000
"""A statement takes as long to plan as ten thousand rows to put together."""


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
        self._about_loaded = False

    def keep_texts(self) -> None:
        """Leave what accounts were to the next run."""
        self._about.keep()

    def apart(self, card: str, on: date) -> Sequence[Row]:
        """The rows that the reference made by itself."""
        return self._apart.get((card, on), ())

    def rows(self, card: Scorecard) -> Iterator[tuple[date, list[Row]]]:
        """Per reported date the rows of a scorecard, by account; also where there are none."""
        said = self.whole.said.get(card.name)
        if said is not None and not self._about_loaded:
            _load_about(self.whole, self._about)
            self._about_loaded = True
        told: Iterable[tuple[date, list[Row]]] = (
            _told(self.whole, said)
            if said is not None
            else ((on, []) for on in self.whole.run.plan.reported)
        )
        for on, rows in told:
            mine = self.apart(card.name, on)
            yield on, sorted([*rows, *mine], key=itemgetter(0)) if mine else rows


def _load_about(whole: Whole, texts: AboutTexts) -> None:
    """Per account the stretches of dates at which it was the same, as text."""
    cursor = whole.laid.cursor
    positions = {account: place for place, account in enumerate(whole.laid.accounts)}
    found = [(positions[account], *rest) for account, *rest in texts.stretches()]
    a, first, after, text = zip(*found, strict=True) if found else ((),) * 4
    load(
        cursor,
        ABOUT,
        {
            "a": ("INTEGER", a),
            "f": ("INTEGER", first),
            "u": ("INTEGER", after),
            "text": ("VARCHAR", text),
        },
    )


def _told(whole: Whole, said: Said) -> Iterator[tuple[date, list[Row]]]:
    cursor = said.cursor
    for place, texts in enumerate(said.readings):
        columns = {"n": ("INTEGER", range(len(texts))), "text": ("VARCHAR", texts)}
        load(cursor, f"telling_r{place}", columns)
    select, places = _select(said), whole.reported
    tabled = _Tabled.of(said, whole.laid.accounts)
    dates = max(1, _ROWS_AT_A_TIME // max(1, len(whole.laid.accounts)))
    for start in range(0, len(places), dates):
        some = places[start : start + dates]
        cursor.execute(f"{select} WHERE s.i BETWEEN {some[0]} AND {some[-1]}")
        for place, rows in zip(some, tabled.rows(cursor.fetchnumpy(), some), strict=True):
            yield whole.laid.dates[place], rows


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

    def rows(self, found: Mapping[str, Any], places: Sequence[int]) -> Iterator[list[Row]]:
        """Per position of a date its rows, by account.

        Args:
            found: ``i``, ``a``, ``score``, ``coverage``, ``stands`` and ``payload``, in any order.
            places: positions of dates, ascending.
        """
        import numpy as np

        order = np.lexsort((self.rank[found["a"]], found["i"]))
        i, a, score, coverage, stands, payload = (
            found[name][order] for name in ("i", "a", "score", "coverage", "stands", "payload")
        )
        ids, numbers = map(self.accounts.__getitem__, a.tolist()), stands.tolist()
        bands = (map(each.__getitem__, numbers) for each in self.stands)
        columns = (ids, score.tolist(), *bands, coverage.tolist(), payload.tolist())
        rows = cast(list[Row], list(zip(*columns, strict=True)))
        for place in places:
            first, after = np.searchsorted(i, (place, place + 1))
            yield rows[first:after]


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


def _select(said: Said) -> str:
    inputs = range(len(said.readings))
    joins = [f"JOIN telling_r{place} AS r{place} ON r{place}.n = s.r{place}" for place in inputs]
    return f"""SELECT s.i, s.a, s.score, s.coverage, s.stands, {_payload(said)} AS payload
FROM {said.table} AS s
JOIN {ABOUT} AS o ON o.a = s.a AND s.i >= o.f AND s.i < o.u
JOIN {stands_of(said)} AS b ON b.n = s.stands
LEFT JOIN {said.heard.word_texts} AS w ON w.n = s.word
LEFT JOIN {said.heard.split_texts} AS p ON p.n = s.split
{" ".join(joins)}"""


_MARK = "\x01"
"""Stands in a pattern for what SQL puts there; no text of ours holds it."""


def _payload(said: Said) -> str:
    """``ledger.compact.joined`` as SQL, taken from what it makes of marks."""
    inputs = ", ',', ".join(f"r{p}.text" for p in range(len(said.readings))) or "''"
    days = [f"'\"{place}\":' || s.d{place}" for place in sorted(said.dated)]
    dated = f"concat_ws(',', {', '.join(days)})" if days else "''"
    filled = ["o.text", inputs, dated, _stands(said)]
    plain = _filled(joined(_MARK, growth=None, inputs=_MARK, days=_MARK, stands=_MARK), filled)
    if said.asked.growth is None:
        return plain
    pattern = joined(_MARK, growth=_MARK, inputs=_MARK, days=_MARK, stands=_MARK)
    grown = _filled(pattern, ["o.text", "CAST(s.growth AS VARCHAR)", *filled[1:]])
    return f"CASE WHEN s.growth IS NULL THEN {plain} ELSE {grown} END"


def _stands(said: Said) -> str:
    if said.asked.people is None:
        return "b.text"
    text = "b.text"
    for mark, found in ((WORD, "w.text"), (SPLIT, "p.text")):
        text = f"replace({text}, chr({ord(mark)}), coalesce({found}, ''))"
    return text


def _filled(pattern: str, values: Sequence[str]) -> str:
    """One call: a chain of ``||`` writes the text anew at every link."""
    first, *rest = pattern.split(_MARK)
    parts = [f"'{first}'"]
    for value, literal in zip(values, rest, strict=True):
        parts += [value, f"'{literal}'"]
    return f"concat({', '.join(parts)})"
