"""Both sides of the comparison: the reference account by account, and SQL over the whole book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from forewarn.engines.duckdb.setwise.around import load, marked_signals
from forewarn.engines.duckdb.setwise.book import ScoredBook, Scoring, _asking, held
from forewarn.engines.duckdb.setwise.cells import Cells, Column, Grid
from forewarn.engines.duckdb.setwise.codes import STATUSES
from forewarn.engines.duckdb.setwise.steadiness import NO_BAND
from forewarn.engines.duckdb.setwise.supports import supports
from forewarn.engines.grids import identity
from forewarn.project.course import CardKit, Course
from forewarn.project.facts import Declared, Surroundings, read_surroundings
from forewarn.project.needs import Needs
from forewarn.project.spans import spans
from forewarn.scorecard.model import Scorecard
from forewarn.scoring.bands import raw_band
from forewarn.scoring.caps import caps_in_force
from forewarn.scoring.routing import route
from forewarn.signals.primitives import Latest, Primitive
from forewarn.terms.account import AccountAsOf
from forewarn.terms.ports import Engine, GridRows
from forewarn.terms.score import Score

NEAR = 1e-9


@dataclass(frozen=True)
class Sides:
    """One book, ready to be scored by both."""

    cards: Sequence[Scorecard]
    dates: Sequence[date]
    weekly: Sequence[date]
    around: Surroundings
    kits: Mapping[str, CardKit]
    rows: Sequence[GridRows]
    grid: Grid
    cells: Cells
    connection: duckdb.DuckDBPyConnection

    @classmethod
    def of(
        cls,
        engine: Engine,
        cards: Sequence[Scorecard],
        dates: Sequence[date],
        *,
        declared: Declared,
        weekly: Sequence[date] = (),
    ) -> Sides:
        """Measure once, for both."""
        needs = Needs()
        kits = {card.name: CardKit.of(needs.kit(card), {}) for card in cards}
        around = read_surroundings(engine, cards, dates, declared=declared)
        rows = list(engine.grid(needs.primitives, dates))
        connection = duckdb.connect(":memory:", config={"threads": 1})
        stretches = spans(around, dates, card_of=router(cards), cards=cards)
        cells = Cells(stretches, around.seen, around.covering, around.silent)
        grid = as_grid(connection, needs.primitives, rows, dates)
        return cls(cards, dates, weekly, around, kits, rows, grid, cells, connection)

    def course(self, card: Scorecard, account: GridRows) -> Course:
        """The reference for one account."""
        rows = dict(zip(self.dates, account.rows, strict=True))
        return Course(account.account_id, self.kits[card.name], rows, self.weekly, self.around)


def router(cards: Sequence[Scorecard]) -> Callable[[AccountAsOf], Scorecard | None]:
    """As ``BookRun.card_of``."""
    return lambda account: route(cards, account.attributes, account.age_days)


def as_grid(
    connection: duckdb.DuckDBPyConnection,
    primitives: Sequence[Primitive],
    rows: Sequence[GridRows],
    dates: Sequence[date],
) -> Grid:
    """The engine's stream as a table, one column per value and per day of a latest value."""
    flat = [row for account in rows for row in account.rows]
    table: dict[str, tuple[str, list[Any]]] = {
        "a": ("INTEGER", [a for a in range(len(rows)) for _ in dates]),
        "i": ("INTEGER", [i for _ in rows for i in range(len(dates))]),
    }
    columns = {}
    for place, primitive in enumerate(primitives):
        values, on = [row[place] for row in flat], None
        if isinstance(primitive, Latest):
            days = [value and value[1] for value in values]
            values = [value and value[0] for value in values]
            table[f"q{place}_on"] = ("DATE", days)
            on = f"g.q{place}_on"
        type_ = _type_of(values)
        table[f"q{place}"] = (type_, values)
        columns[identity(primitive)] = Column(f"g.q{place}", type_, on)
    load(connection, "setwise_grid", table)
    return Grid("setwise_grid", [each.account_id for each in rows], dates, columns)


def _type_of(values: Sequence[object]) -> str:
    types = {type(value) for value in values if value is not None}
    by_type = {bool: "BOOLEAN", str: "VARCHAR", date: "DATE", int: "BIGINT"}
    if Decimal in types:
        return "DECIMAL(38,9)"
    return by_type.get(types.pop(), "DOUBLE") if len(types) == 1 else "DOUBLE"


def differences(sides: Sides, card: Scorecard) -> list[str]:
    """Where SQL and the reference part; empty when they agree everywhere."""
    assert supports(card, sides.grid) == []
    book = Scoring.begun(sides.connection, card, sides.grid, sides.cells).part()
    found = {
        (sides.grid.accounts[row["a"]], sides.dates[row["i"]]): row
        for row in by_cell(sides.connection, book, sides.grid, sides.cells)
    }
    expected = sum(1 for _ in _scored(sides, card))
    told = [] if expected == len(found) else [f"{len(found)} rows for {expected} cells"]
    for account, course in _scored(sides, card):
        row = found.get((account.account_id, account.as_of))
        where = f"{card.name} {account.account_id} {account.as_of}"
        apart = ["no row"] if row is None else list(_apart(card, course, account, book, row))
        told += [f"{where}: {each}" for each in apart]
    return told


