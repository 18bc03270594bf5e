"""The grid that stays in DuckDB, as the rendering asks it and as the reference reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from forewarn.engines.duckdb.layers import Output
from forewarn.engines.duckdb.setwise.around import load
from forewarn.engines.duckdb.setwise.cells import NOTHING, Column, Ends, Grid
from forewarn.engines.grids import Laid, identity
from forewarn.signals.primitives import Latest, Primitive
from forewarn.terms.ports import GridRows

_SOME, _CELLS = "setwise_some", "setwise_cells"
_PAIR = re.compile(r'(?:TUPLE|STRUCT)\((?:"[^"]*" )?(.+?), (?:"[^"]*" )?DATE\b')
_WIDE = ("INTEGER", "BIGINT")
Cell = tuple[int, int]
"""Positions of an account and a date."""


def as_grid(laid: Laid, primitives: Sequence[Primitive]) -> Grid:
    """What the rendering needs to know of a grid.

    Args:
        laid: the grid.
        primitives: in the order that they were asked in.
    """
    described = laid.cursor.execute(f"DESCRIBE {laid.table}").fetchall()
    types: dict[str, str] = {name: type_ for name, type_, *_ in described}
    ends = _ends(laid, [name for name, type_ in types.items() if type_ in _WIDE])
    columns = {
        identity(primitive): _column(f"q{place}", types[f"q{place}"], primitive, ends)
        for place, primitive in enumerate(primitives)
    }
    return Grid(laid.table, laid.accounts, laid.dates, columns)


def _ends(laid: Laid, names: Sequence[str]) -> dict[str, Ends]:
    """What stands in columns of whole numbers."""
    if not names:
        return {}
    asked = ", ".join(f"min({name}), max({name}), count({name})" for name in names)
    (found,) = laid.cursor.execute(f"SELECT count(*), {asked} FROM {laid.table}").fetchall()
    told = zip(names, found[1::3], found[2::3], found[3::3], strict=True)
    return {
        name: Ends(low or 0, high or 0, nulls=count < found[0]) for name, low, high, count in told
    }


def _column(name: str, type_: str, primitive: Primitive, ends: Mapping[str, Ends]) -> Column:
    """A latest value is a row of value and day; without a column it is the day alone."""
    if not isinstance(primitive, Latest):
        return Column(f"g.{name}", type_, ends=ends.get(name))
    if type_ == "DATE":
        return Column(NOTHING, "DOUBLE", f"g.{name}")
    if (pair := _PAIR.match(type_)) is not None:
        return Column(f"struct_extract_at(g.{name}, 1)", pair[1], f"struct_extract_at(g.{name}, 2)")
    return Column(NOTHING, "DOUBLE", "CAST(NULL AS DATE)")


def rows_of(laid: Laid, accounts: Sequence[int]) -> Iterator[GridRows]:
    """The rows of some accounts, as ``Engine.grid`` streams them, by position."""
    load(laid.cursor, _SOME, {"a": ("INTEGER", sorted(accounts))})
    found = laid.cursor.execute(
        f"SELECT * FROM {laid.table} JOIN {_SOME} USING (a) ORDER BY a, i"
    ).fetchall()
    for a, rows in groupby(found, key=itemgetter(0)):
        answers = tuple(_read(row[2:], laid.outputs) for row in rows)
        yield GridRows(laid.accounts[a], answers)


def cells_of(laid: Laid, cells: Sequence[Cell]) -> dict[Cell, tuple[Any, ...]]:
    """Primitive values of some cells, in the order asked."""
    places = {
        "a": ("INTEGER", [a for a, _ in cells]),
        "i": ("INTEGER", [i for _, i in cells]),
    }
    if not cells:
        return {}
    load(laid.cursor, _CELLS, places)
    accounts = places["a"][1]
    # The accounts that are asked for stand together; the others need not be looked at.
    found = laid.cursor.execute(
        f"SELECT * FROM {laid.table} SEMI JOIN {_CELLS} USING (a, i)"
        f" WHERE a BETWEEN {min(accounts)} AND {max(accounts)}"
    ).fetchall()
    return {(row[0], row[1]): _read(row[2:], laid.outputs) for row in found}


def _read(row: Sequence[Any], outputs: Sequence[Output]) -> tuple[Any, ...]:
    return tuple(
        value if value is None or output.read is None else output.read(value)
        for value, output in zip(row, outputs, strict=True)
    )
