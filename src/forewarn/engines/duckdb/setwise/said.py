"""What a scorecard says of a book, narrow: per account and date a score and a few numbers.

The rest of a result is made of readings: a value with its points and words, and how an account
stood. There are millions of them and few different ones, so the reference is asked for each
different one once, at one cell that has it, and SQL keeps its number. Accounts are scored a few
thousand at a time, so that memory does not grow with the book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from math import ceil
from typing import Protocol

from duckdb import DuckDBPyConnection

from forewarn.engines.duckdb.setwise.around import load
from forewarn.engines.duckdb.setwise.book import ScoredBook, held, score
from forewarn.engines.duckdb.setwise.cells import Cells, Grid, Span
from forewarn.engines.duckdb.setwise.codes import double
from forewarn.engines.duckdb.setwise.laying import Cell
from forewarn.engines.duckdb.setwise.people import SPLITS, UNSURE, WORDS, Heard, People
from forewarn.engines.duckdb.setwise.steadiness import NO_BAND
from forewarn.scorecard.model import Scorecard

_ROWS_AT_A_TIME = 50_000
CELLS_AT_A_TIME = 200_000
"""Accounts times dates at most; a part takes two hundred statements, so there are few."""
_NO_BAND = "~"
_PARTED = -1
_DATES_AT_MOST = 1 << 32  # in a cell as one number: account × this + date
_SCORED, _CELLS, _ROUTED, _DATES = "said_scored", "said_cells", "said_routed", "said_dates"
_HELD, _NUMBERS, _ONLY = "said_held", "said_numbers", "said_only"
Stand = tuple[str | None, str | None, str | None, str]
"""Raw band, band and effective band, and the rest of how an account stood, as text; in it ``WORD``
and ``SPLIT`` stand for people's word and for the divergence, where there are any."""
WORD, SPLIT = "\x01", "\x02"
Reading = tuple[str, float | None]
"""A reading as text, and its points."""


class Reference(Protocol):
    """Answers for one cell, by the reference."""

    def readings(self, place: int, cells: Sequence[Cell]) -> list[Reading]:
        """Of the input at this place in the file, at each of the cells."""
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
        heard: tables of what people said.
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
    _numbers: list[dict[tuple[object, ...], int]] = field(default_factory=list)

    @classmethod
    def begun(cls, cursor: DuckDBPyConnection, card: Scorecard, name: str, asked: Asked) -> Said:
        """Nothing said yet; the tables will bear this name.

        Args:
            cursor: where the grid stands.
            card: one that ``supports`` has nothing against.
            name: of the tables.
            asked: what is wanted.
        """
        heard = Heard(cursor, card, name, asked.people)
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
    cursor, asked = said.cursor, said.asked
    cursor.execute(
        f"CREATE TEMP TABLE {said.scores} (a INTEGER, i INTEGER, score DOUBLE, caps UINTEGER)"
    )
    _load_dates(cursor, asked)
    positions = {account: place for place, account in enumerate(grid.accounts)}
    chunks = _chunks(cells.spans, len(grid.dates))
    for done, spans in enumerate(chunks, start=1):
        _add(said, grid, replace(cells, spans=spans), reference, positions)
        if tell is not None:
            tell(done, len(chunks))
    if not said.readings:
        _make(said)


def only(said: Said, cells: Sequence[Cell]) -> None:
    """Forget what is said of other cells than these; scores stay."""
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


def _chunks(spans: Sequence[Span], dates: int) -> list[list[Span]]:
    """Spans of some accounts at a time; those of one account stay together."""
    by_account: dict[str, list[Span]] = {}
    for span in spans:
        by_account.setdefault(span.account_id, []).append(span)
    groups = list(by_account.values())
    parts = max(1, ceil(len(groups) * dates / CELLS_AT_A_TIME))
    accounts = max(1, ceil(len(groups) / parts))
    starts = range(0, len(groups), accounts)
    return [list(chain(*groups[start : start + accounts])) for start in starts]


def _load_dates(cursor: DuckDBPyConnection, asked: Asked) -> None:
    """Per reported date the position of the last week up to it among the weekly dates."""
    weeks = []
    for place in asked.reported:
        weeks.append(sum(1 for week in asked.weekly if week <= place) - 1)
    load(
        cursor,
        _DATES,
        {
            "i": ("INTEGER", asked.reported),
            "w": ("INTEGER", weeks),
            "exact": ("BOOLEAN", [place in set(asked.weekly) for place in asked.reported]),
        },
    )


