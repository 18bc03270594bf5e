"""Ledger rows of a book that SQL scored: texts that were written once, put together by SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import cast

from forewarn.engines.duckdb.setwise.around import load
from forewarn.engines.duckdb.setwise.said import SPLIT, WORD, Said
from forewarn.engines.grids import LayingEngine
from forewarn.ledger.compact import joined
from forewarn.ledger.rows import Row, row_of
from forewarn.ledger.values import CardFacts
from forewarn.project.about_texts import AboutTexts
from forewarn.project.whole import Whole
from forewarn.scorecard.model import Scorecard

ABOUT = "telling_about"
_ROWS_AT_A_TIME = 50_000
_ROWS_AT_ONCE = 5_000


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
    dates = max(1, _ROWS_AT_A_TIME // max(1, len(whole.laid.accounts)))
    for start in range(0, len(places), dates):
        some = places[start : start + dates]
        cursor.execute(f"{select} WHERE s.i BETWEEN {some[0]} AND {some[-1]}")
        rows = _rows(said, whole.laid.accounts)
        for place in some:
            yield whole.laid.dates[place], sorted(rows.pop(place, ()), key=itemgetter(0))


def _rows(said: Said, accounts: Sequence[str]) -> dict[int, list[Row]]:
    """What the cursor has to give, by position of the date; in any order, for sorting costs.

    Words that rows share are looked up: each value that comes from the cursor is made anew.
    """
    rows: defaultdict[int, list[tuple[object, ...]]] = defaultdict(list)
    stands = said.stands
    while found := said.cursor.fetchmany(_ROWS_AT_ONCE):
        for i, a, score, coverage, n, text in found:
            raw, band, effective, _ = stands[n]
            rows[i].append((accounts[a], score, raw, band, effective, coverage, text))
    return cast(dict[int, list[Row]], rows)


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
    return f"""SELECT s.i, s.a, s.score, s.coverage, s.stands, {_payload(said)}
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
