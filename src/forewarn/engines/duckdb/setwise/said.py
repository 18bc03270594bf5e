"""What a scorecard says of a book, narrow: per account and date a score and a few numbers.

The rest of a result is made of readings: a value with its points and words, and how an account
stood. There are millions of them and few different ones, so the reference is asked for each
different one once, at one cell that has it, and SQL keeps its number. Accounts are scored a few
thousand at a time, so that memory does not grow with the book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.setwise.alike import Coded, firsts, looked_up
from forewarn.engines.duckdb.setwise.around import insert, load
from forewarn.engines.duckdb.setwise.book import ScoredBook, Scoring, held
from forewarn.engines.duckdb.setwise.cells import Cells, Grid
from forewarn.engines.duckdb.setwise.chunks import Chunk, chunks
from forewarn.engines.duckdb.setwise.laying import Cell
from forewarn.engines.duckdb.setwise.met import Met
from forewarn.engines.duckdb.setwise.people import Heard, HeardOf, Part, People
from forewarn.engines.duckdb.setwise.reported import NONE, Reported, Stretches, Terms, reported
from forewarn.scorecard.model import Scorecard

if TYPE_CHECKING:
    from forewarn.engines.duckdb.setwise.alike import Whole

_ROWS_AT_A_TIME = 50_000
_PARTED, _UNASKED = -1, -2
_ONLY, _DATES = "said_only", "said_dates"
Stand = tuple[str | None, str | None, str | None, str]
"""Raw band, band and effective band, and the rest of how an account stood, as text; in it ``WORD``
and ``SPLIT`` stand for people's word and for the divergence, where there are any."""
WORD, SPLIT = "\x01", "\x02"
Reading = tuple[str, float | None]
"""A reading as text, and its points."""


class Reference(Protocol):
    """Answers for one cell, by the reference."""

    def readings(self, asked: Mapping[int, Sequence[Cell]]) -> dict[int, list[Reading]]:
        """Of inputs, by their place in the file, at each of the cells asked for."""
        ...

    def stands(self, cells: Sequence[Cell]) -> list[Stand]:
        """How the account of each of the cells stood."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a book.

    Attributes:
        reported: positions of the dates that results are wanted for.
        weekly: positions of the weekly dates.
        new_below: age in days below which an account is marked as new.
        lifted_below: age below which the lowest band has to be looked at one by one.
        growth: the table of scores and the least score that grows, where growth is asked.
        people: whom to ask for people's word; None where nobody is asked.
    """

    reported: Sequence[int]
    weekly: Sequence[int]
    new_below: int
    lifted_below: int
    growth: tuple[str, float] | None = None
    people: People | None = None


@dataclass(slots=True)
class Said:
    """What one scorecard says, as tables of a cursor.

    Attributes:
        table: per account and date that is routed to the scorecard and reported: ``a``, ``i``,
            ``score``, ``coverage``, ``growth`` (its score or NULL), ``stands`` (a number), per
            input ``r0``, ``r1`` (the number of its reading) and, where a reading may name a day,
            ``d0`` (days before the date), ``word`` and ``split`` (see ``heard``) or NULL.
        scores: per account and date that is scored at all: ``a``, ``i``, ``score``, ``caps`` (one
            bit per cap in force, in file order).
        heard: what people said.
        held: by account, the rank of the band held after each weekly date (``book.held``).
        left: cells that were left to the caller.
        dated: places of the inputs whose readings may name a day.
        parted: whether SQL and the reference found other points anywhere.
    """

    cursor: DuckDBPyConnection
    card: Scorecard
    table: str
    scores: str
    asked: Asked
    heard: Heard
    held: dict[str, bytes] = field(default_factory=dict)
    left: list[Cell] = field(default_factory=list)
    dated: frozenset[int] = frozenset()
    parted: bool = False
    readings: list[list[str]] = field(default_factory=list)
    stands: list[Stand] = field(default_factory=list)
    _counted: dict[int, dict[int, int]] | None = None
    _texts: list[list[int]] = field(default_factory=list)
    _stood: Met = field(default_factory=lambda: Met(()))

    @classmethod
    def begun(cls, cursor: DuckDBPyConnection, card: Scorecard, name: str, asked: Asked) -> Said:
        """Nothing said yet; the tables will bear this name.

        Args:
            cursor: where the grid stands.
            card: one that ``supports`` has nothing against.
            name: of the tables.
            asked: what is wanted.
        """
        heard = Heard(cursor, card, asked.people)
        return cls(cursor, card, f"{name}_said", f"{name}_scores", asked, heard)