def _add(
    said: Said,
    grid: Grid,
    cells: Cells,
    reference: Reference,
    positions: Mapping[str, int],
) -> None:
    cursor, places = said.cursor, [positions[span.account_id] for span in cells.spans]
    part = f"(SELECT * FROM {grid.relation} WHERE a BETWEEN {min(places)} AND {max(places)})"
    some = replace(grid, relation=part)
    book = score(cursor, said.card, some, cells, table=_SCORED, parts=False)
    cursor.execute(f"INSERT INTO {said.scores} SELECT a, i, score, caps FROM {_SCORED}")
    if said.card.bands:
        bands = held(cursor, book, grid, said.asked.weekly)
        said.held.update(bands)
        _load_held(cursor, bands, positions)
        _load_routed(said, cells.spans, positions)
        _hear(said, book, some, cells, bands)
        _narrow(said, book, reference)
    cursor.execute(f"DROP TABLE {_SCORED}")


def _load_held(
    cursor: DuckDBPyConnection, bands: Mapping[str, bytes], positions: Mapping[str, int]
) -> None:
    """A letter per weekly date: the rank of the band as a digit, or that there is none."""
    letters = bytes.maketrans(
        bytes([NO_BAND, *range(64)]), _NO_BAND.encode() + bytes(range(48, 112))
    )
    texts = [each.translate(letters).decode() for each in bands.values()]
    places = [positions[account] for account in bands]
    load(cursor, _HELD, {"a": ("INTEGER", places), "held": ("VARCHAR", texts)})


def _load_routed(said: Said, spans: Sequence[Span], positions: Mapping[str, int]) -> None:
    """Stretches that the scorecard reports; what the caller makes is left to it."""
    routed = [span for span in spans if span.card == said.card.name]
    ours = [span for span in routed if not span.marks]
    load(
        said.cursor,
        _ROUTED,
        {
            "a": ("INTEGER", [positions[span.account_id] for span in ours]),
            "f": ("INTEGER", [span.first for span in ours]),
            "u": ("INTEGER", [span.after for span in ours]),
        },
    )
    mine = {id(span) for span in ours}
    said.left += [
        (positions[span.account_id], i)
        for span in routed
        if id(span) not in mine
        for i in said.asked.reported
        if span.first <= i < span.after
    ]


def _hear(
    said: Said, book: ScoredBook, grid: Grid, cells: Cells, held: Mapping[str, bytes]
) -> None:
    """What people said of the accounts that the scorecard reports."""
    routed = {span.account_id for span in cells.spans if span.card == said.card.name}
    cells = replace(cells, spans=[span for span in cells.spans if span.account_id in routed])
    asked = said.asked
    said.heard.hear(book, grid, cells, held, weekly=asked.weekly, reported=asked.reported)


def _narrow(said: Said, book: ScoredBook, reference: Reference) -> None:
    cursor, asked = said.cursor, said.asked
    table, least = asked.growth or (None, 0.0)
    growth = "g.score" if table else "CAST(NULL AS DOUBLE)"
    joined = f"LEFT JOIN {table} AS g ON g.a = s.a AND g.i = s.i" if table else ""
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE {_CELLS} AS
        SELECT s.*, {growth} AS growth, coalesce({growth} >= {double(least)}, false) AS grows,
            d.exact, substr(h.held, d.w + 1, 1) AS holds,
            coalesce(s.age < {asked.new_below}, false) AS young,
            w.word, coalesce(w.says, {NO_BAND}) AS says, w.word IS NOT NULL AS worded,
            p.split, p.split IS NOT NULL AS differs,
            coalesce(p.split = {UNSURE}, false) OR coalesce(
                s.age < {asked.lifted_below} AND s.score IS NOT NULL
                AND (substr(h.held, d.w + 1, 1) = '0' OR NOT d.exact), false) AS alone
        FROM {_SCORED} AS s
        JOIN {_ROUTED} AS r ON r.a = s.a AND s.i >= r.f AND s.i < r.u
        JOIN {_DATES} AS d ON d.i = s.i
        JOIN {_HELD} AS h ON h.a = s.a
        LEFT JOIN {WORDS} AS w ON w.a = s.a AND s.i >= w.f AND s.i < w.u
        LEFT JOIN {SPLITS} AS p ON p.a = s.a AND p.i = s.i
        {joined}"""
    )
    said.left += cursor.execute(f"SELECT a, i FROM {_CELLS} WHERE alone").fetchall()
    _number(said, book, reference)
    cursor.execute(f"DROP TABLE {_CELLS}")


_SCORE_STANDS = ("class", "holds", "exact", "caps", "young", "grows", "counts", "why")
_STANDS = (*_SCORE_STANDS, "says", "worded", "differs")
"""What decides how an account stands but for people's words, where nothing lifts it."""