def _scored(sides: Sides, card: Scorecard) -> Iterator[tuple[AccountAsOf, Course]]:
    for rows in sides.rows:
        course = sides.course(card, rows)
        for on in sides.dates:
            account = course.account(on)
            if account is not None:
                yield account, course


def by_cell(
    connection: duckdb.DuckDBPyConnection, book: ScoredBook, grid: Grid, cells: Cells
) -> Iterator[dict[str, Any]]:
    """What is said of each cell: what SQL answers at it, and what was taken from cells like it."""
    rendering = book.rendering
    if not book.told.cells:
        return  # nothing was asked of SQL
    marked = marked_signals(cells.spans, tuple(rendering.signals), rendering.scope)
    asked = _asking(rendering, rendering.select(grid.relation, marked))
    result = connection.execute(*asked)
    names = [column[0] for column in result.description]
    rows = (dict(zip(names, row, strict=True)) for row in result.fetchall())
    answered = {(row["a"], row["i"]): row for row in rows}
    parts = book.contributions().tolist()
    columns = {
        "score": _or_none(book.score),
        "coverage": _or_none(book.coverage),
        "class": book.classes.tolist(),
        "caps": book.caps.tolist(),
    }
    for cell, (a, i) in enumerate(zip(book.a.tolist(), book.i.tolist(), strict=True)):
        row = answered[a, i]
        row |= {name: column[cell] for name, column in columns.items()}
        for place, met in enumerate(book.inputs):
            number = book.readings[place][cell]
            taken = tuple(answers[number] for answers in met.found)
            assert taken == tuple(row[name] for name in met.answers)
            withheld = row["score"] is None
            row[f"contribution_{place}"] = None if withheld else parts[place][cell]
        yield row


def _or_none(numbers: Any) -> list[float | None]:
    return [None if number != number else number for number in numbers.tolist()]


def _apart(
    card: Scorecard, course: Course, account: AccountAsOf, book: ScoredBook, row: dict[str, Any]
) -> Iterator[str]:
    values = course.values(account)
    for name, out in book.signals.items():
        value, status = values[name], STATUSES[row[out.status]]
        if value.status is not status:
            yield f"{name} is {value.status}, rendered {status} ({value})"
        elif not same(value.value, row[out.value]):
            yield f"{name} = {value.value!r}, rendered {row[out.value]!r}"
        if out.on is not None and value.on != row[out.on]:
            yield f"{name} on {value.on}, rendered {row[out.on]}"
    yield from _score_apart(card, course.score(account)[0], book, row)
    caps = sum(
        1 << place for place, cap in enumerate(card.caps) if cap in caps_in_force(card, values)
    )
    if row["caps"] != caps:
        yield f"caps {caps:b}, rendered {row['caps']:b}"


def _score_apart(
    card: Scorecard, wanted: Score, book: ScoredBook, row: dict[str, Any]
) -> Iterator[str]:
    for name in ("score", "coverage"):
        if not same(getattr(wanted, name), row[name]):
            yield f"{name} {getattr(wanted, name)}, rendered {row[name]}"
    if card.bands:
        yield from _band_apart(card, wanted, book, row)
    for place, part in enumerate(wanted.contributions):
        if part.status is not STATUSES[row[f"counts_{place}"]]:
            yield f"{part.input} is {part.status}, rendered {row[f'counts_{place}']}"
        for name in ("points", "contribution"):
            value, found = getattr(part, name), row[f"{name}_{place}"]
            if not same(value, found):
                yield f"{part.input} {name} {value}, rendered {found}"


def _band_apart(
    card: Scorecard, wanted: Score, book: ScoredBook, row: dict[str, Any]
) -> Iterator[str]:
    edges = book.rendering.edges
    band = None if row["class"] < 0 else card.bands[edges.raw[row["class"]]].name
    raw = None if wanted.score is None else raw_band(card, wanted.score)
    if band != raw:
        yield f"raw band {raw}, rendered {band}"


def held_apart(sides: Sides, card: Scorecard) -> list[str]:
    """Where the steady bands part."""
    book = Scoring.begun(sides.connection, card, sides.grid, sides.cells).part()
    places = [sides.dates.index(on) for on in sides.weekly]
    bands = held(book, sides.grid, places)
    told = []
    for rows in sides.rows:
        course = sides.course(card, rows)
        ranks = bands.get(rows.account_id, bytes([NO_BAND]) * len(places))
        for on, rank in zip(sides.weekly, ranks, strict=True):
            wanted, found = course.held(on).band, None if rank == NO_BAND else card.bands[rank].name
            if wanted != found:
                told.append(f"{card.name} {rows.account_id} {on}: {wanted}, rendered {found}")
    return told


def same(wanted: Any, found: Any) -> bool:
    """Equal, numbers within 1e-9 (relative above 1)."""
    if isinstance(wanted, (int, float)) and isinstance(found, (int, float)):
        return abs(wanted - found) <= NEAR * max(1.0, abs(wanted))
    return bool(wanted == found)