def say(
    said: Said,
    grid: Grid,
    cells: Cells,
    reference: Reference,
    *,
    tell: Callable[[int, int], None] | None = None,
) -> None:
    """Score a book under one scorecard, and number what is said of it.

    Args:
        said: begun; it is filled, and stands open to the reference meanwhile.
        grid: of primitives.
        cells: with the spans of every account that the scorecard has to score.
        reference: asked at one cell for all that are alike.
        tell: of each part of the book that is done, and how many there are.
    """
    said.cursor.execute(
        f"CREATE TEMP TABLE {said.scores} (a INTEGER, i INTEGER, score DOUBLE, caps UINTEGER)"
    )
    positions = {account: place for place, account in enumerate(grid.accounts)}
    parted = chunks(cells.spans, positions, len(grid.dates))
    with one_thread(said.cursor):
        scoring = Scoring.begun(said.cursor, said.card, grid, cells)
        said.heard.begin(grid, cells)
        parts = scoring.parts([chunk.where for chunk in parted])
        for done, (chunk, book) in enumerate(zip(parted, parts, strict=True), start=1):
            _add(said, grid, book, chunk, reference)
            if tell is not None:
                tell(done, len(parted))
    if not said.readings:
        _make(said)


@contextmanager
def one_thread(cursor: DuckDBPyConnection) -> Iterator[None]:
    """Many small statements meanwhile: several threads cost more than they help.

    DuckDB has this setting for a whole instance. Where another book is being scored, its threads
    are one already, and the other gives them back: what is found then must not be set again.
    """
    ((before,),) = cursor.execute("SELECT current_setting('threads')").fetchall()
    if before == 1:
        yield
        return
    cursor.execute("SET GLOBAL threads = 1")
    try:
        yield
    finally:
        cursor.execute(f"SET GLOBAL threads = {before}")


def counts(said: Said, place: int) -> Mapping[int, int]:
    """How many accounts stood how at a date: by number of ``Said.stands``.

    All dates are counted when the first is asked for.
    """
    if said._counted is None:
        said._counted = {i: {} for i in said.asked.reported}
        found = said.cursor.execute(f"SELECT i, stands, count(*) FROM {said.table} GROUP BY 1, 2")
        for i, stands, count in found.fetchall():
            said._counted[i][stands] = count
    return said._counted[place]


def only(said: Said, cells: Sequence[Cell]) -> None:
    """Forget what is said of other cells than these; scores stay."""
    said._counted = None
    columns = {"a": ("INTEGER", [a for a, _ in cells]), "i": ("INTEGER", [i for _, i in cells])}
    load(said.cursor, _ONLY, columns)
    said.cursor.execute(f"DELETE FROM {said.table} WHERE (a, i) NOT IN (SELECT a, i FROM {_ONLY})")


def scores_of(
    said: Said, accounts: Sequence[int], dates: Sequence[int]
) -> Iterator[tuple[int, int, float | None]]:
    """Account, date and score of some accounts at some dates, by position, where scored at all."""
    load(said.cursor, _ONLY, {"a": ("INTEGER", accounts)})
    load(said.cursor, _DATES, {"i": ("INTEGER", dates)})
    found = said.cursor.execute(
        f"SELECT a, i, score FROM {said.scores} SEMI JOIN {_ONLY} USING (a)"
        f" SEMI JOIN {_DATES} USING (i)"
    )
    while rows := found.fetchmany(_ROWS_AT_A_TIME):
        yield from rows


def _add(
    said: Said,
    grid: Grid,
    book: ScoredBook,
    chunk: Chunk,
    reference: Reference,
) -> None:
    insert(said.cursor, said.scores, [book.a, book.i, book.score, book.caps])
    if said.card.bands and book.told.cells:
        asked, least = said.asked, said.asked.growth[1] if said.asked.growth else 0.0
        bands = held(book, grid, asked.weekly)
        said.held.update(bands)
        found, alone = reported(
            book,
            grid,
            Terms(asked.reported, asked.weekly, asked.new_below, asked.lifted_below, least),
            ours=_ours(said, chunk),
            held=bands,
            heard=_hear(said, book, grid, chunk, bands),
            growth=_growth(said, chunk.where),
        )
        said.left += found.cells(alone)
        _narrow(said, found.some(~alone), reference)


def _growth(said: Said, where: str) -> list[tuple[int, int, float]]:
    """Scores under the growth scorecard."""
    if said.asked.growth is None:
        return []
    return said.cursor.execute(
        f"SELECT a, i, score FROM {said.asked.growth[0]} WHERE {where} AND score IS NOT NULL"
    ).fetchall()


def _ours(said: Said, chunk: Chunk) -> Stretches:
    """Stretches that the scorecard reports; what the caller makes is left to it."""
    import numpy as np

    spans, routed = chunk.spans, chunk.routed(said.card.name)
    said.left += [
        (int(chunk.a[n]), i)
        for n in routed
        if n in spans.marked
        for i in said.asked.reported
        if spans.first[n] <= i < spans.after[n]
    ]
    ours = [n for n in routed if n not in spans.marked]
    first, after = (np.array(each, np.int64)[ours] for each in (spans.first, spans.after))
    return chunk.a[ours], first, after