def _number(said: Said, book: ScoredBook, reference: Reference) -> None:
    """Number the readings and stands of the cells, and keep the numbers."""
    keys = book.rendering.keys
    if not said.readings:
        said.readings = [[] for _ in keys]
        said._numbers = [{} for _ in (*keys, _STANDS)]
        outs = [book.signals[each.signal].on for each in said.card.inputs]
        said.dated = frozenset(place for place, on in enumerate(outs) if on)
        _make(said)
    joins, numbers = [], []
    for place, columns in enumerate([*keys, _STANDS]):
        points = "NULL" if columns is _STANDS else f"points_{place}"
        cells, told_by = _distinct(said, place, columns, points, reference)
        on = " AND ".join(f"k{place}.{c} IS NOT DISTINCT FROM c.{c}" for c in told_by)
        joins.append(f"JOIN {cells} AS k{place} ON {on}")
        numbers.append(f"k{place}.number")
    *readings, stands = numbers
    days = [book.signals[said.card.inputs[place].signal].on for place in sorted(said.dated)]
    chosen = ["c.a", "c.i", "c.score", "c.coverage", "c.growth", stands, "c.word", "c.split"]
    chosen += readings
    chosen += [f"c.{on}" for on in days]
    joined = f"FROM {_CELLS} AS c\n" + "\n".join(joins) + "\nWHERE NOT c.alone AND"
    parted = f"least({', '.join(numbers)}) = {_PARTED}"
    said.cursor.execute(
        f"INSERT INTO {said.table} SELECT {', '.join(chosen)} {joined} NOT {parted}"
    )
    if said.parted:
        said.left += said.cursor.execute(f"SELECT c.a, c.i {joined} {parted}").fetchall()


def _make(said: Said) -> None:
    columns = ["a INTEGER", "i INTEGER", "score DOUBLE", "coverage DOUBLE", "growth DOUBLE"]
    columns += ["stands INTEGER", "word INTEGER", "split INTEGER"]
    columns += [f"r{place} INTEGER" for place in range(len(said.card.inputs))]
    columns += [f"d{place} INTEGER" for place in sorted(said.dated)]
    said.cursor.execute(f"CREATE TEMP TABLE {said.table} ({', '.join(columns)})")


def _distinct(
    said: Said, place: int, columns: Sequence[str], points: str, reference: Reference
) -> tuple[str, Sequence[str]]:
    """A table of the different keys with their numbers; new ones are asked of the reference.

    With it the columns to find one by: the first, unless two keys have it in common.
    """
    cursor, name = said.cursor, f"said_keys{place}"
    listed = ", ".join(columns)
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE {name} AS
        SELECT *, CAST(row_number() OVER () - 1 AS INTEGER) AS place FROM (
            SELECT {listed}, min(a * {_DATES_AT_MOST} + i) AS cell,
                min({points}) AS lowest, max({points}) AS highest
            FROM {_CELLS} WHERE NOT alone GROUP BY {listed})"""
    )
    found = cursor.execute(
        f"SELECT cell, lowest, highest, {listed} FROM {name} ORDER BY place"
    ).fetchall()
    known = said._numbers[place]
    new = [row for row in found if row[3:] not in known]
    if new:
        cells = [divmod(row[0], _DATES_AT_MOST) for row in new]
        numbers = _ask(said, place, cells, [row[1:3] for row in new], reference)
        known.update(zip((row[3:] for row in new), numbers, strict=True))
    numbered = ("INTEGER", [known[row[3:]] for row in found])
    load(cursor, _NUMBERS, {"place": ("INTEGER", range(len(found))), "number": numbered})
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {name} JOIN {_NUMBERS} USING (place)"
    )
    alike = len({row[3] for row in found}) < len(found)
    return name, columns if alike else columns[:1]


def _ask(
    said: Said,
    place: int,
    cells: Sequence[Cell],
    points: Sequence[tuple[float | None, float | None]],
    reference: Reference,
) -> list[int]:
    """Numbers of what the reference says at the cells.

    Where SQL found other points, if only in the last bit (a slope through fractions is summed in
    another way), they are parted: the reference makes such cells by itself.
    """
    if place == len(said.readings):
        first = len(said.stands)
        said.stands += reference.stands(cells)
        return list(range(first, len(said.stands)))
    numbers, texts = [], said.readings[place]
    for (text, wanted), found in zip(reference.readings(place, cells), points, strict=True):
        same = found == (wanted, wanted)
        said.parted = said.parted or not same
        numbers.append(len(texts) if same else _PARTED)
        if same:
            texts.append(text)
    return numbers