def _hear(
    said: Said,
    book: ScoredBook,
    grid: Grid,
    chunk: Chunk,
    held: Mapping[str, bytes],
) -> HeardOf:
    """What people said of the accounts that the scorecard reports."""
    asked = said.asked
    if asked.people is None:
        return HeardOf((), ())
    accounts = chunk.spans.account_ids
    routed = {accounts[n] for n in chunk.routed(said.card.name)}
    mine = [n for n, account in enumerate(accounts) if account in routed]
    part = Part(chunk.spans.some(mine), chunk.where)
    return said.heard.hear(book, grid, part, held, weekly=asked.weekly, reported=asked.reported)


def _narrow(said: Said, cells: Reported, reference: Reference) -> None:
    """Number the readings and stands of the cells, and keep the numbers."""
    import numpy as np

    book, rows, inputs = cells.book, cells.rows, range(len(said.card.inputs))
    if not said.readings:
        said.readings = [[] for _ in inputs]
        said._texts = [[] for _ in inputs]
        outs = [book.signals[each.signal].on for each in said.card.inputs]
        said.dated = frozenset(place for place, on in enumerate(outs) if on)
        _make(said)
    readings = _number(said, cells, reference)
    days = [book.signals[said.card.inputs[place].signal].on for place in sorted(said.dated)]
    columns = [
        *(book.a[rows], book.i[rows], book.score[rows], book.coverage[rows]),
        cells.growth if said.asked.growth else None,
        _stand(said, cells, reference),
        *map(_or_null, (cells.word, cells.split)),
        *readings,
        *(book.told.columns[on][rows] for on in days if on),
    ]
    if said.parted:
        parted = np.any([each == _PARTED for each in readings], axis=0)
        said.left += cells.cells(parted)
        columns = [each if each is None else each[~parted] for each in columns]
    insert(said.cursor, said.table, columns)


def _or_null(numbers: Whole) -> Any:
    import numpy as np

    none = numbers == NONE
    return None if none.all() else np.ma.array(numbers, mask=none)


def _make(said: Said) -> None:
    columns = ["a INTEGER", "i INTEGER", "score DOUBLE", "coverage DOUBLE", "growth DOUBLE"]
    columns += ["stands INTEGER", "word INTEGER", "split INTEGER"]
    columns += [f"r{place} INTEGER" for place in range(len(said.card.inputs))]
    columns += [f"d{place} INTEGER" for place in sorted(said.dated)]
    said.cursor.execute(f"CREATE TEMP TABLE {said.table} ({', '.join(columns)})")


def _stand(said: Said, cells: Reported, reference: Reference) -> Whole:
    """Numbers of how accounts stood; new ones are asked of the reference."""
    numbers, new = said._stood.number(cells.stands, list(cells.stands.columns))
    said.stands += reference.stands(cells.cells(new)) if len(new) else []
    return numbers


def _number(said: Said, cells: Reported, reference: Reference) -> list[Any]:
    """Numbers of the readings of each input; new ones are asked of the reference.

    Where SQL found other points, if only in the last bit (a slope through fractions is summed in
    another way), they are parted: the reference makes such cells by itself.
    """
    import numpy as np

    book, numbers = cells.book, [looked_up(each, cells.rows) for each in cells.book.readings]
    new = [
        _unasked(texts, len(met.found[1]), each)
        for texts, met, each in zip(said._texts, book.inputs, numbers, strict=True)
    ]
    asked = {place: cells.cells(rows) for place, (_, rows) in enumerate(new) if len(rows)}
    for place, found in (reference.readings(asked) if asked else {}).items():
        points, texts = book.inputs[place].found[1], said.readings[place]
        for number, (text, wanted) in zip(new[place][0], found, strict=True):
            same = points[number] == wanted
            said._texts[place][number] = len(texts) if same else _PARTED
            said.parted = said.parted or not same
            texts += [text] if same else []
    return [
        looked_up(np.asarray(texts, np.int32), each)
        for texts, each in zip(said._texts, numbers, strict=True)
    ]


def _unasked(texts: list[int], count: int, numbers: Whole) -> tuple[list[int], Whole]:
    """The readings of an input that the reference was not asked yet, and a row of each."""
    import numpy as np

    texts += [_UNASKED] * (count - len(texts))
    rows = np.flatnonzero(looked_up(np.asarray(texts, np.int32) == _UNASKED, numbers))
    there, first = firsts(Coded(numbers[rows], count))
    return there.tolist(), rows[first]
